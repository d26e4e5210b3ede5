"""Each test fails on the engine as published: it shows one gap that one patch closes."""

import json
import os
import statistics
import time
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from datetime import UTC, datetime, timedelta

import pytest

from commandcenter_local.clients import client
from commandcenter_local.testing import DeployedHub, temporary_stack


def call(url, method="GET", body=None, headers=None):
    request = urllib.request.Request(url, method=method, data=body, headers=headers or {})
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.status, dict(answer.headers), answer.read().decode()
    except urllib.error.HTTPError as refusal:
        with refusal:
            return refusal.code, dict(refusal.headers), refusal.read().decode()


def invoke(hub, output, event):
    answer = hub.client("lambda").invoke(FunctionName=hub.outputs[output], Payload=json.dumps(event))
    return answer.get("FunctionError"), json.load(answer["Payload"])


def test_unsigned_calls_reach_the_api_of_any_account(alpha, beta):
    assert alpha.hub.account != beta.hub.account
    assert call(f"{alpha.api}/public")[0] == 200
    assert call(f"{beta.api}/public")[0] == 200


@pytest.mark.parametrize(("body", "status"), [(b'{"name": "a"}', 200), (b'{"name": 1}', 422), (b"{}", 422)])
def test_request_models_are_enforced(alpha, body, status):
    assert call(f"{alpha.api}/items", "POST", body, {"Content-Type": "application/json"})[0] == status


def test_gateway_responses_shape_the_refusal(alpha):
    _, headers, body = call(f"{alpha.api}/items", "POST", b"[]", {"Content-Type": "application/json"})
    assert headers["X-Refused"] == "body"
    assert json.loads(body) == {"problem": "body"}


def test_required_parameters_are_enforced(alpha):
    assert call(f"{alpha.api}/search?text=a")[0] == 200
    assert call(f"{alpha.api}/search")[0] == 400


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
def test_any_method_routes_every_method(alpha, method):
    status, _, body = call(f"{alpha.api}/anything", method)
    assert (status, json.loads(body)["method"]) == (200, method)


def test_preflight_answers_with_cors_headers(alpha):
    _, headers, _ = call(f"{alpha.api}/items", "OPTIONS")
    assert headers["Access-Control-Allow-Origin"] == "https://console.example"


def test_authorizers_and_api_keys_of_the_document_are_kept(alpha):
    status, _, body = call(f"{alpha.api}/guarded", headers={"X-Caller": "ann"})
    assert (status, json.loads(body)["caller"]) == (200, "ann")
    assert call(f"{alpha.api}/guarded")[0] == 403
    assert call(f"{alpha.api}/keyed")[0] == 403


def test_an_exception_is_reported_by_its_class(alpha):
    error, answer = invoke(alpha, "ActFunction", {"action": "refuse", "reason": "closed"})
    assert error == "Unhandled"
    assert (answer["errorType"], answer["errorMessage"]) == ("RefusedError", "closed")
    assert any("in refuse" in line for line in answer["stackTrace"])


def test_an_exception_does_not_end_the_worker(alpha):
    _, before = invoke(alpha, "ActFunction", {"action": "count"})
    invoke(alpha, "ActFunction", {"action": "refuse", "reason": "again"})
    _, after = invoke(alpha, "ActFunction", {"action": "count"})
    assert after == {"process": before["process"], "count": before["count"] + 2}


def test_a_silent_function_is_answered_at_once(alpha):
    client, name = alpha.client("lambda"), alpha.outputs["ActFunction"]
    durations = []
    for _ in range(20):
        started = time.perf_counter()
        client.invoke(FunctionName=name, Payload=b'{"action": "count"}')
        durations.append(time.perf_counter() - started)
    # The engine as published waits 50 ms for a log line, in every call.
    assert statistics.median(durations) < 0.045


def test_log_lines_stay_free_of_the_marker(alpha):
    alpha.client("lambda").invoke(FunctionName=alpha.outputs["ActFunction"], Payload=b'{"action": "count"}')
    group = f"/aws/lambda/{alpha.outputs['ActFunction']}"
    events = alpha.client("logs").filter_log_events(logGroupName=group)["events"]
    assert events
    assert not [event for event in events if "end-of-log" in event["message"]]


