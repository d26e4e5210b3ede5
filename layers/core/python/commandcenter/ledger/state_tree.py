"""The tree behind the graph digest: 256 buckets of entities by hash of the key, so one change costs few hashes."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from commandcenter.kernel.canonical import canonical
from commandcenter.kernel.merkle import EMPTY_ROOT, leaf_hash, root
from commandcenter.ledger.model import Entity

BUCKETS = 256


@dataclass(frozen=True)
class Buckets:
    """Hold the root and the number of living entities of each bucket at one revision."""

    rev: int
    roots: tuple[bytes, ...]
    counts: tuple[int, ...]

    @cached_property
    def state_root(self) -> str:
        return root(self.roots).hex()

    @property
    def entities(self) -> int:
        return sum(self.counts)

    def replaced(self, rev: int, changed: Mapping[int, Mapping[str, bytes]]) -> "Buckets":
        """Give the buckets at `rev`; `changed` maps a bucket's number to key -> leaf hash of all that live in it."""
        roots, counts = list(self.roots), list(self.counts)
        for number, leaves in changed.items():
            roots[number], counts[number] = bucket_root(leaves), len(leaves)
        return Buckets(rev, tuple(roots), tuple(counts))


NO_BUCKETS = Buckets(0, (EMPTY_ROOT,) * BUCKETS, (0,) * BUCKETS)


def bucket_of(key: str) -> int:
    """Return the number of a key's bucket: the first byte of its SHA-256."""
    return hashlib.sha256(key.encode()).digest()[0]


def entity_leaf(key: str, data: bytes) -> bytes:
    """Hash one living entity: the leaf over canonical `[key, SHA-256 of the body in hex]`."""
    return leaf_hash(canonical([key, hashlib.sha256(data).hexdigest()]))


def bucket_root(leaves: Mapping[str, bytes]) -> bytes:
    """Compute the root of one bucket from key -> leaf hash."""
    return root([leaves[key] for key in sorted(leaves)])


def leaves_of(entities: Iterable[Entity]) -> dict[str, bytes]:
    """Map the living among the entities to their leaf hashes."""
    return {entity.key: entity_leaf(entity.key, entity.data) for entity in entities if entity.data is not None}


def buckets_of(rev: int, entities: Iterable[Entity]) -> Buckets:
    """Compute all buckets of a whole state."""
    groups: dict[int, dict[str, bytes]] = {}
    for key, leaf in leaves_of(entities).items():
        groups.setdefault(bucket_of(key), {})[key] = leaf
    return NO_BUCKETS.replaced(rev, groups)
