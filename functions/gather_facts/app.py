"""First step of an audit: the facts of a project."""

from typing import Any

from commandcenter.hub.bootstrap import hub
from commandcenter.hub.run_audits import gather


def handler(event: dict[str, Any], _context: Any) -> dict[str, Any]:
    return gather(event, hub().ledger)
