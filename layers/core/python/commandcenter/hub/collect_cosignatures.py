"""Use case: have the newest checkpoint of this hub's log cosigned by a linked hub."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from commandcenter.attestation.log.checkpoint import checkpoint_of
from commandcenter.attestation.log.cosignature import cosignatures
from commandcenter.attestation.log.note import add_lines, parse_lines, parse_note
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
        line = _ask(collector, peer, now)
        note = add_lines(parse_note(checkpoint), parse_lines(line))
        found = cosignatures(note.write(), keys)
        if not found:
            raise InvalidInputError("it answered with a line of another key")
    except ProblemError as error:
        _logger.warning("hub %s did not cosign: %s", peer.hub, error)
        return False
    return keep_cosignature(collector.store, checkpoint_of(note).size, found[0][1].key_id, line)


def _published(collector: Collector, peer: Peer, now: datetime) -> list[PublicKey]:
    """Read the keys a peer publishes. Those who check a bundle pin them; here they only keep out what is no cosignature."""
    status, data = collector.http.get(f"{peer.url}{KEYS}")
    if status != 200:
        raise UnavailableError(f"its keys answered {status}")
    return list(parse_key_set(data).valid_at(now).values())


def _ask(collector: Collector, peer: Peer, now: datetime) -> bytes:
    status, answer = _post(collector, peer, 0, now)
    if status == 409 and answer.strip().isdigit():
        status, answer = _post(collector, peer, int(answer), now)
    if status != 200:
        raise InvalidInputError(f"it answered {status}: {answer[:200].decode(errors='replace')}")
    return answer


def _post(collector: Collector, peer: Peer, old: int, now: datetime) -> tuple[int, bytes]:
    url, kind = f"{peer.url}{PATH}", ("Content-Type", _TYPE)
    body = make_request(collector.store, old)
    signature = sign_request(Request("POST", url, (kind,), body), collector.signer, now)
    return collector.http.post(url, body, {**dict([kind]), **signature})
