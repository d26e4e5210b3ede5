"""Merkle trees with the hashing of RFC 6962 section 2.1: roots, inclusion proofs, verification."""

import hashlib
from collections.abc import Sequence

EMPTY_ROOT = hashlib.sha256(b"").digest()


def leaf_hash(data: bytes) -> bytes:
    """Hash one leaf: SHA-256(0x00 || data)."""
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Hash one inner node: SHA-256(0x01 || left || right)."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def root(leaves: Sequence[bytes]) -> bytes:
    """Compute the tree head over leaf hashes; of none it is SHA-256 of nothing."""
    if not leaves:
        return EMPTY_ROOT
    level = list(leaves)
    while len(level) > 1:
        paired = [node_hash(level[i], level[i + 1]) for i in range(0, len(level) - 1, 2)]
        if len(level) % 2:
            paired.append(level[-1])
        level = paired
    return level[0]


def inclusion_proof(leaves: Sequence[bytes], index: int) -> list[bytes]:
    """List the sibling hashes from the leaf at `index` up to the root (the audit path of RFC 6962 section 2.1.1)."""
    if not 0 <= index < len(leaves):
        raise IndexError(f"leaf {index} of {len(leaves)}")
    path: list[bytes] = []
    level = list(leaves)
    while len(level) > 1:
        sibling = index ^ 1
        if sibling < len(level):
            path.append(level[sibling])
        paired = [node_hash(level[i], level[i + 1]) for i in range(0, len(level) - 1, 2)]
        if len(level) % 2:
            paired.append(level[-1])
        level, index = paired, index // 2
    return path


def root_from_proof(leaf: bytes, index: int, size: int, path: Sequence[bytes]) -> bytes:
    """Recompute the root an inclusion proof leads to (RFC 9162 section 2.1.3.2).

    Raises ValueError when the path has the wrong length for this index and size.
    """
    if not 0 <= index < size:
        raise ValueError(f"leaf {index} of {size}")
    node, last, rest = leaf, size - 1, list(path)
    while last:
        if index % 2 or index < last:
            if not rest:
                raise ValueError("the proof is too short")
            sibling = rest.pop(0)
            node = node_hash(sibling, node) if index % 2 else node_hash(node, sibling)
        index, last = index // 2, last // 2
    if rest:
        raise ValueError("the proof is too long")
    return node


def consistency_proof(leaves: Sequence[bytes], old: int) -> list[bytes]:
    """List the hashes that show the tree over the first `old` leaves to be a beginning of the tree over all of them.

    RFC 6962 section 2.1.2; empty when `old` is 0, which begins every tree, and when it is the whole tree.
    Raises ValueError when there are fewer leaves.
    """
    return [root(leaves[start:end]) for start, end in consistency_ranges(old, len(leaves))]


def check_consistency(old: int, new: int, old_root: bytes, new_root: bytes, path: Sequence[bytes]) -> None:
    """Check that a tree of size `old` begins the tree of size `new` (RFC 9162 section 2.1.4.2); raises ValueError if not."""
    if not 0 <= old <= new:
        raise ValueError(f"a tree of {old} leaves begins no tree of {new}")
    if old in (0, new):
        if path:
            raise ValueError("the proof is too long")
        if old_root != (new_root if old == new else EMPTY_ROOT):
            raise ValueError("the old root is another")
        if new == 0 and new_root != EMPTY_ROOT:
            raise ValueError("the tree without leaves has another root")
        return
    if _roots_from_consistency(old, new, old_root, list(path)) != (old_root, new_root):
        raise ValueError("the proof leads to other roots")


def inclusion_ranges(index: int, size: int) -> list[tuple[int, int]]:
    """List which leaves, [start, end), each hash of an inclusion proof is the root over, in the order of the proof."""
    if not 0 <= index < size:
        raise IndexError(f"leaf {index} of {size}")
    start, end, ranges = 0, size, list[tuple[int, int]]()
    while end - start > 1:
        split = _split(start, end)
        if index < split:
            ranges.append((split, end))
            end = split
        else:
            ranges.append((start, split))
            start = split
    return ranges[::-1]


def consistency_ranges(old: int, size: int) -> list[tuple[int, int]]:
    """List which leaves each hash of a consistency proof is the root over, in its order; raises ValueError as that does."""
    if not 0 <= old <= size:
        raise ValueError(f"a tree of {old} leaves begins no tree of {size}")
    if old == 0:
        return []
    start, end, ranges = 0, size, list[tuple[int, int]]()
    while old != end:
        split = _split(start, end)
        if old <= split:
            ranges.append((split, end))
            end = split
        else:
            ranges.append((start, split))
            start = split
    return [*([(start, end)] if start else []), *ranges[::-1]]


def _split(start: int, end: int) -> int:
    """Return where RFC 6962 parts a tree of two or more leaves: after the largest power of two smaller than their number."""
    return start + (1 << (end - start - 1).bit_length() - 1)


def _roots_from_consistency(old: int, new: int, old_root: bytes, rest: list[bytes]) -> tuple[bytes, bytes]:
    if old & (old - 1) == 0:
        rest.insert(0, old_root)  # a full tree is a node of the new one and is left out of its proof
    if not rest:
        raise ValueError("the proof is too short")
    first, last = old - 1, new - 1
    while first % 2:
        first, last = first // 2, last // 2
    older = newer = rest.pop(0)
    for sibling in rest:
        if last == 0:
            raise ValueError("the proof is too long")
        if first % 2 or first == last:
            older, newer = node_hash(sibling, older), node_hash(sibling, newer)
            while first and first % 2 == 0:
                first, last = first // 2, last // 2
        else:
            newer = node_hash(newer, sibling)
        first, last = first // 2, last // 2
    if last:
        raise ValueError("the proof is too short")
    return older, newer
