"""A project's state at one revision, read from the items at head as a plan asks for it.

Why each answer is exact at `rev`: the head names a revision only after every item up to it was written, and items never
go back; so an item whose revision is at most `rev` was last touched at or before it and shows its value there, and a
key without an item did not exist. An item of a later revision belongs to a commit not yet in this head: HeadMovedError.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from commandcenter.ledger.model import Entity
from commandcenter.ledger.ports import ItemStore
from commandcenter.ledger.state_tree import bucket_of

_FEW_BUCKETS = 8
"""Reading more buckets than this is done by one scan: fewer requests."""


class HeadMovedError(Exception):
    """Tell that the items are already past the head this state was opened at."""


class State:
    """Read the entities of one project at `rev`; nothing later leaks in."""

    def __init__(self, items: ItemStore, project: str, rev: int) -> None:
        self.project = project
        self.rev = rev
        self.moved = False
        self._items = items
        self._single: dict[str, Entity | None] = {}
        self._buckets: dict[int, dict[str, Entity]] = {}
        self._complete = rev == 0

    @classmethod
    def of_image(cls, items: ItemStore, project: str, rev: int, image: Iterable[Entity]) -> "State":
        """Open a state over entities already read."""
        state = cls(items, project, rev)
        state._fill(image)
        return state

    def get(self, key: str) -> dict[str, Any] | None:
        """Return the body of one entity, or None."""
        return self.get_many([key]).get(key)

    def get_many(self, keys: Iterable[str]) -> dict[str, dict[str, Any]]:
        """Return the bodies of those that live, by key; reads only what it has not read."""
        wanted = list(dict.fromkeys(keys))
        missing = [key for key in wanted if not self._knows(key)]
        if missing:
            found = self._items.get(self.project, missing)
            self._single.update({key: self._checked(found[key]) if key in found else None for key in missing})
        bodies = ((key, entity.body) for key in wanted if (entity := self._known(key)))
        return {key: body for key, body in bodies if body is not None}

    def items(self) -> Mapping[str, dict[str, Any]]:
        """Return all bodies by key."""
        return {entity.key: body for entity in self.entities() if (body := entity.body) is not None}

    def entities(self) -> Iterable[Entity]:
        """Yield all entities as stored, tombstones too; read once."""
        self._load_all()
        for bucket in self._buckets.values():
            yield from bucket.values()

    def buckets(self, numbers: Iterable[int]) -> dict[int, Mapping[str, Entity]]:
        """Return whole buckets by number, tombstones too."""
        wanted = set(numbers)
        unread = [number for number in wanted if number not in self._buckets]
        if unread and not self._complete:
            if len(unread) > _FEW_BUCKETS:
                self._load_all()
            else:
                for number in unread:
                    entities = self._items.bucket(self.project, number)
                    self._buckets[number] = {key: self._checked(entity) for key, entity in entities.items()}
        return {number: self._buckets.get(number, {}) for number in wanted}

    def _load_all(self) -> None:
        if not self._complete:
            self._fill(self._items.scan(self.project))

    def _fill(self, entities: Iterable[Entity]) -> None:
        buckets: dict[int, dict[str, Entity]] = {}
        for entity in entities:
            buckets.setdefault(bucket_of(entity.key), {})[entity.key] = self._checked(entity)
        self._buckets, self._complete = buckets, True

    def _knows(self, key: str) -> bool:
        return self._complete or key in self._single or bucket_of(key) in self._buckets

    def _known(self, key: str) -> Entity | None:
        return self._single[key] if key in self._single else self._buckets.get(bucket_of(key), {}).get(key)

    def _checked(self, entity: Entity) -> Entity:
        if entity.rev > self.rev:
            self.moved = True
            raise HeadMovedError(f"{self.project} has moved past revision {self.rev}")
        return entity
