"""Canonical JSON (RFC 8785) and SHA-256 digests over it."""

import hashlib
import json
from typing import Any

import rfc8785

from commandcenter.kernel.errors import InvalidInputError

Json = Any
"""A JSON value: None, bool, int, float, str, list or dict with str keys."""

_SAFE_INTEGER = 2**53 - 1
_encode = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), check_circular=False).encode


def canonical(value: Json) -> bytes:
    """Write a JSON value in its one canonical form (RFC 8785).

    What is written can be read by `json.loads` and written again to the same bytes. Raises InvalidInputError for what JSON
    cannot say exactly: NaN, integers past 2^53 (also those a float is written as), lone surrogates, keys that are not text.
    """
    try:
        if _is_plain(value):
            return _encode(value).encode()
        data = rfc8785.dumps(value)
        json.loads(data, parse_int=_safe_integer)  # what 1e16 is written as must be readable again
        return data
    except (rfc8785.CanonicalizationError, UnicodeEncodeError, RecursionError) as error:
        raise InvalidInputError(f"not canonical JSON: {error}") from None


def digest(value: Json) -> str:
    """Hash the canonical form of a JSON value: 64 hex digits of SHA-256."""
    return hashlib.sha256(canonical(value)).hexdigest()


def _safe_integer(digits: str) -> int:
    if abs(number := int(digits)) > _SAFE_INTEGER:
        raise InvalidInputError(f"not canonical JSON: {digits} is past 2^53")
    return number


def _is_plain(value: Json) -> bool:
    """Say whether the C encoder of `json` writes this value just as RFC 8785 asks.

    It differs on floats, on integers out of range, and on the order of keys beyond the basic plane.
    """
    kind = type(value)
    if kind is str or value is None or kind is bool:
        return True
    if kind is int:
        return bool(-_SAFE_INTEGER <= value <= _SAFE_INTEGER)
    if kind is list:
        return all(map(_is_plain, value))
    if kind is dict:
        return all(type(key) is str and (key.isascii() or max(key) < "\ud800") for key in value) and all(
            map(_is_plain, value.values())
        )
    return False
