"""Every minute: finish what a crash left undone."""

from typing import Any

from commandcenter.hub.batches import handle_sweep
from commandcenter.hub.bootstrap import hub


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    return handle_sweep(hub(), event, context)
