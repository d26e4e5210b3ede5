"""Index jobs from the queue, one at a time within a project."""

from typing import Any

from commandcenter.hub.batches import handle_index_jobs
from commandcenter.hub.bootstrap import hub


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    return handle_index_jobs(hub(), event, context)
