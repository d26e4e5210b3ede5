"""Last step of an audit: into the ledger and out to the mesh; or the news that it failed."""

from typing import Any

from commandcenter.hub.audit_parts import audit_room
from commandcenter.hub.bootstrap import hub
from commandcenter.hub.run_audits import record, tell_failure


def handler(event: dict[str, Any], _context: Any) -> dict[str, Any]:
    room = audit_room(hub())
    return tell_failure(event, room) if "error" in event else record(event, room)
