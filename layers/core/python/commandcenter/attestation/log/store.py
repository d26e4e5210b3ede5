"""What a log asks of a store, and the two stores that need no cloud.

checkpoint                       the newest one, with the log's signature: the only object that changes
tile/...                         tiles and bundles of entries (C2SP tlog-tiles)
index/<statement digest>         where its entry stands in the log
batches/<old size>               what was put after that many entries
cosignatures/<size>/<key id>     a witness's line under the checkpoint of that size
"""

import fcntl
import hashlib
import os
import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from commandcenter.ledger.directory import DirectoryObjects
from commandcenter.ledger.memory import MemoryObjects

CHECKPOINT = "checkpoint"


class LogStore(Protocol):
    """Keep the parts of one log: named bytes that never change, and one checkpoint. Reads see every finished write."""

    def get(self, name: str) -> bytes | None:
        """Return the bytes, or None when there are none under this name."""
        ...

    def put_new(self, name: str, data: bytes) -> bool:
        """Store atomically unless the name is taken; False when it is."""
        ...

    def names(self, prefix: str) -> Iterator[str]:
        """Yield the names with this prefix, sorted."""
        ...

    def checkpoint(self) -> tuple[bytes, str] | None:
        """Return the checkpoint and a token that stands for it."""
        ...

    def swap_checkpoint(self, data: bytes, token: str | None) -> bool:
        """Replace the checkpoint a token stands for (None: there is none yet); False when it is no longer that one."""
        ...


class MemoryLogStore:
    """Keep a log in memory."""

    def __init__(self) -> None:
        self._objects = MemoryObjects()
        self._checkpoint: bytes | None = None
        self._lock = threading.Lock()

    def get(self, name: str) -> bytes | None:
        return self._checkpoint if name == CHECKPOINT else self._objects.get(name)

    def put_new(self, name: str, data: bytes) -> bool:
        return self._objects.put_new(name, data)

    def names(self, prefix: str) -> Iterator[str]:
        return self._objects.names(prefix)

    def checkpoint(self) -> tuple[bytes, str] | None:
        data = self._checkpoint
        return None if data is None else (data, token_of(data))

    def swap_checkpoint(self, data: bytes, token: str | None) -> bool:
        with self._lock:
            if (token_of(self._checkpoint) if self._checkpoint is not None else None) != token:
                return False
            self._checkpoint = data
            return True


class DirectoryLogStore:
    """Keep a log in a folder that any web server can serve as it is; safe among processes of one machine."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._objects = DirectoryObjects(root)

    def get(self, name: str) -> bytes | None:
        return self._objects.get(name)

    def put_new(self, name: str, data: bytes) -> bool:
        return self._objects.put_new(name, data)

    def names(self, prefix: str) -> Iterator[str]:
        return self._objects.names(prefix)

    def checkpoint(self) -> tuple[bytes, str] | None:
        data = self._objects.get(CHECKPOINT)
        return None if data is None else (data, token_of(data))

    def swap_checkpoint(self, data: bytes, token: str | None) -> bool:
        with self._locked():
            stored = self.checkpoint()
            if (stored[1] if stored else None) != token:
                return False
            self._replace(data)
            return True

    @contextmanager
    def _locked(self) -> Iterator[None]:
        self._root.mkdir(parents=True, exist_ok=True)
        with (self._root / ".lock").open("wb") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

    def _replace(self, data: bytes) -> None:
        draft = self._root / f".{secrets.token_hex(8)}"
        try:
            with draft.open("xb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            draft.replace(self._root / CHECKPOINT)
        finally:
            draft.unlink(missing_ok=True)
        folder = os.open(self._root, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def token_of(data: bytes) -> str:
    """Return a token for a checkpoint: its digest, as no checkpoint comes back once it was replaced."""
    return hashlib.sha256(data).hexdigest()
