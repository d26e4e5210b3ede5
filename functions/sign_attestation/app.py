"""Second step of an attestation: the hub's signature over each statement."""

from typing import Any

from commandcenter.hub.bootstrap import hub
from commandcenter.hub.issue_attestations import sign_work


def handler(event: dict[str, Any], _context: Any) -> dict[str, Any]:
    return sign_work(event, hub().ledger.objects, lambda: [hub().signer])
