"""The one writer of the hub's transparency log."""

from typing import Any

from commandcenter.hub.bootstrap import hub
from commandcenter.hub.log_batches import handle_entries


def handler(event: dict[str, Any], _context: Any) -> dict[str, Any]:
    return handle_entries(hub(), event)
