"""Every event of the bus, one after the other: into the log."""

from typing import Any

from commandcenter.hub.bootstrap import hub
from commandcenter.hub.record_events import handle_events


def handler(event: dict[str, Any], _context: Any) -> dict[str, Any]:
    return handle_events(event, hub().recorder)
