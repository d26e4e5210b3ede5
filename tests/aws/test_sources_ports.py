"""The ports of receiving a push over moto, held to what the memory versions do."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import boto3
import pytest
from botocore.exceptions import EndpointConnectionError
from moto import mock_aws

from commandcenter.kernel.clock import FixedClock
from commandcenter.kernel.errors import UnavailableError
from commandcenter.sources.dynamodb import DynamoDeliveries
from commandcenter.sources.memory import MemoryDeliveries, MemoryJobs
from commandcenter.sources.model import IndexJob
from commandcenter.sources.secretsmanager import SecretCache
from commandcenter.sources.sqs import SqsJobs

REGION = "eu-west-1"
JOB = IndexJob(
    "shop", "github", "https://x/y", "HEAD", None, "d" * 64, "webhook:github", datetime(2026, 1, 1, tzinfo=UTC)
)


@pytest.fixture(autouse=True)
def aws(monkeypatch):
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"):
        monkeypatch.setenv(name, "testing")
    monkeypatch.setenv("AWS_DEFAULT_REGION", REGION)
    with mock_aws():
        yield


@pytest.fixture
def table():
    client = boto3.client("dynamodb", REGION)
    client.create_table(
        TableName="hub",
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[{"AttributeName": name, "AttributeType": "S"} for name in ("pk", "sk")],
        KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}, {"AttributeName": "sk", "KeyType": "RANGE"}],
    )
    return client


@pytest.fixture(params=["memory", "dynamodb"])
def deliveries(request, table):
    clock = FixedClock()
    return clock, MemoryDeliveries(clock) if request.param == "memory" else DynamoDeliveries("hub", REGION, clock=clock)


def test_deliveries_are_remembered_for_thirty_days(deliveries):
    clock, log = deliveries
    assert not log.seen("github", "a")
    log.record("github", "a", "shop", clock.now())
    log.record("github", "a", "shop", clock.now())
    assert [log.seen(*name) for name in (("github", "a"), ("gitlab", "a"), ("github", "b"))] == [True, False, False]
    clock.advance(timedelta(days=30).total_seconds() - 1)
    assert log.seen("github", "a")
    clock.advance(2)
    assert not log.seen("github", "a")


def test_the_item_is_as_the_table_lays_down(table):
    DynamoDeliveries("hub", REGION).record("github", "abc", "shop", datetime(2026, 1, 1, tzinfo=UTC))
    (item,) = table.scan(TableName="hub")["Items"]
    assert item == {
        "pk": {"S": "DELIVERY#github#abc"},
        "sk": {"S": "delivery"},
        "project": {"S": "shop"},
        "at": {"S": "2026-01-01T00:00:00.000Z"},
        "expires": {"N": str(int(datetime(2026, 1, 31, tzinfo=UTC).timestamp()))},
    }


def test_a_table_that_fails_is_unavailable():
    log = DynamoDeliveries("none", REGION)
    with pytest.raises(UnavailableError):
        log.seen("github", "a")
    with pytest.raises(UnavailableError):
        log.record("github", "a", "shop", datetime(2026, 1, 1, tzinfo=UTC))


class SqsAsList:
    """Read a FIFO queue to its end."""

    def __init__(self):
        self.client = boto3.client("sqs", REGION)
        self.url = self.client.create_queue(QueueName="index.fifo", Attributes={"FifoQueue": "true"})["QueueUrl"]
        self.put = SqsJobs(self.client, self.url).put

    @property
    def jobs(self):
        got = self.client.receive_message(QueueUrl=self.url, MaxNumberOfMessages=10, AttributeNames=["All"])
        self.groups = [message["Attributes"]["MessageGroupId"] for message in got.get("Messages", [])]
        return [IndexJob.from_json(json.loads(message["Body"])) for message in got.get("Messages", [])]


@pytest.mark.parametrize("make", [MemoryJobs, SqsAsList])
def test_a_delivery_is_queued_once_and_jobs_keep_their_order(make):
    queue = make()
    jobs = [JOB, replace(JOB, delivery="e" * 64, credentials="s/shop")]
    for job in (jobs[0], jobs[1], jobs[0]):
        queue.put(job)
    assert queue.jobs == jobs


def test_the_group_is_the_project():
    queue = SqsAsList()
    queue.put(JOB)
    queue.put(replace(JOB, project="bank", delivery="e" * 64))
    assert queue.jobs
    assert sorted(queue.groups) == ["bank", "shop"]


def test_a_queue_that_fails_is_unavailable():
    with pytest.raises(UnavailableError):
        SqsJobs(boto3.client("sqs", REGION), f"https://sqs.{REGION}.amazonaws.com/123456789012/none.fifo").put(JOB)


class Counting:
    """Count the calls to Secrets Manager, or fail like a network does."""

    def __init__(self):
        self.client = boto3.client("secretsmanager", REGION)
        self.calls, self.down = 0, False

    def get_secret_value(self, **asked):
        self.calls += 1
        if self.down:
            raise EndpointConnectionError(endpoint_url="x")
        return self.client.get_secret_value(**asked)


@pytest.mark.parametrize(
    ("kept", "expected"),
    [
        ({"SecretString": "plain"}, [b"plain"]),
        ({"SecretString": '["new", "old"]'}, [b"new", b"old"]),
        ({"SecretString": '["new", ""]'}, [b"new"]),
        ({"SecretString": "[]"}, []),
        ({"SecretString": '{"a": "b"}'}, [b'{"a": "b"}']),
        ({"SecretString": "[1]"}, [b"[1]"]),
        ({"SecretBinary": b"\x00\xff"}, [b"\x00\xff"]),
    ],
)
def test_a_secret_is_plain_text_or_a_list_of_texts(kept, expected):
    source = Counting()
    source.client.create_secret(Name="s", **kept)
    assert SecretCache(source)("s") == expected


def test_secrets_are_asked_for_once_in_a_while():
    source, now = Counting(), [0.0]
    source.client.create_secret(Name="s", SecretString="one")
    cache = SecretCache(source, seconds=100, monotonic=lambda: now[0])
    assert [cache("s"), cache("s"), cache("none"), cache("none")] == [[b"one"], [b"one"], [], []]
    assert source.calls == 2
    source.client.update_secret(SecretId="s", SecretString="two")
    now[0] = 99.0
    assert cache("s") == [b"one"]
    now[0] = 101.0
    assert cache("s") == [b"two"]


def test_the_secret_before_a_rotation_is_not_accepted():
    source = Counting()
    source.client.create_secret(Name="s", SecretString="leaked")
    source.client.put_secret_value(SecretId="s", SecretString="fresh")
    assert SecretCache(source)("s") == [b"fresh"]


def test_a_store_that_does_not_answer_is_unavailable_and_not_remembered():
    source = Counting()
    source.client.create_secret(Name="s", SecretString="one")
    cache = SecretCache(source)
    source.down = True
    with pytest.raises(UnavailableError):
        cache("s")
    source.down = False
    assert cache("s") == [b"one"]
