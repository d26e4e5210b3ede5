"""One contract for every place the log of events is kept in: numbers without gaps, each event once."""

import threading
from datetime import UTC, datetime, timedelta

import boto3
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from moto import mock_aws

from commandcenter.kernel.clock import FixedClock
from commandcenter.mesh.envelope import Event
from commandcenter.mesh.log.dynamodb import AT_ONCE, DynamoEventLog
from commandcenter.mesh.log.memory import MemoryEventLog
from commandcenter.mesh.log.model import KEPT
from commandcenter.mesh.log.ports import EventLog

REGION, AT = "eu-west-1", datetime(2026, 5, 1, 12, tzinfo=UTC)


def event(number: int | str, text: str = "At noon.") -> Event:
    data = {"title": "Maintenance", "text": text, "level": "info"}
    about = "urn:cc:north:_hub:hub:north"
    return Event(f"id-{number}", "urn:cc:north", "hub.broadcast.announce", about, AT, data, f"id-{number}")


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(AT)


@pytest.fixture(params=["memory", "dynamodb"])
def log(request: pytest.FixtureRequest, clock: FixedClock) -> EventLog:
    if request.param == "memory":
        return MemoryEventLog()
    request.getfixturevalue("aws")
    return DynamoEventLog("hub", REGION, clock=clock, block=10)


def test_entries_are_read_as_they_were_written(log: EventLog) -> None:
    assert (log.last(), log.after(0, 10), log.sequence_at(AT)) == (0, [], 0)
    first = log.append([event(1), event(2)], AT)
    second = log.append([event(3)], AT + timedelta(seconds=1), outcome="stopped", reason="eight hops")
    assert [entry.sequence for entry in first + second] == [1, 2, 3]
    assert log.after(0, 10) == first + second
    assert log.after(1, 1) == first[1:]
    assert log.after(3, 10) == []
    assert (second[0].outcome, second[0].reason, log.last()) == ("stopped", "eight hops", 3)


def test_the_same_event_three_times_is_one_entry(log: EventLog) -> None:
    (first,) = log.append([event(1)], AT)
    again = log.append([event(1), event(2), event(1)], AT + timedelta(seconds=9))
    assert [entry.sequence for entry in again] == [1, 2, 1]
    assert again[0] == first
    assert log.last() == 2
    assert log.seen("id-1")
    assert not log.seen("id-3")


def test_a_batch_larger_than_a_transaction_keeps_its_order(log: EventLog) -> None:
    events = [event(number, "x" * 2_000) for number in range(AT_ONCE + 1)]
    assert [entry.sequence for entry in log.append(events, AT)] == list(range(1, len(events) + 1))
    assert [entry.event for entry in log.after(0, 1_000)] == events


def test_writers_at_once_leave_no_gap_and_no_double(log: EventLog) -> None:
    """All writers tell the same events, each beginning elsewhere; every number is given once."""
    names = list(range(9))

    def write(start: int) -> None:
        for number in names[start:] + names[:start]:
            log.append([event(number)], AT)

    writers = [threading.Thread(target=write, args=(start,)) for start in (0, 3, 6)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    entries = log.after(0, 100)
    assert [entry.sequence for entry in entries] == list(range(1, len(names) + 1))
    assert sorted(entry.event.id for entry in entries) == sorted(f"id-{number}" for number in names)


def test_reading_goes_on_over_blocks(log: EventLog) -> None:
    """Entries lie in blocks (here of ten); whoever reads does not see where one ends."""
    for start in range(0, 32, 8):
        log.append([event(number) for number in range(start, start + 8)], AT + timedelta(seconds=start))
    for after in (0, 7, 8, 9, 10, 18, 19, 30, 32, 50):
        found = [entry.sequence for entry in log.after(after, 5)]
        assert found == list(range(after + 1, min(after + 6, 33)))
    assert [entry.sequence for entry in log.after(0, 100)] == list(range(1, 33))
    assert log.sequence_at(AT) == 0
    assert log.sequence_at(AT + timedelta(seconds=1)) == 8
    assert log.sequence_at(AT + timedelta(seconds=16)) == 16
    assert log.sequence_at(AT + timedelta(days=1)) == log.last() == 32


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 3)), max_size=5))
@settings(max_examples=12, deadline=None)
def test_the_table_says_what_memory_says(told: list[tuple[int, int]]) -> None:
    """Differential: whatever is appended when, both logs answer alike."""
    with mock_aws():
        boto3.client("dynamodb", region_name=REGION).create_table(
            TableName="hub",
            BillingMode="PAY_PER_REQUEST",
            AttributeDefinitions=[{"AttributeName": name, "AttributeType": "S"} for name in ("pk", "sk")],
            KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}, {"AttributeName": "sk", "KeyType": "RANGE"}],
        )
        table, memory, now = DynamoEventLog("hub", REGION, clock=FixedClock(AT)), MemoryEventLog(), AT
        for name, wait in told:
            now += timedelta(seconds=wait)
            assert table.append([event(name)], now) == memory.append([event(name)], now)
            assert table.sequence_at(now) == memory.sequence_at(now)
        assert table.after(0, 50) == memory.after(0, 50)


def test_what_has_expired_counts_no_longer(aws: object, clock: FixedClock) -> None:
    """DynamoDB keeps expired items for days: they are passed over, and their ids are free."""
    log = DynamoEventLog("hub", REGION, clock=clock)
    log.append([event(1)], AT)
    clock.advance(KEPT.total_seconds() - 1)
    log.append([event(2)], clock.now())
    assert [entry.sequence for entry in log.after(0, 10)] == [1, 2]
    clock.advance(2)
    assert [entry.sequence for entry in log.after(0, 10)] == [2]
    assert not log.seen("id-1")
    assert [entry.sequence for entry in log.append([event(1)], clock.now())] == [3]
    assert log.sequence_at(clock.now() - timedelta(days=1)) == 1
