"""Events `fed.>` from the bus: commands of other hubs, and their reports on ours."""

from typing import Any

from commandcenter.hub.bootstrap import hub
from commandcenter.hub.peer_batches import handle_command_events


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    return handle_command_events(hub(), event, context)
