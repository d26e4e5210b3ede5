"""Use case: cosign the log of a linked hub, once what it shows follows from what it showed before; tell everyone when not."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass

from commandcenter.attestation.log.checkpoint import checkpoint_of
from commandcenter.attestation.log.note import parse_note
from commandcenter.attestation.log.witness import Evidence, Outcome, add_checkpoint
from commandcenter.attestation.log.witness_store import WitnessStore
from commandcenter.attestation.model import log_origin, witness_name
from commandcenter.hub.federation_door import admit
from commandcenter.kernel.canonical import digest
from commandcenter.kernel.clock import Clock, format_time
from commandcenter.kernel.errors import (
    ForbiddenError,
    InconsistentError,
    InvalidInputError,
    NotFoundError,
    ProblemError,
)
from commandcenter.mesh.bus import Bus
from commandcenter.mesh.envelope import Event
from commandcenter.mesh.peers.ports import PeerStore
from commandcenter.mesh.presence.announce import hub_urn
from commandcenter.mesh.subjects import ESCALATION, global_subject
from commandcenter.signing.http_requests import Request
from commandcenter.signing.signer import Signer

PATH = "/v1/witness/add-checkpoint"
_REFUSALS: dict[int, type[ProblemError]] = {
    400: InvalidInputError,
    403: ForbiddenError,
    404: NotFoundError,
    422: InconsistentError,
}
_logger = logging.getLogger("commandcenter.witness")


@dataclass(frozen=True)
class WitnessRoom:
    """Hold what witnessing needs; `signer` has the key of this hub's own log."""

    hub: str
    peers: PeerStore
    store: WitnessStore
    signer: Signer
    bus: Bus
    clock: Clock


def cosign_log(request: Request, room: WitnessRoom) -> Outcome:
    """Answer an add-checkpoint request (C2SP tlog-witness) of a hub that sends us what is its own.

    Returns: What to answer: 200 with a line, or 409 with the size that was cosigned last. Raises UnauthenticatedError unless a
    linked hub signed the request (RFC 9421); for the other refusals of the protocol InvalidInputError, ForbiddenError (so, too,
    when the hub is not one that sends to us), NotFoundError, InconsistentError; UnavailableError.
    """
    now = room.clock.now()
    callers = admit(request, room.peers, now)
    sending = [one for one in callers.peers if one.receives_from and not one.bridge]
    if not sending:
        raise ForbiddenError("this hub cosigns the logs of hubs that send to it")
    keys = {
        log_origin(one.hub): [key for key in one.keys.valid_at(now).values() if key.algorithm == "ed25519"]
        for one in sending
    }
    outcome = add_checkpoint(room.store, request.body, keys, witness_name(room.hub), room.signer, now)
    if outcome.evidence is not None:
        _tell(room, {log_origin(one.hub): one.hub for one in sending}, outcome.evidence)
    if outcome.status in _REFUSALS:
        raise _REFUSALS[outcome.status](outcome.body.decode().strip())
    return outcome


def _tell(room: WitnessRoom, hubs: Mapping[str, str], evidence: Evidence) -> None:
    """Publish that a log showed two histories; both checkpoints, which its key signed, stand in the function's own log."""
    known, offered = (checkpoint_of(parse_note(one)) for one in (evidence.known, evidence.offered))
    hub = hubs[offered.origin]
    _logger.error("the log of %s contradicts itself:\n%s\n%s", hub, evidence.known, evidence.offered)
    said = (
        "signed two roots for one size"
        if evidence.proven
        else "shows a history that does not follow from the one before"
    )
    detail = f"The log of {hub} {said}: size {known.size} root {known.root.hex()}, size {offered.size} root {offered.root.hex()}"
    type_, now = global_subject(ESCALATION, room.hub), room.clock.now()
    data = {"kind": "SplitView", "about": hub, "status": "split", "since": format_time(now), "detail": detail}
    name = digest([type_, hub, detail])
    room.bus.publish(Event(name, f"urn:cc:{room.hub}", type_, hub_urn(room.hub, hub), now, data))
