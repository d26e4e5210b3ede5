"""Use cases of the links API: list, make, remove, and ask whether the other side has linked us, too."""

import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Protocol

from commandcenter.hub.link_requests import LinkRequest, read_link_request
from commandcenter.kernel.clock import Clock, format_time
from commandcenter.kernel.errors import ConflictError, InvalidInputError, NotFoundError, ProblemError, UnavailableError
from commandcenter.kernel.urn import HUB_PROJECT, check_name
from commandcenter.mesh.peers.model import Cursor, Peer
from commandcenter.mesh.peers.ports import PeerStore
from commandcenter.mesh.presence.model import EVERY, Presence
from commandcenter.mesh.presence.ports import PresenceStore
from commandcenter.signing.http_requests import Request
from commandcenter.signing.http_signatures import sign_request
from commandcenter.signing.jwks import KeySet, PublishedKey, parse_key_set
from commandcenter.signing.signer import Signer

CARD, KEYS, DELIVERIES = "/.well-known/commandcenter", "/.well-known/jwks.json", "/v1/mesh/deliveries"
BATCH_TYPE = "application/cloudevents-batch+json"
PROBES = 3
"""How many hubs are asked at one tick: each may take its time not to answer."""
_logger = logging.getLogger("commandcenter.peers")


class HubHttp(Protocol):
    """Speak with other hubs; raises a ProblemError when there is no answer."""

    def get(self, url: str) -> tuple[int, bytes]: ...

    def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> tuple[int, bytes]: ...


class SigningKeys(Protocol):
    """Tell this hub's keys, the signing one first."""

    def signer(self) -> Signer: ...

    def published(self) -> KeySet: ...

    def fingerprint(self) -> str: ...


@dataclass(frozen=True)
class Links:
    """Hold what the links of a hub need; `hub` is its own name."""

    hub: str
    peers: PeerStore
    presences: PresenceStore
    keys: SigningKeys
    http: HubHttp
    clock: Clock


def list_links(links: Links) -> dict[str, Any]:
    """Tell the own fingerprint, and each link with how far it was served and whether it is there."""
    announced = {presence.hub: presence for presence in links.presences.list()}
    peers = [
        {
            **describe(peer),
            "cursor": _cursor(links.peers.cursor(peer.hub)),
            "presence": _presence(announced.get(peer.hub), links),
        }
        for peer in links.peers.list()
    ]
    return {"hub": links.hub, "fingerprint": links.keys.fingerprint(), "peers": peers}


def make_link(links: Links, body: Mapping[str, Any]) -> dict[str, Any]:
    """Pin a hub's key and ask whether it has pinned ours.

    Linking again with the same key changes role, address and what is allowed, and keeps how far the peer was served.

    Args:
        body: As in the contract of POST /v1/peers.

    Raises InvalidInputError with the field at fault; ConflictError that names the key found, when none was given or another
    one; UnavailableError or ForbiddenError when the address does not answer or may not be asked.
    """
    asked = read_link_request(body)
    hub, published = _meet(links, asked)
    if hub in (links.hub, HUB_PROJECT):
        raise InvalidInputError("a hub cannot be linked to itself", pointer="/url")
    pinned = _compare(links, hub, asked.fingerprint, published)
    if any(entry.key == pinned.key for entry in links.keys.published().entries):
        raise InvalidInputError("that is this hub's own key", pointer="/fingerprint")
    made = _store(links, asked, hub, pinned)
    return describe(probe(links, made))


def remove_link(links: Links, hub: str) -> None:
    """Forget a hub, its keys and what it announced; raises NotFoundError."""
    if not links.peers.remove(hub):
        raise NotFoundError(f"hub {hub} is not linked")
    links.presences.remove(hub)


def probe(links: Links, peer: Peer) -> Peer:
    """Send an empty batch: 200 means that the other side has pinned us. Return the link, confirmed when it is."""
    if peer.kind != "https" or peer.confirmed is not None:
        return peer
    url, now = f"{peer.url}{DELIVERIES}", links.clock.now()
    request = Request("POST", url, (("Content-Type", BATCH_TYPE),), b"[]")
    headers = {"Content-Type": BATCH_TYPE, **sign_request(request, links.keys.signer(), now)}
    error = _knock(links, peer, url, headers)
    if error == "":
        links.peers.confirm(peer.hub, now)
        return replace(peer, confirmed=now)
    _logger.info("peer %s: %s", peer.hub, error)
    return peer


