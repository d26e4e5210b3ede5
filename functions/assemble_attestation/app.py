"""First step of an attestation: the statements of an audit, or the one that takes them back."""

from typing import Any

from commandcenter.hub.audit_parts import packs
from commandcenter.hub.bootstrap import hub
from commandcenter.hub.issue_attestations import assemble_work


def handler(event: dict[str, Any], _context: Any) -> dict[str, Any]:
    return assemble_work(event, hub().ledger, hub().settings.hub, list(packs().values()))
