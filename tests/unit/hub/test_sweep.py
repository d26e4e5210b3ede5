"""The sweeper comes to every project, whatever is wrong with another."""

from datetime import UTC, datetime

import pytest

from commandcenter.hub.outbox import sweep
from commandcenter.ledger.ledger import Ledger
from commandcenter.ledger.memory import MemoryItems, MemoryObjects
from commandcenter.ledger.model import Change, Meta
from commandcenter.mesh.bus import MemoryBus


class BrokenObjects(MemoryObjects):
    """Fail in a way nobody thought of, for one project."""

    def get(self, name: str) -> bytes | None:
        if "/b-broken/" in name:
            raise RuntimeError("no such thing")
        return super().get(name)


def test_one_broken_project_keeps_no_other_from_being_swept() -> None:
    ledger, bus = Ledger(BrokenObjects(), MemoryItems()), MemoryBus()
    meta = Meta(datetime(2026, 11, 22, tzinfo=UTC), "a", "c", "source")
    writer = Ledger(MemoryObjects(), ledger.items)
    writer.submit("b-broken", lambda _: [Change("file:x", {"a": 1})], meta)
    for name in ("a-whole", "c-whole"):
        ledger.submit(name, lambda _: [Change("file:x", {"a": 1})], meta)
    assert sweep(ledger, bus, "hub") == ["b-broken"]
    assert [event.data["project"] for event in bus.events] == ["a-whole", "c-whole"]


def test_a_first_commit_without_a_head_is_found() -> None:
    """The writer of a project's very first commit died right after the commit point: no head names the project yet."""

    def die(operation: str) -> None:
        if operation == "write":
            raise InterruptedError(operation)

    objects, items, bus = MemoryObjects(), MemoryItems(), MemoryBus()
    meta = Meta(datetime(2026, 11, 22, tzinfo=UTC), "a", "c", "source")
    with pytest.raises(InterruptedError):
        Ledger(objects, items, step=die).submit("new", lambda _: [Change("file:x", {"a": 1})], meta)
    ledger = Ledger(objects, items)
    assert list(ledger.heads()) == []
    assert sweep(ledger, bus, "hub") == []
    assert [event.data["rev"] for event in bus.events] == [1]
    assert ledger.verify("new").ok
