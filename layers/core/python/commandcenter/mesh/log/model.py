"""One entry of the hub's log of events."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from commandcenter.mesh.envelope import Event

Outcome = Literal["carried", "stopped"]
KEPT = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class LogEntry:
    """Tell of one event the hub has seen.

    Args:
        sequence: Its place in the log: 1, 2, 3 and so on, without gaps.
        event: What was carried, or would have been.
        recorded: When it was entered, aware.
        outcome: `carried` by the bus, or `stopped` before it.
        reason: Why it was stopped, else "".
    """

    sequence: int
    event: Event
    recorded: datetime
    outcome: Outcome = "carried"
    reason: str = ""
