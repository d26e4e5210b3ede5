"""Keyed signatures over push messages, compared in constant time, and our own header that carries one."""

import hashlib
import hmac
import re
from collections.abc import Mapping
from datetime import datetime, timedelta

from commandcenter.kernel.errors import InvalidInputError, UnauthenticatedError
from commandcenter.sources.headers import Headers

SIGNATURE_HEADER = "CC-Signature"
CLOCK_SKEW = timedelta(minutes=5)

_FIELDS = re.compile(r"t=(?P<time>[0-9]{1,12}),id=(?P<id>[A-Za-z0-9_-]{1,128}),v1=(?P<mac>[0-9a-f]{64})")
# No dot may stand in an id: "t.id.body" would be one text for two messages.
_ID = re.compile(r"[A-Za-z0-9_-]{1,128}")


def unauthenticated() -> UnauthenticatedError:
    """Make the one error for every reason to distrust a message: its text tells nothing apart."""
    return UnauthenticatedError("the repository is not registered here or the signature does not match")


def mac(secret: bytes, message: bytes) -> str:
    """Sign with HMAC-SHA256: 64 hex digits. Raises UnauthenticatedError for an empty secret, which signs nothing."""
    if not secret:
        raise unauthenticated()
    return hmac.new(secret, message, hashlib.sha256).hexdigest()


def check_equal(given: str | None, expected: str) -> None:
    """Compare in constant time; raises UnauthenticatedError. `given` may be any text a stranger sent, or None."""
    if given is None or not hmac.compare_digest(given.encode(errors="surrogatepass"), expected.encode()):
        raise unauthenticated()


def sign_push(secret: bytes, body: bytes, now: datetime, id: str) -> dict[str, str]:  # noqa: A002 - the header's word
    """Sign a push message for the `generic` source.

    Args:
        secret: Shared with the hub.
        body: The exact bytes that will be sent.
        now: Aware time of sending; the hub accepts five minutes of difference.
        id: Names this delivery, the same on a retry: 1 to 128 letters, digits, `-` and `_`.

    Returns: The headers to send.
    """
    if not _ID.fullmatch(id):
        raise InvalidInputError("a delivery id has 1 to 128 letters, digits, '-' and '_'")
    seconds = int(now.timestamp())
    signature = mac(secret, b"%d.%s.%s" % (seconds, id.encode(), body))
    return {SIGNATURE_HEADER: f"t={seconds},id={id},v1={signature}", "Content-Type": "application/json"}


def verify_push(headers: Headers, body: bytes, secret: bytes, now: datetime) -> None:
    """Check what `sign_push` made; raises UnauthenticatedError."""
    fields = _read(headers)
    expected = mac(secret, f"{fields['time']}.{fields['id']}.".encode() + body)
    check_equal(fields["mac"], expected)
    if abs(now.timestamp() - int(fields["time"])) > CLOCK_SKEW.total_seconds():
        raise unauthenticated()


def signed_id(headers: Headers) -> str:
    """Return the delivery id inside the signature header."""
    return _read(headers)["id"]


def _read(headers: Headers) -> Mapping[str, str]:
    match = _FIELDS.fullmatch(headers.get(SIGNATURE_HEADER) or "")
    if match is None:
        raise unauthenticated()
    return match.groupdict()
