"""What the mesh asks of whatever keeps its links."""

from datetime import datetime
from typing import Protocol

from commandcenter.mesh.peers.model import Cursor, Peer
from commandcenter.signing.jwks import KeySet


class PeerStore(Protocol):
    """Keep links, cursors, and what was accepted already; reads see every write that has returned."""

    def get(self, hub: str) -> Peer | None: ...

    def list(self) -> list[Peer]:
        """Return all links, sorted by name."""
        ...

    def put(self, peer: Peer) -> None:
        """Store a link, replacing one of the same name.

        Its cursor and what was accepted stay, unless the fingerprint changed: then both begin anew.
        """
        ...

    def remove(self, hub: str) -> bool:
        """Forget a link, its cursor and what was accepted from it; False when there was none."""
        ...

    def confirm(self, hub: str, at: datetime) -> None:
        """Note when the other side was first seen to have pinned us; later calls, or one for no link, change nothing."""
        ...

    def trust(self, hub: str, keys: KeySet) -> None:
        """Replace the keys that count for a peer; the pinned fingerprint stays.

        Raises ConflictError when the set lacks the pinned key: then it was announced under a key that was pinned before, and
        would undo what an operator did in the meantime. Raises NotFoundError when the link is gone.
        """
        ...

    def cursor(self, hub: str) -> Cursor:
        """Return how far a peer has been served; the beginning for one that was never, or is no peer."""
        ...

    def move(self, hub: str, cursor: Cursor) -> None:
        """Store how far a peer has been served; raises NotFoundError when the link is gone."""
        ...

    def accepted(self, hub: str, subject: str) -> int:
        """Return the highest sequence accepted from a hub on a subject; 0 for none."""
        ...

    def accept(self, hub: str, subject: str, sequence: int) -> bool:
        """Raise the highest sequence in one step; False, and nothing changes, when it is not higher.

        Raises NotFoundError when the link is gone.
        """
        ...

    def seen_nonce(self, key_id: str, nonce: str, until: datetime) -> bool:
        """Remember a nonce until a time, in one step; True when it was remembered already."""
        ...
