"""The meter counts what botocore sends, by whatever client it is sent, and not what was sent before it looked."""

import boto3
from measure_requests import BUCKET, REGION, TABLE, measure, open_ledger
from meter import metered
from moto import mock_aws


def put(client, key, **attributes):
    said = {name: {"S": value} for name, value in attributes.items()}
    client.put_item(TableName=TABLE, Item={"pk": {"S": "p"}, "sk": {"S": key}, **said})


def test_requests_and_units_are_counted_as_they_go_out():
    with metered() as meter, mock_aws():
        open_ledger()
        client, s3 = boto3.client("dynamodb", region_name=REGION), boto3.client("s3", region_name=REGION)
        meter.reset()
        put(client, "a", body="x" * 3000)
        put(client, "b", alias="one", owner="p#b")
        put(client, "b", alias="one", owner="p#b", body="changed")
        put(client, "b", alias="two", owner="p#b")
        assert meter.item_writes == meter.requests["PutItem"] == 4
        assert meter.units == {"dynamodb_write_unit": 3 + (1 + 1) + 1 + (1 + 2)}
        meter.reset()
        client.get_item(TableName=TABLE, Key={"pk": {"S": "p"}, "sk": {"S": "a"}})
        found = client.query(
            TableName=TABLE, KeyConditionExpression="pk = :p", ExpressionAttributeValues={":p": {"S": "p"}}
        )
        assert found["Count"] == 2
        assert meter.units == {"dynamodb_read_unit": 2}
        assert meter.item_writes == 0
        s3.put_object(Bucket=BUCKET, Key="k", Body=b"1")
        s3.get_object(Bucket=BUCKET, Key="k")
        assert (meter.units["s3_put"], meter.units["s3_get"]) == (1, 1)


def test_clients_made_after_the_block_are_not_counted():
    with metered() as meter:
        pass
    with mock_aws():
        boto3.client("s3", region_name=REGION).list_buckets()
    assert not meter.requests


def test_a_commit_writes_one_item_for_each_changed_entity_and_two_more():
    figures = measure(entities=120, changes=(0, 1, 60)).figures
    assert [(row["changed"], row["item_writes"]) for row in figures["commits"]] == [
        (0, 0),
        (1, 3),
        (60, 62),
        (120, 122),
    ]
    assert round(figures["writes"]["slope"], 6) == 1
    assert round(figures["writes"]["constant"], 6) == 2