def reprobe(links: Links, limit: int = PROBES) -> list[str]:
    """Ask some of the hubs that have not confirmed yet, others at each tick; return the names of those that have now."""
    waiting = [peer for peer in links.peers.list() if peer.kind == "https" and peer.confirmed is None]
    tick = int(links.clock.now().timestamp() / EVERY.total_seconds())
    first = tick * limit % len(waiting) if waiting else 0
    turn = (waiting[first:] + waiting[:first])[:limit]
    return [peer.hub for peer in turn if probe(links, peer).confirmed is not None]


def describe(peer: Peer) -> dict[str, Any]:
    """Write a link as JSON."""
    return {
        "hub": peer.hub,
        "kind": peer.kind,
        "role": peer.role,
        "url": peer.url,
        "fingerprint": peer.fingerprint,
        "allow": list(peer.allow),
        "bridge": peer.bridge,
        "subjects": list(peer.subjects),
        "linked": format_time(peer.linked),
        "confirmed": format_time(peer.confirmed) if peer.confirmed else None,
    }


def _meet(links: Links, asked: LinkRequest) -> tuple[str, KeySet]:
    """Find out who it is and which keys it has."""
    if asked.key is not None:
        return asked.hub, KeySet((asked.key,))
    card = _fetch(links, f"{asked.url}{CARD}")
    try:
        name = json.loads(card)["hub"]
        hub = check_name(name if isinstance(name, str) else "", "hub")
    except (ValueError, RecursionError, KeyError, TypeError, InvalidInputError):
        raise InvalidInputError("no hub answers at this address", pointer="/url") from None
    if asked.hub and asked.hub != hub:
        raise ConflictError(f"the hub at this address calls itself {hub}", pointer="/hub")
    return hub, parse_key_set(_fetch(links, f"{asked.url}{KEYS}"))


def _fetch(links: Links, url: str) -> bytes:
    status, data = links.http.get(url)
    if status != 200:
        raise UnavailableError(f"{url} answered {status}")
    return data


def _compare(links: Links, hub: str, fingerprint: str, published: KeySet) -> PublishedKey:
    """Return the key with this fingerprint, if it counts now; raises ConflictError that names what was found."""
    counting = [entry for entry in published.entries if entry.valid_at(links.clock.now())]
    if not counting:
        raise ConflictError(f"hub {hub} publishes no key that counts now")
    found = counting[0].key.key_id
    if not fingerprint:
        raise ConflictError(
            f"the fingerprint of hub {hub} is {found}; compare it with its operator over another channel and give it",
            pointer="/fingerprint",
        )
    pinned = next((entry for entry in counting if entry.key.key_id == fingerprint), None)
    if pinned is None:
        raise ConflictError(f"the fingerprint of hub {hub} is {found}, not the one given", pointer="/fingerprint")
    return pinned


def _store(links: Links, asked: LinkRequest, hub: str, pinned: PublishedKey) -> Peer:
    known = links.peers.get(hub)
    made = Peer(
        hub=hub,
        kind=asked.kind,
        role=asked.role,
        url=asked.url,
        fingerprint=pinned.key.key_id,
        keys=KeySet((pinned,)),  # nothing else it published is trusted until it is announced under this key
        linked=links.clock.now(),
        allow=asked.allow,
        bridge=asked.bridge,
        subjects=asked.subjects,
    )
    if known is not None and known.fingerprint == made.fingerprint:
        confirmed = known.confirmed if (known.kind, known.url) == (made.kind, made.url) else None
        made = replace(made, keys=known.keys, linked=known.linked, confirmed=confirmed)
    elif known is not None:
        links.presences.remove(hub)  # its numbers may begin anew with its key
    links.peers.put(made)
    return made


def _knock(links: Links, peer: Peer, url: str, headers: Mapping[str, str]) -> str:
    """Send the empty batch; return why it is not confirmed, or ""."""
    try:
        status, data = links.http.post(url, b"[]", headers)
        answer = json.loads(data) if status == 200 else None
    except ProblemError as error:
        return error.detail
    except (ValueError, RecursionError):
        return "its answer is no JSON"
    if status in (401, 403):
        return "waiting for the other side"
    if not isinstance(answer, dict) or answer.get("hub") != peer.hub:
        return f"it answered {status}, not as this hub"
    return ""


def _cursor(cursor: Cursor) -> dict[str, Any]:
    at = format_time(cursor.at) if cursor.at else None
    return {"sequence": cursor.sequence, "rev": cursor.rev, "root": cursor.root, "at": at, "error": cursor.error}


def _presence(presence: Presence | None, links: Links) -> dict[str, Any] | None:
    if presence is None:
        return None
    now = links.clock.now()
    age = max(0, int((now - presence.at).total_seconds()))
    return {"status": presence.status(now), "at": format_time(presence.at), "age": age}
