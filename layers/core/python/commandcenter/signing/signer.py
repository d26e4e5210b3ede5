"""What signs, found by URI: `file:PATH` for a key on disk under a passphrase, `awskms:KEY` for one that never leaves KMS."""

from collections.abc import Callable, Mapping
from typing import Protocol

from commandcenter.kernel.errors import InvalidInputError
from commandcenter.signing.model import Algorithm, PublicKey


class Signer(Protocol):
    """Sign with one private key."""

    @property
    def algorithm(self) -> Algorithm: ...

    @property
    def key_id(self) -> str:
        """The thumbprint of its public key (RFC 7638)."""
        ...

    def sign(self, message: bytes) -> bytes:
        """Sign a message: 64 bytes, r then s for ECDSA (RFC 7518, section 3.4), R then S for Ed25519 (RFC 8032)."""
        ...

    def public_key(self) -> PublicKey: ...


Opener = Callable[[str, str | None], Signer]
"""Makes a signer from what follows the scheme, and a passphrase."""


def _open_file(rest: str, passphrase: str | None) -> Signer:
    from commandcenter.signing.key_files import open_key_file

    return open_key_file(rest, passphrase)


def _open_kms(rest: str, passphrase: str | None) -> Signer:
    from commandcenter.signing.kms import open_kms_key

    if passphrase is not None:
        raise InvalidInputError("a key in KMS has no passphrase")
    return open_kms_key(rest)


SCHEMES: Mapping[str, Opener] = {"awskms": _open_kms, "file": _open_file}


def open_signer(uri: str, *, passphrase: str | None = None, schemes: Mapping[str, Opener] = SCHEMES) -> Signer:
    """Open the signer a URI names.

    Args:
        uri: `file:/path/key.pem` or `awskms:` with a key's id, ARN or alias.
        passphrase: Of the key file; never shown again.
        schemes: Which scheme is opened by what.

    Raises InvalidInputError for an unknown scheme or a key of another kind, NotFoundError when there is no such key, and
    UnavailableError when it cannot be used now.
    """
    scheme, colon, rest = uri.partition(":")
    if not colon or scheme not in schemes or not rest:
        raise InvalidInputError(f"a signer is named by a URI of the scheme {' or '.join(sorted(schemes))}")
    return schemes[scheme](rest, passphrase)
