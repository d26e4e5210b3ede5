"""What the bridge tells its operator: one JSON object a line, counts, and when each side last answered."""

import json
from collections import Counter
from datetime import datetime, timedelta
from typing import Literal, TextIO

from commandcenter.kernel.canonical import Json
from commandcenter.kernel.clock import Clock, format_time

Count = Literal[
    "published", "republished", "withheld", "accepted", "duplicate", "refused", "echo", "outside", "garbage"
]
SILENT_AFTER = timedelta(seconds=90)
"""A side that has not answered for so long counts as away."""
_REPEAT = timedelta(minutes=1)


class Journal:
    """Write lines and keep counts; an event's data is never written."""

    def __init__(self, out: TextIO, clock: Clock) -> None:
        self._out, self._clock = out, clock
        self._counts: Counter[Count] = Counter()
        self._answered: dict[str, datetime] = {}
        self._troubles: dict[str, tuple[str, datetime]] = {}

    def tell(self, level: Literal["info", "warning", "error"], message: str, **fields: Json) -> None:
        """Write one line."""
        line = {"time": format_time(self._clock.now()), "level": level, "message": message, **fields}
        self._out.write(json.dumps(line) + "\n")
        self._out.flush()

    def count(self, what: Count, number: int = 1) -> None:
        self._counts[what] += number

    def tell_counts(self) -> None:
        """Write the counts since the last time, and begin again."""
        counts, self._counts = self._counts, Counter()
        self.tell("info", "counts", **dict(sorted(counts.items())))

    def answered(self, side: str) -> None:
        """Note that a side (`hub`, `nats`) answered; says so when it had been in trouble."""
        self._answered[side] = self._clock.now()
        if self._troubles.pop(side, None):
            self.tell("info", f"{side} answers again")

    def trouble(self, side: str, reason: str) -> None:
        """Write why a side does not do its part: at once when the reason is new, then once a minute."""
        now = self._clock.now()
        before = self._troubles.get(side)
        if before is None or before[0] != reason or now - before[1] >= _REPEAT:
            self._troubles[side] = (reason, now)
            self.tell("warning", f"{side}: {reason}")

    def silent(self) -> list[str]:
        """Name the sides that have not answered lately."""
        now = self._clock.now()
        return [
            side for side in ("hub", "nats") if side not in self._answered or now - self._answered[side] > SILENT_AFTER
        ]
