"""Public keys and the algorithms they are for; nothing here needs OpenSSL until a signature is checked."""

import hashlib
from dataclasses import dataclass
from typing import Literal, get_args

from commandcenter.kernel.canonical import canonical
from commandcenter.kernel.errors import InvalidInputError
from commandcenter.signing.base64_text import to_base64url
from commandcenter.signing.curves import on_ed25519, on_p256

Algorithm = Literal["ecdsa-p256-sha256", "ed25519"]
"""Named as HTTP Message Signatures name them (RFC 9421, section 6.2.2)."""
ALGORITHMS: tuple[Algorithm, ...] = get_args(Algorithm)
SIGNATURE_BYTES = 64
"""Both algorithms sign with 64 bytes: r then s, or R then S."""


@dataclass(frozen=True, slots=True)
class PublicKey:
    """Hold a public key that is a point of its curve.

    Args:
        algorithm: The one algorithm the key is used with.
        raw: x then y, 64 bytes, for P-256; the 32 bytes of RFC 8032 for Ed25519.

    Raises InvalidInputError for another length, a point off the curve, and a point of small order.
    """

    algorithm: Algorithm
    raw: bytes

    def __post_init__(self) -> None:
        if self.algorithm not in ALGORITHMS:
            raise InvalidInputError(f"the algorithm must be one of {', '.join(ALGORITHMS)}")
        if self.algorithm == "ed25519":
            sound = on_ed25519(self.raw)
        else:
            x, y = (int.from_bytes(half, "big") for half in (self.raw[:32], self.raw[32:]))
            sound = len(self.raw) == 64 and on_p256(x, y)
        if not sound:
            raise InvalidInputError(f"not a public key for {self.algorithm}")

    @property
    def key_id(self) -> str:
        """The JWK thumbprint (RFC 7638): 43 characters that name this key and no other."""
        return to_base64url(hashlib.sha256(canonical(self.members())).digest())

    def members(self) -> dict[str, str]:
        """Return the members of its JWK that the thumbprint covers (RFC 7638; RFC 8037, section 2)."""
        if self.algorithm == "ed25519":
            return {"kty": "OKP", "crv": "Ed25519", "x": to_base64url(self.raw)}
        return {"kty": "EC", "crv": "P-256", "x": to_base64url(self.raw[:32]), "y": to_base64url(self.raw[32:])}

    def verify(self, message: bytes, signature: bytes) -> bool:
        """Say whether `signature`, 64 bytes, was made over `message` with this key; never raises for either."""
        from commandcenter.signing.pyca import verify  # loads OpenSSL

        return verify(self, message, signature)
