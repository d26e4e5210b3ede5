"""The record of the hub's keys in its table, and keys in KMS behind it."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import boto3
import pytest

from commandcenter.hub.signing_keys import KeyRecord, OwnKeys
from commandcenter.hub.signing_keys_dynamodb import DynamoKeyRecords
from commandcenter.kernel.clock import FixedClock
from commandcenter.kernel.errors import UnavailableError
from commandcenter.signing.signer import open_signer

REGION = "eu-west-1"
NOW = datetime(2026, 5, 1, tzinfo=UTC)


def new_key() -> str:
    made = boto3.client("kms", region_name=REGION).create_key(KeySpec="ECC_NIST_P256", KeyUsage="SIGN_VERIFY")
    return f"awskms:{made['KeyMetadata']['Arn']}"


@pytest.fixture
def records(aws_hub) -> DynamoKeyRecords:
    return DynamoKeyRecords("hub", REGION)


def test_a_record_is_read_as_it_was_written(records) -> None:
    assert records.read() == KeyRecord()
    uri = new_key()
    keys = OwnKeys(records, [uri], open_signer, FixedClock(NOW))
    published = keys.published()
    record = records.read()
    assert (record.version, record.keys, dict(record.names)) == (1, published, {uri: keys.fingerprint()})
    assert published.entries[0].not_before == NOW


def test_only_the_next_version_is_written(records) -> None:
    for version, written in ((2, False), (1, True), (1, False), (3, False), (2, True)):
        assert records.write(KeyRecord(version)) is written
    assert records.read().version == 2


def test_of_many_first_workers_all_agree(records) -> None:
    uris = [new_key(), new_key()]
    with ThreadPoolExecutor(6) as pool:
        sets = list(pool.map(lambda _: OwnKeys(records, uris, open_signer, FixedClock(NOW)).published(), range(6)))
    assert len({keys.canonical() for keys in sets}) == 1
    assert records.read().version == 1


def test_a_rotation_goes_through_its_three_steps(records) -> None:
    first, second = new_key(), new_key()
    clock = FixedClock(NOW)
    names = []
    for uris in ([first, first], [first, second], [second, first], [second, second]):
        names.append(OwnKeys(records, uris, open_signer, clock).fingerprint())
        clock.advance(86_400)
    assert names[0] == names[1] != names[2] == names[3]
    assert [entry.expires is None for entry in records.read().keys.entries] == [False, True]


def test_a_table_that_is_gone_is_told(aws_hub) -> None:
    records = DynamoKeyRecords("none", REGION)
    with pytest.raises(UnavailableError):
        records.read()
    with pytest.raises(UnavailableError):
        records.write(KeyRecord(1))
