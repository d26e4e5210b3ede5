"""The stores every contract is run over: memory, a directory, and AWS as moto plays it."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import boto3
import botocore.handlers
import pytest
from moto import mock_aws
from moto.core.botocore_stubber import BotocoreStubber

from commandcenter.ledger.directory import DirectoryItems, DirectoryObjects
from commandcenter.ledger.dynamodb import DynamoItems
from commandcenter.ledger.ledger import Ledger
from commandcenter.ledger.memory import MemoryItems, MemoryObjects
from commandcenter.ledger.s3 import S3Objects

REGION, TABLE, BUCKET = "eu-west-1", "hub", "hub-bucket"


class OneAfterTheOther:
    """Answer one request after the other, as DynamoDB does for an item.

    moto, asked by several threads, checks a condition and writes in two steps, and then two writers may win.
    """

    def __init__(self, moto: Any) -> None:
        self._moto, self._lock = moto, threading.Lock()

    def __call__(self, *arguments: Any, **named: Any) -> Any:
        with self._lock:
            return self._moto(*arguments, **named)


for _place, (_event, _handler, *_rest) in enumerate(botocore.handlers.BUILTIN_HANDLERS):
    if isinstance(_handler, BotocoreStubber):
        botocore.handlers.BUILTIN_HANDLERS[_place] = (_event, OneAfterTheOther(_handler))
assert any(isinstance(entry[1], OneAfterTheOther) for entry in botocore.handlers.BUILTIN_HANDLERS), (
    "moto hooks in elsewhere"
)


@dataclass
class Aws:
    """One account as moto plays it: a hub's table and bucket."""

    s3: Any
    dynamodb: Any

    def items(self) -> DynamoItems:
        return DynamoItems(TABLE, REGION)

    def objects(self, **options: Any) -> S3Objects:
        return S3Objects(self.s3, BUCKET, **options)


def create_table(dynamodb: Any) -> None:
    keys = ("pk", "HASH"), ("sk", "RANGE")
    alias_keys = ("alias", "HASH"), ("owner", "RANGE")
    dynamodb.create_table(
        TableName=TABLE,
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[{"AttributeName": name, "AttributeType": "S"} for name in ("pk", "sk", "alias", "owner")],
        KeySchema=[{"AttributeName": name, "KeyType": kind} for name, kind in keys],
        GlobalSecondaryIndexes=[
            {
                "IndexName": "by_alias",
                "KeySchema": [{"AttributeName": name, "KeyType": kind} for name, kind in alias_keys],
                "Projection": {"ProjectionType": "KEYS_ONLY"},
            }
        ],
    )


@pytest.fixture
def aws() -> Iterator[Aws]:
    with mock_aws():
        aws = Aws(boto3.client("s3", region_name=REGION), boto3.client("dynamodb", region_name=REGION))
        create_table(aws.dynamodb)
        aws.s3.create_bucket(
            Bucket=BUCKET,
            CreateBucketConfiguration={"LocationConstraint": REGION},
            ObjectLockEnabledForBucket=True,
        )
        yield aws


@pytest.fixture(params=["memory", "directory", "s3"])
def objects(request, tmp_path):
    if request.param == "memory":
        return MemoryObjects()
    if request.param == "directory":
        return DirectoryObjects(tmp_path)
    return request.getfixturevalue("aws").objects(prefix="ledger/")


@pytest.fixture(params=["memory", "directory", "dynamodb"])
def items(request, tmp_path):
    if request.param == "memory":
        return MemoryItems()
    if request.param == "directory":
        return DirectoryItems(tmp_path)
    return request.getfixturevalue("aws").items()


@pytest.fixture(params=["memory", "directory", "aws"])
def stores(request, tmp_path):
    if request.param == "memory":
        return MemoryObjects(), MemoryItems()
    if request.param == "directory":
        return DirectoryObjects(tmp_path), DirectoryItems(tmp_path)
    aws = request.getfixturevalue("aws")
    return aws.objects(), aws.items()


@pytest.fixture
def ledger(stores) -> Ledger:
    return Ledger(*stores, snapshot_every=3)
