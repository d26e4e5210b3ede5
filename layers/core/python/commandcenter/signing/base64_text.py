"""Base64 in the two spellings the standards use, read back only from the one text each value has."""

import base64
import binascii

from commandcenter.kernel.errors import InvalidInputError

_TO_STANDARD = str.maketrans("-_", "+/")


def to_base64(data: bytes) -> str:
    """Write standard base64 with padding (RFC 4648, section 4)."""
    return base64.b64encode(data).decode()


def from_base64(text: str, *, pointer: str = "") -> bytes:
    """Read padded base64 in the standard or the URL-safe alphabet, not in both at once; raises InvalidInputError.

    Text whose spare bits are set is refused: one value, one text.
    """
    if not isinstance(text, str) or (set("-_") & set(text) and set("+/") & set(text)):
        raise InvalidInputError("not base64", pointer=pointer)
    return _decode(text.translate(_TO_STANDARD), pointer)


def to_base64url(data: bytes) -> str:
    """Write URL-safe base64 without padding, as JOSE does (RFC 7515, section 2)."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def from_base64url(text: str, *, pointer: str = "") -> bytes:
    """Read what `to_base64url` writes, and nothing else; raises InvalidInputError."""
    if not isinstance(text, str) or set("+/=") & set(text):
        raise InvalidInputError("not URL-safe base64 without padding", pointer=pointer)
    return _decode(text.translate(_TO_STANDARD) + "=" * (-len(text) % 4), pointer)


def _decode(text: str, pointer: str) -> bytes:
    try:
        data = base64.b64decode(text.encode("ascii"), validate=True)
    except (UnicodeEncodeError, binascii.Error):
        raise InvalidInputError("not base64", pointer=pointer) from None
    if to_base64(data) != text:
        raise InvalidInputError("not base64 in its one form", pointer=pointer)
    return data
