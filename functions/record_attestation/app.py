"""Last step of an attestation: into the ledger and out to the mesh."""

from typing import Any

from commandcenter.hub.attestation_parts import attestation_room
from commandcenter.hub.bootstrap import hub
from commandcenter.hub.issue_attestations import record_work


def handler(event: dict[str, Any], _context: Any) -> dict[str, Any]:
    return record_work(event, attestation_room(hub()))
