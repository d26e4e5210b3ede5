"""A tick of presence: announce, look around, ask again in half a minute."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from commandcenter.hub.peers import Links
from commandcenter.hub.presence import Announcer, Standing, handle_tick
from commandcenter.hub.signing_keys import MemoryKeyRecords, OwnKeys
from commandcenter.kernel.clock import FixedClock
from commandcenter.kernel.errors import UnavailableError
from commandcenter.mesh.bus import MemoryBus
from commandcenter.mesh.envelope import Event
from commandcenter.mesh.peers.memory import MemoryPeers
from commandcenter.mesh.peers.model import Peer
from commandcenter.mesh.presence.memory import MemoryPresences
from commandcenter.mesh.presence.model import Presence
from commandcenter.signing.jwks import KeySet
from commandcenter.signing.key_files import FileSigner
from commandcenter.signing.pyca import public_key_of

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)
SCHEDULE, MESSAGE = {"source": "aws.events"}, {"Records": [{"body": "{}"}]}


def make_signer(uri: str) -> FileSigner:
    private = Ed25519PrivateKey.from_private_bytes(b"\1" * 32)
    return FileSigner(private, public_key_of(private.public_key()))


class Nobody:
    """Answer no request."""

    def get(self, url: str) -> tuple[int, bytes]:
        raise UnavailableError("nobody is there")

    def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> tuple[int, bytes]:
        raise UnavailableError("nobody is there")


class Ticks:
    def __init__(self, bus: MemoryBus) -> None:
        self.bus, self.clock, self.queued = bus, FixedClock(NOW), 0
        keys = OwnKeys(MemoryKeyRecords(), ["k:1"], make_signer, self.clock)
        self.links = Links("meta", MemoryPeers(self.clock), MemoryPresences(), keys, Nobody(), self.clock)

    def again(self) -> None:
        self.queued += 1

    def tick(self, event: Mapping[str, object]) -> dict[str, object]:
        standing = Standing(3, 7, "a" * 64)
        return handle_tick(Announcer(self.links, self.bus, "https://meta.example", lambda: standing, self.again), event)


@pytest.fixture
def ticks() -> Ticks:
    return Ticks(MemoryBus())


def test_the_schedule_announces_and_asks_for_one_more(ticks: Ticks) -> None:
    assert ticks.tick(SCHEDULE) == {"announced": True, "changes": {}, "confirmed": []}
    assert ticks.queued == 1
    (event,) = ticks.bus.events
    assert (event.type, event.data["projects"], event.data["summary"]) == (
        "meta.global.presence", 3, {"rev": 7, "root": "a" * 64},
    )  # fmt: skip
    assert event.data["keys"] == ticks.links.keys.published().to_json()["keys"]


def test_a_message_announces_and_asks_for_nothing(ticks: Ticks) -> None:
    assert ticks.tick(MESSAGE)["announced"] is True
    assert ticks.queued == 0


def test_double_ticks_do_not_announce_more_often(ticks: Ticks) -> None:
    """An hour in which the schedule and the message each come twice, two seconds apart."""
    for second in range(0, 3600, 30):
        for late in (0, 2):
            ticks.clock.at = NOW + timedelta(seconds=second + late)
            ticks.tick(SCHEDULE if second % 60 == 0 else MESSAGE)
    times = [event.time for event in ticks.bus.events]
    assert len(times) == 120
    assert all(later - earlier >= timedelta(seconds=25) for earlier, later in pairwise(times))


def test_a_silent_hub_is_told_of_though_another_does_not_answer(ticks: Ticks) -> None:
    ticks.links.peers.put(Peer("north", "https", "downstream", "https://north.example", "f" * 43, KeySet(), NOW))
    ticks.links.presences.put(Presence("north", NOW - timedelta(hours=1), NOW, 1, {}))
    assert ticks.tick(SCHEDULE)["changes"] == {"north": "offline"}
    assert [event.type for event in ticks.bus.events] == ["meta.global.presence", "meta.global.escalation"]
    assert ticks.tick(MESSAGE)["changes"] == {}


def test_a_bus_that_is_down_is_told_and_the_next_tick_tries_again() -> None:
    class Down(MemoryBus):
        down = True

        def publish(self, event: Event) -> None:
            if self.down:
                raise UnavailableError("no bus")
            super().publish(event)

    bus = Down()
    ticks = Ticks(bus)
    with pytest.raises(UnavailableError):
        ticks.tick(SCHEDULE)
    assert ticks.queued == 1
    bus.down = False
    ticks.clock.advance(30)
    assert ticks.tick(MESSAGE)["announced"] is True
