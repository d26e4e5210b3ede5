"""The life of a local stack: two hubs, IAM enforcement, kept state, and nothing left behind."""

import io
import json
import os
import signal
import socket
import subprocess
import time
import urllib.request
import zipfile

import pytest

from commandcenter_local import LocalStack, LocalStackError
from commandcenter_local.engine_process import LAUNCHER
from commandcenter_local.environments import ENGINE
from commandcenter_local.hubs import HubRegister, reachable_api
from commandcenter_local.processes import marked_processes
from commandcenter_local.testing import DeployedHub, temporary_stack

RECORDER = """
import os, boto3
def handle(event, context):
    for record in event["Records"]:
        key = record["dynamodb"]["Keys"]["id"]["S"]
        boto3.client("dynamodb").put_item(TableName="seen", Item={"id": {"S": key}})
"""


def invoke(hub, event):
    answer = hub.client("lambda").invoke(FunctionName=hub.outputs["ActFunction"], Payload=json.dumps(event))
    return answer.get("FunctionError"), json.load(answer["Payload"])


def eventually(condition, seconds=20.0):
    deadline = time.monotonic() + seconds
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.1)
    return condition()


def test_two_hubs_share_nothing_but_the_engine(alpha, beta):
    for hub in (alpha, beta):
        with urllib.request.urlopen(f"{hub.api}/public", timeout=30) as answer:
            assert answer.status == 200
        function = hub.client("lambda").get_function_configuration(FunctionName=hub.outputs["ActFunction"])
        assert function["Environment"]["Variables"]["GREETING"] == hub.name
    assert [alpha.hub.account, beta.hub.account] == ["1" * 12, "2" * 12]


def test_deploying_again_without_a_change_keeps_the_address(alpha):
    before = alpha.api
    alpha.stack.deploy("alpha", {"Greeting": "alpha"})
    assert alpha.api == before


def test_a_build_runs_only_when_its_inputs_changed(stack, template_root):
    assert not stack.build()
    source = template_root / "functions" / "probe" / "app.py"
    source.write_text(source.read_text() + "# changed\n")
    assert stack.build()
    assert not stack.build()


def test_a_failure_of_sam_is_told_in_its_own_words(stack):
    with pytest.raises(LocalStackError, match="sam deploy failed"):
        stack.deploy("gamma", {"PythonRuntime": "none"})


def test_the_launcher_refuses_an_engine_it_was_not_tested_with(tmp_path):
    metadata = tmp_path / "ministack-0.0.1.dist-info"
    metadata.mkdir()
    (metadata / "METADATA").write_text("Metadata-Version: 2.1\nName: ministack\nVersion: 0.0.1\n")
    command = [str(ENGINE.bin / "python"), str(LAUNCHER)]
    environment = {"PYTHONPATH": str(tmp_path), "GATEWAY_PORT": "0"}
    refused = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=60)
    assert refused.returncode == 2
    assert refused.stderr.startswith("error: engine version 0.0.1 was not tested")
    assert len(refused.stderr.splitlines()) == 1


def test_stopping_leaves_no_process_and_no_file(tmp_path, template_root, stack, launcher):
    with temporary_stack(tmp_path, launcher=launcher, root=template_root) as running:
        running.deploy("alpha")
        error, child = invoke(DeployedHub(running, "alpha"), {"action": "start_child"})
        assert error is None
        assert child in marked_processes(str(tmp_path))
        assert len(marked_processes(str(tmp_path))) >= 3
    assert marked_processes(str(tmp_path)) == []
    assert running.status().engine is None
    assert not (tmp_path / "tmp").exists()
    assert not (tmp_path / "data").exists()


def test_stop_cleans_up_after_an_engine_that_was_killed(tmp_path):
    with temporary_stack(tmp_path) as running:
        os.kill(running.status().engine.pid, signal.SIGKILL)
        assert eventually(lambda: running.status().engine is None)
    assert marked_processes(str(tmp_path)) == []


def test_a_second_start_finds_the_engine_that_runs(stack):
    again = LocalStack(stack.state)
    assert again.start() == stack.status().engine
    with pytest.raises(LocalStackError, match="other options"):
        again.start(iam=True)


def test_iam_enforcement_denies_what_a_role_lacks(tmp_path, template_root, stack, launcher):
    with temporary_stack(tmp_path, launcher=launcher, root=template_root, iam=True) as running:
        running.deploy("alpha")
        hub = DeployedHub(running, "alpha")
        with urllib.request.urlopen(f"{hub.api}/public", timeout=30) as answer:
            assert answer.status == 200
        assert invoke(hub, {"action": "use_table", "write": False}) == (None, None)
        error, answer = invoke(hub, {"action": "use_table", "write": True})
        assert error == "Unhandled"
        assert "AccessDenied" in answer["errorMessage"]


