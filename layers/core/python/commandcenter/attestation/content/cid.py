"""Content identifiers (CIDv1, SHA-256, lower-case base32) as text and as bytes, each in its one form.

Source: github.com/multiformats/cid and multicodec's table.
"""

import base64
import binascii
import hashlib
from dataclasses import dataclass
from typing import Literal

from commandcenter.kernel.errors import InvalidInputError

Codec = Literal[0x55, 0x70]
RAW: Codec = 0x55
"""The bytes stand for themselves."""
DAG_PB: Codec = 0x70
"""A node with links, such as the root of a large file."""
CID_BYTES = 36
"""Version, codec, hash function, length of the hash, hash."""
CID_CHARACTERS = 59

_VERSION, _SHA_256, _HASH_BYTES = 1, 0x12, 32


@dataclass(frozen=True, slots=True)
class Cid:
    """Name a block by how to read it and by the SHA-256 of its bytes."""

    codec: Codec
    digest: bytes

    @classmethod
    def of(cls, codec: Codec, data: bytes) -> "Cid":
        """Name a block."""
        return cls(codec, hashlib.sha256(data).digest())

    @classmethod
    def parse(cls, text: str) -> "Cid":
        """Read what `str` writes, and no other spelling; raises InvalidInputError."""
        try:
            cid = cls.from_bytes(base64.b32decode(text[1:].upper() + "=" * (-(CID_CHARACTERS - 1) % 8)))
        except (binascii.Error, ValueError, InvalidInputError):
            raise _wrong(text) from None
        if str(cid) != text:
            raise _wrong(text)
        return cid

    @classmethod
    def from_bytes(cls, data: bytes) -> "Cid":
        """Read the bytes that stand in links and archives; raises InvalidInputError."""
        for codec in (RAW, DAG_PB):
            if len(data) == CID_BYTES and data.startswith(_head(codec)):
                return cls(codec, data[-_HASH_BYTES:])
        raise InvalidInputError("not a CIDv1 of raw bytes or of dag-pb under SHA-256")

    def to_bytes(self) -> bytes:
        return _head(self.codec) + self.digest

    def fits(self, data: bytes) -> bool:
        """Tell whether these are the bytes of the block."""
        return hashlib.sha256(data).digest() == self.digest

    def __str__(self) -> str:
        return "b" + base64.b32encode(self.to_bytes()).decode().rstrip("=").lower()


def raw_cid(data: bytes) -> str:
    """Return the name of bytes that stand for themselves."""
    return str(Cid.of(RAW, data))


def check(cid: str, data: bytes) -> None:
    """Raise InvalidInputError unless the bytes are those of the block with this name."""
    if not Cid.parse(cid).fits(data):
        raise InvalidInputError(f"the bytes are not those of {cid}")


def _head(codec: Codec) -> bytes:
    return bytes((_VERSION, codec, _SHA_256, _HASH_BYTES))


def _wrong(text: str) -> InvalidInputError:
    return InvalidInputError(f"not a CIDv1 in base32 of raw bytes or of dag-pb under SHA-256: {text:.100}")
