"""Batches: the entries that follow a given size of a log, in one object that is written once and so decides their order."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from commandcenter.attestation.log.model import LogFaultError
from commandcenter.attestation.log.tiles import WIDTH, Tree, bundle_name, tile_name, write_bundle
from commandcenter.attestation.model import MAX_ENTRY_BYTES
from commandcenter.kernel.merkle import leaf_hash, root

MAX_BATCH = 256
"""The most entries of one batch, which has 17 MB at most."""

_DIGEST_BYTES, _LENGTH_BYTES = 32, 2


@dataclass(frozen=True, slots=True)
class Entry:
    """Hold what is logged: the envelope's bytes, and the SHA-256 (hex) of the statement it is found by."""

    digest: str
    data: bytes = field(repr=False)


def batch_name(size: int) -> str:
    """Name what follows the first `size` entries."""
    return f"batches/{size:020}"


def index_name(digest: str) -> str:
    """Name what tells the place of a statement."""
    return f"index/{digest}"


def write_batch(entries: Sequence[Entry]) -> bytes:
    """Write each entry after its statement's digest (32 bytes) and its length (2 bytes)."""
    return b"".join(bytes.fromhex(one.digest) + write_bundle([one.data]) for one in entries)


def parse_batch(data: bytes) -> list[Entry]:
    """Read a batch; raises LogFaultError for one that holds nothing, half an entry, or a statement twice."""
    entries, at = list[Entry](), 0
    while at < len(data):
        length_at = at + _DIGEST_BYTES
        start = length_at + _LENGTH_BYTES
        end = start + int.from_bytes(data[length_at:start], "big")
        entries.append(Entry(data[at:length_at].hex(), data[start:end]))
        at = end
    if at != len(data) or not 1 <= len({one.digest for one in entries}) == len(entries):
        raise LogFaultError("a batch does not hold one or more whole entries, each once")
    return entries


def files_after(tree: Tree, entries: Sequence[bytes]) -> dict[str, bytes]:
    """Return the bundles and tiles, by name, that a tree has once entries follow and that it had not before."""
    bundles = dict[str, bytes]()
    number, width = divmod(tree.size, WIDTH)
    row = [*(tree.bundle(number) if width else ()), *entries]
    for place, chunk in enumerate(_chunks(row)):
        bundles[bundle_name(number + place, len(chunk))] = write_bundle(chunk)
    return tiles_after(tree, [leaf_hash(entry) for entry in entries]) | bundles


def tiles_after(tree: Tree, leaves: Sequence[bytes]) -> dict[str, bytes]:
    """Return the tiles, by name, that a tree has once leaves follow and that it had not before."""
    tiles, level, fresh = dict[str, bytes](), 0, list(leaves)
    while fresh:
        number, width = divmod(tree.size >> 8 * level, WIDTH)
        row = [*(tree.tile(level, number) if width else ()), *fresh]
        chunks = _chunks(row)
        tiles |= {tile_name(level, number + n, len(chunk)): b"".join(chunk) for n, chunk in enumerate(chunks)}
        level, fresh = level + 1, [root(chunk) for chunk in chunks if len(chunk) == WIDTH]
    return tiles


def _chunks(row: Sequence[bytes]) -> list[Sequence[bytes]]:
    return [row[at : at + WIDTH] for at in range(0, len(row), WIDTH)]


assert MAX_ENTRY_BYTES < 1 << 8 * _LENGTH_BYTES
