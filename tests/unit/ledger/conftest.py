"""A ledger in memory whose stores can be reached."""

from datetime import UTC, datetime

import pytest

from commandcenter.ledger.ledger import Ledger
from commandcenter.ledger.memory import MemoryItems, MemoryObjects
from commandcenter.ledger.model import Change, Meta


class Workbench:
    """Stores, a ledger over them, and a short way to submit."""

    def __init__(self, snapshot_every: int = 64) -> None:
        self.objects, self.items = MemoryObjects(), MemoryItems()
        self.ledger = Ledger(self.objects, self.items, snapshot_every=snapshot_every)

    def meta(self, at=datetime(2026, 3, 1, tzinfo=UTC)):
        return Meta(at, "tester", "test", "source")

    def put(self, facts, project="p", **meta):
        return self.ledger.submit(project, lambda _: [Change(*fact) for fact in facts.items()], self.meta(**meta))

    def with_objects(self, objects):
        """Give a ledger over other objects and the same items."""
        return Ledger(objects, self.items)


@pytest.fixture
def workbench():
    return Workbench()


@pytest.fixture
def make_workbench():
    return Workbench
