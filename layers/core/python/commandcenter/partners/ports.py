"""What partners need from the outside: a place for key records, and a judge."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from commandcenter.kernel.canonical import Json
from commandcenter.partners.model import ApiKey


class KeyStore(Protocol):
    """Keep key records by digest, and list them by id."""

    def add(self, key: ApiKey) -> None:
        """Store a new key, wholly or not at all; raises ConflictError when its id or digest is taken."""
        ...

    def find(self, digest: str) -> ApiKey | None:
        """Return the key of this digest as it is now, or None."""
        ...

    def list(self) -> Sequence[ApiKey]:
        """Return all keys sorted by id, revoked ones too."""
        ...

    def revoke(self, key_id: str, at: datetime) -> ApiKey | None:
        """Mark a key as revoked and return it; the first revocation stands. None when there is no such key."""
        ...


class Judge(Protocol):
    """Decide by policy; the policy client does."""

    def decide(self, path: str, facts: Json) -> Mapping[str, Json]:
        """Evaluate the rule at `path`; what is undefined is denied."""
        ...
