"""The events of the bus on their way into the log: each once, in order, and one that is none hinders no other."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from federation_parts_memory import MemoryHub, make_peer, make_signer
from hypothesis import given, settings
from hypothesis import strategies as st

from commandcenter.hub.record_events import MAX_ID_BYTES, Recorder, handle_events, may_leave
from commandcenter.kernel.errors import UnavailableError
from commandcenter.mesh.envelope import Event
from commandcenter.mesh.subjects import ANNOUNCEMENT, GRAPH_COMMITTED


@dataclass
class NotedPokes:
    """Keep who was woken and why; `down` answers no more."""

    said: list[tuple[list[str], str]] = field(default_factory=list)
    down: bool = False

    def poke(self, hubs: Iterable[str], reason: str = "") -> None:
        if self.down:
            raise UnavailableError("the queue of peers does not answer")
        self.said.append((sorted(hubs), reason))


@dataclass
class Recording:
    hub: MemoryHub
    pokes: NotedPokes
    aside: list[str] = field(default_factory=list)

    @property
    def parts(self) -> Recorder:
        return Recorder(self.hub.name, self.hub.log, self.hub.peers, self.pokes, self.hub.clock, self.lay_aside)

    def lay_aside(self, message_id: str, body: str) -> None:
        self.aside.append(message_id)

    def take(self, *bodies: str) -> list[str]:
        """Return the ids of the messages that were laid aside: m0, m1 and so on; none may come again, it would bar the rest."""
        self.aside.clear()
        records = [{"messageId": f"m{place}", "body": body} for place, body in enumerate(bodies)]
        assert handle_events({"Records": records}, self.parts) == {"batchItemFailures": []}
        return list(self.aside)

    def entered(self) -> list[str]:
        return [entry.event.id for entry in self.hub.log.entries]


@pytest.fixture
def recording() -> Recording:
    return make_recording()


def make_recording() -> Recording:
    hub = MemoryHub("alpha")
    hub.link(MemoryHub("meta"))
    hub.link(MemoryHub("far"), kind="nats", url="")
    hub.peers.put(make_peer("nats-main", make_signer(), bridge=True, kind="nats", url="", subjects=(">",)))
    return Recording(hub, NotedPokes())


def note(hub: MemoryHub, name: str, **changes: Any) -> Event:
    return hub.event(ANNOUNCEMENT, {"title": name, "text": "", "level": "info"}, id=name, **changes)


def body_of(event: Event) -> str:
    """Write what EventBridge puts on the queue."""
    detail = event.to_detail()
    return json.dumps({"version": "0", "detail-type": event.type, "source": event.source, "detail": detail})


def test_a_batch_is_entered_in_its_order_and_once(recording: Recording) -> None:
    bodies = [body_of(note(recording.hub, name)) for name in "abca"]
    assert recording.take(*bodies) == []
    assert recording.take(*bodies) == []
    assert recording.entered() == ["a", "b", "c"]
    assert [entry.sequence for entry in recording.hub.log.entries] == [1, 2, 3]
    assert recording.pokes.said == [], "an announcement stays here"


UNREADABLE = {
    "no json": "{",
    "too deep": "[" * 100_000,
    "no detail": "{}",
    "a list": '{"detail": []}',
    "no event": '{"detail": {"event": 7}}',
}
UNWRITABLE = {
    "lone surrogate": {"data": {"title": "\ud800"}},
    "not a number": {"data": {"n": float("nan")}},
    "past 2^53": {"data": {"n": 2**70}},
    "no id": {"id": ""},
    "long id": {"id": "x" * (MAX_ID_BYTES + 1)},
    "long id in bytes": {"id": "ü" * MAX_ID_BYTES},
    "surrogate id": {"id": "\ud800"},
    "nine hops": {"hops": 9},
    "no subject": {"type": "not a subject"},
    "no time": {"time": None},
}


@pytest.mark.parametrize("kind", [*UNREADABLE, *UNWRITABLE])
def test_what_cannot_be_entered_is_laid_aside_alone(recording: Recording, kind: str) -> None:
    good = note(recording.hub, "good")
    bad = UNREADABLE.get(kind)
    if bad is None:
        bad = json.dumps({"detail": {"event": {**note(recording.hub, "bad").to_cloudevent(), **UNWRITABLE[kind]}}})
    assert recording.take(bad, body_of(good), bad) == ["m0", "m2"]
    assert recording.entered() == ["good"]
    assert recording.take(bad) == ["m0"]


def test_an_id_of_the_greatest_length_is_entered(recording: Recording) -> None:
    assert recording.take(body_of(note(recording.hub, "x" * MAX_ID_BYTES))) == []
    assert len(recording.entered()) == 1


def test_linked_hubs_are_woken_once_a_batch(recording: Recording) -> None:
    """Those reached over HTTPS only: a bridge asks of its own accord, and brings along who is met over NATS."""
    hub = recording.hub
    recording.take(body_of(hub.presence()), body_of(note(hub, "a")), body_of(hub.escalation()), body_of(note(hub, "b")))
    assert recording.pokes.said == [(["meta"], "log 3")]


def test_a_batch_that_woke_nobody_comes_again_and_does(recording: Recording) -> None:
    """A crash between log and poke: the events are known then, and the poke is the same one."""
    body = body_of(recording.hub.escalation())
    recording.pokes.down = True
    with pytest.raises(UnavailableError):
        recording.take(body)
    recording.pokes.down = False
    assert recording.take(body) == recording.take(body) == []
    assert recording.pokes.said == [(["meta"], "log 1")] * 2
    assert len(recording.entered()) == 1


@pytest.mark.parametrize(
    ("type_", "source", "data", "leaves"),
    [
        ("alpha.global.presence", "urn:cc:alpha", {}, True),
        ("alpha.global.other", "urn:cc:alpha", {}, True),
        ("fed.report", "urn:cc:alpha", {}, True),
        ("alpha.global.presence", "urn:cc:beta", {}, False),
        ("beta.global.presence", "urn:cc:beta", {}, False),
        ("fed.refresh", "urn:cc:beta", {}, False),
        ("alpha-2.global.presence", "urn:cc:alpha", {}, False),
        ("hub.audit.requested", "urn:cc:alpha", {}, False),
        ("fedora.x", "urn:cc:alpha", {}, False),
        (GRAPH_COMMITTED, "urn:cc:alpha", {"project": "_hub"}, True),
        (GRAPH_COMMITTED, "urn:cc:alpha", {"project": "shop"}, False),
        (GRAPH_COMMITTED, "urn:cc:alpha", {}, False),
    ],
)
def test_what_other_hubs_may_want(type_: str, source: str, data: dict[str, str], leaves: bool) -> None:
    event = replace(MemoryHub("alpha").event(type_, data), source=source)
    assert may_leave(event, "alpha") is leaves


@given(st.lists(st.lists(st.sampled_from(["a", "b", "c", "broken"]), min_size=1, max_size=6), max_size=6))
@settings(max_examples=40, deadline=None)
def test_however_batches_are_cut_and_repeated_each_event_is_entered_once(batches: list[list[str]]) -> None:
    recording = make_recording()
    for batch in batches:
        bodies = ["{" if name == "broken" else body_of(note(recording.hub, name)) for name in batch]
        failed = recording.take(*bodies)
        assert failed == [f"m{place}" for place, name in enumerate(batch) if name == "broken"]
    told = [name for batch in batches for name in batch if name != "broken"]
    assert recording.entered() == list(dict.fromkeys(told))
