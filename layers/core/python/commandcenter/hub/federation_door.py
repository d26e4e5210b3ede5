"""Who knocks: requests of linked hubs and of bridges, known by their signature alone."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from commandcenter.kernel.errors import InvalidInputError, TooLargeError, UnauthenticatedError
from commandcenter.mesh.peers.model import Peer
from commandcenter.mesh.peers.ports import PeerStore
from commandcenter.signing.http_requests import Request
from commandcenter.signing.http_signatures import verify_request
from commandcenter.signing.signature_fields import read_fields

MAX_AGE = timedelta(minutes=5)
MAX_BODY_BYTES = 5 << 20


@dataclass(frozen=True)
class Callers:
    """Hold the links whose key signed a request: one, unless a hub announced the key of another as its own."""

    peers: tuple[Peer, ...]

    def speaking_for(self, hub: str | None) -> Peer:
        """Return the link of this hub, or the first."""
        return next((peer for peer in self.peers if peer.hub == hub), self.peers[0])


def admit(request: Request, peers: PeerStore, now: datetime) -> Callers:
    """Find the links whose key signed a request lately and for the first time.

    Args:
        request: As received; its URL is the one the sender must have signed.
        peers: Also keep the nonces.

    Raises UnauthenticatedError, TooLargeError before anything is verified.
    """
    if len(request.body) > MAX_BODY_BYTES:
        raise TooLargeError(f"a request has at most {MAX_BODY_BYTES:,} bytes")
    try:
        fields = read_fields(request.header("signature-input"), request.header("signature"))
    except InvalidInputError as error:
        raise UnauthenticatedError(error.detail) from None
    key_id = fields.input.word("keyid")
    owners = [peer for peer in peers.list() if any(entry.key.key_id == key_id for entry in peer.keys.entries)]
    if not owners:
        raise UnauthenticatedError("the key is not known here")
    # Whose key was pinned comes before who only announced it.
    owners.sort(key=lambda peer: (key_id not in peer.keys.valid_at(now), peer.fingerprint != key_id, peer.hub))
    verify_request(request, owners[0].keys, now, max_age=MAX_AGE, seen_nonce=peers.seen_nonce)
    return Callers(tuple(peer for peer in owners if key_id in peer.keys.valid_at(now)))


def read_json(body: bytes) -> Any:
    """Read a body in which no member comes twice and no number is none; raises InvalidInputError."""
    try:
        return json.loads(body, object_pairs_hook=_unique, parse_constant=_refuse)
    except (ValueError, RecursionError):
        raise InvalidInputError("the body is not JSON") from None


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) < len(pairs):
        raise InvalidInputError("a member of the body comes twice")
    return value


def _refuse(_name: str) -> Any:
    raise InvalidInputError("the body is not JSON")


def received(event: Mapping[str, Any], body: bytes, url: str) -> Request:
    """Rebuild a request as its sender signed it.

    Args:
        event: Of the API (proxy integration); its headers are taken from `multiValueHeaders`, where none is lost.
        body: As Chalice decoded it.
        url: This hub's public address of the route; a query is refused by the signature, since no sender signs one.
    """
    headers = event.get("multiValueHeaders") or {}
    query = "?" if event.get("multiValueQueryStringParameters") else ""
    lines = tuple((name, value) for name, values in headers.items() for value in values)
    return Request("POST", f"{url}{query}", lines, body)
