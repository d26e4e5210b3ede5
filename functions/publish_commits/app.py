"""The table's stream: a head moved, so there are commits to tell of."""

from typing import Any

from commandcenter.hub.batches import handle_moved_heads
from commandcenter.hub.bootstrap import hub


def handler(event: dict[str, Any], context: Any) -> None:
    handle_moved_heads(hub(), event, context)
