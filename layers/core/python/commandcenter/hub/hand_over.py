"""Hand a bridge what may leave the hub; its next pull says that everything was carried away."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from commandcenter.hub.federation_door import admit, read_json
from commandcenter.kernel.canonical import canonical
from commandcenter.kernel.clock import Clock
from commandcenter.kernel.errors import ForbiddenError, InvalidInputError, UnavailableError
from commandcenter.mesh.federation.export import MAX_BYTES, MAX_EVENTS, ExportLaw, outgoing, sign_summary
from commandcenter.mesh.federation.ports import Held, Summaries
from commandcenter.mesh.log.ports import EventLog
from commandcenter.mesh.peers.model import Cursor, Peer
from commandcenter.mesh.peers.ports import PeerStore
from commandcenter.signing.http_requests import Request
from commandcenter.signing.signer import Signer

LIMIT = 50


@dataclass(frozen=True)
class HandOver:
    """Hold what handing over needs; `law` knows the hubs behind bridges."""

    hub: str
    peers: PeerStore
    log: EventLog
    law: ExportLaw
    summaries: Summaries
    signer: Signer
    clock: Clock


def hand_over(request: Request, parts: HandOver) -> dict[str, Any]:
    """Answer a pull.

    Returns: `events`, signed, and the `cursor` that acknowledges them. Raises UnauthenticatedError, ForbiddenError for a caller
    that is no bridge, InvalidInputError with a pointer, UnavailableError.
    """
    callers = admit(request, parts.peers, parts.clock.now())
    bridge = next((peer for peer in callers.peers if peer.bridge), None)
    if bridge is None:
        raise ForbiddenError("only a bridge pulls")
    acknowledged, limit = _read(request.body)
    cursor = _acknowledge(bridge, acknowledged, parts)
    events, reached = outgoing(
        parts.log, cursor.sequence, bridge, parts.law, parts.signer, parts.hub, limit, parts.clock.now()
    )
    shown = Held(cursor.rev, cursor.root if cursor.rev else "")
    if not events:
        events, shown = _summary(bridge, shown, parts)
        if cursor.rev == 0 < shown.rev:
            parts.peers.move(bridge.hub, replace(cursor, root=shown.root))
    if bridge.confirmed is None:
        parts.peers.confirm(bridge.hub, parts.clock.now())
    return {"events": events, "cursor": {"sequence": reached, "rev": shown.rev, "root": shown.root}}


def _read(body: bytes) -> tuple[Cursor | None, int]:
    value = read_json(body)
    if not isinstance(value, Mapping) or "ack" not in value:
        raise InvalidInputError("ack is needed, null at first", pointer="/ack")
    limit = value.get("limit", LIMIT)
    if type(limit) is not int or not 1 <= limit <= MAX_EVENTS:
        raise InvalidInputError(f"the limit is 1 to {MAX_EVENTS}", pointer="/limit")
    ack = value["ack"]
    if ack is None:
        return None, limit
    if not isinstance(ack, Mapping) or not isinstance(ack.get("root"), str) or len(ack["root"]) > 64:
        raise InvalidInputError("ack is the cursor of the answer before", pointer="/ack")
    for name in ("sequence", "rev"):
        if type(ack.get(name)) is not int or ack[name] < 0:
            raise InvalidInputError("a number of 0 or more is needed", pointer=f"/ack/{name}")
    return Cursor(ack["sequence"], ack["rev"], ack["root"]), limit


def _acknowledge(bridge: Peer, acknowledged: Cursor | None, parts: HandOver) -> Cursor:
    """Move the bridge's cursor up to what it carried away.

    Never back in the log, so a late answer loses nothing. At revision 0 the stored root is that of the whole summary handed out
    last: what was handed out before somebody asked for a whole one acknowledges none.
    """
    cursor = parts.peers.cursor(bridge.hub)
    if acknowledged is None or acknowledged.sequence < cursor.sequence:
        return cursor
    if acknowledged.sequence > parts.log.last():
        raise InvalidInputError("so many events there never were", pointer="/ack/sequence")
    moved = replace(acknowledged, at=parts.clock.now())
    if cursor.rev == 0 and moved.root != cursor.root:
        moved = replace(moved, rev=0, root="")
    parts.peers.move(bridge.hub, moved)
    return moved


def _summary(bridge: Peer, shown: Held, parts: HandOver) -> tuple[list[dict[str, Any]], Held]:
    """Return all parts that lead from the revision shown last to ours; a bridge takes them whole or not at all."""
    allowed = parts.law.summary(bridge, parts.clock.now())
    if not allowed:
        return [], shown
    deltas = list(parts.summaries.deltas(shown, allowed))
    if not deltas:
        return [], shown
    events = list(sign_summary(deltas, parts.signer))
    if sum(len(canonical(event)) for event in events) > MAX_BYTES:
        raise UnavailableError("the summary of this hub is too large for a bridge; link its meta hub over HTTPS")
    last = deltas[-1].data
    return events, Held(int(last["to"]), str(last.get("root", "")))
