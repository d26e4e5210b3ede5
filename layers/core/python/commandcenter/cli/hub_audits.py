"""Audits on a hub: asked for, and waited for."""

import time
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

from commandcenter.cli.connection import HubClient
from commandcenter.cli.places import find_hub
from commandcenter.compliance.audit import Audit
from commandcenter.kernel.errors import UnavailableError

SECONDS = 300.0


def audit_on_hub(hub: str, project: str, packs: Sequence[str] | None, as_of: str | None) -> Audit:
    """Let a hub audit one of its projects and return the audit once it is done.

    Raises NotFoundError, InvalidInputError, UnavailableError when it failed or did not end in five minutes.
    """
    client, path = HubClient(find_hub(hub)), f"/v1/projects/{quote(project, safe='')}/audits"
    body: dict[str, Any] = {"packs": list(packs)} if packs else {}
    started = client.call("POST", path, body | ({"as_of": as_of} if as_of else {}))
    return wait_for_audit(client, f"{path}/{started['audit']}", SECONDS)


def wait_for_audit(client: HubClient, path: str, seconds: float) -> Audit:
    """Ask until the audit is there."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        answer: Mapping[str, Any] = client.call("GET", path)
        if answer["state"] == "done":
            return Audit.from_json(answer["audit"])
        if answer["state"] == "failed":
            raise UnavailableError("the audit failed; see the events: commandcenter mesh:tail hub.audit.failed")
        time.sleep(0.5)
    raise UnavailableError(f"the audit still runs after {seconds:.0f} s")
