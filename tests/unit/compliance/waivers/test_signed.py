"""Signed files: whoever did not sign, or may not, changes nothing."""

import itertools
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from waiver_parts import AGREES, ASKS, DAY, STRANGER, T0, TRUSTED, waiver

from commandcenter.compliance.waivers.model import Waiver
from commandcenter.compliance.waivers.signed import (
    APPROVAL_TYPE,
    MAX_FILE_BYTES,
    REQUEST_TYPE,
    REVOCATION_TYPE,
    SignedWaiver,
    parse_signed,
    principal_of,
    read_document,
    read_signed,
    sign_approval,
    sign_request,
    sign_revocation,
)
from commandcenter.kernel.canonical import canonical
from commandcenter.kernel.errors import (
    ConflictError,
    ForbiddenError,
    InvalidInputError,
    ProblemError,
    TooLargeError,
    UnauthenticatedError,
)
from commandcenter.signing.dsse import sign_envelope
from commandcenter.signing.jwks import KeySet, PublishedKey
from commandcenter.signing.signer import Signer


def asked(signer: Signer = ASKS, **fields: Any) -> SignedWaiver:
    return sign_request(waiver(requester=principal_of(signer), **fields), signer)


def agreed(by: Signer = AGREES, at: datetime = T0 + DAY, **fields: Any) -> SignedWaiver:
    return sign_approval(asked(**fields), by, at)


def read(signed: SignedWaiver, trusted: KeySet = TRUSTED) -> Waiver:
    return read_signed(signed.to_bytes(), trusted)


def flipped(data: bytes) -> Iterator[bytes]:
    for place, bit in itertools.product(range(len(data)), range(8)):
        yield data[:place] + bytes([data[place] ^ (1 << bit)]) + data[place + 1 :]


def test_a_file_tells_who_asked_who_agreed_and_who_revoked() -> None:
    one = read(asked())
    assert (one.requester, one.approver, one.state_at(T0 + 2 * DAY)) == (principal_of(ASKS), None, "requested")
    one = read(agreed())
    assert (one.approver, one.approved_at) == (principal_of(AGREES), T0 + DAY)
    assert one.state_at(T0 + 2 * DAY) == "in_force"
    one = read(sign_revocation(agreed(), ASKS, T0 + 3 * DAY))
    assert (one.revoked_by, one.revoked_at) == (principal_of(ASKS), T0 + 3 * DAY)
    assert [one.state_at(T0 + days * DAY) for days in (2, 3)] == ["in_force", "revoked"]


@pytest.mark.parametrize(
    "signed", [agreed(), sign_revocation(agreed(), AGREES, T0 + 2 * DAY)], ids=["approved", "revoked"]
)
def test_no_bit_can_be_turned_over(signed: SignedWaiver) -> None:
    """Each bit of the file: refused, or the waiver is the very same."""
    data, whole = signed.to_bytes(), read(signed)
    kept = 0
    for damaged in flipped(data):
        try:
            assert read_signed(damaged, TRUSTED) == whole
            kept += 1
        except ProblemError:
            continue
    assert kept < len(data)  # white space at most


def test_a_parsed_file_is_read_like_its_bytes() -> None:
    data = agreed().to_bytes()
    assert read_document(json.loads(data), TRUSTED) == read_signed(data, TRUSTED)
    assert parse_signed(data).to_bytes() == data


@pytest.mark.parametrize("part", ["request", "approval", "revocation"])
def test_a_strangers_signature_counts_for_nothing(part: str) -> None:
    if part == "request":
        signed = sign_approval(asked(STRANGER), AGREES, T0 + DAY)
    elif part == "approval":
        signed = agreed(STRANGER)
    else:
        signed = sign_revocation(agreed(), STRANGER, T0 + 2 * DAY)
    with pytest.raises(UnauthenticatedError, match=f"{part}: the key is not known here"):
        read(signed)
    everybody = KeySet((*TRUSTED.entries, PublishedKey(STRANGER.public_key())))
    assert read(signed, everybody)


