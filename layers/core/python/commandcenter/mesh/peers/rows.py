"""A link as an item of the hub's table, and back."""

import json
from typing import Any

from pynamodb.attributes import BooleanAttribute, MapAttribute, NumberAttribute, UnicodeAttribute
from pynamodb.models import Model

from commandcenter.kernel.clock import format_time, parse_time
from commandcenter.mesh.peers.model import Cursor, Kind, Peer, Role
from commandcenter.signing.jwks import KeySet, parse_key_set


class LinkRow(Model):
    """Hold one link, how far the peer was served, and the highest sequence accepted by subject."""

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True)
    kind = UnicodeAttribute()
    role = UnicodeAttribute()
    url = UnicodeAttribute()
    fingerprint = UnicodeAttribute()
    keys = UnicodeAttribute()
    allow = UnicodeAttribute()
    bridge = BooleanAttribute()
    subjects = UnicodeAttribute()
    linked = UnicodeAttribute()
    confirmed = UnicodeAttribute(null=True)
    cursor = UnicodeAttribute(null=True)
    accepted: MapAttribute[str, Any] = MapAttribute(default=dict)  # type: ignore[no-untyped-call]


class NonceRow(Model):
    """Hold one nonce."""

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True)
    expires = NumberAttribute()


def link_attributes(peer: Peer) -> dict[str, Any]:
    """Return what a link's item says of the peer; `confirmed` only once it is."""
    attributes = {
        "kind": peer.kind,
        "role": peer.role,
        "url": peer.url,
        "fingerprint": peer.fingerprint,
        "keys": key_set_text(peer.keys),
        "allow": json.dumps(peer.allow),
        "bridge": peer.bridge,
        "subjects": json.dumps(peer.subjects),
        "linked": format_time(peer.linked),
    }
    return attributes | ({"confirmed": format_time(peer.confirmed)} if peer.confirmed else {})


def peer_of(row: LinkRow) -> Peer:
    """Read a link's item."""
    kind: Kind = "nats" if row.kind == "nats" else "https"
    role: Role = "upstream" if row.role == "upstream" else "downstream" if row.role == "downstream" else "both"
    return Peer(
        hub=row.sk,
        kind=kind,
        role=role,
        url=row.url,
        fingerprint=row.fingerprint,
        keys=parse_key_set(row.keys.encode()),
        linked=parse_time(row.linked),
        allow=tuple(json.loads(row.allow)),
        bridge=row.bridge,
        subjects=tuple(json.loads(row.subjects)),
        confirmed=parse_time(row.confirmed) if row.confirmed else None,
    )


def key_set_text(keys: KeySet) -> str:
    """Write a key set as it is stored."""
    return keys.canonical().decode()


def cursor_text(cursor: Cursor) -> str:
    """Write a cursor as it is stored."""
    at = format_time(cursor.at) if cursor.at else None
    return json.dumps(
        {"sequence": cursor.sequence, "rev": cursor.rev, "root": cursor.root, "at": at, "error": cursor.error}
    )


def cursor_of(text: str) -> Cursor:
    """Read a stored cursor."""
    body = json.loads(text)
    return Cursor(**{**body, "at": parse_time(body["at"]) if body["at"] else None})