def test_a_binary_in_a_layer_can_be_executed(alpha):
    assert invoke(alpha, "ActFunction", {"action": "run_tool", "word": "yes"}) == (None, "tool says yes\n")


def test_calls_beyond_the_worker_bound_wait_for_a_free_worker(alpha):
    with ThreadPoolExecutor(8) as callers:
        answers = list(
            callers.map(lambda _: invoke(alpha, "ActFunction", {"action": "wait", "seconds": 0.5}), range(8))
        )
    assert all(error is None for error, _ in answers)
    assert len({answer["process"] for _, answer in answers}) <= 4


def test_reserved_concurrency_of_the_template_is_enforced(alpha):
    client, name = alpha.client("lambda", attempts=1), alpha.outputs["SingleFunction"]
    assert client.get_function_concurrency(FunctionName=name)["ReservedConcurrentExecutions"] == 1
    with ThreadPoolExecutor(1) as caller:
        first = caller.submit(invoke, alpha, "SingleFunction", {"action": "wait", "seconds": 2})
        time.sleep(1)
        with pytest.raises(client.exceptions.TooManyRequestsException):
            client.invoke(FunctionName=name, Payload=b'{"action": "count"}')
        assert first.result()[0] is None


def test_object_lock_of_the_template_is_kept(alpha):
    s3, place = alpha.client("s3"), {"Bucket": alpha.outputs["LockedBucket"], "Key": "kept"}
    until = datetime.now(UTC) + timedelta(days=1)
    made = s3.put_object(**place, Body=b"x", ObjectLockMode="GOVERNANCE", ObjectLockRetainUntilDate=until)
    with pytest.raises(s3.exceptions.ClientError, match="AccessDenied"):
        s3.delete_object(**place, VersionId=made["VersionId"])


