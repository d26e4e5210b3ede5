"""Start attestations: for audits that are done, and audits for attestations that expire soon."""

from typing import Any

from commandcenter.hub.attestation_batches import handle_audits_done, handle_renewal
from commandcenter.hub.bootstrap import hub


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    if "Records" in event:
        return handle_audits_done(hub(), event, context)
    return handle_renewal(hub())
