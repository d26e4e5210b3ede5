"""The sweeper comes to every project, whatever is wrong with another."""

from datetime import UTC, datetime

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
