"""Links in memory, for tests and for a hub in one process."""

import threading
from dataclasses import dataclass, field, replace
from datetime import datetime

from commandcenter.kernel.clock import Clock, SystemClock
from commandcenter.kernel.errors import ConflictError, NotFoundError
from commandcenter.mesh.peers.model import Cursor, Peer
from commandcenter.signing.jwks import KeySet


@dataclass
class _Link:
    peer: Peer
    cursor: Cursor = field(default_factory=Cursor)
    accepted: dict[str, int] = field(default_factory=dict)


class MemoryPeers:
    """Keep links in a dict.

    Args:
        clock: Says which nonces may be forgotten.
    """

    def __init__(self, clock: Clock | None = None) -> None:
        self._links: dict[str, _Link] = {}
        self._nonces: dict[tuple[str, str], datetime] = {}
        self._clock = clock or SystemClock()
        self._lock = threading.Lock()

    def get(self, hub: str) -> Peer | None:
        link = self._links.get(hub)
        return link.peer if link else None

    def list(self) -> list[Peer]:
        with self._lock:
            return [self._links[hub].peer for hub in sorted(self._links)]

    def put(self, peer: Peer) -> None:
        with self._lock:
            link = self._links.get(peer.hub)
            if link and link.peer.fingerprint == peer.fingerprint:
                link.peer = peer
            else:
                self._links[peer.hub] = _Link(peer)

    def remove(self, hub: str) -> bool:
        with self._lock:
            return self._links.pop(hub, None) is not None

    def confirm(self, hub: str, at: datetime) -> None:
        with self._lock:
            link = self._links.get(hub)
            if link and link.peer.confirmed is None:
                link.peer = replace(link.peer, confirmed=at)

    def trust(self, hub: str, keys: KeySet) -> None:
        with self._lock:
            link = self._find(hub)
            if all(entry.key.key_id != link.peer.fingerprint for entry in keys.entries):
                raise ConflictError(f"the keys announced by {hub} lack the one that is pinned")
            link.peer = replace(link.peer, keys=keys)

    def cursor(self, hub: str) -> Cursor:
        link = self._links.get(hub)
        return link.cursor if link else Cursor()

    def move(self, hub: str, cursor: Cursor) -> None:
        with self._lock:
            self._find(hub).cursor = cursor

    def accepted(self, hub: str, subject: str) -> int:
        link = self._links.get(hub)
        return link.accepted.get(subject, 0) if link else 0

    def accept(self, hub: str, subject: str, sequence: int) -> bool:
        with self._lock:
            accepted = self._find(hub).accepted
            if sequence <= accepted.get(subject, 0):
                return False
            accepted[subject] = sequence
            return True

    def seen_nonce(self, key_id: str, nonce: str, until: datetime) -> bool:
        now = self._clock.now()
        with self._lock:
            self._nonces = {name: end for name, end in self._nonces.items() if end > now}
            if (key_id, nonce) in self._nonces:
                return True
            self._nonces[key_id, nonce] = until
            return False

    def _find(self, hub: str) -> _Link:
        link = self._links.get(hub)
        if link is None:
            raise NotFoundError(f"hub {hub} is not linked")
        return link
