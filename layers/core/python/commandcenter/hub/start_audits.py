"""Use case: start the audit of a project, once for the same revision, packs, day and waivers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from commandcenter.compliance.audit import audit_id
from commandcenter.compliance.packs import Packs, choose_packs
from commandcenter.compliance.record import source_rev
from commandcenter.compliance.sheet import is_date
from commandcenter.compliance.waivers.gather import gather_waivers, living
from commandcenter.hub.executions import Executions
from commandcenter.kernel.clock import Clock, format_time
from commandcenter.kernel.errors import InvalidInputError
from commandcenter.kernel.urn import HUB_PROJECT, Urn
from commandcenter.ledger.ledger import Ledger
from commandcenter.mesh.bus import Bus
from commandcenter.mesh.chains import continue_chain
from commandcenter.mesh.envelope import Event
from commandcenter.mesh.log.ports import EventLog
from commandcenter.mesh.subjects import AUDIT_REQUESTED, AUDIT_STARTED, GRAPH_COMMITTED


@dataclass(frozen=True)
class AuditDesk:
    """Hold what asking for audits needs.

    Args:
        packs: The catalogue of the bundle that will judge.
        executions: The state machine `audit`.
    """

    hub: str
    ledger: Ledger
    packs: Packs
    executions: Executions
    bus: Bus
    log: EventLog
    clock: Clock


@dataclass(frozen=True)
class Started:
    """Name an audit; `new` says that it was started just now."""

    audit: str
    rev: int
    new: bool


def start_audit(
    desk: AuditDesk, project: str, cause: Event, packs: Sequence[str] | None = None, as_of: str | None = None
) -> Started:
    """Start the audit of a project's newest source revision.

    Args:
        cause: The event that led to it.
        packs: Ids of the packs to judge by; all of them when left out.
        as_of: The day to judge for; today when left out.

    Raises NotFoundError for an unknown project or pack, InvalidInputError for a day that is none, UnavailableError.
    """
    now = desk.clock.now()
    day = as_of or format_time(now)[:10]
    if not is_date(day):
        raise InvalidInputError("as_of must be a date YYYY-MM-DD", pointer="/as_of")
    chosen, rev = choose_packs(desk.packs, packs), source_rev(desk.ledger, project)
    waivers = [one.id for one in living(gather_waivers(desk.ledger, project, rev), project=project, at=now)]
    name = audit_id(project, rev, chosen, day, waivers)
    work = {
        "audit": name, "project": project, "rev": rev, "as_of": day, "packs": [one.id for one in chosen],
        "cause": cause.to_cloudevent(),
    }  # fmt: skip
    new = desk.executions.start(name, work)
    if new:
        _tell(desk, cause, {name: work[name] for name in ("audit", "project", "rev", "as_of", "packs")})
    return Started(name, rev, new)


def react(desk: AuditDesk, event: Event) -> Started | None:
    """Start what an event asks for: an audit on request, or for a source commit; None when it asks for nothing."""
    project = str(event.data.get("project", ""))
    if project == HUB_PROJECT:
        return None
    if event.type == GRAPH_COMMITTED and event.data.get("origin") == "source":
        return start_audit(desk, project, event)
    if event.type == AUDIT_REQUESTED:
        return start_audit(desk, project, event, event.data.get("packs"), event.data.get("as_of"))
    return None


def audit_all(desk: AuditDesk, cause: Event) -> list[Started]:
    """Start the audit of every project there is a source revision of, for today."""
    known = [project for project in desk.ledger.projects() if project != HUB_PROJECT and desk.ledger.head(project)]
    return [start_audit(desk, project, cause) for project in known]


def _tell(desk: AuditDesk, cause: Event, data: Mapping[str, Any]) -> None:
    project = str(data["project"])
    urn = str(Urn(desk.hub, project, "project", project))
    event = continue_chain(cause, AUDIT_STARTED, urn, data, hub=desk.hub, time=desk.clock.now(), log=desk.log)
    if event is not None:
        desk.bus.publish(event)
