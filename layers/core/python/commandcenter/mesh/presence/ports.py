"""What the mesh asks of whatever keeps the announcements."""

from typing import Protocol

from commandcenter.mesh.presence.model import Presence, Status


class PresenceStore(Protocol):
    """Keep the last announcement of each hub; reads see every write that has returned."""

    def get(self, hub: str) -> Presence | None: ...

    def list(self) -> list[Presence]:
        """Return the last announcement of every hub, sorted by name."""
        ...

    def put(self, presence: Presence) -> bool:
        """Store an announcement in one step; False, and nothing changes, unless its sequence is higher.

        What was told of the hub stays as it is: only `tell` changes that, so that a hub that is back is told of, too.
        """
        ...

    def tell(self, hub: str, sequence: int, before: Status, now: Status) -> bool:
        """Note that a status was told of; False when another did, or a newer announcement came."""
        ...

    def remove(self, hub: str) -> None: ...
