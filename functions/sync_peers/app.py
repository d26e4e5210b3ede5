"""Pokes from the queue: send each hub they name what it has not seen, and have it cosign the log."""

from typing import Any

from commandcenter.hub.attestation_parts import collecting
from commandcenter.hub.bootstrap import hub
from commandcenter.hub.peer_batches import handle_pokes


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    return handle_pokes(hub(), event, context, collecting(hub()))
