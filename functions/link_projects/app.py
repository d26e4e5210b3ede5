"""Commit events from the bus: join the changed project to the others."""

from typing import Any

from commandcenter.hub.batches import handle_commit_events
from commandcenter.hub.bootstrap import hub


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    return handle_commit_events(hub(), event, context)
