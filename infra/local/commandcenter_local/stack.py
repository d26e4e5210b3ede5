"""Hold hubs on this machine: start the engine, build and deploy the template, say what runs, stop all of it."""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from commandcenter_local.clients import stack_outputs, tell_address
from commandcenter_local.engine_process import LAUNCHER, REGION, Engine, EngineProcess
from commandcenter_local.environments import ENGINE, SAM
from commandcenter_local.errors import LocalStackError
from commandcenter_local.hubs import Hub, HubRegister, reachable_api
from commandcenter_local.places import REPOSITORY, Progress, default_state
from commandcenter_local.sam import SamProject

__all__ = ["Engine", "Hub", "LocalStack", "Status"]


@dataclass(frozen=True)
class Status:
    """What runs: the engine, if any, and the hubs that were deployed into it."""

    engine: Engine | None
    hubs: dict[str, Hub]


def quiet(_: str) -> None:
    """Report progress to nobody."""


class LocalStack:
    """The local stack of one state folder."""

    def __init__(self, state_dir: Path | None = None, root: Path = REPOSITORY, launcher: Path = LAUNCHER) -> None:
        self.state = (state_dir or default_state()).absolute()
        self.process = EngineProcess(self.state, launcher)
        self.register = HubRegister(self.state / "hubs.json")
        self.project = SamProject(root)

    def ensure_environments(self, progress: Progress = quiet) -> None:
        """Install the engine and the SAM CLI, each in its own cached environment."""
        ENGINE.ensure(progress)
        SAM.ensure(progress)

    def start(self, *, keep_state: bool = False, iam: bool = False) -> Engine:
        """Start the engine on a free port of 127.0.0.1, or return the one that runs.

        Without `keep_state` it starts empty, and hubs of earlier runs are forgotten. With `iam` every call of a role
        is checked against its policies.
        """
        if not ENGINE.ready:
            raise LocalStackError("the local engine is not installed: call ensure_environments first")
        if self.process.running() is None and not keep_state:
            self.register.path.unlink(missing_ok=True)
        return self.process.start(keep_state=keep_state, iam=iam)

    def stop(self) -> None:
        """Stop the engine and all that it started; nothing stays behind but kept state."""
        self.process.stop()

    def status(self) -> Status:
        """Say what runs now."""
        engine = self.process.running()
        return Status(engine, self.hubs() if engine else {})

    def logs(self, name: str = "engine") -> Path:
        """Return the log file of `engine`, `sam-build` or `sam-deploy-<hub>`."""
        return self.state / "logs" / f"{name}.log"

    def build(self, parameters: Mapping[str, str] | None = None, progress: Progress = quiet) -> bool:
        """Run `sam build` when its inputs changed; return whether it ran."""
        if not SAM.ready:
            raise LocalStackError("the SAM CLI is not installed: call ensure_environments first")
        return self.project.build(parameters or {}, self.logs("sam-build"), progress)

    def deploy(
        self, hub: str, parameters: Mapping[str, str] | None = None, progress: Progress = quiet
    ) -> dict[str, str]:
        """Run `sam deploy` of the present build into the hub's own account; return its outputs and `api_url`."""
        self._engine()
        entry = self.register.ensure(hub)
        progress(f"deploying hub {hub} into account {entry.account}")
        access = self.client_environment(hub)
        self.project.deploy(entry.stack_name, parameters or {}, access, self.logs(f"sam-deploy-{hub}"), progress)
        self.register.remember(hub, stack_outputs(entry.stack_name, access))
        outputs = self.hubs()[hub].outputs
        tell_address(outputs, access)
        return outputs

    def hubs(self) -> dict[str, Hub]:
        """Return the known hubs; the `api_url` of each is that of the engine's present port."""
        engine, hubs = self.process.running(), self.register.hubs()
        if engine is None:
            return hubs
        return {name: _with_address(hub, engine) for name, hub in hubs.items()}

    def client_environment(self, hub: str) -> dict[str, str]:
        """Return the AWS_* variables with which SDKs and the SAM CLI act as the owner of the hub's account."""
        return {
            "AWS_ENDPOINT_URL": self._engine().endpoint,
            "AWS_ACCESS_KEY_ID": self.register.ensure(hub).account,
            "AWS_SECRET_ACCESS_KEY": "test",
            "AWS_DEFAULT_REGION": REGION,
            "AWS_REGION": REGION,
            "AWS_CONFIG_FILE": os.devnull,
            "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        }

    def _engine(self) -> Engine:
        engine = self.process.running()
        if engine is None:
            raise LocalStackError("the local engine is not running: start it first")
        return engine


def _with_address(hub: Hub, engine: Engine) -> Hub:
    address = reachable_api(hub.outputs, engine.endpoint)
    return dataclasses.replace(hub, outputs=hub.outputs | {"api_url": address}) if address else hub
