"""Keys in memory, for tests and for a hub in one process."""

import threading
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from commandcenter.kernel.errors import ConflictError
from commandcenter.partners.model import ApiKey


class MemoryKeys:
    """Keep keys in a dict."""

    def __init__(self) -> None:
        self._keys: dict[str, ApiKey] = {}
        self._lock = threading.Lock()

    def add(self, key: ApiKey) -> None:
        with self._lock:
            if any(key.id == known.id or key.digest == known.digest for known in self._keys.values()):
                raise ConflictError("that key exists")
            self._keys[key.id] = key

    def find(self, digest: str) -> ApiKey | None:
        return next((key for key in self._keys.values() if key.digest == digest), None)

    def list(self) -> Sequence[ApiKey]:
        return [self._keys[key_id] for key_id in sorted(self._keys)]

    def revoke(self, key_id: str, at: datetime) -> ApiKey | None:
        with self._lock:
            key = self._keys.get(key_id)
            if key is None:
                return None
            self._keys[key_id] = key = replace(key, revoked=key.revoked or at)
            return key
