"""Waivers in files, for repositories and for use without a hub: signed by who asks, and again by who agrees.

A file is `{"request": envelope, "approval": envelope, "revocation": envelope}`, the last two once there is one. Envelopes
are DSSE with one signature each; payloads are canonical JSON. The approval is over the digest of the request and the time
of approval, of a type of its own: no signature of the requester's can stand in its place.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from commandcenter.compliance.waivers.checks import check_members, read_moment
from commandcenter.compliance.waivers.model import Waiver, whole_milliseconds
from commandcenter.kernel.canonical import canonical
from commandcenter.kernel.clock import format_time
from commandcenter.kernel.errors import InvalidInputError, ProblemError, TooLargeError, UnauthenticatedError
from commandcenter.signing.dsse import Envelope, parse_envelope, sign_envelope, verify_envelope
from commandcenter.signing.jwks import KeySet
from commandcenter.signing.signer import Signer

REQUEST_TYPE = "application/vnd.commandcenter.waiver+json"
APPROVAL_TYPE = "application/vnd.commandcenter.waiver-approval+json"
REVOCATION_TYPE = "application/vnd.commandcenter.waiver-revocation+json"
MAX_FILE_BYTES = 256 * 1024
_TYPES: Mapping[str, str] = {"request": REQUEST_TYPE, "approval": APPROVAL_TYPE, "revocation": REVOCATION_TYPE}


@dataclass(frozen=True)
class SignedWaiver:
    """Hold the envelopes of one waiver, well-formed; whether their signatures are good is another question."""

    request: Envelope
    approval: Envelope | None = None
    revocation: Envelope | None = None

    def to_bytes(self) -> bytes:
        """Write the file: JSON with one member a line, and a line end."""
        parts = {name: envelope.to_json() for name in _TYPES if (envelope := getattr(self, name)) is not None}
        return json.dumps(parts, indent=2, sort_keys=True).encode() + b"\n"

    def claimed(self) -> Waiver:
        """Return what the file says, without asking whether the signatures are good."""
        waiver = Waiver.from_request(_payload(self.request, "/request"))
        if self.approval:
            at = _answer_time(self.approval, waiver.id, "approved_at", "/approval")
            waiver = replace(waiver, approver=_signer_of(self.approval), approved_at=at)
        if self.revocation:
            at = _answer_time(self.revocation, waiver.id, "revoked_at", "/revocation")
            waiver = replace(waiver, revoked_by=_signer_of(self.revocation), revoked_at=at)
        return waiver


def sign_request(waiver: Waiver, signer: Signer) -> SignedWaiver:
    """Sign a request with the requester's key; raises UnauthenticatedError when it is somebody else's."""
    if waiver.requester != principal_of(signer):
        raise UnauthenticatedError("a request is signed with the key of its requester")
    return SignedWaiver(_sign("request", waiver.request(), signer))


def sign_approval(signed: SignedWaiver, signer: Signer, at: datetime) -> SignedWaiver:
    """Agree to a request; raises as `Waiver.approve` does."""
    approved = signed.claimed().approve(principal_of(signer), at)
    payload = {"waiver": approved.id, "approved_at": format_time(whole_milliseconds(at))}
    return replace(signed, approval=_sign("approval", payload, signer))


def sign_revocation(signed: SignedWaiver, signer: Signer, at: datetime) -> SignedWaiver:
    """Revoke a waiver; raises ConflictError when that was done before."""
    revoked = signed.claimed().revoke(principal_of(signer), at)
    payload = {"waiver": revoked.id, "revoked_at": format_time(whole_milliseconds(at))}
    return replace(signed, revocation=_sign("revocation", payload, signer))


def read_signed(data: bytes, trusted: KeySet) -> Waiver:
    """Read a file and check every signature in it.

    Each key must be trusted, and count at the time its signature tells. Raises UnauthenticatedError for a signature that
    does not hold, InvalidInputError for a file that is no waiver: both say which part and why. A request that nobody has
    approved is returned as such.
    """
    return _check(parse_signed(data), trusted)


def read_document(document: Any, trusted: KeySet) -> Waiver:
    """Read a file that was parsed before, as a graph holds it; see `read_signed`."""
    return _check(_from_json(document), trusted)


def parse_signed(data: bytes) -> SignedWaiver:
    """Read a file without checking signatures; raises InvalidInputError."""
    if len(data) > MAX_FILE_BYTES:
        raise TooLargeError(f"the file of a waiver has at most {MAX_FILE_BYTES:,} bytes")
    return _from_json(_load(data, ""))


def principal_of(signer: Signer) -> str:
    """Name who signs: `sig:<key thumbprint>`."""
    return f"sig:{signer.key_id}"


def _check(signed: SignedWaiver, trusted: KeySet) -> Waiver:
    waiver = signed.claimed()
    _verify(signed.request, trusted, waiver.requested_at, "request")
    if waiver.requester != _signer_of(signed.request):
        raise UnauthenticatedError("request: signed with a key that is not the requester's")
    if signed.approval and waiver.approved_at:
        _verify(signed.approval, trusted, waiver.approved_at, "approval")
    if signed.revocation and waiver.revoked_at:
        _verify(signed.revocation, trusted, waiver.revoked_at, "revocation")
    return waiver


def _verify(envelope: Envelope, trusted: KeySet, at: datetime, part: str) -> None:
    kid = envelope.signatures[0].key_id
    try:
        verify_envelope(envelope, {kid: trusted.find(kid, at)})
    except UnauthenticatedError as error:
        raise UnauthenticatedError(f"{part}: {error.detail}") from None


def _sign(part: str, payload: Mapping[str, Any], signer: Signer) -> Envelope:
    return sign_envelope(_TYPES[part], canonical(dict(payload)), [signer])


def _from_json(document: Any) -> SignedWaiver:
    if not isinstance(document, Mapping):
        raise InvalidInputError("the file of a waiver is an object")
    present = [name for name in _TYPES if name == "request" or name in document]
    members = check_members(document, present)
    return SignedWaiver(**{name: _envelope(members[name], name) for name in present})


def _envelope(said: Any, part: str) -> Envelope:
    """Read an envelope in its one form: of its part's type, with one signature that names its key."""
    try:
        envelope = parse_envelope(canonical(said))
    except ProblemError as error:
        raise InvalidInputError(error.detail, pointer=f"/{part}{error.pointer}") from None
    if envelope.to_json() != said:
        raise InvalidInputError("the envelope has members of its own, or another form", pointer=f"/{part}")
    if envelope.payload_type != _TYPES[part]:
        raise InvalidInputError(f"the type must be {_TYPES[part]}", pointer=f"/{part}/payloadType")
    if len(envelope.signatures) != 1 or not envelope.signatures[0].key_id:
        raise InvalidInputError("one signature that names its key is needed", pointer=f"/{part}/signatures")
    return envelope


def _payload(envelope: Envelope, pointer: str) -> Any:
    said = _load(envelope.payload, f"{pointer}/payload")
    if canonical(said) != envelope.payload:
        raise InvalidInputError("the payload is not canonical JSON", pointer=f"{pointer}/payload")
    return said


def _answer_time(envelope: Envelope, waiver_id: str, member: str, pointer: str) -> datetime:
    said = check_members(_payload(envelope, pointer), ("waiver", member), f"{pointer}/payload")
    if said["waiver"] != waiver_id:
        raise InvalidInputError("signed for another waiver", pointer=f"{pointer}/payload/waiver")
    return read_moment(said[member], f"{pointer}/payload/{member}")


def _signer_of(envelope: Envelope) -> str:
    return f"sig:{envelope.signatures[0].key_id}"


def _load(data: bytes, pointer: str) -> Any:
    try:
        return json.loads(data, object_pairs_hook=_unique)
    except (ValueError, RecursionError) as error:
        raise InvalidInputError(f"not JSON: {error}", pointer=pointer) from None


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) < len(pairs):
        raise ValueError("a member stands twice")
    return members
