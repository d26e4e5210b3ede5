"""Limits of AWS that the local engine does not hold us to, so that we do it ourselves."""

import json
from datetime import UTC, datetime

import boto3
import pytest
from moto import mock_aws
from pynamodb.exceptions import PutError

from commandcenter.kernel.errors import TooLargeError
from commandcenter.kernel.urn import MAX_ID_BYTES
from commandcenter.ledger.aliases import MAX_ALIAS_BYTES
from commandcenter.ledger.dynamodb import DynamoItems
from commandcenter.ledger.ledger import Ledger
from commandcenter.ledger.memory import MemoryObjects
from commandcenter.ledger.model import MAX_BODY_BYTES, Change, Entity, Meta
from commandcenter.mesh.envelope import Event
from commandcenter.mesh.eventbridge import EventBridgeBus

EVENTBRIDGE_BYTES = 256 * 1024
NOW = datetime(2026, 11, 22, tzinfo=UTC)


class Bus:
    """Take an entry as EventBridge does; `size` is what it counts: the time as 14 bytes, the rest in UTF-8."""

    size = 0

    def put_events(self, **request):
        (entry,) = request["Entries"]
        texts = (entry["Source"], entry["DetailType"], entry["Detail"], *entry["Resources"])
        self.size = 14 + sum(len(text.encode()) for text in texts)
        return {"FailedEntryCount": 0, "Entries": [{}]}


DATA = {
    "project": "a", "rev": 1, "digest": "0" * 64, "parent": "", "origin": "source", "state_root": "0" * 64, "cause": "",
}  # fmt: skip


def told(text):
    """Tell of a commit with this cause; return the size of the entry that was sent."""
    bus = Bus()
    subject, data = "urn:cc:hub:a:project:a", DATA | {"cause": text}
    EventBridgeBus(bus, "b").publish(Event("1", "urn:cc:hub", "hub.sync.graph.committed", subject, NOW, data))
    return bus.size


@pytest.mark.parametrize("letter", ["x", "é", "\U0001f600", '"'])
def test_an_event_is_sent_just_up_to_the_size_eventbridge_takes(letter):
    width = len(json.dumps(letter)) - 2
    room = (EVENTBRIDGE_BYTES - told("")) // width
    assert EVENTBRIDGE_BYTES - width < told(letter * room) <= EVENTBRIDGE_BYTES
    for more in range(1, 200, 13):
        with pytest.raises(TooLargeError):
            told(letter * (room + more))


@pytest.fixture
def items():
    with mock_aws():
        columns = ("pk", "sk", "alias", "owner")
        keys = [{"AttributeName": "pk", "KeyType": "HASH"}, {"AttributeName": "sk", "KeyType": "RANGE"}]
        index = [{"AttributeName": "alias", "KeyType": "HASH"}, {"AttributeName": "owner", "KeyType": "RANGE"}]
        boto3.client("dynamodb", region_name="eu-west-1").create_table(
            TableName="hub", BillingMode="PAY_PER_REQUEST", KeySchema=keys,
            AttributeDefinitions=[{"AttributeName": name, "AttributeType": "S"} for name in columns],
            GlobalSecondaryIndexes=[
                {"IndexName": "by_alias", "KeySchema": index, "Projection": {"ProjectionType": "KEYS_ONLY"}}
            ],
        )  # fmt: skip
        yield DynamoItems("hub", "eu-west-1")


@pytest.mark.parametrize("letter", ["x", "é", "\U0001f600", "\x01"])
def test_the_largest_entity_the_ledger_keeps_fits_into_an_item(items, letter):
    """With the longest project, key and alias there are; one byte more is refused before anything is written."""
    ledger, project = Ledger(MemoryObjects(), items), "p" * 63
    key, alias = f"file:{'k' * MAX_ID_BYTES}", "a" * MAX_ALIAS_BYTES
    meta = Meta(NOW, "a", "c", "source")

    def submit(padding, text):
        body = {"alias": alias, "text": text, "padding": "x" * padding}
        return ledger.submit(project, lambda _: [Change(key, body)], meta)

    width = len(json.dumps(letter, ensure_ascii=False).encode()) - 2
    bare = len(json.dumps({"alias": alias, "padding": "", "text": ""}, separators=(",", ":")))
    count, padding = divmod(MAX_BODY_BYTES - bare, width)
    with pytest.raises(TooLargeError):
        submit(padding + 1, letter * count)
    assert ledger.head(project) is None
    assert submit(padding, letter * count).committed
    (entity,) = items.scan(project)
    assert len(entity.data) == MAX_BODY_BYTES


def test_an_item_past_the_limit_of_dynamodb_would_be_refused(items):
    """So the test above can fail."""
    with pytest.raises(PutError):
        items.write("p", [Entity("file:x", 1, json.dumps({"text": "x" * 410_000}).encode())])
