"""What content fetched by its CID is: an envelope, a bundle, an archive of blocks, or something else."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from commandcenter.attestation.content.car import read_car
from commandcenter.attestation.model import PAYLOAD_TYPE
from commandcenter.attestation.statements.statement import parse_statement
from commandcenter.kernel.errors import InvalidInputError
from commandcenter.signing.dsse import Envelope, check_signatures, parse_canonical
from commandcenter.signing.jwks import KeySet

HOLDS = "holds"


def describe(data: bytes, keys: KeySet | None, at: datetime) -> dict[str, Any]:
    """Say what content is.

    Args:
        keys: Trusted keys; None leaves signatures unchecked.
        at: The moment to tell of keys whose time is over, or has not come.

    Of an envelope `signatures` tells each key and what is to say of it: it holds, or why not.
    """
    for read in (_envelope, _bundle, _archive):
        try:
            return read(data, keys, at)
        except InvalidInputError:
            continue
    return {"what": "something else"}


def holds(told: Mapping[str, Any]) -> bool:
    """Say whether every signature of an envelope holds by trusted keys; True for what bears none."""
    return all(one["state"].startswith(HOLDS) for one in told.get("signatures", ()))


def _envelope(data: bytes, keys: KeySet | None, at: datetime) -> dict[str, Any]:
    envelope = parse_canonical(data)
    if envelope.payload_type != PAYLOAD_TYPE:
        raise InvalidInputError("an envelope around something else")
    statement = parse_statement(envelope.payload)
    said = {
        name: statement.predicate[name] for name in ("hub", "project", "audit", "status") if name in statement.predicate
    }
    subjects = [one.uri or one.name for one in statement.subjects[:1]]
    told = {"what": "envelope", "kind": statement.kind, "statement": statement.digest, **said, "about": subjects[0]}
    return told | {"signatures": _signatures(envelope, keys, at)}


def _signatures(envelope: Envelope, keys: KeySet | None, at: datetime) -> Sequence[dict[str, str]]:
    if keys is None:
        return [{"key": one.key_id, "state": "not checked, for no --keys were given"} for one in envelope.signatures]
    now = keys.valid_at(at)
    failed = {
        one.place: one for one in check_signatures(envelope, {e.key.key_id: e.key for e in keys.entries}).failures
    }
    states = [
        failed[place].reason
        if place in failed
        else HOLDS
        if one.key_id in now
        else f"{HOLDS}, by a key out of its time"
        for place, one in enumerate(envelope.signatures)
    ]
    return [{"key": one.key_id, "state": state} for one, state in zip(envelope.signatures, states, strict=True)]


def _bundle(data: bytes, _keys: KeySet | None, _at: datetime) -> dict[str, Any]:
    from commandcenter.attestation.bundle import read_bundle

    parts = read_bundle(data)
    try:
        said = json.loads(parts.get("bundle.json", b""))
    except (ValueError, RecursionError):
        said = None
    if not isinstance(said, dict):
        raise InvalidInputError("a bundle tells what it holds")
    named = {name: str(said.get(name, "")) for name in ("hub", "project", "audit")}
    return {"what": "bundle", **named, "members": len(parts)}


def _archive(data: bytes, _keys: KeySet | None, _at: datetime) -> dict[str, Any]:
    root, blocks = read_car(data)
    return {"what": "archive of blocks (CAR)", "root": root, "blocks": len(blocks)}
