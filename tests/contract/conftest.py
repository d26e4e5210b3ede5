"""The stores every contract is run over: memory, a directory, and AWS as moto plays it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import boto3
import pytest
from moto import mock_aws

from commandcenter.ledger.directory import DirectoryItems, DirectoryObjects
from commandcenter.ledger.dynamodb import DynamoItems
from commandcenter.ledger.ledger import Ledger
from commandcenter.ledger.memory import MemoryItems, MemoryObjects
from commandcenter.ledger.s3 import S3Objects

REGION, TABLE, BUCKET = "eu-west-1", "hub", "hub-bucket"


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
