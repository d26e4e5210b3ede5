"""Use case: have the newest checkpoint of this hub's log cosigned by a linked hub."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from commandcenter.attestation.log.checkpoint import checkpoint_of
from commandcenter.attestation.log.cosignature import cosignatures
from commandcenter.attestation.log.note import COSIGNATURE, add_lines, key_id, parse_lines, parse_note, read_number
from commandcenter.attestation.log.prove import cosigned, keep_cosignature
from commandcenter.attestation.log.store import LogStore
from commandcenter.attestation.log.witness import make_request
from commandcenter.attestation.model import witness_name
from commandcenter.hub.peers import KEYS
from commandcenter.hub.witness_logs import PATH
from commandcenter.kernel.errors import InvalidInputError, NotFoundError, ProblemError, UnavailableError
from commandcenter.mesh.peers.model import Peer
from commandcenter.signing.http_requests import Request
from commandcenter.signing.http_signatures import sign_request
from commandcenter.signing.jwks import parse_key_set
from commandcenter.signing.model import PublicKey
from commandcenter.signing.signer import Signer

_TYPE = "text/plain"
_logger = logging.getLogger("commandcenter.witness")


class WitnessHttp(Protocol):
    """Send to addresses of other hubs; raises a ProblemError when there is no answer."""

    def get(self, url: str) -> tuple[int, bytes]: ...

    def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> tuple[int, bytes]: ...


@dataclass(frozen=True)
class Collector:
    """Hold what asking for cosignatures needs."""

    store: LogStore
    signer: Signer
    http: WitnessHttp


def collect(collector: Collector, peer: Peer, now: datetime) -> bool:
    """Ask a peer to cosign what it has not; say whether it did just now. What goes amiss is logged, and asked again later."""
    try:
        checkpoint = cosigned(collector.store)
    except NotFoundError:
        return False  # nothing is attested yet
    name = witness_name(peer.hub)
    if any(line.name == name for line in parse_note(checkpoint).lines):
        return False
    try:
        keys = {name: _published(collector, peer, now)}
        note = add_lines(parse_note(checkpoint), parse_lines(_ask(collector, peer, now)))
        found = cosignatures(note.write(), keys)
        if not found:
            raise InvalidInputError("it answered with a line of another key")
    except ProblemError as error:
        _logger.warning("hub %s did not cosign: %s", peer.hub, error)
        return False
    key = found[0][1]
    made = (name, key_id(name, COSIGNATURE, key))
    line = next(one for one in note.lines if (one.name, one.key_id) == made)
    return keep_cosignature(collector.store, checkpoint_of(note).size, key.key_id, line.write())


def _published(collector: Collector, peer: Peer, now: datetime) -> list[PublicKey]:
    """Read the keys a peer publishes. Those who check a bundle pin them; here they only keep out what is no cosignature."""
    status, data = collector.http.get(f"{peer.url}{KEYS}")
    if status != 200:
        raise UnavailableError(f"its keys answered {status}")
    return list(parse_key_set(data).valid_at(now).values())


def _ask(collector: Collector, peer: Peer, now: datetime) -> bytes:
    status, answer = _post(collector, peer, 0, now)
    if status == 409:
        status, answer = _post(collector, peer, _size(answer), now)
    if status != 200:
        raise InvalidInputError(f"it answered {status}: {answer[:200].decode(errors='replace')}")
    return answer


def _size(answer: bytes) -> int:
    try:
        return read_number(answer.decode("ascii").removesuffix("\n"))
    except (InvalidInputError, UnicodeDecodeError):
        raise InvalidInputError("it answered 409 without the size it cosigned last") from None


def _post(collector: Collector, peer: Peer, old: int, now: datetime) -> tuple[int, bytes]:
    url, kind = f"{peer.url}{PATH}", ("Content-Type", _TYPE)
    body = make_request(collector.store, old)
    signature = sign_request(Request("POST", url, (kind,), body), collector.signer, now)
    return collector.http.post(url, body, {**dict([kind]), **signature})
