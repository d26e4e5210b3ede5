"""How key records lie in the hub's table: found by digest alone, listed apart, without the key's text, and mortal."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import boto3
import pytest
from moto import mock_aws

from commandcenter.kernel.clock import FixedClock
from commandcenter.kernel.errors import UnauthenticatedError
from commandcenter.partners.dynamodb import DynamoKeys
from commandcenter.partners.keys import NewKey, authenticate, create_key, digest_of, revoke_key

REGION = "eu-west-1"
CLOCK = FixedClock(datetime(2026, 5, 1, tzinfo=UTC))


@pytest.fixture
def dynamodb() -> Iterator[Any]:
    with mock_aws():
        client = boto3.client("dynamodb", region_name=REGION)
        client.create_table(
            TableName="hub",
            BillingMode="PAY_PER_REQUEST",
            AttributeDefinitions=[{"AttributeName": part, "AttributeType": "S"} for part in ("pk", "sk")],
            KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}, {"AttributeName": "sk", "KeyType": "RANGE"}],
        )
        yield client


def make(**options: Any) -> tuple[DynamoKeys, NewKey]:
    keys = DynamoKeys("hub", REGION)
    return keys, create_key(keys, name="Ada", role="partner", projects=["beta", "alpha"], clock=CLOCK, **options)


def items(dynamodb: Any) -> dict[tuple[str, str], dict[str, Any]]:
    return {(item["pk"]["S"], item["sk"]["S"]): item for item in dynamodb.scan(TableName="hub")["Items"]}


def test_a_key_lies_under_its_digest_and_in_the_listing(dynamodb: Any) -> None:
    _, made = make()
    assert set(items(dynamodb)) == {(f"KEY#{digest_of(made.text)}", "key"), ("KEYS", made.record.id)}


def test_the_text_of_a_key_is_nowhere_in_the_table(dynamodb: Any) -> None:
    _, made = make()
    assert made.text.rpartition("_")[2] not in str(items(dynamodb))
    assert made.text not in str(items(dynamodb))


def test_a_key_that_expires_carries_the_time_to_live(dynamodb: Any) -> None:
    expires = CLOCK.now() + timedelta(days=2)
    make(expires=expires)
    assert {item["expires"]["N"] for item in items(dynamodb).values()} == {str(int(expires.timestamp()))}


def test_a_key_without_end_carries_none(dynamodb: Any) -> None:
    make()
    assert all("expires" not in item for item in items(dynamodb).values())


def test_a_revoked_key_is_refused_at_once_by_another_worker(dynamodb: Any) -> None:
    keys, made = make()
    other = DynamoKeys("hub", REGION)
    assert authenticate(other, made.text, CLOCK).projects == ("alpha", "beta")
    revoke_key(keys, made.record.id, CLOCK)
    with pytest.raises(UnauthenticatedError):
        authenticate(other, made.text, CLOCK)


def test_an_expired_key_is_refused_before_the_table_forgets_it(dynamodb: Any) -> None:
    keys, made = make(expires=CLOCK.now() + timedelta(seconds=5))
    later = FixedClock(CLOCK.now() + timedelta(seconds=5))
    with pytest.raises(UnauthenticatedError):
        authenticate(keys, made.text, later)
    assert len(items(dynamodb)) == 2
