"""One contract for every place key records are kept in."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import boto3
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from moto import mock_aws

from commandcenter.kernel.errors import ConflictError
from commandcenter.partners.dynamodb import DynamoKeys
from commandcenter.partners.memory import MemoryKeys
from commandcenter.partners.model import ApiKey
from commandcenter.partners.ports import KeyStore

AT = datetime(2026, 5, 1, 12, 0, 0, 123000, UTC)
KEY = ApiKey("abcdefghijkm", "0" * 64, "Ada", "auditor", ("alpha", "beta"), AT, AT + timedelta(days=3))
REGION = "eu-west-1"


def new_table(name: str) -> DynamoKeys:
    boto3.client("dynamodb", region_name=REGION).create_table(
        TableName=name,
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[{"AttributeName": part, "AttributeType": "S"} for part in ("pk", "sk")],
        KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}, {"AttributeName": "sk", "KeyType": "RANGE"}],
    )
    return DynamoKeys(name, REGION)


@pytest.fixture(params=["memory", "dynamodb"])
def store(request: pytest.FixtureRequest) -> Iterator[KeyStore]:
    if request.param == "memory":
        yield MemoryKeys()
    else:
        with mock_aws():
            yield new_table("hub")


@pytest.mark.parametrize(
    "key",
    [
        KEY,
        replace(KEY, expires=None, projects=("*",), role="operator"),
        replace(KEY, name="Ünï ☃ #KEY", role="partner", revoked=AT + timedelta(milliseconds=1)),
    ],
)
def test_what_was_added_is_found_as_it_was(store: KeyStore, key: ApiKey) -> None:
    store.add(key)
    assert store.find(key.digest) == key
    assert list(store.list()) == [key]


def test_what_was_not_added_is_not_found(store: KeyStore) -> None:
    store.add(KEY)
    assert store.find("1" * 64) is None
    assert store.find("") is None
    assert store.revoke("nobodyatall2", AT) is None


@pytest.mark.parametrize("change", [{"id": "zzzzzzzzzzzz"}, {"digest": "1" * 64}, {}])
def test_a_taken_id_or_digest_is_refused_and_changes_nothing(store: KeyStore, change: dict[str, str]) -> None:
    store.add(KEY)
    with pytest.raises(ConflictError):
        store.add(replace(KEY, name="Eve", **change))
    assert list(store.list()) == [KEY]
    assert store.find(KEY.digest) == KEY
    if "digest" in change:
        assert store.find(change["digest"]) is None


def test_the_first_revocation_stands(store: KeyStore) -> None:
    store.add(KEY)
    revoked = replace(KEY, revoked=AT)
    assert store.revoke(KEY.id, AT) == revoked
    assert store.revoke(KEY.id, AT + timedelta(days=1)) == revoked
    assert store.find(KEY.digest) == revoked
    assert list(store.list()) == [revoked]


def test_racing_revocations_agree(store: KeyStore) -> None:
    store.add(KEY)
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda n: store.revoke(KEY.id, AT + timedelta(seconds=n)), range(4)))
    assert {answer.revoked for answer in answers if answer} == {store.list()[0].revoked}
    found = store.find(KEY.digest)
    assert found is not None
    assert found.revoked is not None


steps = st.lists(
    st.tuples(st.sampled_from(["add", "revoke", "find"]), st.integers(0, 3), st.integers(0, 3)), min_size=1, max_size=8
)


def emptied(keys: DynamoKeys) -> Iterator[DynamoKeys]:
    while True:
        yield keys
        boto3.client("dynamodb", region_name=REGION).delete_table(TableName="hub")
        new_table("hub")


@pytest.fixture(scope="module")
def tables() -> Iterator[Iterator[DynamoKeys]]:
    with mock_aws():
        yield emptied(new_table("hub"))


@given(steps=steps)
@settings(max_examples=20, deadline=None)
def test_any_history_reads_the_same_in_both(tables: Iterator[DynamoKeys], steps: list[tuple[str, int, int]]) -> None:
    memory, dynamodb = MemoryKeys(), next(tables)
    for number, step in enumerate(steps):
        assert run(memory, number, *step) == run(dynamodb, number, *step)
    assert list(memory.list()) == list(dynamodb.list())


def run(store: KeyStore, number: int, verb: str, key_id: int, digest: int) -> object:
    at = AT + timedelta(seconds=number)
    if verb == "find":
        return store.find(str(digest) * 64)
    if verb == "revoke":
        return store.revoke(f"key-{key_id}", at)
    try:
        store.add(replace(KEY, id=f"key-{key_id}", digest=str(digest) * 64, name=f"n{number}"))
    except ConflictError:
        return "taken"
    return "added"
