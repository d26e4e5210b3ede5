"""Entries and their receipts by digest: in memory, or each in a file of a folder."""

import json
import os
import re
import threading
from pathlib import Path
from typing import Any
from uuid import uuid4

Record = dict[str, Any]
"""{entry, receipt}"""

_FILE = re.compile(r"[0-9a-f]{64}\.json")


class KeptEntries:
    """Keep records; the first of each digest stays.

    Args:
        folder: Where they lie, one file each, made if it is not there; None for memory.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self._folder, self._lock = folder, threading.Lock()
        self._records: dict[str, Record] = {}
        if folder is not None:
            folder.mkdir(parents=True, exist_ok=True)
            for path in folder.iterdir():
                if _FILE.fullmatch(path.name):
                    self._records[path.stem] = json.loads(path.read_bytes())

    def get(self, digest: str) -> Record | None:
        return self._records.get(digest)

    def all(self) -> list[Record]:
        """List the records, newest first."""
        with self._lock:
            return sorted(self._records.values(), key=lambda one: str(one["receipt"]["registered"]), reverse=True)

    def put_new(self, digest: str, record: Record) -> Record:
        """Keep a record unless there is one of this digest; returns the one that is kept."""
        with self._lock:
            if digest not in self._records:
                self._write(digest, record)
                self._records[digest] = record
            return self._records[digest]

    def _write(self, digest: str, record: Record) -> None:
        """Write the whole file or none, so that what was answered for survives the process."""
        if self._folder is None:
            return
        draft = self._folder / f".{uuid4().hex}"
        with draft.open("wb") as file:
            file.write(json.dumps(record, sort_keys=True).encode())
            file.flush()
            os.fsync(file.fileno())
        draft.replace(self._folder / f"{digest}.json")
