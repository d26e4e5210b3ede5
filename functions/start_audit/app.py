"""Start audits: for events from the queue, and for every project each night."""

from typing import Any

from commandcenter.hub.audit_batches import handle_audit_events, handle_nightly
from commandcenter.hub.bootstrap import hub


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    if "Records" in event:
        return handle_audit_events(hub(), event, context)
    return handle_nightly(hub(), event)
