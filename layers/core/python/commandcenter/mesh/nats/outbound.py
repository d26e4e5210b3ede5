"""Out of the hub: pull, publish one after the other, and acknowledge only what NATS has stored."""

import asyncio
from collections.abc import Mapping
from typing import Any, Protocol

from commandcenter.kernel.errors import TooLargeError
from commandcenter.mesh.nats.allow_list import AllowList
from commandcenter.mesh.nats.hub_door import HubDoor
from commandcenter.mesh.nats.journal import Journal
from commandcenter.mesh.nats.model import WireEvent


class Publisher(Protocol):
    """Store events so that they outlive the server."""

    async def publish(self, event: WireEvent) -> bool:
        """Store one; False when it was there. Raises TooLargeError, UnavailableError."""
        ...


class Outbound:
    """Carry a hub's events out, at least once and in order.

    Each event is published when the one before is stored: with several under way, one that failed alone would be stored
    after its successors, and the receivers would refuse it as out of order.
    """

    def __init__(self, door: HubDoor, publisher: Publisher, allow: AllowList, journal: Journal, limit: int) -> None:
        self._door, self._publisher, self._allow, self._journal = door, publisher, allow, journal
        self._limit = limit
        self._ack: Mapping[str, Any] | None = None

    async def turn(self) -> bool:
        """Carry one batch; returns whether there was something to do. Raises what the hub's door and NATS raise."""
        pulled = await asyncio.to_thread(self._door.pull, self._ack, self._limit)
        self._journal.answered("hub")
        for event in pulled.events:
            await self._carry(event)
        self._ack = pulled.cursor
        return bool(pulled.events)

    async def finish(self) -> None:
        """Acknowledge what was stored since the last pull. Raises what the hub's door raises."""
        if self._ack is not None:
            await asyncio.to_thread(self._door.pull, self._ack, 1)

    async def _carry(self, event: WireEvent) -> None:
        if not self._allow.permits(event.type):
            self._journal.count("withheld")
            return
        try:
            stored = await self._publisher.publish(event)
        except TooLargeError as error:
            # It will never fit, and those behind it must not wait for ever.
            self._journal.count("withheld")
            self._journal.tell("error", "not published", subject=event.type, id=event.id, reason=error.detail)
            return
        self._journal.answered("nats")
        self._journal.count("published" if stored else "republished")
