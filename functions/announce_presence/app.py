"""Twice a minute: say that the hub is there, and see who has fallen silent."""

from typing import Any

from commandcenter.hub.bootstrap import hub
from commandcenter.hub.presence import handle_tick


def handler(event: dict[str, Any], _context: Any) -> dict[str, Any]:
    return handle_tick(hub().announcer, event)
