"""A hub as its functions see it, in one process: the AWS services as moto plays them."""

import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import boto3
import pytest
from moto import mock_aws

from commandcenter.hub.bootstrap import AwsHub
from commandcenter.hub.settings import HubSettings
from commandcenter.kernel.clock import FixedClock

sys.path.insert(0, str(Path(__file__).parent))  # lets the tests of this folder share modules

REGION = "eu-west-1"
NOW = datetime(2026, 5, 1, tzinfo=UTC)


@pytest.fixture
def aws_hub(tmp_path: Path) -> Iterator[AwsHub]:
    """Open a hub called `hub` whose source root is `tmp_path`."""
    with mock_aws():
        _create_table()
        boto3.client("s3", region_name=REGION).create_bucket(
            Bucket="hub-bucket", CreateBucketConfiguration={"LocationConstraint": REGION}
        )
        fifo = {"FifoQueue": "true"}
        queue = boto3.client("sqs", region_name=REGION).create_queue(QueueName="index.fifo", Attributes=fifo)
        boto3.client("events", region_name=REGION).create_event_bus(Name="hub-bus")
        secrets = boto3.client("secretsmanager", region_name=REGION)
        secrets.create_secret(Name="commandcenter/hub/pseudonyms", SecretString="p" * 64)
        settings = HubSettings(
            hub="hub", table="hub", bucket="hub-bucket", bus="hub-bus", index_queue=queue["QueueUrl"],
            source_roots=str(tmp_path), pseudonym_secret="commandcenter/hub/pseudonyms",
        )  # fmt: skip
        yield AwsHub(settings, REGION, FixedClock(NOW))


def _create_table() -> None:
    names = ("pk", "sk", "alias", "owner")
    boto3.client("dynamodb", region_name=REGION).create_table(
        TableName="hub",
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[{"AttributeName": name, "AttributeType": "S"} for name in names],
        KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}, {"AttributeName": "sk", "KeyType": "RANGE"}],
        GlobalSecondaryIndexes=[
            {
                "IndexName": "by_alias",
                "KeySchema": [
                    {"AttributeName": "alias", "KeyType": "HASH"},
                    {"AttributeName": "owner", "KeyType": "RANGE"},
                ],
                "Projection": {"ProjectionType": "KEYS_ONLY"},
            }
        ],
    )
