"""What the template promises: least privilege, closed doors, and the limits of AWS."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from template import as_list

ROOT = Path(__file__).resolve().parents[2]
OPEN = {
    ("post", "/v1/webhooks/{source}"), ("get", "/.well-known/commandcenter"), ("get", "/.well-known/jwks.json"),
    ("post", "/v1/mesh/deliveries"), ("post", "/v1/mesh/pulls"), ("post", "/v1/witness/add-checkpoint"),
}  # fmt: skip
"""Webhooks, other hubs and bridges prove themselves by their signatures; the card and the public keys are for anyone."""
BROWSER = {("get", "/explorer")}
"""A browser sends no x-api-key: it is asked for the key as a password, and the authorizer reads that."""
KEY_POLICIES = {
    ("data", "DataKey"), ("data", "SigningKeyA"), ("data", "SigningKeyB"), ("proof", "LogKeyA"), ("proof", "LogKeyB"),
}  # fmt: skip
"""A key policy speaks of the key it is attached to, so its resource can be nothing but "*"."""
API_SECONDS = 29
RUNTIME_LIMIT_LAYERS = 5


def allows(template, nested):
    for place, one in (("template", template), *nested.items()):
        for where, statement in one.statements():
            if statement["Effect"] == "Allow":
                yield (place, where), statement


def test_no_statement_allows_more_than_named_actions_on_named_resources(template, nested):
    seen = list(allows(template, nested))
    assert len(seen) > 40
    for where, statement in seen:
        for action in as_list(statement["Action"]):
            assert re.fullmatch(r"[a-z0-9-]+:[A-Za-z]+", action), (where, action)
        for resource in as_list(statement["Resource"]):
            assert resource != "*" or where in KEY_POLICIES, where
        assert "NotAction" not in statement
        assert statement.get("Principal") != "*", where


@pytest.mark.parametrize("forbidden", ["dynamodb:DeleteTable", "dynamodb:Scan", "s3:DeleteObject", "iam:PassRole"])
def test_no_function_may_destroy_or_list_everything(template, nested, forbidden):
    assert not [where for where, said in allows(template, nested) if forbidden in as_list(said["Action"])]


def test_only_named_functions_read_secrets(template, nested):
    readers = {
        where[1]
        for where, said in allows(template, nested)
        if "secretsmanager:GetSecretValue" in as_list(said["Action"])
    }
    assert readers == {"ReceiveWebhook", "IndexSource", "DeliverAttestations", "ManageAttestations"}


def doors(template):
    for function, event in template.events("Api"):
        yield (event["Method"], event["Path"]), event.get("Auth", {}), function


def test_every_door_has_an_authorizer_and_a_meter_but_those_named(template):
    (api,) = template.of_type("AWS::Serverless::Api").values()
    assert api["Auth"]["DefaultAuthorizer"] == "HubAuthorizer"
    assert api["Auth"]["ApiKeyRequired"] is True
    # A revoked key is refused at once only where no answer is kept.
    assert {one["Identity"]["ReauthorizeEvery"] for one in api["Auth"]["Authorizers"].values()} == {0}
    found = {door: auth for door, auth, _ in doors(template)}
    assert set(found) >= OPEN | BROWSER
    for door, auth in found.items():
        if door in OPEN:
            assert auth == {"Authorizer": "NONE", "ApiKeyRequired": False}
        elif door in BROWSER:
            assert auth == {"Authorizer": "BrowserAuthorizer", "ApiKeyRequired": False}
        else:
            assert auth == {}, door


def routes_of(function):
    """List the routes of a function's Chalice application, in a process of its own."""
    code = "import app; print(*(f'{m.lower()} {p}' for p, r in app.app.routes.items() for m in r), sep='\\n')"
    path = {"PYTHONPATH": f"{ROOT / 'layers/core/python'}", "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT / function, env=path, capture_output=True, text=True, check=True
    )
    return {tuple(line.split(" ", 1)) for line in done.stdout.split("\n") if line}


def test_template_functions_contract_and_policy_name_the_same_routes(template, openapi):
    declared = {}
    for door, _, function in doors(template):
        declared.setdefault(function, set()).add(door)
    for function, routes in declared.items():
        assert routes_of(template.functions[function]["CodeUri"]) == routes, function
    every = set().union(*declared.values())
    contract = {(method, path) for path, item in openapi["paths"].items() for method in item if method != "parameters"}
    assert contract == every
    rows = re.findall(r'"([A-Z]+) (/[^"]*)": \{"roles"', (ROOT / "policies/hub/access/routes.rego").read_text())
    assert {(method.lower(), path) for method, path in rows} == every - OPEN


def test_functions_stay_within_the_limits_of_lambda_and_of_the_gateway(template):
    behind_the_api = {function for _, _, function in doors(template)} | {"Authorize"}
    for function in template.functions:
        assert len(template.layers(function)) <= RUNTIME_LIMIT_LAYERS, function
        assert template.setting(function, "Timeout") <= 900
        if function in behind_the_api:
            assert template.setting(function, "Timeout") <= API_SECONDS, function


