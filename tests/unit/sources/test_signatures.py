import hashlib
import hmac
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commandcenter.kernel.errors import InvalidInputError, UnauthenticatedError
from commandcenter.sources.headers import Headers
from commandcenter.sources.signatures import sign_push, signed_id, verify_push

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)
SECRET = b"a shared secret"
ids = st.from_regex(r"[A-Za-z0-9_-]{1,40}", fullmatch=True)


def test_the_signature_is_the_documented_one():
    headers = sign_push(SECRET, b'{"a":1}', NOW, "d-1")
    expected = hmac.new(SECRET, b'%d.d-1.{"a":1}' % NOW.timestamp(), hashlib.sha256).hexdigest()
    assert headers["CC-Signature"] == f"t={int(NOW.timestamp())},id=d-1,v1={expected}"


@given(st.binary(max_size=200), ids, st.binary(min_size=1, max_size=40), st.integers(-300, 300))
@settings(max_examples=50)
def test_what_was_signed_verifies_within_five_minutes(body, delivery, secret, skew):
    headers = Headers.of(sign_push(secret, body, NOW, delivery))
    verify_push(headers, body, secret, NOW + timedelta(seconds=skew))
    assert signed_id(headers) == delivery


@given(st.binary(max_size=60), ids, st.data())
@settings(max_examples=60)
def test_any_changed_byte_of_header_or_body_is_refused(body, delivery, data):
    value = sign_push(SECRET, body, NOW, delivery)["CC-Signature"]
    position = data.draw(st.integers(0, len(value) + len(body) - 1))
    raw = bytearray(value.encode() + body)
    raw[position] ^= data.draw(st.integers(1, 127))
    changed, changed_body = raw[: len(value)].decode("latin-1"), bytes(raw[len(value) :])
    with pytest.raises(UnauthenticatedError):
        verify_push(Headers.of({"CC-Signature": changed}), changed_body, SECRET, NOW)


@pytest.mark.parametrize("seconds", [301, -301, 86400])
def test_an_old_or_a_future_signature_is_refused(seconds):
    headers = Headers.of(sign_push(SECRET, b"{}", NOW, "x"))
    with pytest.raises(UnauthenticatedError):
        verify_push(headers, b"{}", SECRET, NOW + timedelta(seconds=seconds))


def test_bytes_cannot_move_between_the_id_and_the_body():
    value = sign_push(SECRET, b"b.{}", NOW, "a")["CC-Signature"]
    with pytest.raises(UnauthenticatedError):
        verify_push(Headers.of({"CC-Signature": value.replace("id=a", "id=a.b")}), b"{}", SECRET, NOW)


@pytest.mark.parametrize("delivery", ["", "a.b", "a,b", "ü", "a b", "x" * 129])
def test_an_id_that_could_blur_the_signature_is_not_signed(delivery):
    with pytest.raises(InvalidInputError):
        sign_push(SECRET, b"{}", NOW, delivery)


def test_an_empty_secret_signs_and_verifies_nothing():
    with pytest.raises(UnauthenticatedError):
        sign_push(b"", b"{}", NOW, "x")
    mac = hmac.new(b"", b"%d.x.{}" % NOW.timestamp(), hashlib.sha256).hexdigest()
    forged = Headers.of({"CC-Signature": f"t={int(NOW.timestamp())},id=x,v1={mac}"})
    with pytest.raises(UnauthenticatedError):
        verify_push(forged, b"{}", b"", NOW)


@pytest.mark.parametrize(
    "change",
    [
        lambda v: v.replace(",v1", ", v1"),
        lambda v: v + ",v1=" + "0" * 64,
        lambda v: v.replace("t=", "T="),
        lambda v: v[:-1],
        lambda v: v.upper(),
        lambda v: v + "\n",
        lambda v: "t=٣" + v[12:],
        lambda v: "",
        lambda v: "\ud800",
    ],
)
def test_a_header_in_another_form_is_refused(change):
    value = sign_push(SECRET, b"{}", NOW, "x")["CC-Signature"]
    with pytest.raises(UnauthenticatedError):
        verify_push(Headers.of({"CC-Signature": change(value)}), b"{}", SECRET, NOW)


def test_headers_know_no_case_and_refuse_duplicates():
    headers = Headers.of({"X-One": ["1"], "x-two": "2", "X-Both": ["a"], "x-both": ["b"]})
    assert (headers.get("x-ONE"), headers.one("X-Two"), headers.get("other")) == ("1", "2", None)
    with pytest.raises(InvalidInputError, match="2 times"):
        headers.get("X-BOTH")
    with pytest.raises(InvalidInputError, match="missing"):
        headers.one("other")
