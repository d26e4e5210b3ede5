"""Stores in memory: for tests, for one-off runs, and as the plainest reading of the ports."""

import threading
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from commandcenter.ledger.aliases import alias_of, normal_alias
from commandcenter.ledger.model import Entity, Head
from commandcenter.ledger.state_tree import Buckets, bucket_of


class MemoryObjects:
    """Keep objects in a dict."""

    def __init__(self) -> None:
        self._objects: dict[str, bytes] = {}
        self._lock = threading.Lock()

    def put_new(self, name: str, data: bytes) -> bool:
        with self._lock:
            if name in self._objects:
                return False
            self._objects[name] = data
            return True

    def get(self, name: str) -> bytes | None:
        return self._objects.get(name)

    def names(self, prefix: str, after: str = "") -> Iterator[str]:
        return iter(sorted(name for name in list(self._objects) if name.startswith(prefix) and name > after))

    def folders(self, prefix: str) -> Iterator[str]:
        rest = (name.removeprefix(prefix) for name in list(self._objects) if name.startswith(prefix))
        return iter(sorted({name.split("/")[0] for name in rest if "/" in name}))


@dataclass
class _Shelf:
    head: Head | None = None
    roots: Buckets | None = None
    buckets: dict[int, dict[str, Entity]] = field(default_factory=dict)


class MemoryItems:
    """Keep items in dicts, one writer at a time."""

    def __init__(self) -> None:
        self._shelves: dict[str, _Shelf] = {}
        self._lock = threading.RLock()

    def head(self, project: str) -> Head | None:
        return self._shelf(project).head

    def heads(self) -> Iterator[Head]:
        with self._lock:
            heads = [shelf.head for _, shelf in sorted(self._shelves.items())]
        return (head for head in heads if head)

    def buckets(self, project: str) -> Buckets | None:
        return self._shelf(project).roots

    def bucket(self, project: str, number: int) -> Mapping[str, Entity]:
        with self._lock:
            return dict(self._shelf(project).buckets.get(number, {}))

    def get(self, project: str, keys: Iterable[str]) -> Mapping[str, Entity]:
        with self._lock:
            buckets = self._shelf(project).buckets
            return {key: bucket[key] for key in keys if key in (bucket := buckets.get(bucket_of(key), {}))}

    def scan(self, project: str) -> Iterator[Entity]:
        with self._lock:
            return iter([entity for bucket in self._shelf(project).buckets.values() for entity in bucket.values()])

    def write(self, project: str, entities: Iterable[Entity]) -> None:
        buckets = self._shelf(project).buckets
        for entity in entities:
            with self._lock:
                bucket = buckets.setdefault(bucket_of(entity.key), {})
                if entity.key not in bucket or bucket[entity.key].rev < entity.rev:
                    bucket[entity.key] = entity

    def set_head(self, head: Head, buckets: Buckets, base: int) -> None:
        with self._lock:
            shelf = self._shelf(head.project)
            if base <= (shelf.head.rev if shelf.head else 0) < head.rev:
                shelf.roots = buckets
                shelf.head = replace(head, published=shelf.head.published if shelf.head else 0)

    def mark_published(self, project: str, rev: int) -> None:
        with self._lock:
            shelf = self._shelf(project)
            if shelf.head and shelf.head.published < rev:
                shelf.head = replace(shelf.head, published=rev)

    def clear(self, project: str) -> None:
        with self._lock:
            self._shelves.pop(project, None)

    def find_alias(self, alias: str) -> list[tuple[str, str]]:
        wanted = normal_alias(alias)
        with self._lock:
            projects = sorted(self._shelves)
        found = ((project, entity) for project in projects for entity in self.scan(project))
        return sorted((project, entity.key) for project, entity in found if alias_of(entity.body) == wanted)

    def _shelf(self, project: str) -> _Shelf:
        with self._lock:
            return self._shelves.setdefault(project, _Shelf())
