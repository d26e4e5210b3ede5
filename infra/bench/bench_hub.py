"""A hub deployed to a local stack of its own for the time of a benchmark."""

import itertools
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import urllib3

from commandcenter.cli.connection import HubClient
from commandcenter.cli.places import HubAddress
from commandcenter.hub.first_key import first_operator_key
from commandcenter.kernel.layers import CHECKOUT

NAME = "bench"
SECONDS_TO_LINK = 120


@dataclass
class BenchHub:
    """Speak with the deployed hub; `environment` and `outputs` open its table and bucket to who deployed it."""

    client: HubClient
    environment: Mapping[str, str]
    outputs: Mapping[str, str]
    _editions: Iterator[int] = field(default_factory=itertools.count)

    def aws(self, service: str) -> Any:
        """Open a client of the account the hub is in."""
        import boto3

        access = self.environment
        session = boto3.session.Session(
            access["AWS_ACCESS_KEY_ID"], access["AWS_SECRET_ACCESS_KEY"], region_name=access["AWS_REGION"]
        )
        return session.client(service, endpoint_url=access["AWS_ENDPOINT_URL"])

    def ask(self, query: str) -> dict[str, Any]:
        """Ask in GraphQL with the operator's key."""
        return self.client.ask(query, {})

    def card(self) -> None:
        """Get the hub's card, which takes no key."""
        answer = urllib3.request("GET", f"{self.client.address.url}/.well-known/commandcenter")
        if answer.status != 200:
            raise RuntimeError(f"the card was answered {answer.status}")

    def touch(self) -> None:
        """Move the hub's own ledger by a commit."""
        title = f"Edition {next(self._editions)}"
        self.client.call("POST", "/v1/projects", {"name": "project-000", "title": title})

    def populate(self, projects: int, size: int) -> float:
        """Commit made-up projects through the ledger; returns the seconds it took.

        In a process of its own, since PynamoDB takes its credentials from the environment.
        """
        command = [sys.executable, str(Path(__file__).with_name("populate.py"))]
        arguments = [self.outputs["TableName"], self.outputs["BucketName"], str(projects), str(size)]
        done = subprocess.run(
            [*command, *arguments],
            env={**os.environ, **self.environment},
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
        return float(json.loads(done.stdout)["seconds"])

    def wait_until_linked(self, projects: int) -> None:
        """Wait until the hub itself has joined all projects: each commit's event has gone its whole way."""
        deadline = time.monotonic() + SECONDS_TO_LINK
        while time.monotonic() < deadline:
            found = self.ask("{ ecosystemGraph(first: 1) { total missing stale } }")["ecosystemGraph"]
            if found["total"] >= projects and not found["missing"] and not found["stale"]:
                return
            time.sleep(1)
        raise RuntimeError(f"after {SECONDS_TO_LINK} s not all projects are linked: {str(found)[:200]}")


@contextmanager
def deployed_hubs(say: Any, names: Sequence[str]) -> Iterator[list[BenchHub]]:
    """Deploy hubs into one local stack, each in an account of its own; all that was started stops with the block."""
    sys.path.insert(0, str(CHECKOUT / "infra" / "local"))
    from commandcenter_local.testing import temporary_stack

    with tempfile.TemporaryDirectory(prefix="commandcenter-bench-") as folder:
        say("local stack: starting the engine")
        with temporary_stack(Path(folder).resolve()) as stack:
            say(f"local stack: sam build (half a minute when something changed), sam deploy of {', '.join(names)}")
            stack.build({})
            yield [_deploy(stack, name) for name in names]


@contextmanager
def deployed_hub(say: Any) -> Iterator[BenchHub]:
    """Deploy one hub."""
    with deployed_hubs(say, (NAME,)) as (hub,):
        yield hub


def _deploy(stack: Any, name: str) -> BenchHub:
    outputs = stack.deploy(name, {"Hub": name, "LockMode": "OFF"})
    environment = stack.client_environment(name)
    key = first_operator_key(environment, outputs)
    if key is None:
        raise RuntimeError("a new hub has no operator key")
    return BenchHub(HubClient(HubAddress(name, outputs["api_url"], key)), environment, outputs)
