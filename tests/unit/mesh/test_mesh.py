"""Subjects, the envelope and the event of a commit."""

import contextlib
import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commandcenter.hub.outbox import publish_commits, sweep
from commandcenter.kernel.errors import InvalidInputError, TooLargeError, UnavailableError
from commandcenter.ledger.model import Change, Header, Meta
from commandcenter.ledger.open import open_memory
from commandcenter.mesh.bus import MemoryBus
from commandcenter.mesh.commits import committed_event
from commandcenter.mesh.envelope import MAX_HOPS, Event
from commandcenter.mesh.eventbridge import MAX_ENTRY_BYTES, EventBridgeBus
from commandcenter.mesh.subjects import MAX_TOKENS, split_subject, subject_tokens

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)
token = st.from_regex(r"[A-Za-z0-9_-]{1,6}", fullmatch=True)
subject = st.lists(token, min_size=1, max_size=MAX_TOKENS).map(".".join)
json_objects = st.dictionaries(st.text(max_size=5), st.integers(0, 9) | st.text(max_size=5) | st.booleans(), max_size=3)
events = st.builds(
    Event, id=st.text("0123456789abcdef", min_size=1), source=st.just("urn:cc:h"), type=subject, subject=st.text(max_size=9),
    time=st.integers(0, 10**13).map(lambda millis: datetime.fromtimestamp(millis / 1000, UTC)).map(
        lambda moment: moment.replace(microsecond=moment.microsecond // 1000 * 1000)
    ),
    data=json_objects, correlationid=st.just("c"), causationid=st.text(max_size=5), hops=st.integers(0, MAX_HOPS),
)  # fmt: skip


class Client:
    """Stand for the boto3 client at the edge of the process."""

    def __init__(self, refused: int = 0) -> None:
        self.refused, self.entries = refused, []

    def put_events(self, Entries):  # noqa: N803 - boto3's word
        self.entries += Entries
        return {"FailedEntryCount": self.refused, "Entries": [{"ErrorCode": "ThrottlingException"}]}


@given(subject)
def test_tokens_say_the_subject_whole(text: str) -> None:
    tokens = subject_tokens(text)
    assert ".".join(str(tokens[f"t{i}"]) for i in range(int(tokens["n"]))) == text


@given(st.text(max_size=20))
def test_a_subject_is_tokens_or_refused(text: str) -> None:
    try:
        assert ".".join(split_subject(text)) == text
    except InvalidInputError:
        assert (
            not text
            or not all(part.isascii() and part for part in text.split("."))
            or set(text) & set(" *>\n/")
            or (text.count(".") >= MAX_TOKENS or any(not (sign.isalnum() or sign in "._-") for sign in text))
        )


def test_nine_tokens_are_too_many() -> None:
    with pytest.raises(InvalidInputError):
        split_subject(".".join("abcdefghi"))


@given(events)
def test_an_event_survives_the_wire(event: Event) -> None:
    assert Event.from_cloudevent(json.loads(json.dumps(event.to_cloudevent()))) == event


@given(
    events,
    st.sampled_from(["id", "type", "hops", "data", "time", "specversion", "subject"]),
    st.none() | st.integers() | st.just([]),
)
def test_a_broken_event_is_refused(event: Event, name: str, value: object) -> None:
    broken = {**event.to_cloudevent(), name: value}
    if name == "hops" and isinstance(value, int) and 0 <= value <= MAX_HOPS:
        return
    with pytest.raises(InvalidInputError):
        Event.from_cloudevent(broken)


def test_a_chain_ends_at_eight_hops() -> None:
    """A loop of reactions stops by itself, and its events share the first one's id."""
    event = Event("0", "urn:cc:h", "hub.a", "s", NOW)
    for _ in range(MAX_HOPS):
        event = event.then("hub.a", "s", {}, time=NOW)
    assert (event.hops, event.correlationid) == (MAX_HOPS, "0")
    with pytest.raises(InvalidInputError):
        event.then("hub.a", "s", {}, time=NOW)


def committed(cause: str = "") -> Event:
    return committed_event("h", Header("p", 1, "", NOW, "t", cause, "source", "0" * 64, "0" * 64), "0" * 64)


def test_the_bus_takes_256_kb_and_no_more() -> None:
    client = Client()
    bus = EventBridgeBus(client, "b")
    bus.publish(replace(committed("x" * (MAX_ENTRY_BYTES - 1500)), causationid=""))
    with pytest.raises(TooLargeError):
        bus.publish(replace(committed("x" * MAX_ENTRY_BYTES), causationid=""))
    assert len(client.entries) == 1


def test_a_refused_entry_is_not_taken_for_sent() -> None:
    with pytest.raises(UnavailableError):
        EventBridgeBus(Client(refused=1), "b").publish(committed())


def commit(ledger, number: int) -> None:
    meta = Meta(NOW, "t", f"cause {number}", "source")
    ledger.submit("p", lambda _state: [Change("file:a", {"n": number})], meta)


@given(st.lists(st.sampled_from(["commit", "publish", "fail"]), max_size=12))
def test_every_commit_is_told_in_order_at_least_once(steps: list[str]) -> None:
    """However often publishing fails, what was told is 1, 2, 3 ... with repeats of the same event only."""
    ledger, bus, made = open_memory(), MemoryBus(), 0

    class Failing(MemoryBus):
        def publish(self, event: Event) -> None:
            bus.publish(event)
            raise UnavailableError("lost the answer")

    for step in steps:
        if step == "commit":
            made += 1
            commit(ledger, made)
        elif made:
            with contextlib.suppress(UnavailableError):
                publish_commits(ledger, Failing() if step == "fail" else bus, "h", "p")
    assert sweep(ledger, bus, "h") == []
    told = [event.data["rev"] for event in bus.events]
    assert list(dict.fromkeys(told)) == list(range(1, made + 1))
    assert len({event.id for event in bus.events}) == made


def test_the_event_of_a_commit_names_it() -> None:
    ledger = open_memory()
    commit(ledger, 1)
    header = ledger.commit("p", 1).header
    event = committed_event("h", header, header.digest)
    assert (event.id, event.type, event.subject) == (header.digest, "hub.sync.graph.committed", "urn:cc:h:p:project:p")
    assert event.data["state_root"] == header.state_root
