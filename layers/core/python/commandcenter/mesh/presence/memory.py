"""Announcements in memory, for tests and for a hub in one process."""

import threading
from dataclasses import replace

from commandcenter.mesh.presence.model import Presence, Status


class MemoryPresences:
    """Keep the last announcement of each hub in a dict."""

    def __init__(self) -> None:
        self._presences: dict[str, Presence] = {}
        self._lock = threading.Lock()

    def get(self, hub: str) -> Presence | None:
        return self._presences.get(hub)

    def list(self) -> list[Presence]:
        with self._lock:
            return [self._presences[hub] for hub in sorted(self._presences)]

    def put(self, presence: Presence) -> bool:
        with self._lock:
            known = self._presences.get(presence.hub)
            if known and presence.sequence <= known.sequence:
                return False
            self._presences[presence.hub] = replace(presence, told=known.told) if known else presence
            return True

    def tell(self, hub: str, sequence: int, before: Status, now: Status) -> bool:
        with self._lock:
            known = self._presences.get(hub)
            if known is None or (known.sequence, known.told) != (sequence, before):
                return False
            self._presences[hub] = replace(known, told=now)
            return True

    def remove(self, hub: str) -> None:
        with self._lock:
            self._presences.pop(hub, None)
