"""What the mesh asks of whatever keeps its log of events."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from commandcenter.mesh.envelope import Event
from commandcenter.mesh.log.model import LogEntry, Outcome


class EventLog(Protocol):
    """Number events and keep them for two weeks; reads see every append that has returned."""

    def append(
        self, events: Sequence[Event], at: datetime, *, outcome: Outcome = "carried", reason: str = ""
    ) -> list[LogEntry]:
        """Enter events in order and return their entries; an event whose id is known keeps the entry it has.

        An entry is recorded `at` the time given, but never before the one it follows: times go up as numbers do.
        Raises UnavailableError when the log does not answer; what was entered until then stands.
        """
        ...

    def after(self, sequence: int, limit: int) -> list[LogEntry]:
        """Return up to `limit` entries that follow a sequence, in order; what has expired is passed over."""
        ...

    def sequence_at(self, time: datetime) -> int:
        """Return the sequence of the last entry recorded before a time; 0 when there is none."""
        ...

    def last(self) -> int:
        """Return the newest sequence; 0 for an empty log."""
        ...

    def seen(self, event_id: str) -> bool:
        """Say whether an event of this id is in the log."""
        ...
