"""Deliveries in memory, for one process."""

from datetime import datetime
from threading import Lock

from commandcenter.attestation.delivery.model import Delivery


class MemoryDeliveries:
    """Keep deliveries in a dict."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str, str], Delivery] = {}
        self._lock = Lock()

    def open(self, delivery: Delivery) -> bool:
        with self._lock:
            if _place(delivery) in self._kept:
                return False
            self._kept[_place(delivery)] = delivery
            return True

    def of_audit(self, project: str, audit: str) -> list[Delivery]:
        return [one for place, one in sorted(self._copy().items()) if place[:2] == (project, audit)]

    def due(self, now: datetime, limit: int) -> list[Delivery]:
        waiting = [one for one in self._copy().values() if one.state == "pending" and one.due <= now]
        return sorted(waiting, key=lambda one: one.due)[:limit]

    def save(self, delivery: Delivery) -> bool:
        with self._lock:
            kept = self._kept.get(_place(delivery))
            if kept is None or kept.state != "pending" or kept.version != delivery.version - 1:
                return False
            self._kept[_place(delivery)] = delivery
            return True

    def _copy(self) -> dict[tuple[str, str, str], Delivery]:
        with self._lock:
            return dict(self._kept)


def _place(delivery: Delivery) -> tuple[str, str, str]:
    return delivery.project, delivery.audit, delivery.key
