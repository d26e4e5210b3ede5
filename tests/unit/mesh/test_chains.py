"""Chains of events end: two hubs that answer each other for ever stop after eight hops, and both logs say so."""

from datetime import UTC, datetime

import pytest

from commandcenter.mesh.bus import MemoryBus
from commandcenter.mesh.chains import continue_chain
from commandcenter.mesh.envelope import MAX_HOPS, Event
from commandcenter.mesh.log.memory import MemoryEventLog
from commandcenter.mesh.subjects import ANNOUNCEMENT

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)


def note(text: str) -> dict[str, str]:
    return {"title": "A note", "text": text, "level": "info"}


class Chatterbox:
    """A hub that answers every event of its neighbour."""

    def __init__(self, name: str) -> None:
        self.name, self.about = name, f"urn:cc:{name}:_hub:hub:{name}"
        self.log, self.bus = MemoryEventLog(), MemoryBus()

    def begin(self) -> Event:
        event = Event(f"first-{self.name}", f"urn:cc:{self.name}", ANNOUNCEMENT, self.about, NOW, note("begin"))
        self.say(event)
        return event

    def hear(self, event: Event) -> Event | None:
        self.log.append([event], NOW)
        data = note(f"{self.name} heard {event.id}")
        answer = continue_chain(event, ANNOUNCEMENT, self.about, data, hub=self.name, time=NOW, log=self.log)
        if answer is not None:
            self.say(answer)
        return answer

    def say(self, event: Event) -> None:
        self.bus.publish(event)
        self.log.append([event], NOW)

    def stopped(self) -> list[tuple[Event, str]]:
        return [(entry.event, entry.reason) for entry in self.log.after(0, 1_000) if entry.outcome == "stopped"]


@pytest.mark.parametrize("beginner", [0, 1])
def test_two_hubs_that_answer_for_ever_stop_after_eight_hops(beginner: int) -> None:
    hubs = Chatterbox("alpha"), Chatterbox("beta")
    first = hubs[beginner].begin()
    said: Event | None = first
    turns = 0
    while said is not None:
        turns += 1
        said = hubs[(beginner + turns) % 2].hear(said)
    events = [event for hub in hubs for event in hub.bus.events]
    assert sorted(event.hops for event in events) == list(range(MAX_HOPS + 1))
    assert {event.correlationid or event.id for event in events} == {first.id}
    assert all(event.source == f"urn:cc:{hub.name}" for hub in hubs for event in hub.bus.events)
    last = next(event for event in events if event.hops == MAX_HOPS)
    ((ended, reason),) = hubs[(beginner + turns) % 2].stopped()
    assert (ended.type, ended.causationid, ended.correlationid) == (ANNOUNCEMENT, last.id, first.id)
    assert "8 hops" in reason
    assert ended.id not in {event.id for event in events}


def test_both_logs_tell_of_the_ends_of_both_chains() -> None:
    """Each hub begins one chain; each log shows the one that ended with it, and only that."""
    hubs = Chatterbox("alpha"), Chatterbox("beta")
    talk: list[tuple[int, Event]] = [(1, hubs[0].begin()), (0, hubs[1].begin())]
    heard = 0
    while talk:
        listener, event = talk.pop(0)
        heard += 1
        answer = hubs[listener].hear(event)
        if answer is not None:
            talk.append((1 - listener, answer))
    assert heard == 2 * (MAX_HOPS + 1)
    assert [len(hub.stopped()) for hub in hubs] == [1, 1]
    assert {ended.correlationid for hub in hubs for ended, _ in hub.stopped()} == {"first-alpha", "first-beta"}


def test_an_end_that_is_reached_again_is_one_entry() -> None:
    """The message that led there may be delivered twice."""
    hub = Chatterbox("alpha")
    last = Event("e", "urn:cc:beta", ANNOUNCEMENT, hub.about, NOW, note("x"), "first", "cause", MAX_HOPS)
    assert [hub.hear(last), hub.hear(last)] == [None, None]
    assert len(hub.stopped()) == 1
    assert hub.bus.events == []


def test_the_next_event_follows_from_the_one_before() -> None:
    hub = Chatterbox("alpha")
    before = Event("e", "urn:cc:beta", ANNOUNCEMENT, hub.about, NOW, note("x"), "first", "cause", MAX_HOPS - 1)
    after, again = hub.hear(before), hub.hear(before)
    assert after is not None
    assert after == again
    assert (after.hops, after.causationid, after.correlationid) == (MAX_HOPS, "e", "first")
    assert (after.source, hub.stopped()) == ("urn:cc:alpha", [])