def test_kept_state_survives_and_streams_go_on_after_a_restart(tmp_path, launcher):
    with temporary_stack(tmp_path, launcher=launcher, keep_state=True) as running:
        hub = DeployedHub(running, "alpha")
        running.register.ensure("alpha")
        record_the_stream_of_a_table(hub)
        put(hub, "a", "b", "c")
        assert eventually(lambda: seen(hub) == {"a", "b", "c"})
        endpoint = running.status().engine.endpoint
        running.stop()
        assert running.start(keep_state=True).endpoint == endpoint
        assert seen(hub) == {"a", "b", "c"}
        put(hub, "d", "e")
        assert eventually(lambda: seen(hub) == {"a", "b", "c", "d", "e"})


def test_a_port_that_was_taken_meanwhile_is_replaced(tmp_path):
    with temporary_stack(tmp_path, keep_state=True) as running:
        first = running.status().engine.port
        running.stop()
        with socket.socket() as occupant:
            occupant.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            occupant.bind(("127.0.0.1", first))
            occupant.listen()
            assert running.start(keep_state=True).port != first


def test_kept_state_survives_a_kill(tmp_path, launcher, monkeypatch):
    monkeypatch.setattr("commandcenter_local.engine_process.SNAPSHOT_SECONDS", 0.2)
    with temporary_stack(tmp_path, launcher=launcher, keep_state=True) as running:
        hub = DeployedHub(running, "alpha")
        make_table(hub, "kept")
        saved = tmp_path / "data" / "services" / "dynamodb.json"
        assert eventually(lambda: saved.exists() and '"kept"' in saved.read_text())
        os.kill(running.status().engine.pid, signal.SIGKILL)
        assert eventually(lambda: running.status().engine is None)
        running.start(keep_state=True)
        assert hub.client("dynamodb").list_tables()["TableNames"] == ["kept"]


def make_table(hub, name, **options):
    hub.client("dynamodb").create_table(
        TableName=name,
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        **options,
    )


def record_the_stream_of_a_table(hub):
    make_table(hub, "seen")
    make_table(hub, "source", StreamSpecification={"StreamEnabled": True, "StreamViewType": "NEW_IMAGE"})
    package = io.BytesIO()
    with zipfile.ZipFile(package, "w") as archive:
        archive.writestr("recorder.py", RECORDER)
    role = f"arn:aws:iam::{hub.hub.account}:role/recorder"
    functions = hub.client("lambda")
    functions.create_function(
        FunctionName="recorder",
        Runtime="python3.12",
        Role=role,
        Handler="recorder.handle",
        Code={"ZipFile": package.getvalue()},
        Timeout=20,
    )
    stream = hub.client("dynamodb").describe_table(TableName="source")["Table"]["LatestStreamArn"]
    functions.create_event_source_mapping(
        EventSourceArn=stream, FunctionName="recorder", StartingPosition="TRIM_HORIZON"
    )


def put(hub, *keys):
    for key in keys:
        hub.client("dynamodb").put_item(TableName="source", Item={"id": {"S": key}})


def seen(hub):
    return {item["id"]["S"] for item in hub.client("dynamodb").scan(TableName="seen")["Items"]}


def test_accounts_are_given_in_order_and_remembered(tmp_path):
    register = HubRegister(tmp_path / "hubs.json")
    accounts = [register.ensure(f"hub-{number}").account for number in range(9)]
    assert accounts == [digit * 12 for digit in "123456789"]
    assert HubRegister(tmp_path / "hubs.json").ensure("hub-3").account == "4" * 12
    with pytest.raises(LocalStackError, match="at most nine"):
        register.ensure("one-more")


@pytest.mark.parametrize("name", ["", "A", "a b", "../a", "1a"])
def test_a_hub_name_that_no_stack_could_have_is_refused(tmp_path, name):
    with pytest.raises(LocalStackError, match="not a hub name"):
        HubRegister(tmp_path / "hubs.json").ensure(name)


def test_the_address_of_an_api_is_taken_from_its_output():
    outputs = {"A": "x", "ApiUrl": "https://abc123.execute-api.eu-west-1.amazonaws.com/v1/"}
    assert reachable_api(outputs, "http://127.0.0.1:1") == "http://127.0.0.1:1/_aws/execute-api/abc123/v1"
    assert reachable_api({"A": "x"}, "http://127.0.0.1:1") is None
