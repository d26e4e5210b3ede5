"""Let a policy that names a state machine allow answers to its waiting tasks.

Gap: AWS judges `states:SendTaskSuccess`, `SendTaskFailure` and `SendTaskHeartbeat` by the state machine whose task waits; the
engine finds no ARN in such a request and judges by `*`, so that only a policy for all machines would do.
Patch points: `_execute_task` and `_invoke_with_callback` of `services.stepfunctions` tell which machine a token is of;
`extract_resource_arn` of `core.iam_actions` names what a request is judged by.
"""

from __future__ import annotations

import json
import threading
from typing import Any

from patching import engine_module, patch_point

_MAX_TOKENS = 10_000


def apply() -> None:
    states, actions = engine_module("services.stepfunctions"), engine_module("core.iam_actions")
    execute = patch_point(states, "_execute_task", ("state_def", "raw_input", "execution", "ctx"))
    invoke = patch_point(states, "_invoke_with_callback", ("resource", "input_data", "token", "state_def"))
    extract = patch_point(actions, "extract_resource_arn", ("service", "method", "path"))
    machines: dict[str, str] = {}
    running = threading.local()

    def execute_task(state_def: Any, raw_input: Any, execution: Any, ctx: Any) -> Any:
        running.machine = execution["stateMachineArn"]
        return execute(state_def, raw_input, execution, ctx)

    def invoke_with_callback(resource: Any, input_data: Any, token: str, state_def: Any) -> Any:
        if len(machines) >= _MAX_TOKENS:
            machines.clear()
        machines[token] = running.machine
        return invoke(resource, input_data, token, state_def)

    def extract_resource_arn(service: str, *arguments: Any, **named: Any) -> Any:
        found = extract(service, *arguments, **named)
        if service != "states" or found != "*":
            return found
        bodies = [one for one in (*arguments, *named.values()) if isinstance(one, bytes)]
        return next((machines[token] for body in bodies if (token := _token(body)) in machines), found)

    states._execute_task, states._invoke_with_callback = execute_task, invoke_with_callback
    actions.extract_resource_arn = extract_resource_arn


def _token(body: bytes) -> str:
    try:
        said = json.loads(body)
    except ValueError:
        return ""
    return str(said.get("taskToken", "")) if isinstance(said, dict) else ""
