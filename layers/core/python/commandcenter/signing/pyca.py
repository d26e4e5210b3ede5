"""What OpenSSL does for us, through `cryptography`: checking signatures, reading and writing public keys as DER."""

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import (
    ECDSA,
    SECP256R1,
    EllipticCurvePublicKey,
    EllipticCurvePublicNumbers,
)
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_der_public_key

from commandcenter.kernel.errors import InvalidInputError
from commandcenter.signing.ecdsa_forms import raw_to_der
from commandcenter.signing.model import SIGNATURE_BYTES, PublicKey


def verify(key: PublicKey, message: bytes, signature: bytes) -> bool:
    """Say whether a signature of 64 bytes fits; never raises for what a stranger sent."""
    if len(signature) != SIGNATURE_BYTES:
        return False
    loaded = _load(key)
    try:
        if isinstance(loaded, Ed25519PublicKey):
            loaded.verify(signature, message)
        else:
            loaded.verify(raw_to_der(signature), message, ECDSA(SHA256()))
    except (InvalidSignature, InvalidInputError):
        return False
    return True


def read_public_key(der: bytes) -> PublicKey:
    """Read a SubjectPublicKeyInfo in DER (RFC 5280); raises InvalidInputError for keys of other kinds."""
    try:
        loaded = load_der_public_key(der)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise InvalidInputError("not a public key in DER") from None
    return public_key_of(loaded)


def public_key_of(loaded: object) -> PublicKey:
    """Take over a public key of `cryptography`; raises InvalidInputError when it is neither P-256 nor Ed25519."""
    if isinstance(loaded, Ed25519PublicKey):
        return PublicKey("ed25519", loaded.public_bytes_raw())
    if isinstance(loaded, EllipticCurvePublicKey) and isinstance(loaded.curve, SECP256R1):
        numbers = loaded.public_numbers()
        return PublicKey("ecdsa-p256-sha256", numbers.x.to_bytes(32, "big") + numbers.y.to_bytes(32, "big"))
    raise InvalidInputError("the key is neither ECDSA P-256 nor Ed25519")


def write_public_key(key: PublicKey) -> bytes:
    """Write a key as SubjectPublicKeyInfo in DER, for programs that read no JWK."""
    return _load(key).public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def _load(key: PublicKey) -> Ed25519PublicKey | EllipticCurvePublicKey:
    if key.algorithm == "ed25519":
        return Ed25519PublicKey.from_public_bytes(key.raw)
    x, y = (int.from_bytes(half, "big") for half in (key.raw[:32], key.raw[32:]))
    return EllipticCurvePublicNumbers(x, y, SECP256R1()).public_key()
