"""What the functions' roles do not allow: a function of ours is given a role and tries.

That they allow what is needed is shown by every other test here.
"""

import io
import json
import zipfile

import pytest
from living_hub import eventually

PROBE = """
import boto3
from botocore.exceptions import ClientError

def handler(event, context):
    answers = []
    for service, operation, arguments in event:
        try:
            getattr(boto3.client(service), operation)(**arguments)
            answers.append("allowed")
        except ClientError as error:
            code = error.response["Error"]["Code"]
            answers.append("denied" if code.startswith("AccessDenied") else "allowed")
    return answers
"""


@pytest.fixture(scope="module")
def tries(hub):
    """Return a function that makes AWS calls with the role of a function and says which were denied."""
    client, made = hub.client("lambda"), []
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("probe.py", PROBE)

    def tries(function, *calls):
        like = client.get_function_configuration(FunctionName=hub.function(function))
        made.append(f"probe-{function}")
        client.create_function(
            FunctionName=made[-1], Role=like["Role"], Runtime=like["Runtime"], Handler="probe.handler", Timeout=60,
            Code={"ZipFile": packed.getvalue()},
        )  # fmt: skip
        eventually(
            lambda: client.get_function(FunctionName=made[-1])["Configuration"]["State"] == "Active", "the probe"
        )
        answer = client.invoke(FunctionName=made[-1], Payload=json.dumps(calls))
        return json.load(answer["Payload"])

    yield tries
    for name in made:
        client.delete_function(FunctionName=name)


@pytest.fixture(scope="module")
def calls(hub):
    outputs = hub.deployed.outputs
    table, bucket = outputs["TableName"], outputs["BucketName"]
    key, item = {"pk": {"S": "HEADS"}, "sk": {"S": "x"}}, {"pk": {"S": "G#x"}, "sk": {"S": "x"}}
    return {
        "read items": ("dynamodb", "get_item", {"TableName": table, "Key": key}),
        "scan items": ("dynamodb", "scan", {"TableName": table}),
        "write items": ("dynamodb", "put_item", {"TableName": table, "Item": item}),
        "delete items": ("dynamodb", "delete_item", {"TableName": table, "Key": key}),
        "drop the table": ("dynamodb", "delete_table", {"TableName": table}),
        "read commits": ("s3", "get_object", {"Bucket": bucket, "Key": "commits/a/000000000001"}),
        "write commits": ("s3", "put_object", {"Bucket": bucket, "Key": "commits/a/000000000001", "Body": ""}),
        "delete commits": ("s3", "delete_object", {"Bucket": bucket, "Key": "commits/a/000000000001"}),
        "read uploads": ("s3", "get_object", {"Bucket": bucket, "Key": "uploads/a/x"}),
        "unlock": ("s3", "put_object_lock_configuration", {"Bucket": bucket, "ObjectLockConfiguration": {}}),
        "queue jobs": ("sqs", "send_message", {"QueueUrl": outputs["IndexQueueUrl"], "MessageBody": "x", "MessageGroupId": "x"}),
        "publish": ("events", "put_events", {"Entries": [
            {"EventBusName": outputs["BusName"], "Source": "s", "DetailType": "t", "Detail": "{}"}]}),
        "read secrets": ("secretsmanager", "get_secret_value", {"SecretId": f"commandcenter/{hub.name}/pseudonyms"}),
        "make keys": ("apigateway", "create_api_key", {"name": "x"}),
        "grant itself more": ("iam", "list_roles", {}),
    }  # fmt: skip


MAY = {
    "Authorize": {"read items"},
    "DescribeHub": set(),
    "Graphql": {"read items", "read commits"},
    "ReceiveReport": {"read items", "queue jobs", "write items"},
    "ReceiveWebhook": {"read items", "queue jobs", "read secrets", "write items"},
    "ManageKeys": {"read items", "write items", "make keys"},
    "ManageProjects": {"read items", "write items", "queue jobs"},
    "LinkProjects": {"read items", "write items", "read commits"},
    "PublishCommits": {"read items", "write items", "read commits", "publish"},
    "SweepLedger": {"read items", "write items", "read commits", "publish"},
    "IndexSource": {"read items", "write items", "read commits", "write commits", "read uploads", "read secrets"},
}
"""Where a table allows writing to some partitions only, the engine, which does not know `dynamodb:LeadingKeys`, allows all."""


@pytest.mark.parametrize("function", sorted(MAY))
def test_a_role_allows_no_more_than_its_function_needs(tries, calls, function):
    asked = {name: call for name, call in calls.items() if not (name in MAY[function] and name in HARMFUL)}
    answers = dict(zip(asked, tries(function, *asked.values()), strict=True))
    assert {name for name, answer in answers.items() if answer == "allowed"} == MAY[function] - HARMFUL


HARMFUL = {"write items", "write commits", "queue jobs", "publish", "make keys"}
"""Where a role allows these they are not tried: they would leave something behind."""
