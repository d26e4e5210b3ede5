"""Key sets as hubs publish them at `/.well-known/jwks.json` (RFC 7517, RFC 7518, RFC 8037), retired keys with them.

Every key is named by its thumbprint (RFC 7638). `nbf` and `exp`, in seconds since 1970, bound the interval [nbf, exp) in
which its signatures count; they are the members that OpenID Federation 1.0 registered for historical keys.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from commandcenter.kernel.canonical import canonical
from commandcenter.kernel.errors import ConflictError, InvalidInputError, TooLargeError, UnauthenticatedError
from commandcenter.signing.base64_text import from_base64url
from commandcenter.signing.model import Algorithm, PublicKey

MAX_KEYS = 64
MAX_KEY_SET_BYTES = 65_536

_CURVES: Mapping[tuple[str, str], tuple[Algorithm, tuple[str, ...], tuple[str, ...]]] = {
    ("EC", "P-256"): ("ecdsa-p256-sha256", ("x", "y"), ("ES256",)),
    ("OKP", "Ed25519"): ("ed25519", ("x",), ("Ed25519", "EdDSA")),
}
_JOSE_NAMES: Mapping[Algorithm, str] = {"ecdsa-p256-sha256": "ES256", "ed25519": "Ed25519"}  # RFC 9864 for the second
_PRIVATE = ("d", "k", "p", "q", "dp", "dq", "qi", "oth")
_LATEST = 253_402_300_799  # the last second of the year 9999


@dataclass(frozen=True, slots=True)
class PublishedKey:
    """Hold a key and the interval in which its signatures count: from `not_before` up to, not including, `expires`.

    Raises InvalidInputError for an empty interval and for times without a zone or with parts of a second.
    """

    key: PublicKey
    not_before: datetime | None = None
    expires: datetime | None = None

    def __post_init__(self) -> None:
        for moment in (self.not_before, self.expires):
            if moment is not None and (moment.tzinfo is None or moment.microsecond):
                raise InvalidInputError("the validity of a key is told in whole seconds with a zone")
        if self.not_before and self.expires and self.expires <= self.not_before:
            raise InvalidInputError("a key must expire after it begins to count")

    def valid_at(self, at: datetime) -> bool:
        """Say whether signatures of this key count at a moment."""
        return (self.not_before is None or self.not_before <= at) and (self.expires is None or at < self.expires)

    def to_json(self) -> dict[str, Any]:
        """Return the JWK."""
        body: dict[str, Any] = {
            **self.key.members(),
            "kid": self.key.key_id,
            "alg": _JOSE_NAMES[self.key.algorithm],
            "use": "sig",
        }
        times = {"nbf": self.not_before, "exp": self.expires}
        return body | {name: int(moment.timestamp()) for name, moment in times.items() if moment is not None}


@dataclass(frozen=True, slots=True)
class KeySet:
    """Hold the keys of one hub, those in use and the retired; raises InvalidInputError for a key that comes twice."""

    entries: tuple[PublishedKey, ...] = ()

    def __post_init__(self) -> None:
        if len(self.entries) > MAX_KEYS:
            raise TooLargeError(f"a key set has at most {MAX_KEYS} keys", pointer="/keys")
        if len({entry.key.key_id for entry in self.entries}) < len(self.entries):
            raise InvalidInputError("a key comes twice", pointer="/keys")

    def find(self, kid: str, at: datetime) -> PublicKey:
        """Return the key of this name; raises UnauthenticatedError when there is none or it does not count then."""
        entry = next((one for one in self.entries if one.key.key_id == kid), None)
        if entry is None:
            raise UnauthenticatedError("the key is not known here")
        if not entry.valid_at(at):
            raise UnauthenticatedError("the key does not count at this time")
        return entry.key

    def valid_at(self, at: datetime) -> dict[str, PublicKey]:
        """Return the keys that count at a moment, by name."""
        return {entry.key.key_id: entry.key for entry in self.entries if entry.valid_at(at)}

    def rotate(self, key: PublicKey, at: datetime, overlap: timedelta) -> "KeySet":
        """Add a key that counts from `at`; those before it of the same algorithm count until `at + overlap` at most.

        Raises ConflictError when the key is in the set, also as a retired one; InvalidInputError for an overlap under 1 s.
        """
        if any(entry.key == key for entry in self.entries):
            raise ConflictError("the key is in the set already; a new one is needed")
        if overlap < timedelta(seconds=1):
            raise InvalidInputError("keys that follow one another overlap by a second at least")
        start = at.replace(microsecond=0)
        end = start + timedelta(seconds=int(overlap.total_seconds()))
        kept = (entry if entry.key.algorithm != key.algorithm else _end(entry, end) for entry in self.entries)
        return KeySet((*kept, PublishedKey(key, start)))

    def retire(self, kid: str, at: datetime) -> "KeySet":
        """Let a key count no longer from `at` on, or never when it had not begun; raises InvalidInputError if unknown."""
        if not any(entry.key.key_id == kid for entry in self.entries):
            raise InvalidInputError("no such key in the set")
        moment = at.replace(microsecond=0)
        begun = [e for e in self.entries if e.key.key_id != kid or e.not_before is None or e.not_before < moment]
        return KeySet(tuple(_end(entry, moment) if entry.key.key_id == kid else entry for entry in begun))

    def to_json(self) -> dict[str, Any]:
        """Return the JWK Set, in the order of the entries."""
        return {"keys": [entry.to_json() for entry in self.entries]}

    def canonical(self) -> bytes:
        """Write the JWK Set as canonical JSON."""
        return canonical(self.to_json())


def parse_key_set(data: bytes) -> KeySet:
    """Read a JWK Set that a hub published.

    Refused with InvalidInputError and the pointer of the fault: kinds of keys other than P-256 and Ed25519, points off
    their curve, wrong lengths, a `kid` that is not the thumbprint, keys that come twice, private keys.
    """
    if len(data) > MAX_KEY_SET_BYTES:
        raise TooLargeError(f"a key set has at most {MAX_KEY_SET_BYTES:,} bytes")
    try:
        body = json.loads(data, object_pairs_hook=_unique)
    except (ValueError, RecursionError):
        raise InvalidInputError("the key set is not JSON") from None
    keys = body.get("keys") if isinstance(body, dict) else None
    if not isinstance(keys, list):
        raise InvalidInputError("a key set is an object with a list of keys", pointer="/keys")
    if len(keys) > MAX_KEYS:
        raise TooLargeError(f"a key set has at most {MAX_KEYS} keys", pointer="/keys")
    return KeySet(tuple(parse_key(one, f"/keys/{number}") for number, one in enumerate(keys)))


def parse_key(body: Any, pointer: str = "") -> PublishedKey:
    """Read one JWK; raises InvalidInputError as `parse_key_set` does."""
    if not isinstance(body, dict):
        raise InvalidInputError("a key is an object", pointer=pointer)
    if any(name in body for name in _PRIVATE):
        raise InvalidInputError("a private key has no place here", pointer=pointer)
    algorithm, coordinates, names = _curve(body, pointer)
    if body.get("alg", names[0]) not in names:
        raise InvalidInputError("the algorithm is not the one of the key", pointer=f"{pointer}/alg")
    if body.get("use", "sig") != "sig" or "verify" not in _operations(body, pointer):
        raise InvalidInputError("the key is not for checking signatures", pointer=f"{pointer}/use")
    parts = [from_base64url(body.get(name, ""), pointer=f"{pointer}/{name}") for name in coordinates]
    if any(len(part) != 32 for part in parts):
        raise InvalidInputError("a coordinate has 32 bytes", pointer=f"{pointer}/x")
    try:
        key = PublicKey(algorithm, b"".join(parts))
        if body.get("kid") != key.key_id:
            raise InvalidInputError("the name of a key is its thumbprint (RFC 7638)", pointer=f"{pointer}/kid")
        return PublishedKey(key, _moment(body, "nbf", pointer), _moment(body, "exp", pointer))
    except InvalidInputError as error:
        raise InvalidInputError(error.detail, pointer=error.pointer or pointer) from None


def _end(entry: PublishedKey, end: datetime) -> PublishedKey:
    return replace(entry, expires=end if entry.expires is None else min(end, entry.expires))


def _curve(body: Mapping[str, Any], pointer: str) -> tuple[Algorithm, tuple[str, ...], tuple[str, ...]]:
    kty, crv = body.get("kty"), body.get("crv")
    if isinstance(kty, str) and isinstance(crv, str) and (kty, crv) in _CURVES:
        return _CURVES[kty, crv]
    raise InvalidInputError("a key is of EC P-256 or OKP Ed25519", pointer=f"{pointer}/crv")


def _operations(body: Mapping[str, Any], pointer: str) -> list[Any]:
    operations = body.get("key_ops", ["verify"])
    if not isinstance(operations, list):
        raise InvalidInputError("the operations of a key are a list", pointer=f"{pointer}/key_ops")
    return operations


def _moment(body: Mapping[str, Any], name: str, pointer: str) -> datetime | None:
    if name not in body:
        return None
    seconds = body[name]
    if type(seconds) is not int or not 0 <= seconds <= _LATEST:
        raise InvalidInputError("a time in whole seconds since 1970 is needed", pointer=f"{pointer}/{name}")
    return datetime.fromtimestamp(seconds, UTC)


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    body = dict(pairs)
    if len(body) < len(pairs):
        raise InvalidInputError("a member of the key set comes twice")
    return body
