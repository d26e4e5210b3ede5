"""Second step of an audit: what the rule packs say of the facts."""

from typing import Any

from commandcenter.hub.audit_parts import pack_judge
from commandcenter.hub.bootstrap import hub
from commandcenter.hub.run_audits import evaluate

judge = pack_judge()


def handler(event: dict[str, Any], _context: Any) -> dict[str, Any]:
    opened = hub()
    return evaluate(event, opened.ledger.objects, judge, opened.clock)
