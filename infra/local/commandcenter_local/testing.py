"""Give tests a local stack of their own that leaves nothing behind."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from commandcenter_local.clients import client
from commandcenter_local.engine_process import LAUNCHER
from commandcenter_local.places import REPOSITORY
from commandcenter_local.stack import Hub, LocalStack


@dataclass(frozen=True)
class DeployedHub:
    """A hub that a test has deployed into its local stack."""

    stack: LocalStack
    name: str

    @property
    def hub(self) -> Hub:
        return self.stack.hubs()[self.name]

    @property
    def outputs(self) -> dict[str, str]:
        return self.hub.outputs

    @property
    def api(self) -> str:
        return self.outputs["api_url"]

    def client(self, service: str, *, attempts: int = 3) -> Any:
        """Return a boto3 client of the hub's account."""
        return client(service, self.stack.client_environment(self.name), attempts=attempts)


@contextmanager
def temporary_stack(
    state_dir: Path,
    *,
    root: Path = REPOSITORY,
    launcher: Path = LAUNCHER,
    keep_state: bool = False,
    iam: bool = False,
) -> Iterator[LocalStack]:
    """Start a local stack in an empty folder for the block and stop it afterwards, whatever happens.

    `root` is the folder of the template; environments and builds come from the shared cache.
    """
    stack = LocalStack(state_dir, root, launcher)
    stack.ensure_environments()
    try:
        stack.start(keep_state=keep_state, iam=iam)
        yield stack
    finally:
        stack.stop()
