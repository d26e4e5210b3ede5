"""What people do with the log of a hub: look at it page by page, publish by hand, publish once more."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import boto3
import pytest
from federation_parts_memory import NOW, MemoryHub
from hypothesis import given, settings
from hypothesis import strategies as st
from moto import mock_aws

from commandcenter.hub.mesh_log import MAX_BYTES, MAX_REPLAYED, MAX_SCANNED, MeshLog, list_events, publish, replay
from commandcenter.kernel.canonical import canonical
from commandcenter.kernel.clock import format_time
from commandcenter.kernel.errors import ForbiddenError, InvalidInputError
from commandcenter.mesh.envelope import Event
from commandcenter.mesh.log.dynamodb import DynamoEventLog
from commandcenter.mesh.log.model import KEPT
from commandcenter.mesh.patterns import matches
from commandcenter.mesh.subjects import ANNOUNCEMENT, AUDIT_REQUESTED, GRAPH_COMMITTED

SECOND = timedelta(seconds=1)
POLICIES = Path(__file__).parents[3] / "policies"
NOTE = {"title": "Maintenance", "text": "At noon.", "level": "info"}
SUBJECTS = [ANNOUNCEMENT, AUDIT_REQUESTED, "alpha.global.presence", "alpha.global.escalation", "fed.report"]


class AllowNotes:
    """A law for tests that are not about it."""

    def decide(self, path: str, facts: Any) -> Mapping[str, Any]:
        assert (path, facts["hub"]) == ("hub/federation/publish", "alpha")
        return {"allow": facts["type"] == ANNOUNCEMENT, "reason": "this subject is published by the hub alone"}


@pytest.fixture
def hub() -> MemoryHub:
    return MemoryHub("alpha")


def parts_of(hub: MemoryHub, **changes: Any) -> MeshLog:
    return replace(MeshLog(hub.name, hub.log, hub.bus, AllowNotes(), hub.clock), **changes)


def enter(hub: MemoryHub, *subjects: str, data: Mapping[str, Any] = NOTE) -> list[Event]:
    """Enter events of these subjects, one a second from noon on."""
    events = []
    for subject in subjects:
        number = hub.log.last() + 1
        hub.clock.at = NOW + number * SECOND
        events.append(hub.event(subject, data, id=f"e{number}"))
        hub.log.append(events[-1:], hub.clock.now())
    return events


def sequences(answer: Mapping[str, Any]) -> list[int]:
    return [entry["sequence"] for entry in answer["events"]]


def walk(parts: MeshLog, **asked: str) -> list[int]:
    """Follow `next` to the end as a client does; each answer goes on."""
    found, after, answer = [], 0, list_events(parts, asked)
    while True:
        found += sequences(answer)
        assert answer["next"] >= after
        after = answer["next"]
        if after >= answer["last"]:
            return found
        answer = list_events(parts, {**asked, "after": str(after)})
        assert answer["next"] > after, "an answer that does not go on would be asked for for ever"


def test_an_entry_tells_all_there_is_to_tell(hub: MemoryHub) -> None:
    (event,) = enter(hub, ANNOUNCEMENT)
    hub.log.append([replace(event, id="e2")], hub.clock.now(), outcome="stopped", reason="eight hops")
    answer = list_events(parts_of(hub), {})
    assert (answer["next"], answer["last"]) == (2, 2)
    assert answer["events"] == [
        {
            "sequence": number,
            "recorded": "2026-05-01T12:00:01.000Z",
            "outcome": outcome,
            "reason": reason,
            "event": replace(event, id=f"e{number}").to_cloudevent(),
        }
        for number, outcome, reason in ((1, "carried", ""), (2, "stopped", "eight hops"))
    ]


def test_an_empty_log_has_a_place_to_go_on_from(hub: MemoryHub) -> None:
    assert list_events(parts_of(hub), {}) == {"events": [], "next": 0, "last": 0}


@given(
    st.lists(st.sampled_from(SUBJECTS), max_size=30),
    st.sampled_from([">", "*.global.*", "fed.>", "hub.*.announce", "alpha.global.presence", "no.such"]),
    st.integers(1, 7),
)
@settings(max_examples=60, deadline=None)
def test_pages_together_are_what_matches(subjects: list[str], pattern: str, limit: int) -> None:
    hub = MemoryHub("alpha")
    enter(hub, *subjects)
    expected = [number for number, subject in enumerate(subjects, 1) if matches(pattern, subject)]
    assert walk(parts_of(hub), pattern=pattern, limit=str(limit)) == expected


def test_a_time_begins_where_it_says(hub: MemoryHub) -> None:
    enter(hub, *[ANNOUNCEMENT] * 5)
    assert sequences(list_events(parts_of(hub), {"since": format_time(NOW + 3 * SECOND)})) == [3, 4, 5]
    assert sequences(list_events(parts_of(hub), {"since": format_time(NOW + 9 * SECOND)})) == []
    assert sequences(list_events(parts_of(hub), {"after": "3"})) == [4, 5]


def test_the_work_of_one_answer_is_bounded(hub: MemoryHub) -> None:
    """A rare subject at the end of a long log: the answer says where to go on, though it found nothing."""
    note = hub.event(ANNOUNCEMENT, NOTE)
    hub.log.append([replace(note, id=str(number)) for number in range(MAX_SCANNED + 10)], NOW)
    enter(hub, AUDIT_REQUESTED)
    answer = list_events(parts_of(hub), {"pattern": AUDIT_REQUESTED})
    assert answer["events"] == []
    assert MAX_SCANNED <= answer["next"] < answer["last"]
    assert walk(parts_of(hub), pattern=AUDIT_REQUESTED) == [MAX_SCANNED + 11]


def test_the_size_of_one_answer_is_bounded(hub: MemoryHub) -> None:
    """Parts of summaries that others sent are large; an answer past 6 MB could not be given at all."""
    enter(hub, *["alpha.global.summary"] * 50, data={"changes": "x" * 150_000})
    answer = list_events(parts_of(hub), {"limit": "500"})
    assert 15 <= len(answer["events"]) < 50
    assert len(canonical(answer["events"])) <= MAX_BYTES + 1_000
    assert walk(parts_of(hub), limit="500") == list(range(1, 51))


def test_one_event_is_given_however_large(hub: MemoryHub) -> None:
    enter(hub, *["alpha.global.summary"] * 2, data={"changes": "x" * (MAX_BYTES + 1)})
    assert walk(parts_of(hub)) == [1, 2]


@pytest.fixture
def table() -> Iterator[None]:
    keys = ("pk", "HASH"), ("sk", "RANGE")
    with mock_aws():
        boto3.client("dynamodb", region_name="eu-west-1").create_table(
            TableName="hub",
            BillingMode="PAY_PER_REQUEST",
            AttributeDefinitions=[{"AttributeName": name, "AttributeType": "S"} for name, _ in keys],
            KeySchema=[{"AttributeName": name, "KeyType": kind} for name, kind in keys],
        )
        yield


@pytest.mark.usefixtures("table")
def test_what_has_expired_is_passed_over(hub: MemoryHub) -> None:
    log = DynamoEventLog("hub", "eu-west-1", clock=hub.clock, block=10)
    note = hub.event(ANNOUNCEMENT, NOTE)
    log.append([replace(note, id=str(number)) for number in range(15)], NOW)
    parts = parts_of(hub, log=log)
    hub.clock.at = NOW + KEPT
    assert list_events(parts, {}) == {"events": [], "next": 15, "last": 15}, "who follows does not ask for these again"
    log.append([replace(note, id="new")], hub.clock.now())
    assert walk(parts, limit="1") == [16]
    assert replay(parts, {"since": format_time(NOW)}) == {"replayed": 1}


@pytest.mark.parametrize(
    ("asked", "pointer"),
    [
        ({"limit": "0"}, "/limit"),
        ({"limit": "501"}, "/limit"),
        ({"limit": "ten"}, "/limit"),
        ({"limit": "\u0663"}, "/limit"),
        ({"after": "-1"}, "/after"),
        ({"after": "9" * 5_000}, "/after"),
        ({"since": "yesterday"}, "/since"),
        ({"since": "2026-05-01T12:00:00"}, "/since"),
        ({"since": "2026-05-01T12:00:00Z", "after": "1"}, "/since"),
        ({"pattern": "a..b"}, "/pattern"),
        ({"pattern": ">.a"}, "/pattern"),
    ],
)
def test_questions_that_make_no_sense_are_told_where(hub: MemoryHub, asked: dict[str, str], pointer: str) -> None:
    with pytest.raises(InvalidInputError) as refused:
        list_events(parts_of(hub), asked)
    assert refused.value.pointer == pointer


def test_a_person_publishes_in_the_name_of_the_hub(hub: MemoryHub) -> None:
    made = publish(parts_of(hub), {"type": ANNOUNCEMENT, "data": NOTE})
    again = publish(parts_of(hub), {"type": ANNOUNCEMENT, "data": NOTE, "subject": "urn:cc:alpha:shop:service:web"})
    first, second = hub.bus.events
    assert (first.id, second.id) == (made["id"], again["id"])
    assert first.id != second.id
    assert (first.source, first.subject, first.hops) == ("urn:cc:alpha", "urn:cc:alpha:_hub:hub:alpha", 0)
    assert (first.type, first.data, first.time) == (ANNOUNCEMENT, NOTE, NOW)
    assert second.subject == "urn:cc:alpha:shop:service:web"


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"data": NOTE}, "/type"),
        ({"type": 7, "data": NOTE}, "/type"),
        ({"type": "not a subject", "data": NOTE}, "/type"),
        ({"type": ANNOUNCEMENT}, "/data"),
        ({"type": ANNOUNCEMENT, "data": [1]}, "/data"),
        ({"type": ANNOUNCEMENT, "data": {**NOTE, "text": "\ud800"}}, "/data"),
        ({"type": ANNOUNCEMENT, "data": {**NOTE, "level": "loud"}}, "/data/level"),
        ({"type": ANNOUNCEMENT, "data": NOTE, "subject": 7}, "/subject"),
        ({"type": ANNOUNCEMENT, "data": NOTE, "subject": "urn:isbn:1"}, "/subject"),
    ],
)
def test_what_is_no_event_is_not_published(hub: MemoryHub, body: dict[str, Any], pointer: str) -> None:
    with pytest.raises(InvalidInputError) as refused:
        publish(parts_of(hub), body)
    assert refused.value.pointer == pointer
    assert hub.bus.events == []


def test_the_law_keeps_subjects_for_the_hub(hub: MemoryHub, tmp_path: Path) -> None:
    """The hub's own policies, by OPA: a person announces, asks for audits and raises alarms, and no more."""
    from commandcenter.policy.bundle import build_bundle
    from commandcenter.policy.client import OpaClient
    from commandcenter.policy.opa import OpaProcess

    build_bundle(POLICIES, ["hub"], tmp_path / "bundle.tar.gz")
    judge = OpaClient(OpaProcess(tmp_path / "bundle.tar.gz"))
    try:
        parts = parts_of(hub, judge=judge)
        publish(parts, {"type": ANNOUNCEMENT, "data": NOTE})
        publish(parts, {"type": AUDIT_REQUESTED, "data": {"project": "shop", "cause": "a person asked"}})
        publish(parts, {"type": "alpha.global.escalation", "data": dict(hub.escalation().data)})
        kept = ("alpha.global.presence", "beta.global.escalation", "fed.refresh", GRAPH_COMMITTED, "no.such")
        for subject in kept:
            with pytest.raises(ForbiddenError, match="by the hub alone"):
                publish(parts, {"type": subject, "data": NOTE})
    finally:
        judge.close()
    assert len(hub.bus.events) == 3


