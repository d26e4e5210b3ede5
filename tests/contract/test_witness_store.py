"""One contract for every place a witness remembers in."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from commandcenter.attestation.log.witness_dynamodb import DynamoWitnessStore
from commandcenter.attestation.log.witness_store import MemoryWitnessStore, WitnessRecord
from commandcenter.kernel.errors import UnavailableError

ORIGIN = "commandcenter/alpha/log"


def record(size: int) -> WitnessRecord:
    return WitnessRecord(size, bytes([size % 256]) * 32, f"{ORIGIN}\n{size}\n\u2014\n".encode())


@pytest.fixture(params=["memory", "dynamodb"])
def store(request):
    if request.param == "memory":
        return MemoryWitnessStore()
    request.getfixturevalue("aws")
    return DynamoWitnessStore("hub", "eu-west-1")


def test_a_record_moves_only_from_the_version_that_was_seen(store):
    assert store.latest(ORIGIN) == (None, 0)
    assert not store.advance(ORIGIN, record(1), 1)
    assert store.advance(ORIGIN, record(1), 0)
    assert not store.advance(ORIGIN, record(2), 0)
    assert store.latest(ORIGIN) == (record(1), 1)
    assert store.advance(ORIGIN, record((1 << 63) - 1), 1)
    assert not store.advance(ORIGIN, record(3), 1)
    assert store.latest(ORIGIN) == (record((1 << 63) - 1), 2)


def test_logs_are_kept_apart(store):
    assert store.advance(ORIGIN, record(1), 0)
    assert store.latest(ORIGIN + "x") == (None, 0)
    assert store.advance(ORIGIN + "x", record(2), 0)
    assert store.latest(ORIGIN) == (record(1), 1)


def test_one_of_many_advances(store):
    for version in range(4):
        barrier = Barrier(4)

        def advance(writer, version=version, barrier=barrier):
            barrier.wait()
            return store.advance(ORIGIN, record(10 * version + writer), version)

        with ThreadPoolExecutor(4) as pool:
            won = list(pool.map(advance, range(4)))
        assert won.count(True) == 1
        assert store.latest(ORIGIN) == (record(10 * version + won.index(True)), version + 1)


def test_a_table_that_is_gone_is_told_as_not_available(aws):
    store = DynamoWitnessStore("no-such-table", "eu-west-1")
    with pytest.raises(UnavailableError):
        store.latest(ORIGIN)
    with pytest.raises(UnavailableError):
        store.advance(ORIGIN, record(1), 0)
