"""Open a ledger that needs no AWS."""

from pathlib import Path

from commandcenter.ledger.ledger import Ledger
from commandcenter.ledger.memory import MemoryItems, MemoryObjects


def open_memory() -> Ledger:
    """Open an empty ledger in memory."""
    return Ledger(MemoryObjects(), MemoryItems())


def open_directory(path: Path | str) -> Ledger:
    """Open the ledger kept in a directory; made when it is not there."""
    from commandcenter.ledger.directory import DirectoryItems, DirectoryObjects

    return Ledger(DirectoryObjects(Path(path)), DirectoryItems(Path(path)))
