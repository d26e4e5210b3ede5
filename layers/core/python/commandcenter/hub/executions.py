"""Executions of a state machine: started once for each name, and asked how they stand."""

import json
from typing import Any, Literal, Protocol

from botocore.exceptions import ClientError

from commandcenter.kernel.canonical import Json
from commandcenter.kernel.errors import UnavailableError

ExecutionState = Literal["running", "succeeded", "failed"]
_STATES: dict[str, ExecutionState] = {"RUNNING": "running", "PENDING_REDRIVE": "running", "SUCCEEDED": "succeeded"}


class Executions(Protocol):
    """Run a workflow."""

    def start(self, name: str, given: Json) -> bool:
        """Start an execution; False when one of that name runs or has run."""
        ...

    def state(self, name: str) -> ExecutionState | None:
        """Say how an execution stands, None when there was none of that name for 90 days."""
        ...


class StepFunctions:
    """Run a state machine of AWS Step Functions.

    Args:
        client: A boto3 client of Step Functions.
        machine: ARN of the state machine.
    """

    def __init__(self, client: Any, machine: str) -> None:
        self._client, self._machine = client, machine

    def start(self, name: str, given: Json) -> bool:
        try:
            self._client.start_execution(stateMachineArn=self._machine, name=name, input=json.dumps(given))
        except ClientError as error:
            if error.response["Error"]["Code"] == "ExecutionAlreadyExists":
                return False
            raise UnavailableError("the state machine does not start") from None
        return True

    def state(self, name: str) -> ExecutionState | None:
        execution = f"{self._machine.replace(':stateMachine:', ':execution:')}:{name}"
        try:
            found = self._client.describe_execution(executionArn=execution)
        except ClientError as error:
            if error.response["Error"]["Code"] == "ExecutionDoesNotExist":
                return None
            raise UnavailableError("the state machine does not answer") from None
        return _STATES.get(found["status"], "failed")


class MemoryExecutions:
    """Note what was started, and run nothing."""

    def __init__(self) -> None:
        self.started: dict[str, Json] = {}

    def start(self, name: str, given: Json) -> bool:
        return self.started.setdefault(name, given) is given

    def state(self, name: str) -> ExecutionState | None:
        return "running" if name in self.started else None