def test_own_events_are_published_once_more_under_their_ids(hub: MemoryHub) -> None:
    early, audit = hub.event(ANNOUNCEMENT, NOTE, id="early"), {"project": "shop", "cause": "c"}
    later = hub.event(ANNOUNCEMENT, NOTE, id="later", time=NOW + SECOND)
    other = hub.event(AUDIT_REQUESTED, audit, id="other")
    foreign = replace(hub.escalation(), id="foreign", source="urn:cc:beta", type="beta.global.escalation")
    command = hub.command("fed.refresh", "beta", id="command")
    hub.log.append([early], NOW)
    hub.log.append([later, other, foreign, command], NOW + SECOND)
    hub.log.append([replace(later, id="ended")], NOW + SECOND, outcome="stopped", reason="eight hops")
    since = format_time(NOW + SECOND)
    assert replay(parts_of(hub), {"since": since}) == {"replayed": 2}
    assert hub.bus.events == [later, other], "no commands, nothing of others, nothing that was stopped"
    assert replay(parts_of(hub), {"since": since, "pattern": "hub.audit.*"}) == {"replayed": 1}
    assert replay(parts_of(hub), {"since": format_time(NOW)}) == {"replayed": 3}
    assert replay(parts_of(hub), {"since": format_time(NOW + 2 * SECOND)}) == {"replayed": 0}
    before = hub.log.last()
    hub.log.append(hub.bus.events, NOW + 3 * SECOND)
    assert hub.log.last() == before, "the log knows them"


def test_too_much_at_once_is_refused_whole(hub: MemoryHub) -> None:
    note = hub.event(ANNOUNCEMENT, NOTE)
    hub.log.append([replace(note, id=str(number)) for number in range(MAX_REPLAYED + 1)], NOW)
    with pytest.raises(InvalidInputError, match="10,000") as refused:
        replay(parts_of(hub), {"since": format_time(NOW)})
    assert refused.value.pointer == "/since"
    assert hub.bus.events == []


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({}, "/since"),
        ({"since": 7}, "/since"),
        ({"since": "10m"}, "/since"),
        ({"since": "2026-05-01T12:00:00Z", "pattern": 7}, "/pattern"),
        ({"since": "2026-05-01T12:00:00Z", "pattern": "a b"}, "/pattern"),
    ],
)
def test_a_replay_of_nothing_sensible_is_refused(hub: MemoryHub, body: dict[str, Any], pointer: str) -> None:
    with pytest.raises(InvalidInputError) as refused:
        replay(parts_of(hub), body)
    assert refused.value.pointer == pointer