def test_a_policy_that_demands_tls_lets_the_loopback_through(tmp_path, launcher):
    with temporary_stack(tmp_path, launcher=launcher, iam=True) as running:
        running.register.ensure("alpha")
        hub = DeployedHub(running, "alpha")
        hub.client("s3").create_bucket(Bucket="tls", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
        s3 = client_of_a_user(hub)
        insecure = {"Condition": {"Bool": {"aws:SecureTransport": "false"}}}
        for condition, denied in ((insecure, False), ({}, True)):
            statement = {"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "arn:aws:s3:::tls/*"}
            policy = {"Version": "2012-10-17", "Statement": [statement | condition]}
            hub.client("s3").put_bucket_policy(Bucket="tls", Policy=json.dumps(policy))
            with pytest.raises(s3.exceptions.ClientError, match="AccessDenied") if denied else nullcontext():
                s3.put_object(Bucket="tls", Key="a", Body=b"x")


def client_of_a_user(hub, action="s3:*", resource="*", service="s3"):
    """Return a client of somebody to whom policies apply; to the owner of the account they do not."""
    iam = hub.client("iam")
    iam.create_user(UserName="user")
    allowed = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": action, "Resource": resource}]}
    iam.put_user_policy(UserName="user", PolicyName="may", PolicyDocument=json.dumps(allowed))
    key = iam.create_access_key(UserName="user")["AccessKey"]
    access = {"AWS_ACCESS_KEY_ID": key["AccessKeyId"], "AWS_SECRET_ACCESS_KEY": key["SecretAccessKey"]}
    return client(service, hub.stack.client_environment("alpha") | access)


def test_functions_inherit_no_credential_of_the_caller(stack):
    settings = stack.process._settings(1)
    assert set(settings) & set(os.environ) <= {
        "PATH", "HOME", "LANG", "LC_ALL", "SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "TMPDIR",
    }  # fmt: skip


CHILD = """
Parameters: {Text: {Type: String}}
Resources:
  Kept: {Type: AWS::SQS::Queue, Properties: {QueueName: kept}}
  Changed: {Type: AWS::SSM::Parameter, Properties: {Name: /changed, Type: String, Value: !Ref Text}}
Outputs:
  Arn: {Value: !GetAtt Kept.Arn}
"""
PARENT = """
Parameters: {{Text: {{Type: String}}}}
Resources:
  Child: {{Type: AWS::CloudFormation::Stack, Properties: {{TemplateURL: "{url}", Parameters: {{Text: !Ref Text}}}}}}
Outputs:
  Arn: {{Value: !GetAtt Child.Outputs.Arn}}
"""


def test_what_does_not_change_in_a_nested_stack_keeps_its_attributes(alpha):
    stacks, s3 = alpha.client("cloudformation"), alpha.client("s3")
    s3.create_bucket(Bucket="templates", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    s3.put_object(Bucket="templates", Key="child.yaml", Body=CHILD.encode())
    body = PARENT.format(url="https://s3.eu-west-1.amazonaws.com/templates/child.yaml")
    for change, text in ((stacks.create_stack, "one"), (stacks.update_stack, "two"), (stacks.update_stack, "three")):
        parameters = [{"ParameterKey": "Text", "ParameterValue": text}]
        change(StackName="nesting", TemplateBody=body, Parameters=parameters)
        deadline = time.monotonic() + 20
        while (told := stacks.describe_stacks(StackName="nesting")["Stacks"][0])["StackStatus"].endswith("IN_PROGRESS"):
            assert time.monotonic() < deadline
            time.sleep(0.05)
        assert told["StackStatus"] in ("CREATE_COMPLETE", "UPDATE_COMPLETE"), told
        assert told["Outputs"][0]["OutputValue"].endswith(":kept")
        assert alpha.client("ssm").get_parameter(Name="/changed")["Parameter"]["Value"] == text


def machine_that_waits(hub, name, queue, role):
    """Make a state machine whose one task waits for an answer, start it, and return its ARN and the token."""
    task = {
        "Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken", "TimeoutSeconds": 60, "End": True,
        "Parameters": {"QueueUrl": queue, "MessageBody": {"token.$": "$$.Task.Token"}},
    }  # fmt: skip
    states = hub.client("stepfunctions")
    definition = json.dumps({"StartAt": "Wait", "States": {"Wait": task}})
    arn = states.create_state_machine(name=name, definition=definition, roleArn=role)["stateMachineArn"]
    states.start_execution(stateMachineArn=arn)
    (message,) = hub.client("sqs").receive_message(QueueUrl=queue, WaitTimeSeconds=10)["Messages"]
    hub.client("sqs").delete_message(QueueUrl=queue, ReceiptHandle=message["ReceiptHandle"])
    return arn, json.loads(message["Body"])["token"]


def role_of_machines(hub):
    """Make a role in which state machines may send messages; returns its ARN."""
    iam = hub.client("iam")
    trusted = {"Effect": "Allow", "Principal": {"Service": "states.amazonaws.com"}, "Action": "sts:AssumeRole"}
    document = json.dumps({"Version": "2012-10-17", "Statement": [trusted]})
    role = iam.create_role(RoleName="machines", AssumeRolePolicyDocument=document)["Role"]["Arn"]
    allowed = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sqs:*", "Resource": "*"}]}
    iam.put_role_policy(RoleName="machines", PolicyName="send", PolicyDocument=json.dumps(allowed))
    return role


def test_answers_to_a_waiting_task_are_judged_by_its_machine(tmp_path, launcher):
    with temporary_stack(tmp_path, launcher=launcher, iam=True) as running:
        running.register.ensure("alpha")
        hub = DeployedHub(running, "alpha")
        queue = hub.client("sqs").create_queue(QueueName="tokens")["QueueUrl"]
        role = role_of_machines(hub)
        mine, token = machine_that_waits(hub, "mine", queue, role)
        _, other_token = machine_that_waits(hub, "other", queue, role)
        states = client_of_a_user(hub, "states:SendTaskSuccess", mine, "stepfunctions")
        states.send_task_success(taskToken=token, output="{}")
        with pytest.raises(states.exceptions.ClientError, match="AccessDenied"):
            states.send_task_success(taskToken=other_token, output="{}")
