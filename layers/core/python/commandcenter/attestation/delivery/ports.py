"""What deliveries ask of a store."""

from datetime import datetime
from typing import Protocol

from commandcenter.attestation.delivery.model import Delivery


class DeliveryStore(Protocol):
    """Keep deliveries; reads see every write that has returned."""

    def open(self, delivery: Delivery) -> bool:
        """Store a pending delivery unless there is one of this key, pending or over; False then."""
        ...

    def of_audit(self, project: str, audit: str) -> list[Delivery]:
        """List the deliveries of an audit, sorted by key."""
        ...

    def due(self, now: datetime, limit: int) -> list[Delivery]:
        """List pending deliveries whose time has come, those that wait longest first."""
        ...

    def save(self, delivery: Delivery) -> bool:
        """Store a delivery in place of the version before it; False, and nothing changes, when that is not what is stored."""
        ...