@pytest.mark.parametrize("part", ["request", "approval", "revocation"])
def test_a_strangers_signature_under_a_trusted_name_counts_for_nothing(part: str) -> None:
    signed = sign_revocation(agreed(), AGREES, T0 + 2 * DAY)
    envelope = getattr(signed, part)
    forged = sign_envelope(envelope.payload_type, envelope.payload, [STRANGER]).signatures[0]
    named = replace(forged, key_id=envelope.signatures[0].key_id)
    with pytest.raises(UnauthenticatedError, match=f"{part}: .*does not fit"):
        read(replace(signed, **{part: replace(envelope, signatures=(named,))}))


def test_the_requester_cannot_approve() -> None:
    with pytest.raises(ForbiddenError):
        agreed(ASKS)
    payload = canonical({"waiver": asked().claimed().id, "approved_at": "2026-01-02T00:00:00.000Z"})
    forged = replace(asked(), approval=sign_envelope(APPROVAL_TYPE, payload, [ASKS]))
    with pytest.raises(InvalidInputError) as caught:
        read(forged)
    assert caught.value.pointer == "/approver"


def test_a_request_is_made_in_ones_own_name() -> None:
    with pytest.raises(UnauthenticatedError):
        sign_request(waiver(requester=principal_of(AGREES)), ASKS)
    with pytest.raises(UnauthenticatedError):
        sign_request(waiver(requester="key:alice"), ASKS)
    for name in (principal_of(AGREES), principal_of(STRANGER), "key:alice"):
        request = waiver(requester=name).request()
        forged = SignedWaiver(sign_envelope(REQUEST_TYPE, canonical(request), [ASKS]))
        with pytest.raises(UnauthenticatedError, match="not the requester's"):
            read(forged)


def test_an_approval_is_of_one_request_only() -> None:
    with pytest.raises(InvalidInputError) as caught:
        read(replace(asked(reason="another"), approval=agreed().approval))
    assert caught.value.pointer == "/approval/payload/waiver"


def test_no_envelope_can_stand_in_the_place_of_another() -> None:
    """All ways to lay out the envelopes of two waivers: only those made by their signers are read."""
    one, other = (sign_revocation(agreed(reason=reason), ASKS, T0 + 2 * DAY) for reason in ("one", "other"))
    envelopes = [one.request, one.approval, one.revocation, other.request, other.approval, other.revocation, None]
    fine = set()
    for request, approval, revocation in itertools.product(envelopes[:-1], envelopes, envelopes):
        assert request is not None
        try:
            read(SignedWaiver(request, approval, revocation))
        except ProblemError:
            continue
        fine.add((request, approval, revocation))
    assert fine == {
        (whole.request, approval, revocation)
        for whole in (one, other)
        for approval in (whole.approval, None)
        for revocation in (whole.revocation, None)
    }


@pytest.mark.parametrize("part", ["request", "approval", "revocation"])
def test_a_payload_signed_as_something_else_is_refused(part: str) -> None:
    whole = sign_revocation(agreed(), AGREES, T0 + 2 * DAY)
    payload, signer = getattr(whole, part).payload, ASKS if part == "request" else AGREES
    with pytest.raises(InvalidInputError) as caught:
        read(replace(whole, **{part: sign_envelope("application/json", payload, [signer])}))
    assert caught.value.pointer == f"/{part}/payloadType"


def test_a_key_counts_at_the_time_its_signature_tells() -> None:
    def entry(signer: Signer, **times: datetime) -> PublishedKey:
        return PublishedKey(signer.public_key(), **times)

    signed = agreed()
    assert read(signed, KeySet((entry(ASKS, expires=T0 + DAY), entry(AGREES, not_before=T0 + DAY))))
    for late in (
        KeySet((entry(ASKS, expires=T0), entry(AGREES))),
        KeySet((entry(ASKS), entry(AGREES, expires=T0 + DAY))),
        KeySet((entry(ASKS), entry(AGREES, not_before=T0 + 2 * DAY))),
    ):
        with pytest.raises(UnauthenticatedError, match="does not count at this time"):
            read(signed, late)


