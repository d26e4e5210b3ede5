"""The steps of the state machine `audit`: gather facts, evaluate them, record what was found; or tell why it failed.

Each step keeps what it made under a name that follows from the audit, the first of its kind for good, and hands on only the
name: a step that is run again finds its own work.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from commandcenter.compliance.audit import Audit
from commandcenter.compliance.facts.assemble import assemble_facts
from commandcenter.compliance.facts.model import FactSheet
from commandcenter.compliance.judge import Judge
from commandcenter.compliance.record import audit_name, find_audit, record_audit
from commandcenter.compliance.run_audit import audit_facts
from commandcenter.compliance.waivers.gather import gather_waivers
from commandcenter.compliance.waivers.model import Waiver
from commandcenter.kernel.canonical import canonical
from commandcenter.kernel.clock import Clock, parse_time
from commandcenter.kernel.errors import NotFoundError
from commandcenter.kernel.urn import Urn
from commandcenter.ledger.ledger import Ledger
from commandcenter.ledger.ports import ObjectStore
from commandcenter.mesh.bus import Bus
from commandcenter.mesh.chains import continue_chain
from commandcenter.mesh.envelope import Event
from commandcenter.mesh.log.ports import EventLog
from commandcenter.mesh.subjects import AUDIT_COMPLETED, AUDIT_FAILED, GLOBAL_AUDIT, global_subject

Work = Mapping[str, Any]
_OUR_ERROR = re.compile(r"(InvalidInput|NotFound|Unavailable|Conflict|TooLarge|Problem|LedgerFault)Error")


@dataclass(frozen=True)
class AuditRoom:
    """Hold what recording an audit needs."""

    hub: str
    ledger: Ledger
    bus: Bus
    log: EventLog
    clock: Clock


def gather(work: Work, ledger: Ledger) -> dict[str, Any]:
    """Assemble the facts and the waivers, and hand on where they lie."""
    sheet = assemble_facts(ledger, work["project"], work["as_of"], work["rev"])
    waivers = gather_waivers(ledger, work["project"], work["rev"])
    gathered = {"sheet": sheet.to_json(), "waivers": [one.to_json() for one in waivers]}
    name = f"audits/{work['project']}/{work['audit']}.facts.json"
    ledger.objects.put_new(name, canonical(gathered))
    return {**work, "facts": name}


def evaluate(work: Work, objects: ObjectStore, judge: Judge, clock: Clock) -> dict[str, Any]:
    """Judge the facts, and hand on where the audit lies."""
    name = audit_name(work["project"], work["audit"])
    if objects.get(name) is None:
        data = objects.get(work["facts"])
        if data is None:
            raise NotFoundError("the facts of the audit are gone")
        gathered = json.loads(data)
        waivers = [Waiver.from_json(one) for one in gathered["waivers"]]
        sheet, at = FactSheet.from_json(gathered["sheet"]), clock.now()
        done = audit_facts(judge, sheet, at=at, packs=work["packs"], waivers=waivers, name=work["audit"])
        objects.put_new(name, canonical(done.to_json()))
    return {**work, "result": name}


def record(work: Work, room: AuditRoom) -> dict[str, Any]:
    """Record the audit in the ledger and tell the mesh; the same again changes nothing, and tells the same events."""
    done = find_audit(room.ledger, work["project"], work["audit"])
    if done is None:
        raise NotFoundError("the audit is gone")
    receipt = record_audit(room.ledger, done)
    said = completed_data(done)
    _tell(room, work, AUDIT_COMPLETED, said)
    shared = {name: said[name] for name in ("project", "as_of", "status", "packs")}
    _tell(room, work, global_subject(GLOBAL_AUDIT, room.hub), {"hub": room.hub, **shared})
    return {"audit": done.id, "status": done.status, "rev": receipt.rev, "committed": receipt.committed}


def tell_failure(work: Work, room: AuditRoom) -> dict[str, Any]:
    """Tell the mesh that an audit failed, and why."""
    reason = failure_reason(work.get("error", {}))
    data = {name: work[name] for name in ("audit", "project", "rev", "as_of")} | {"reason": reason}
    _tell(room, work, AUDIT_FAILED, data)
    return {"audit": work["audit"], "reason": reason}


def failure_reason(error: Mapping[str, Any]) -> str:
    """Say why a step failed; the words of an error that is none of ours may hold anything, and are left out."""
    kind = str(error.get("Error", "")) or "unknown"
    try:
        said = json.loads(str(error.get("Cause", "")))
    except ValueError:
        said = {}
    name = str(said.get("errorType", kind)) if isinstance(said, dict) else kind
    if isinstance(said, dict) and _OUR_ERROR.fullmatch(name):
        return f"{name}: {said.get('errorMessage', '')}"[:500]
    return name[:200]


def completed_data(done: Audit) -> dict[str, Any]:
    """Say what `hub.audit.completed` says of an audit: numbers, no facts."""
    shown = ("pack", "version", "digest", "kinds", "status", "score", "passed", "failed", "waived", "not_applicable")
    packs = [{name: value for name, value in asdict(one).items() if name in shown} for one in done.packs]
    return {
        "audit": done.id, "project": done.project, "rev": done.rev, "commit": done.commit, "as_of": done.as_of,
        "at": done.at, "status": done.status,
        "packs": [one | {"kinds": list(one["kinds"])} for one in packs],
    }  # fmt: skip


def _tell(room: AuditRoom, work: Work, subject: str, data: Mapping[str, Any]) -> None:
    cause, project = Event.from_cloudevent(work["cause"]), str(work["project"])
    urn, at = str(Urn(room.hub, project, "project", project)), room.clock.now()
    event = continue_chain(
        cause, subject, urn, data, hub=room.hub, time=parse_time(data["at"]) if "at" in data else at, log=room.log
    )
    if event is not None:
        room.bus.publish(event)
