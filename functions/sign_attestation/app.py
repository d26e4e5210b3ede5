"""Second step of an attestation: the hub's signature over each statement; later, the bundle of one that is released."""

from typing import Any

from commandcenter.hub.attestation_parts import proof_room
from commandcenter.hub.bootstrap import hub
from commandcenter.hub.bundle_attestations import bundle_work
from commandcenter.hub.issue_attestations import sign_work


def handler(event: dict[str, Any], _context: Any) -> dict[str, Any]:
    if event.get("step") == "bundle":
        return bundle_work(event["work"], hub().ledger, proof_room(hub()), hub().clock)
    return sign_work(event, hub().ledger.objects, lambda: [hub().signer])
