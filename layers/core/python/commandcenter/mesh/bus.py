"""The port to the bus, and the bus of one process."""

from dataclasses import dataclass, field
from typing import Protocol

from commandcenter.mesh.envelope import Event


class Bus(Protocol):
    """Carry events to whoever listens, at least once."""

    def publish(self, event: Event) -> None:
        """Hand one event over; raises UnavailableError when it was not taken."""
        ...


@dataclass
class MemoryBus:
    """Keep what was published, in order."""

    events: list[Event] = field(default_factory=list)

    def publish(self, event: Event) -> None:
        self.events.append(event)
