"""Stores that call a function before every operation: for stopping a writer between any two of its steps."""

from collections.abc import Callable, Iterable, Iterator, Mapping

from commandcenter.ledger.model import Entity, Head
from commandcenter.ledger.ports import ItemStore, ObjectStore
from commandcenter.ledger.state_tree import Buckets

Step = Callable[[str], None]


class SteppedObjects:
    """Call `step` with the operation's name, then pass it on."""

    def __init__(self, objects: ObjectStore, step: Step) -> None:
        self._objects, self._step = objects, step

    def put_new(self, name: str, data: bytes) -> bool:
        self._step("put_new")
        return self._objects.put_new(name, data)

    def get(self, name: str) -> bytes | None:
        self._step("get_object")
        return self._objects.get(name)

    def names(self, prefix: str, after: str = "") -> Iterator[str]:
        self._step("names")
        return self._objects.names(prefix, after)

    def folders(self, prefix: str) -> Iterator[str]:
        self._step("folders")
        return self._objects.folders(prefix)


class SteppedItems:
    """Call `step` with the operation's name, then pass it on; entities are written one by one, a step before each."""

    def __init__(self, items: ItemStore, step: Step) -> None:
        self._items, self._step = items, step

    def head(self, project: str) -> Head | None:
        self._step("head")
        return self._items.head(project)

    def heads(self) -> Iterator[Head]:
        self._step("heads")
        return self._items.heads()

    def buckets(self, project: str) -> Buckets | None:
        self._step("buckets")
        return self._items.buckets(project)

    def bucket(self, project: str, number: int) -> Mapping[str, Entity]:
        self._step("bucket")
        return self._items.bucket(project, number)

    def get(self, project: str, keys: Iterable[str]) -> Mapping[str, Entity]:
        self._step("get_items")
        return self._items.get(project, keys)

    def scan(self, project: str) -> Iterator[Entity]:
        for entity in self._items.scan(project):
            self._step("scan")
            yield entity

    def write(self, project: str, entities: Iterable[Entity]) -> None:
        for entity in entities:
            self._step("write")
            self._items.write(project, [entity])

    def set_head(self, head: Head, buckets: Buckets, base: int) -> None:
        self._step("set_head")
        self._items.set_head(head, buckets, base)

    def mark_published(self, project: str, rev: int) -> None:
        self._step("mark_published")
        self._items.mark_published(project, rev)

    def clear(self, project: str) -> None:
        self._step("clear")
        self._items.clear(project)

    def find_alias(self, alias: str) -> list[tuple[str, str]]:
        self._step("find_alias")
        return self._items.find_alias(alias)
