"""Use case: start the attestation of an audit that is done, once; and ask for a new audit before an attestation expires."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from commandcenter.hub.executions import Executions
from commandcenter.hub.issue_attestations import must_find
from commandcenter.kernel.clock import Clock, format_time, parse_time
from commandcenter.kernel.errors import InvalidInputError
from commandcenter.kernel.urn import HUB_PROJECT, Urn
from commandcenter.ledger.ledger import Ledger
from commandcenter.mesh.bus import Bus
from commandcenter.mesh.envelope import Event
from commandcenter.mesh.subjects import AUDIT_COMPLETED, AUDIT_REQUESTED

AHEAD = timedelta(days=14)
"""How long before an attestation expires a new audit is asked for."""
MAX_REASON = 1_000


@dataclass(frozen=True)
class AttestationDesk:
    """Hold what asking for attestations needs; `executions` is the state machine `attest`."""

    hub: str
    ledger: Ledger
    executions: Executions
    bus: Bus
    clock: Clock


def start_attestation(desk: AttestationDesk, project: str, audit: str, cause: Event) -> bool:
    """Start what attests an audit; False when that was started before."""
    return desk.executions.start(audit, {"project": project, "audit": audit, "cause": cause.to_cloudevent()})


def react(desk: AttestationDesk, event: Event) -> bool:
    """Start what an event leads to: an audit of a project of this hub that is done is attested, nothing else is."""
    if event.type != AUDIT_COMPLETED or event.data.get("project") == HUB_PROJECT:
        return False
    return start_attestation(desk, str(event.data["project"]), str(event.data["audit"]), event)


def start_revocation(desk: AttestationDesk, project: str, audit: str, reason: str, by: str) -> bool:
    """Start what takes an attestation back; False when that was started before, and the first reason stands.

    Raises NotFoundError when nothing is attested of the audit, InvalidInputError for a reason that is none.
    """
    if not isinstance(reason, str) or not 1 <= len(reason.strip()) <= MAX_REASON:
        raise InvalidInputError(f"a reason has 1 to {MAX_REASON:,} characters", pointer="/reason")
    must_find(desk.ledger.objects, project, audit)
    now = desk.clock.now()
    urn = str(Urn(desk.hub, project, "project", project))
    cause = Event(f"{by} revokes {audit}", f"urn:cc:{desk.hub}", AUDIT_COMPLETED, urn, now)
    taken_back = {"reason": reason.strip(), "at": format_time(now)}
    work = {"project": project, "audit": audit, "revoke": taken_back, "cause": cause.to_cloudevent()}
    return desk.executions.start(f"{audit}-revoked", work)


def renew(desk: AttestationDesk) -> list[str]:
    """Ask for an audit of each project whose attestation expires soon; returns the projects."""
    asked = []
    for project in desk.ledger.projects():
        if project != HUB_PROJECT and desk.ledger.head(project) and _expiring(desk, project):
            desk.bus.publish(_request(desk, project))
            asked.append(project)
    return asked


def _expiring(desk: AttestationDesk, project: str) -> bool:
    limit = desk.clock.now() + AHEAD
    nodes = desk.ledger.as_of(project).values()
    shown = [one["props"] for one in nodes if one.get("type") == "attestation"]
    return any(parse_time(one["validUntil"]) <= limit and "revoked" not in one for one in shown)


def _request(desk: AttestationDesk, project: str) -> Event:
    now = desk.clock.now()
    name = f"renew {project} {format_time(now)[:10]}"
    data: Mapping[str, Any] = {"project": project, "cause": "its attestation expires"}
    urn = str(Urn(desk.hub, project, "project", project))
    return Event(name, f"urn:cc:{desk.hub}", AUDIT_REQUESTED, urn, now, data)
