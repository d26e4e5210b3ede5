"""What the ledger asks of a store of immutable objects and of a store of items at head."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Protocol

from commandcenter.ledger.model import Entity, Head
from commandcenter.ledger.state_tree import Buckets


class ObjectStore(Protocol):
    """Keep named bytes; what was put is never changed. Reads see every put that has returned."""

    def put_new(self, name: str, data: bytes) -> bool:
        """Store atomically unless the name is taken; False when it is."""
        ...

    def get(self, name: str) -> bytes | None:
        """Return the bytes, or None when there are none under this name."""
        ...

    def names(self, prefix: str, after: str = "") -> Iterator[str]:
        """Yield the names with this prefix that sort after `after`, sorted."""
        ...

    def folders(self, prefix: str) -> Iterator[str]:
        """Yield what stands between a prefix (ending in a slash) and the next slash, each once, sorted."""
        ...


class ItemStore(Protocol):
    """Keep the newest state of each entity and each head; reads see every write that has returned."""

    def head(self, project: str) -> Head | None: ...

    def heads(self) -> Iterator[Head]:
        """Yield the heads of all projects, sorted by project."""
        ...

    def buckets(self, project: str) -> Buckets | None:
        """Return the bucket roots last set; after a crash they may be ahead of the head."""
        ...

    def bucket(self, project: str, number: int) -> Mapping[str, Entity]:
        """Return one bucket's entities by key, tombstones too."""
        ...

    def get(self, project: str, keys: Iterable[str]) -> Mapping[str, Entity]:
        """Return the entities found under the keys, tombstones too."""
        ...

    def scan(self, project: str) -> Iterator[Entity]:
        """Yield all entities, tombstones too, in no set order."""
        ...

    def write(self, project: str, entities: Iterable[Entity]) -> None:
        """Write each entity unless one of the same or a later revision is stored."""
        ...

    def set_head(self, head: Head, buckets: Buckets, base: int) -> None:
        """Move the bucket roots, then the head, unless the stored head is before `base` or at `head.rev` or later.

        `published` is left as stored.
        """
        ...

    def mark_published(self, project: str, rev: int) -> None:
        """Raise `published` of the head; never lower it."""
        ...

    def clear(self, project: str) -> None:
        """Forget the head, the bucket roots and all entities of a project."""
        ...

    def find_alias(self, alias: str) -> list[tuple[str, str]]:
        """List (project, key) of the living entities known by another name, sorted; may lag behind writes."""
        ...
