"""Keys on disk: PEM, PKCS#8, encrypted with a passphrase, readable by their owner only."""

import os
import stat
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import assert_never
from urllib.parse import unquote

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import (
    ECDSA,
    SECP256R1,
    EllipticCurvePrivateKey,
    generate_private_key,
)
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    PrivateFormat,
    load_pem_private_key,
)

from commandcenter.kernel.errors import ConflictError, InvalidInputError, NotFoundError, UnavailableError
from commandcenter.signing.ecdsa_forms import der_to_raw
from commandcenter.signing.model import ALGORITHMS, Algorithm, PublicKey
from commandcenter.signing.pyca import public_key_of

MAX_KEY_FILE_BYTES = 16_384
_PrivateKey = Ed25519PrivateKey | EllipticCurvePrivateKey
_ENCRYPTED = b"-----BEGIN ENCRYPTED PRIVATE KEY-----"


@dataclass(frozen=True)
class FileSigner:
    """Sign with a private key held in memory."""

    _key: _PrivateKey = field(repr=False)
    _public: PublicKey

    @property
    def algorithm(self) -> Algorithm:
        return self._public.algorithm

    @property
    def key_id(self) -> str:
        return self._public.key_id

    def public_key(self) -> PublicKey:
        return self._public

    def sign(self, message: bytes) -> bytes:
        if isinstance(self._key, Ed25519PrivateKey):
            return self._key.sign(message)
        return der_to_raw(self._key.sign(message, ECDSA(SHA256())))


def generate_key(path: Path, algorithm: Algorithm, passphrase: str) -> PublicKey:
    """Make a key and write it to a new file of mode 0600; the file appears whole or not at all.

    Raises InvalidInputError for an empty passphrase or another algorithm, ConflictError when the file is there already.
    """
    if not passphrase:
        raise InvalidInputError("a key file needs a passphrase")
    key = _generate(algorithm)
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(_encode(passphrase)))
    try:
        _write_new(path, pem)
    except FileExistsError:
        raise ConflictError(f"{path} is there already") from None
    except OSError as error:
        raise UnavailableError(f"{path} cannot be written: {error.strerror}") from None
    return public_key_of(key.public_key())


def open_key_file(location: str, passphrase: str | None) -> FileSigner:
    """Open the key at a path, or at what follows `file:` in a URI (`/path`, `///path`, percent-encoded).

    Raises InvalidInputError when others may read the file, when it is not encrypted, when the passphrase does not open it,
    and for keys of other kinds; NotFoundError when there is none.
    """
    if not passphrase:
        raise InvalidInputError("a key file needs a passphrase")
    path = Path(unquote(location.removeprefix("//") if location.startswith("///") else location))
    pem = _read(path)
    if not pem.lstrip().startswith(_ENCRYPTED):
        raise InvalidInputError(f"{path} is not an encrypted PKCS#8 key in PEM")
    try:
        key = load_pem_private_key(pem, _encode(passphrase))
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise InvalidInputError(f"{path} does not open with this passphrase") from None
    if not isinstance(key, Ed25519PrivateKey | EllipticCurvePrivateKey):
        raise InvalidInputError("the key is neither ECDSA P-256 nor Ed25519")
    return FileSigner(key, public_key_of(key.public_key()))


def _generate(algorithm: Algorithm) -> _PrivateKey:
    match algorithm:
        case "ed25519":
            return Ed25519PrivateKey.generate()
        case "ecdsa-p256-sha256":
            return generate_private_key(SECP256R1())
        case _ if algorithm not in ALGORITHMS:
            raise InvalidInputError(f"the algorithm must be one of {', '.join(ALGORITHMS)}")
        case _:
            assert_never(algorithm)


def _encode(passphrase: str) -> bytes:
    try:
        return passphrase.encode()
    except UnicodeEncodeError:
        raise InvalidInputError("the passphrase is not text") from None


def _write_new(path: Path, pem: bytes) -> None:
    # A link to a finished file replaces no other, and nobody ever sees half a key. `mkstemp` gives mode 0600.
    handle, draft = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(pem)
            file.flush()
            os.fsync(file.fileno())
        os.link(draft, path)
    finally:
        Path(draft).unlink()


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            mode = os.fstat(file.fileno()).st_mode
            pem = file.read(MAX_KEY_FILE_BYTES + 1)
    except FileNotFoundError:
        raise NotFoundError(f"there is no key at {path}") from None
    except (OSError, ValueError):
        raise InvalidInputError(f"{path} cannot be read") from None
    if stat.S_IMODE(mode) & 0o077:
        raise InvalidInputError(f"{path} may be read by others than its owner: chmod 600")
    if len(pem) > MAX_KEY_FILE_BYTES:
        raise InvalidInputError(f"{path} is too large for a key")
    return pem
