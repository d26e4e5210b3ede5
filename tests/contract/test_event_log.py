"""One contract for every place the log of events is kept in: numbers without gaps, each event once."""

import threading
from datetime import UTC, datetime, timedelta
from typing import Any

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


def count_requests(log: DynamoEventLog) -> list[str]:
    """Keep the name of each request the log sends from now on."""
    asked: list[str] = []
    for client in (log._row._get_connection().connection.client, log._connection.client):
        client.meta.events.register("before-send.*.*", lambda event_name, **_: asked.append(event_name.split(".")[-1]))
    return asked


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


def test_the_time_of_entries_never_goes_back(log: EventLog) -> None:
    """Writers' clocks differ, and what ends a chain bears an older time; whoever asks by time misses nothing."""
    for number, seconds in enumerate((10, 20, 5, 30)):
        log.append([event(number)], AT + timedelta(seconds=seconds))
    assert [(entry.recorded - AT).seconds for entry in log.after(0, 9)] == [10, 20, 20, 30]
    assert [log.sequence_at(AT + timedelta(seconds=seconds)) for seconds in (6, 15, 25, 31)] == [0, 1, 3, 4]


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(-2, 3)), max_size=5))
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


def test_nothing_that_lives_is_lost_behind_what_has_expired(aws: object, clock: FixedClock) -> None:
    """Whatever the place and the page, entries that live are found behind expired ones that are still there."""
    log = DynamoEventLog("hub", REGION, clock=clock, block=10)
    log.append([event(number) for number in range(17)], AT)
    log.append([event(number) for number in range(17, 25)], AT + timedelta(hours=1))
    clock.advance(KEPT.total_seconds() + 1)
    for after in (0, 3, 9, 12, 16, 17, 20, 25):
        for limit in (1, 2, 5, 100):
            expected = list(range(max(after, 17) + 1, 26))[:limit]
            assert [entry.sequence for entry in log.after(after, limit)] == expected


def test_the_beginning_of_an_old_log_is_found_without_walking_there(aws: Any, clock: FixedClock) -> None:
    """Numbers are never given again, so behind an old log lie ever more empty blocks."""
    log = DynamoEventLog("hub", REGION, clock=clock, block=1)
    asked = count_requests(log)
    log.append([event(number) for number in range(120)], AT)
    for number in range(1, 121):
        aws.dynamodb.delete_item(TableName="hub", Key={"pk": {"S": f"EVENTS#{number}"}, "sk": {"S": f"{number:016d}"}})
    clock.advance(KEPT.total_seconds() + 1)
    log.append([event("new")], clock.now())
    asked.clear()
    assert [entry.sequence for entry in log.after(0, 10)] == [121]
    assert len(asked) < 20


def test_a_batch_costs_three_requests(aws: Any, clock: FixedClock) -> None:
    log = DynamoEventLog("hub", REGION, clock=clock)
    asked = count_requests(log)
    log.append([event(number) for number in range(10)], AT)
    assert asked == ["BatchGetItem", "GetItem", "TransactWriteItems"]
    asked.clear()
    log.append([event(number) for number in range(10)], AT)
    assert asked == ["BatchGetItem", "BatchGetItem"]
