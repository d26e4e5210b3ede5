"""Make API keys, know their holders again, and revoke them; the text of a key is shown once and never stored."""

import hashlib
import hmac
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from commandcenter.kernel.clock import Clock, format_time, parse_time
from commandcenter.kernel.errors import InvalidInputError, NotFoundError, UnauthenticatedError
from commandcenter.partners.model import ApiKey, Principal, check_grant, check_principal_name, check_role
from commandcenter.partners.ports import KeyStore

_ID_ALPHABET = "abcdefghijkmnpqrstuvwxyz23456789"
_TEXT = re.compile(r"cck_[a-z2-9]{12}_[A-Za-z0-9_-]{43}")


@dataclass(frozen=True)
class NewKey:
    """Hold a key just made: its text, to be shown once, and the record that is kept."""

    text: str = field(repr=False)
    record: ApiKey


def create_key(
    store: KeyStore,
    *,
    name: str,
    role: str,
    projects: Sequence[str] = (),
    clock: Clock,
    expires: datetime | None = None,
) -> NewKey:
    """Make a key `cck_<id>_<43 random URL-safe characters>` (256 bits) and store its digest.

    Raises InvalidInputError with the pointer of the field at fault.
    """
    now, known_role = _moment(clock.now()), check_role(role)
    if expires is not None and expires <= now:
        raise InvalidInputError("a key must expire in the future", pointer="/expires")
    key_id = "".join(secrets.choice(_ID_ALPHABET) for _ in range(12))
    text = f"cck_{key_id}_{secrets.token_urlsafe(32)}"
    granted = check_grant(known_role, projects)
    record = ApiKey(
        key_id, digest_of(text), check_principal_name(name), known_role, granted, now, expires and _moment(expires)
    )
    store.add(record)
    return NewKey(text, record)


def authenticate(store: KeyStore, text: str, clock: Clock) -> Principal:
    """Return who holds a key; raises UnauthenticatedError, with one reason for all, when it opens nothing."""
    digest = digest_of(text) if isinstance(text, str) and _TEXT.fullmatch(text) else ""
    found = store.find(digest) if digest else None
    # Found by its digest, it is equal already; the comparison holds for a store that finds too much.
    if found is None or not hmac.compare_digest(found.digest, digest) or not found.opens(clock.now()):
        raise UnauthenticatedError("the API key is missing or not valid")
    return found.principal()


def revoke_key(store: KeyStore, key_id: str, clock: Clock) -> ApiKey:
    """Close a key from now on; again is no fault. Raises NotFoundError."""
    revoked = store.revoke(key_id, _moment(clock.now()))
    if revoked is None:
        raise NotFoundError("no such key")
    return revoked


def _moment(at: datetime) -> datetime:
    """Cut a time to the milliseconds it is stored with."""
    return parse_time(format_time(at))


def digest_of(text: str) -> str:
    """Hash the whole text of a key; 256 random bits need no salt and no slow hash."""
    return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()
