"""Signed HTTP requests between hubs: HTTP Message Signatures (RFC 9421), narrowed to what a hub needs.

A signature covers the method, the target (`@target-uri`, or `@authority`, `@path` and `@query`), and whatever of
`content-type`, `content-encoding` and `content-digest` there is; a body has a digest. It says when it was made, by which
key, with which algorithm, and carries a nonce that is accepted once.
"""

import re
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import NoReturn

from commandcenter.kernel.errors import InvalidInputError, UnauthenticatedError
from commandcenter.signing.http_requests import Request, check_content_digest, content_digest
from commandcenter.signing.jwks import KeySet
from commandcenter.signing.model import PublicKey
from commandcenter.signing.signature_fields import SignatureInput, SignedFields, make_input, read_fields, write_fields
from commandcenter.signing.signer import Signer

CLOCK_SKEW = timedelta(seconds=30)
"""How far ahead of ours a sender's clock may be."""
TARGET_URI = ("@target-uri",)
AUTHORITY_PATH_QUERY = ("@authority", "@path", "@query")
"""For receivers behind something that changes the scheme."""

_CONTENT = ("content-type", "content-encoding", "content-digest")
_NONCE = re.compile(r"[A-Za-z0-9_.~+/=-]{8,128}")

SeenNonce = Callable[[str, str, datetime], bool]
"""Takes a key's name, a nonce and the time from when on it need not be remembered; remembers it, in one step, and says
whether it had been seen before."""


@dataclass(frozen=True, slots=True)
class VerifiedRequest:
    """Tell who signed a request, when, and what the signature covers."""

    key: PublicKey
    created: datetime
    nonce: str
    covered: tuple[str, ...]


def sign_request(
    request: Request,
    signer: Signer,
    now: datetime,
    *,
    expires: datetime | None = None,
    nonce: str | None = None,
    target: Sequence[str] = TARGET_URI,
) -> dict[str, str]:
    """Sign a request.

    Args:
        request: What will be sent, with all headers that are to be covered.
        signer: The key.
        now: Aware time of signing.
        expires: From when on the receiver refuses it, besides its own limit of age.
        nonce: 8 to 128 letters, digits and `_.~+/=-`; random when not given.
        target: TARGET_URI or AUTHORITY_PATH_QUERY.

    Returns: The headers to add: `Content-Digest` when there is a body, `Signature-Input`, `Signature`.
    Raises InvalidInputError for a request that the receiver would refuse.
    """
    if request.has("signature") or request.has("signature-input"):
        raise InvalidInputError("the request is signed already")
    nonce = secrets.token_urlsafe(16) if nonce is None else nonce
    digest = (
        {} if request.has("content-digest") or not request.body else {"Content-Digest": content_digest(request.body)}
    )
    sent = replace(request, headers=(*request.headers, *digest.items()))
    components = ("@method", *target, *(name for name in _CONTENT if sent.has(name)))
    if now.tzinfo is None or (expires is not None and expires.tzinfo is None):
        raise InvalidInputError("a time needs a zone")
    end = {} if expires is None else {"expires": int(expires.timestamp())}
    made = make_input(components, now, **end, keyid=signer.key_id, alg=signer.algorithm, nonce=nonce)
    _check_parameters(made)
    _check_coverage(sent, made.components)
    return digest | write_fields(made, signer.sign(_base(sent, made)))


def verify_request(
    request: Request, keys: KeySet, now: datetime, *, max_age: timedelta, seen_nonce: SeenNonce
) -> VerifiedRequest:
    """Check that a request was signed by a key that counts now, lately, for the first time, and arrived unchanged.

    Args:
        request: What was received.
        keys: Who is trusted.
        now: Aware time of receipt.
        max_age: How old a signature may be.
        seen_nonce: Asked last, once all else is good, so that strangers cannot use nonces up.

    Raises UnauthenticatedError with the reason.
    """
    try:
        signed = read_fields(request.header("signature-input"), request.header("signature"))
        made = signed.input
        _check_parameters(made)
        _check_time(made, now, max_age)
        _check_coverage(request, made.components)
        check_content_digest(request)
        key = _check_signature(request, signed, keys, now)
    except InvalidInputError as error:
        raise UnauthenticatedError(error.detail) from None
    created, nonce = datetime.fromtimestamp(made.number("created"), UTC), made.word("nonce")
    if seen_nonce(key.key_id, nonce, created + max_age + timedelta(seconds=1)):
        _refuse("the nonce was used before")
    return VerifiedRequest(key, created, nonce, made.components)


def _check_signature(request: Request, signed: SignedFields, keys: KeySet, now: datetime) -> PublicKey:
    key = keys.find(signed.input.word("keyid"), now)
    if signed.input.word("alg") != key.algorithm:
        _refuse("the algorithm is not the one of the key")
    if not key.verify(_base(request, signed.input), signed.signature):
        _refuse("the signature does not fit the request")
    return key


def _check_parameters(made: SignatureInput) -> None:
    if not _NONCE.fullmatch(made.word("nonce")):
        raise InvalidInputError("a nonce has 8 to 128 letters, digits and _.~+/=-")
    if "expires" in made.parameters and made.number("expires") <= made.number("created"):
        raise InvalidInputError("the signature expires before it was made")


def _check_time(made: SignatureInput, now: datetime, max_age: timedelta) -> None:
    if now.tzinfo is None:
        raise InvalidInputError("a time needs a zone")
    created, moment = made.number("created"), now.timestamp()
    if created > moment + CLOCK_SKEW.total_seconds():
        _refuse("the signature is from the future")
    if created < moment - max_age.total_seconds():
        _refuse("the signature is too old")
    if "expires" in made.parameters and made.number("expires") <= moment:
        _refuse("the signature has expired")


def _check_coverage(request: Request, components: Sequence[str]) -> None:
    covered = set(components)
    if "@method" not in covered:
        raise InvalidInputError("the signature does not cover @method")
    if not (covered.issuperset(TARGET_URI) or covered.issuperset(AUTHORITY_PATH_QUERY)):
        raise InvalidInputError("the signature covers neither @target-uri nor @authority, @path and @query")
    if request.body and not request.has("content-digest"):
        raise InvalidInputError("the request has a body and no content-digest")
    for name in _CONTENT:
        if request.has(name) and name not in covered:
            raise InvalidInputError(f"the signature does not cover {name}")


def _base(request: Request, made: SignatureInput) -> bytes:
    return made.base(request.component(name) for name in made.components)


def _refuse(reason: str) -> NoReturn:
    raise UnauthenticatedError(reason)