def queue_of(arn):
    """Name the queue an ARN of the template, or an output of a nested one, stands for."""
    return (
        arn["Fn::GetAtt"]
        .removesuffix(".Arn")
        .removeprefix("Mesh.Outputs.")
        .removeprefix("Proof.Outputs.")
        .removesuffix("Arn")
    )


def queues_of(template, nested):
    return {name: one for part in (template, *nested.values()) for name, one in part.of_type("AWS::SQS::Queue").items()}


def test_queues_that_feed_functions_wait_long_enough_and_have_dead_letters(template, nested):
    queues = queues_of(template, nested)
    fed = list(template.events("SQS"))
    assert {queue_of(event["Queue"]) for _, event in fed} == {
        "IndexQueue", "LinkQueue", "EventsQueue", "PeerQueue", "PresenceQueue", "CommandQueue", "AuditQueue", "AttestQueue",
        "LogQueue",
    }  # fmt: skip
    for function, event in fed:
        queue = queues[queue_of(event["Queue"])]
        assert queue["VisibilityTimeout"] >= 6 * template.setting(function, "Timeout")
        assert event["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
        dead = queues[queue_of(queue["RedrivePolicy"]["deadLetterTargetArn"])]
        assert dead.get("FifoQueue") == queue.get("FifoQueue")
        assert dead["MessageRetentionPeriod"] == 1209600
    assert all(queue["SqsManagedSseEnabled"] for queue in queues.values())


def test_the_hub_gives_up_on_a_job_when_the_queue_does(template):
    from commandcenter.hub.batches import MAX_TRIES

    assert template.of_type("AWS::SQS::Queue")["IndexQueue"]["RedrivePolicy"]["maxReceiveCount"] == MAX_TRIES


def test_queues_that_rules_send_to_take_messages_of_those_rules_only(template, nested):
    """And what a rule cannot deliver goes to a standard queue: EventBridge takes no FIFO one."""
    seen = 0
    for part in (template, *nested.values()):
        queues, policies = part.of_type("AWS::SQS::Queue"), part.of_type("AWS::SQS::QueuePolicy").values()
        senders: dict[str, set[str]] = {}
        for rule, said in part.of_type("AWS::Events::Rule").items():
            for target in said["Targets"]:
                seen += 1
                fifo = queues[queue_of(target["Arn"])].get("FifoQueue", False)
                assert ("SqsParameters" in target) == fifo
                assert "FifoQueue" not in queues[queue_of(target["DeadLetterConfig"]["Arn"])]
                for arn in (target["Arn"], target["DeadLetterConfig"]["Arn"]):
                    senders.setdefault(queue_of(arn), set()).add(f"{rule}.Arn")
        for queue, rules in senders.items():
            (policy,) = [one for one in policies if one["Queues"] == [{"Ref": queue}]]
            (statement,) = policy["PolicyDocument"]["Statement"]
            assert statement["Principal"] == {"Service": "events.amazonaws.com"}
            assert (statement["Action"], statement["Resource"]) == ("sqs:SendMessage", {"Fn::GetAtt": f"{queue}.Arn"})
            assert statement["Condition"].keys() == {"ArnEquals"}
            allowed = as_list(statement["Condition"]["ArnEquals"]["aws:SourceArn"])
            assert {one["Fn::GetAtt"] for one in allowed} == rules
    assert seen == 6


def test_only_functions_that_speak_for_the_hub_sign(template, nested):
    signers = {
        where[1]
        for where, said in allows(template, nested)
        if "kms:Sign" in as_list(said["Action"])
        if where[0] == "template"
    }
    assert signers == {
        "AnnouncePresence", "SyncPeers", "HandOverEvents", "ManagePeers", "SignAttestation", "ManageAttestations",
        "AppendLog", "WitnessLogs",
    }  # fmt: skip


def test_what_a_hub_keeps_outlives_it_and_is_encrypted(nested):
    data = nested["data"]
    for name in ("LogKeyA", "LogKeyB"):
        assert nested["proof"].resources[name]["DeletionPolicy"] == "Retain"
    for name in ("DataKey", "SigningKeyA", "SigningKeyB", "Table", "Bucket"):
        assert data.resources[name]["DeletionPolicy"] == data.resources[name]["UpdateReplacePolicy"] == "Retain"
    (bucket,), (table,) = data.of_type("AWS::S3::Bucket").values(), data.of_type("AWS::DynamoDB::Table").values()
    assert bucket["ObjectLockEnabled"] is True
    assert bucket["VersioningConfiguration"]["Status"] == "Enabled"
    assert set(bucket["PublicAccessBlockConfiguration"].values()) == {True}
    (rule,) = bucket["BucketEncryption"]["ServerSideEncryptionConfiguration"]
    assert rule["ServerSideEncryptionByDefault"]["SSEAlgorithm"] == "aws:kms"
    assert table["SSESpecification"]["SSEType"] == "KMS"
    assert table["PointInTimeRecoverySpecification"]["PointInTimeRecoveryEnabled"] is True
    assert table["StreamSpecification"] == {"StreamViewType": "NEW_IMAGE"}
