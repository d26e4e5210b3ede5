"""Functions, state machines, containers and APIs; where the code of a function stands."""

import posixpath
from typing import Any

from commandcenter.indexing.shapes import Shape

from .facts import End, TemplateFacts
from .template import Resource, Template, literal

SERVICES = {
    "AWS::Serverless::Function": "function",
    "AWS::Lambda::Function": "function",
    "AWS::Serverless::StateMachine": "statemachine",
    "AWS::StepFunctions::StateMachine": "statemachine",
    "AWS::ECS::Service": "container",
    "AWS::AppRunner::Service": "container",
    "AWS::Serverless::Api": "api",
    "AWS::Serverless::HttpApi": "api",
    "AWS::Serverless::GraphQLApi": "api",
    "AWS::ApiGateway::RestApi": "api",
    "AWS::ApiGatewayV2::Api": "api",
    "AWS::AppSync::GraphQLApi": "api",
}
_NAMES = ("FunctionName", "StateMachineName", "ServiceName", "Name")
_ENDINGS = (".py", ".ts", ".js", ".mjs", ".cjs")


def read_services(facts: TemplateFacts, folder: str) -> None:
    """Find what computes or answers."""
    for resource in facts.template.of_type(*SERVICES):
        facts.services[resource.id] = _describe(resource, facts.template)
        if SERVICES[resource.type] == "function":
            facts.code[resource.id] = _code_paths(resource.properties, folder)


def read_calls(facts: TemplateFacts) -> None:
    """Find which service may invoke which: policies that name the function, tasks of state machines."""
    for resource in facts.template.of_type(*SERVICES):
        said = resource.properties
        values = [
            *policies(said, "LambdaInvokePolicy", "lambda:InvokeFunction"),
            said.get("DefinitionSubstitutions").value,
        ]
        values += policies(said, "StepFunctionsExecutionPolicy", "states:StartExecution")
        for target in facts.ends(values, "service"):
            facts.add_edge(End("service", resource.id), "calls", target)


def policies(properties: Shape, template: str, action: str) -> list[Any]:
    """List what a service's policies allow `action` on, by SAM policy template or by statement."""
    found: list[Any] = []
    said = properties.get("Policies")
    for policy in said.rows() if isinstance(said.value, list) else ():
        if not isinstance(policy.value, dict):
            continue
        found.append(policy.value.get(template))
        statements = policy.value.get("Statement", [])
        listed = statements if isinstance(statements, list) else [statements]
        found += [each.get("Resource") for each in listed if isinstance(each, dict) and _allows(each, action)]
    return [each for each in found if each is not None]


def _allows(statement: dict[str, Any], action: str) -> bool:
    actions = statement.get("Action", [])
    listed = actions if isinstance(actions, list) else [actions]
    return statement.get("Effect") == "Allow" and any(
        isinstance(each, str) and (each == action or (each.endswith("*") and action.startswith(each[:-1])))
        for each in listed
    )


def _describe(resource: Resource, template: Template) -> dict[str, Any]:
    said = resource.properties
    name = next((text for text in (literal(said.get(key)) for key in _NAMES) if text), "")
    props: dict[str, Any] = {
        "kind": SERVICES[resource.type], "type": resource.type, "name": name,
        "runtime": template.parameter(said.get("Runtime")), "handler": literal(said.get("Handler")),
        "package": literal(said.get("PackageType")),
    }  # fmt: skip
    numbers = {"memory": said.get("MemorySize").value, "timeout": said.get("Timeout").value}
    props |= {key: value for key, value in numbers.items() if type(value) is int and 0 < value < 10**9}
    if isinstance(said.get("FunctionUrlConfig").value, dict):
        props["url"] = True
    return {key: value for key, value in props.items() if value != ""}


def _code_paths(properties: Shape, folder: str) -> list[str]:
    """List where the handler's module may stand: `CodeUri: functions/x`, `Handler: app.main` is functions/x/app.py."""
    base, handler = literal(properties.get("CodeUri")) or ".", literal(properties.get("Handler"))
    if base.startswith(("s3:", "http")):
        return []
    module = handler.rpartition(".")[0]
    stems = [stem for stem in dict.fromkeys((module, module.replace(".", "/"))) if stem]
    paths = [posixpath.join(folder, base, stem + ending) for stem in stems for ending in _ENDINGS]
    return [posixpath.normpath(path) for path in [*paths, posixpath.join(folder, base, "main.go")]]
