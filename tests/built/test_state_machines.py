"""State machines: AWS checks a definition when it is deployed, the local engine does not."""

import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
MACHINES = sorted((ROOT / "statemachines").glob("*.asl.json"))


@pytest.fixture(params=MACHINES, ids=lambda path: path.name.partition(".")[0])
def machine(request):
    return request.param


def definition(path: Path) -> dict:
    return json.loads(path.read_text())


def leads_to(state: dict) -> set[str]:
    return {state[name] for name in ("Next", "Default") if name in state} | {
        one["Next"] for one in (*state.get("Catch", ()), *state.get("Choices", ()))
    }


def test_there_are_machines():
    assert [path.name for path in MACHINES] == ["attest.asl.json", "audit.asl.json"]


def test_every_state_is_there_is_reached_and_leads_on_or_ends(machine):
    said = definition(machine)
    states, reached, waiting = said["States"], set(), [said["StartAt"]]
    while waiting:
        name = waiting.pop()
        assert name in states, name
        if name not in reached:
            reached.add(name)
            waiting += leads_to(states[name])
    assert reached == states.keys()
    for name, state in states.items():
        ends = state.get("End") is True or state["Type"] in ("Succeed", "Fail")
        assert ends != bool(state.get("Next") or state["Type"] == "Choice"), name


def test_every_task_has_a_time_limit_tries_again_and_is_caught_or_is_what_catches(machine):
    """Where nothing is caught, as nobody waits for the news, the alarm alone tells of a failure."""
    said = definition(machine)
    catchers = {one["Next"] for state in said["States"].values() for one in state.get("Catch", ())}
    assert said["TimeoutSeconds"] <= 86_400
    for name, state in said["States"].items():
        if state["Type"] == "Task":
            assert state["TimeoutSeconds"] > 0, name
            assert any("States.ALL" in retry["ErrorEquals"] for retry in state["Retry"]), name
            caught = any("States.ALL" in one["ErrorEquals"] for one in state.get("Catch", ()))
            assert not catchers or name in catchers or caught, name


def test_a_failed_execution_wakes_the_operator(machine, template, nested):
    (logical,) = [
        name
        for name, one in template.of_type("AWS::Serverless::StateMachine").items()
        if Path(one["DefinitionUri"]).name == machine.name
    ]
    parameters = template.resources["Alarms"]["Properties"]["Parameters"]
    watched = {
        parameters[one["Dimensions"][0]["Value"]["Ref"]]["Ref"]
        for one in nested["alarms"].of_type("AWS::CloudWatch::Alarm").values()
        if one["MetricName"] == "ExecutionsFailed"
    }
    assert logical in watched


def test_the_template_fills_in_what_the_definition_leaves_open_and_functions_end_before_their_tasks(machine, template):
    open_places = set(re.findall(r"\$\{(\w+)\}", machine.read_text()))
    (resource,) = [
        one
        for one in template.of_type("AWS::Serverless::StateMachine").values()
        if Path(one["DefinitionUri"]).name == machine.name
    ]
    given = resource["DefinitionSubstitutions"]
    assert given.keys() == open_places
    functions = template.of_type("AWS::Serverless::Function")
    for state in definition(machine)["States"].values():
        if state["Type"] == "Task" and "FunctionName" in state["Parameters"]:
            place = state["Parameters"]["FunctionName"].strip("${}")
            function = functions[given[place]["Fn::GetAtt"].partition(".")[0]]
            assert function["Timeout"] < state["TimeoutSeconds"]


def test_the_machine_may_invoke_its_functions_and_nothing_else(machine, template):
    for resource in template.of_type("AWS::Serverless::StateMachine").values():
        (policy,) = resource["Policies"]
        invoke, *others = policy["Statement"]
        assert invoke["Action"] == "lambda:InvokeFunction"
        given = [one["Fn::GetAtt"] for one in resource["DefinitionSubstitutions"].values() if "Fn::GetAtt" in one]
        queues = {name.removesuffix("Url") for name in given if name.endswith("QueueUrl")}
        assert {one["Fn::GetAtt"] for one in invoke["Resource"]} == {one for one in given if one.endswith(".Arn")}
        assert [one["Action"] for one in others] == ["sqs:SendMessage"] * len(queues)
        assert {one["Resource"]["Fn::GetAtt"].removesuffix("Arn") for one in others} == queues
