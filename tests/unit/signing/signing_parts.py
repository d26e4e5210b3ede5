"""Signers made on the spot, and the ways bytes get damaged."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from commandcenter.signing.jwks import KeySet, PublishedKey
from commandcenter.signing.key_files import FileSigner
from commandcenter.signing.model import ALGORITHMS, Algorithm
from commandcenter.signing.pyca import public_key_of
from commandcenter.signing.signer import Signer

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def make_signer(algorithm: Algorithm) -> Signer:
    key = Ed25519PrivateKey.generate() if algorithm == "ed25519" else generate_private_key(SECP256R1())
    return FileSigner(key, public_key_of(key.public_key()))


SIGNERS = {algorithm: make_signer(algorithm) for algorithm in ALGORITHMS}
OTHERS = {algorithm: make_signer(algorithm) for algorithm in ALGORITHMS}
KEYS = KeySet(tuple(PublishedKey(signer.public_key()) for signer in SIGNERS.values()))


def flipped(data: bytes) -> Iterator[bytes]:
    """Yield the data with each single bit of each byte turned over."""
    for place in range(len(data)):
        for bit in range(8):
            yield data[:place] + bytes([data[place] ^ (1 << bit)]) + data[place + 1 :]
