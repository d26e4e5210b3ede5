"""Time as the hub writes it: UTC, RFC 3339, milliseconds, a final Z, so that text order is time order."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Protocol

from commandcenter.kernel.errors import InvalidInputError


class Clock(Protocol):
    """Tell the time; injected wherever time decides something."""

    def now(self) -> datetime: ...


class SystemClock:
    """Read the machine's clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)


@dataclass
class FixedClock:
    """Stand still until told to move; for tests and for replays."""

    at: datetime = field(default_factory=lambda: datetime(2026, 1, 1, tzinfo=UTC))

    def now(self) -> datetime:
        return self.at

    def advance(self, seconds: float) -> None:
        self.at += timedelta(seconds=seconds)


def format_time(moment: datetime) -> str:
    """Write an aware datetime as `2026-01-01T00:00:00.000Z`."""
    if moment.tzinfo is None:
        raise InvalidInputError("a time needs a zone")
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def parse_time(text: str) -> datetime:
    """Read an RFC 3339 time with a zone; raises InvalidInputError."""
    try:
        moment = datetime.fromisoformat(text)
    except (TypeError, ValueError):
        raise InvalidInputError(f"not a time (RFC 3339): {text!r:.60}") from None
    if moment.tzinfo is None:
        raise InvalidInputError(f"a time needs a zone: {text!r:.60}")
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        raise InvalidInputError(f"a time outside the years 1 to 9999: {text!r:.60}") from None
