"""What silence means, told once, along a time line that the test moves."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commandcenter.kernel.errors import UnavailableError
from commandcenter.mesh.bus import MemoryBus
from commandcenter.mesh.contracts import check_event
from commandcenter.mesh.peers.memory import MemoryPeers
from commandcenter.mesh.peers.model import Peer
from commandcenter.mesh.presence.announce import AT_MOST_EVERY, Self, claim_turn, presence_event
from commandcenter.mesh.presence.memory import MemoryPresences
from commandcenter.mesh.presence.model import OFFLINE_AFTER, STALE_AFTER, Presence
from commandcenter.mesh.presence.watch import watch
from commandcenter.signing.jwks import KeySet

AT = datetime(2026, 5, 1, 12, tzinfo=UTC)
TICK = timedelta(milliseconds=1)
NORTH = Peer("north", "https", "downstream", "https://north.example", "f" * 43, KeySet(), AT)


class Scene:
    def __init__(self, *peers: Peer) -> None:
        self.peers, self.presences, self.bus = MemoryPeers(), MemoryPresences(), MemoryBus()
        for peer in peers or (NORTH,):
            self.peers.put(peer)

    def announce(self, sequence: int, at: datetime, hub: str = "north") -> bool:
        return self.presences.put(Presence(hub, at, at, sequence, {}))

    def look(self, now: datetime) -> list[str]:
        return [change.now for change in watch("meta", self.peers, self.presences, now, self.bus.publish)]

    def alerts(self) -> list[tuple[object, object]]:
        return [(event.data["about"], event.data["status"]) for event in self.bus.events]


def test_a_hub_goes_stale_then_offline_then_comes_back() -> None:
    scene = Scene()
    scene.announce(1, AT)
    assert scene.look(AT + STALE_AFTER) == []
    assert scene.look(AT + STALE_AFTER + TICK) == ["stale"]
    assert scene.look(AT + OFFLINE_AFTER) == []
    assert scene.alerts() == []
    assert scene.look(AT + OFFLINE_AFTER + TICK) == ["offline"]
    assert scene.look(AT + timedelta(hours=1)) == []
    back = AT + timedelta(hours=2)
    scene.announce(2, back)
    assert scene.look(back + TICK) == ["online"]
    assert scene.look(back + 2 * TICK) == []
    assert scene.alerts() == [("north", "offline"), ("north", "online")]
    first, second = scene.bus.events
    assert (first.type, first.source) == ("meta.global.escalation", "urn:cc:meta")
    assert first.data["since"] == "2026-05-01T12:10:00.000Z"
    assert second.data["since"] == "2026-05-01T14:00:00.000Z"


def test_stale_and_back_makes_no_alert() -> None:
    scene = Scene()
    scene.announce(1, AT)
    scene.look(AT + STALE_AFTER + TICK)
    scene.announce(2, AT + timedelta(minutes=3))
    assert scene.look(AT + timedelta(minutes=3)) == ["online"]
    assert scene.alerts() == []


def test_two_watchers_make_one_alert() -> None:
    scene = Scene()
    scene.announce(1, AT)
    with ThreadPoolExecutor(8) as pool:
        noted = list(pool.map(lambda _: scene.look(AT + timedelta(hours=1)), range(8)))
    assert sum(map(len, noted)) == 1
    assert scene.alerts() == [("north", "offline")]


@pytest.mark.parametrize(
    "peer",
    [replace(NORTH, hub="south"), replace(NORTH, role="upstream"), replace(NORTH, role="both", bridge=True)],
    ids=["unlinked", "upstream", "bridge"],
)
def test_only_linked_hubs_that_announce_to_us_are_watched(peer: Peer) -> None:
    scene = Scene(peer)
    scene.announce(1, AT)
    assert scene.look(AT + timedelta(hours=1)) == []
    assert scene.alerts() == []


def test_an_alert_the_bus_did_not_take_is_made_by_the_next_watcher() -> None:
    scene = Scene()
    scene.announce(1, AT)

    def fail(_: object) -> None:
        raise UnavailableError("no bus")

    with pytest.raises(UnavailableError):
        watch("meta", scene.peers, scene.presences, AT + timedelta(hours=1), fail)
    assert scene.look(AT + timedelta(hours=1)) == ["offline"]
    assert scene.alerts() == [("north", "offline")]


steps = st.lists(st.tuples(st.booleans(), st.integers(0, 700)), min_size=1, max_size=20)


@given(steps)
@settings(max_examples=60, deadline=None)
def test_alerts_follow_a_small_model(history: list[tuple[bool, int]]) -> None:
    """Announcements and looks in any order, any seconds apart: alerts are exactly the ends of the spans offline."""
    scene, now = Scene(), AT
    last, told, expected = None, "online", []
    for number, (announces, wait) in enumerate(history):
        now += timedelta(seconds=wait)
        if announces:
            scene.announce(number, now)
            last = now
            continue
        scene.look(now)
        if last is None:
            continue
        age = (now - last).total_seconds()
        status = "online" if age <= 90 else "stale" if age <= 600 else "offline"
        if status != told and "offline" in (status, told):
            expected.append(("north", "offline" if status == "offline" else "online"))
        told = status
    assert scene.alerts() == expected
    assert len({event.id for event in scene.bus.events}) == len(expected)


def test_replayed_and_late_announcements_do_not_revive_a_hub() -> None:
    scene = Scene()
    scene.announce(5, AT)
    now = AT + timedelta(hours=1)
    assert not scene.announce(5, now)
    assert not scene.announce(4, now)
    assert scene.look(now) == ["offline"]


def test_an_announcement_keeps_its_contract_and_its_id() -> None:
    me = Self("meta", "https://meta.example", "1.0", 3, 7, "a" * 64, KeySet(), ("fed.refresh",), {"links": 2.5})
    event = presence_event(me, AT)
    check_event(event)
    assert event == presence_event(me, AT)
    assert event.id != presence_event(me, AT + TICK).id
    assert event.data["summary"] == {"rev": 7, "root": "a" * 64}


def test_turns_are_25_seconds_apart_and_one_worker_gets_each() -> None:
    presences = MemoryPresences()
    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(lambda _: claim_turn(presences, "meta", AT), range(8))) == 1
    assert not claim_turn(presences, "meta", AT + AT_MOST_EVERY - TICK)
    assert claim_turn(presences, "meta", AT + AT_MOST_EVERY)
    assert not claim_turn(presences, "meta", AT + AT_MOST_EVERY)
