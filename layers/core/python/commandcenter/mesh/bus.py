"""The port to the bus, and the bus of one process."""

from dataclasses import dataclass, field
from typing import Protocol

from commandcenter.mesh.contracts import check_event
from commandcenter.mesh.envelope import Event


class Bus(Protocol):
    """Carry events to whoever listens, at least once."""

    def publish(self, event: Event) -> None:
        """Hand one event over.

        Raises InvalidInputError when it breaks the contract of its subject and UnavailableError when it was not taken.
        """
        ...


@dataclass
class MemoryBus:
    """Keep what was published, in order."""

    events: list[Event] = field(default_factory=list)

    def publish(self, event: Event) -> None:
        check_event(event)
        self.events.append(event)
