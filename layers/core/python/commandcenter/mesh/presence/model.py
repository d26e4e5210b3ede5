"""What a hub announces of itself, and what its silence means."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from commandcenter.kernel.canonical import Json

Status = Literal["online", "stale", "offline"]
EVERY = timedelta(seconds=30)
STALE_AFTER = timedelta(seconds=90)
OFFLINE_AFTER = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Presence:
    """Hold the last announcement taken from a hub.

    Args:
        hub: Who announced.
        at: When it was announced, by the announcer's clock, never later than `received`.
        received: When it was taken in, by ours.
        sequence: Its place in the announcer's log.
        data: What was said: version, projects, capabilities, metrics, summary {rev, root}, keys.
        told: The status of which an alert was last published; an alert is told once.
    """

    hub: str
    at: datetime
    received: datetime
    sequence: int
    data: Mapping[str, Json]
    told: Status = "online"

    def status(self, now: datetime) -> Status:
        """Say what its silence means: stale after 90 s, offline after 10 minutes."""
        age = now - self.at
        if age <= STALE_AFTER:
            return "online"
        return "stale" if age <= OFFLINE_AFTER else "offline"
