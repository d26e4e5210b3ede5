"""One contract for every place announcements are kept in."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from moto import mock_aws

from commandcenter.kernel.errors import UnavailableError
from commandcenter.mesh.presence.dynamodb import DynamoPresences
from commandcenter.mesh.presence.memory import MemoryPresences
from commandcenter.mesh.presence.model import Presence
from commandcenter.mesh.presence.ports import PresenceStore

REGION = "eu-west-1"
AT = datetime(2026, 5, 1, 12, 0, 0, 123000, UTC)
SAID = {"hub": "north", "version": "1 ☃", "metrics": {"commits": 1.5, "jobs": 0}, "keys": [], "summary": {"rev": 3}}
FIRST = Presence("north", AT, AT + timedelta(seconds=1), 5, SAID)


@pytest.fixture(params=["memory", "dynamodb"])
def store(request: pytest.FixtureRequest) -> PresenceStore:
    if request.param == "memory":
        return MemoryPresences()
    request.getfixturevalue("aws")
    return DynamoPresences("hub", REGION)


def test_an_announcement_is_read_as_it_was_written(store: PresenceStore) -> None:
    assert store.get("north") is None
    assert store.put(FIRST)
    south = replace(FIRST, hub="south", told="offline")
    assert store.put(south)
    assert store.get("north") == FIRST
    assert store.list() == [FIRST, south]


def test_only_a_higher_sequence_replaces(store: PresenceStore) -> None:
    store.put(FIRST)
    for sequence in (5, 4, 0):
        assert not store.put(replace(FIRST, sequence=sequence, data={}))
    assert store.get("north") == FIRST
    later = replace(FIRST, sequence=6, at=AT + timedelta(seconds=30), data={})
    assert store.put(later)
    assert store.get("north") == later


def test_a_new_announcement_leaves_what_was_told(store: PresenceStore) -> None:
    store.put(FIRST)
    assert store.tell("north", 5, "online", "offline")
    store.put(replace(FIRST, sequence=6))
    assert store.get("north") == replace(FIRST, sequence=6, told="offline")


def test_telling_needs_what_was_seen_to_be_still_so(store: PresenceStore) -> None:
    assert not store.tell("north", 5, "online", "stale")
    store.put(FIRST)
    assert not store.tell("north", 4, "online", "stale")
    assert not store.tell("north", 5, "stale", "offline")
    assert store.tell("north", 5, "online", "stale")
    assert not store.tell("north", 5, "online", "stale")
    assert store.get("north") == replace(FIRST, told="stale")


def test_of_many_that_tell_one_does(store: PresenceStore) -> None:
    store.put(FIRST)
    with ThreadPoolExecutor(8) as pool:
        told = list(pool.map(lambda _: store.tell("north", 5, "online", "offline"), range(8)))
    assert sum(told) == 1


def test_of_many_announcements_the_newest_stays(store: PresenceStore) -> None:
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: store.put(replace(FIRST, sequence=n)), [3, 9, 1, 7, 9, 2, 6, 5]))
    assert store.list() == [replace(FIRST, sequence=9)]


def test_a_removed_hub_begins_anew(store: PresenceStore) -> None:
    store.put(FIRST)
    store.tell("north", 5, "online", "offline")
    store.remove("north")
    store.remove("north")
    assert store.list() == []
    assert store.put(replace(FIRST, sequence=1))
    assert store.get("north") == replace(FIRST, sequence=1)


def test_a_table_that_is_gone_is_told() -> None:
    with mock_aws():
        store = DynamoPresences("none", REGION)
        for ask in (lambda: store.get("north"), store.list, lambda: store.put(FIRST), lambda: store.remove("north")):
            with pytest.raises(UnavailableError):
                ask()
