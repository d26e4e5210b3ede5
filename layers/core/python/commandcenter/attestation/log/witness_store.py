"""What a witness remembers of each log, and the store that remembers it in memory."""

import threading
from dataclasses import dataclass, field
from typing import Protocol


@dataclass(frozen=True, slots=True)
class WitnessRecord:
    """Hold the newest checkpoint cosigned of a log: its size, its root, the note with the log's line and ours."""

    size: int
    root: bytes
    checkpoint: bytes = field(repr=False)


class WitnessStore(Protocol):
    """Keep one record for each origin; reads see every finished write."""

    def latest(self, origin: str) -> tuple[WitnessRecord | None, int]:
        """Return the record and its version; None and 0 when the log was never cosigned."""
        ...

    def advance(self, origin: str, record: WitnessRecord, version: int) -> bool:
        """Replace the record of a version; False when it is no longer that one."""
        ...


class MemoryWitnessStore:
    """Keep the records in memory."""

    def __init__(self) -> None:
        self._records: dict[str, tuple[WitnessRecord, int]] = {}
        self._lock = threading.Lock()

    def latest(self, origin: str) -> tuple[WitnessRecord | None, int]:
        return self._records.get(origin, (None, 0))

    def advance(self, origin: str, record: WitnessRecord, version: int) -> bool:
        with self._lock:
            if self.latest(origin)[1] != version:
                return False
            self._records[origin] = record, version + 1
            return True
