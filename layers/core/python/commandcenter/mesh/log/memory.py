"""The log of a hub in one process."""

import threading
from collections.abc import Sequence
from datetime import datetime

from commandcenter.mesh.envelope import Event
from commandcenter.mesh.log.model import LogEntry, Outcome


class MemoryEventLog:
    """Keep the log in this process, for as long as it runs."""

    def __init__(self) -> None:
        self._entries: list[LogEntry] = []
        self._by_id: dict[str, LogEntry] = {}
        self._lock = threading.Lock()

    def append(
        self, events: Sequence[Event], at: datetime, *, outcome: Outcome = "carried", reason: str = ""
    ) -> list[LogEntry]:
        with self._lock:
            for event in events:
                if event.id not in self._by_id:
                    at = max(at, self._entries[-1].recorded) if self._entries else at
                    entry = LogEntry(len(self._entries) + 1, event, at, outcome, reason)
                    self._entries.append(entry)
                    self._by_id[event.id] = entry
            return [self._by_id[event.id] for event in events]

    def after(self, sequence: int, limit: int) -> list[LogEntry]:
        return self._entries[max(sequence, 0) : max(sequence, 0) + limit]

    def sequence_at(self, time: datetime) -> int:
        return sum(entry.recorded < time for entry in self._entries)

    def last(self) -> int:
        return len(self._entries)

    def seen(self, event_id: str) -> bool:
        return event_id in self._by_id
