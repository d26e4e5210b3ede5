"""How much a stranger's repository or upload may cost."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from commandcenter.indexing.model import MAX_FILE_BYTES
from commandcenter.kernel.errors import TooLargeError, UnavailableError

MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class FetchLimits:
    """Bound a fetch and the tree read from it.

    Args:
        max_bytes: Bytes received.
        max_objects: Git objects in the pack.
        max_files: Files of a tree.
        max_seconds: Wall-clock time from the first connection to the last byte.
        max_blob: A larger file is listed, not read.
        max_object: A larger Git object refuses the whole fetch; it has to be held in memory.
        max_inflated: Bytes of all objects together once unpacked, and of all that a tree or a history makes us unpack.
        max_depth: Folders inside folders.
    """

    max_bytes: int = 256 * MIB
    max_objects: int = 500_000
    max_files: int = 50_000
    max_seconds: float = 120.0
    max_blob: int = MAX_FILE_BYTES
    max_object: int = 100 * MIB
    max_inflated: int = 2048 * MIB
    max_depth: int = 100


class Budget:
    """Count what one fetch has used up of its bytes and its time."""

    def __init__(self, limits: FetchLimits, monotonic: Callable[[], float] = time.monotonic) -> None:
        self.limits = limits
        self._monotonic = monotonic
        self._end = monotonic() + limits.max_seconds
        self._bytes = 0

    def spend(self, count: int) -> None:
        """Count received bytes; raises TooLargeError past the limit, UnavailableError when the time is over."""
        self._bytes += count
        if self._bytes > self.limits.max_bytes:
            raise TooLargeError(f"the repository sends more than {self.limits.max_bytes} bytes")
        self.check_time()

    def check_time(self) -> None:
        """Raise UnavailableError when the time is over."""
        self.seconds_left()

    def seconds_left(self) -> float:
        """Return the time left; raises UnavailableError when it is over."""
        left = self._end - self._monotonic()
        if left <= 0:
            raise UnavailableError(f"fetching took longer than {self.limits.max_seconds:g} seconds")
        return left
