"""The two ways to write an ECDSA signature over P-256: 64 bytes, r then s (JOSE, HTTP), and DER (KMS, DSSE)."""

from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature

from commandcenter.kernel.errors import InvalidInputError
from commandcenter.signing.curves import P256_ORDER
from commandcenter.signing.model import SIGNATURE_BYTES


def der_to_raw(der: bytes) -> bytes:
    """Turn a DER `SEQUENCE { r, s }` into 64 bytes; raises InvalidInputError for anything else."""
    try:
        r, s = decode_dss_signature(der)
    except (ValueError, TypeError):
        raise InvalidInputError("not an ECDSA signature in DER") from None
    return b"".join(_check(number).to_bytes(32, "big") for number in (r, s))


def raw_to_der(raw: bytes) -> bytes:
    """Turn 64 bytes, r then s, into DER; raises InvalidInputError for another length and for numbers out of range."""
    if len(raw) != SIGNATURE_BYTES:
        raise InvalidInputError("not an ECDSA signature of 64 bytes")
    r, s = (_check(int.from_bytes(half, "big")) for half in (raw[:32], raw[32:]))
    return encode_dss_signature(r, s)


def _check(number: int) -> int:
    if not 0 < number < P256_ORDER:
        raise InvalidInputError("not an ECDSA signature over P-256")
    return number
