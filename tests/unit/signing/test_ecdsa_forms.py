"""DER and the 64 bytes say the same signature, one way each; known answers of RFC 6979."""

import pytest
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from hypothesis import example, given, settings
from hypothesis import strategies as st
from signing_parts import SIGNERS, flipped

from commandcenter.kernel.errors import InvalidInputError
from commandcenter.signing.curves import P256_ORDER
from commandcenter.signing.ecdsa_forms import der_to_raw, raw_to_der
from commandcenter.signing.model import PublicKey

SCALARS = st.integers(1, P256_ORDER - 1)
# RFC 6979, appendix A.2.5: P-256, SHA-256, message "sample".
KEY = bytes.fromhex(
    "60fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6"
    "7903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299"
)
SIGNATURE = bytes.fromhex(
    "efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716"
    "f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8"
)


@settings(max_examples=60)
@given(SCALARS, SCALARS)
@example(1, 1)
@example(P256_ORDER - 1, 1)
@example(128, 2**255)
def test_there_and_back(r, s) -> None:
    raw = r.to_bytes(32, "big") + s.to_bytes(32, "big")
    assert raw_to_der(raw) == encode_dss_signature(r, s)
    assert der_to_raw(raw_to_der(raw)) == raw


@pytest.mark.parametrize(("r", "s"), [(0, 1), (1, 0), (P256_ORDER, 1), (1, P256_ORDER), (2**256, 1)])
def test_numbers_out_of_range_are_refused(r, s) -> None:
    with pytest.raises(InvalidInputError):
        der_to_raw(encode_dss_signature(r, s))
    if 0 <= r < 2**256:
        with pytest.raises(InvalidInputError):
            raw_to_der(r.to_bytes(32, "big") + s.to_bytes(32, "big"))


@settings(max_examples=60)
@given(st.binary(max_size=80))
def test_what_is_read_as_der_would_be_written_the_same(data) -> None:
    try:
        raw = der_to_raw(data)
    except InvalidInputError:
        return
    assert raw_to_der(raw) == data


def test_der_has_one_form() -> None:
    der = raw_to_der(SIGNATURE)
    assert bytes.fromhex("3006020101020101") == raw_to_der((1).to_bytes(32, "big") * 2)
    with pytest.raises(InvalidInputError):
        der_to_raw(bytes.fromhex("30060201ff020101"))  # r = -1
    longer = [der + b"\0", der[:-1], b"\x30\x81" + der[1:], der[:2] + b"\x02\x22\0" + der[3:]]
    for other in longer:
        with pytest.raises(InvalidInputError):
            der_to_raw(other)


def test_the_vector_of_rfc_6979_verifies_and_no_bit_of_it_may_change() -> None:
    key = PublicKey("ecdsa-p256-sha256", KEY)
    assert key.verify(b"sample", SIGNATURE)
    assert not key.verify(b"Sample", SIGNATURE)
    assert not any(key.verify(b"sample", other) for other in flipped(SIGNATURE))


@pytest.mark.parametrize("algorithm", SIGNERS)
def test_signatures_of_another_length_fit_nothing(algorithm) -> None:
    key, signature = SIGNERS[algorithm].public_key(), SIGNERS[algorithm].sign(b"text")
    assert key.verify(b"text", signature)
    for other in (b"", signature[:-1], signature + b"\0", signature * 2, bytes(64), b"\xff" * 64):
        assert not key.verify(b"text", other)