def test_what_may_not_be_approved_or_revoked_again() -> None:
    revoked = sign_revocation(asked(), ASKS, T0)
    for again in (
        lambda: sign_approval(agreed(), STRANGER, T0 + DAY),
        lambda: sign_approval(revoked, AGREES, T0 + DAY),
    ):
        with pytest.raises(ConflictError):
            again()
    with pytest.raises(ConflictError):
        sign_revocation(revoked, AGREES, T0)
    with pytest.raises(ConflictError):
        agreed(at=waiver().expires)
    with pytest.raises(InvalidInputError):
        agreed(expires=T0 + 400 * DAY)
    assert agreed(at=T0 + 34 * DAY, expires=T0 + 400 * DAY).claimed().state_at(T0 + 399 * DAY) == "in_force"


def test_an_approval_signed_for_too_long_is_refused_when_it_is_read() -> None:
    request = asked(expires=T0 + 400 * DAY)
    payload = canonical({"waiver": request.claimed().id, "approved_at": "2026-01-02T00:00:00.000Z"})
    with pytest.raises(InvalidInputError) as caught:
        read(replace(request, approval=sign_envelope(APPROVAL_TYPE, payload, [AGREES])))
    assert caught.value.pointer == "/expires"


def _shapes() -> Iterator[tuple[str, bytes]]:
    said = json.loads(agreed().to_bytes())
    text = agreed().to_bytes()
    yield "no JSON", b"{"
    yield "no object", b"[]"
    yield "nothing", b"{}"
    yield "no request", json.dumps({"approval": said["approval"]}).encode()
    yield "null for an approval", json.dumps({**said, "approval": None}).encode()
    yield "unknown member", json.dumps({**said, "note": 1}).encode()
    yield "unknown member of an envelope", json.dumps({**said, "request": {**said["request"], "note": 1}}).encode()
    yield "a member twice", b'{"request": {}, ' + text.lstrip()[1:]
    yield "NaN", json.dumps({**said, "request": {**said["request"], "note": float("nan")}}).encode()
    yield "deep", b'{"request": ' + b"[" * 90_000 + b"]" * 90_000 + b"}"
    signatures = said["request"]["signatures"]
    yield "two signatures", json.dumps({**said, "request": {**said["request"], "signatures": signatures * 2}}).encode()
    unnamed = [{"sig": signatures[0]["sig"]}]
    yield "no key named", json.dumps({**said, "request": {**said["request"], "signatures": unnamed}}).encode()
    spaced = sign_envelope(REQUEST_TYPE, json.dumps(waiver(requester=principal_of(ASKS)).request()).encode(), [ASKS])
    yield "no canonical payload", SignedWaiver(spaced).to_bytes()
    for kind, payload in ((REQUEST_TYPE, b"\xff"), (REQUEST_TYPE, b"[]"), (REVOCATION_TYPE, b"{}")):
        yield f"payload {payload!r} of {kind}", SignedWaiver(sign_envelope(kind, payload, [ASKS])).to_bytes()


@pytest.mark.parametrize("data", [pytest.param(data, id=name) for name, data in _shapes()])
def test_what_is_no_waiver_is_refused_as_input(data: bytes) -> None:
    with pytest.raises(InvalidInputError):
        read_signed(data, TRUSTED)


def test_a_file_is_small() -> None:
    with pytest.raises(TooLargeError):
        read_signed(b" " * (MAX_FILE_BYTES + 1), TRUSTED)
    largest = asked(reason="\U0001f600" * 4_000, owner="\U0001f600" * 4_000, compensating_control="\U0001f600" * 4_000)
    assert read(sign_approval(largest, AGREES, T0 + DAY)).state_at(datetime(2026, 1, 3, tzinfo=UTC)) == "in_force"
