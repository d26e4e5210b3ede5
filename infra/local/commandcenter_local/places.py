"""Where things are: the checkout, the cache (may be deleted at any time), and the state of a local stack."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

Progress = Callable[[str], None]

REPOSITORY = Path(__file__).resolve().parents[3]
LOCAL = REPOSITORY / "infra" / "local"


def cache_root() -> Path:
    """Return the cache folder: $COMMANDCENTER_CACHE, else `commandcenter` in the user's cache folder."""
    return _place("COMMANDCENTER_CACHE", "XDG_CACHE_HOME", ".cache")


def default_state() -> Path:
    """Return the state folder: $COMMANDCENTER_STATE, else `commandcenter` in the user's state folder."""
    return _place("COMMANDCENTER_STATE", "XDG_STATE_HOME", ".local/state")


def _place(explicit: str, base: str, fallback: str) -> Path:
    if folder := os.environ.get(explicit):
        return Path(folder).absolute()
    return Path(os.environ.get(base) or Path.home() / fallback) / "commandcenter"


def write_atomically(path: Path, text: str) -> None:
    """Write a file so that a reader sees the old or the new content, never a part."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    temporary.write_text(text)
    temporary.replace(path)


@contextmanager
def locked(path: Path, *, shared: bool = False) -> Iterator[None]:
    """Hold a lock file against other processes while the block runs."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_SH if shared else fcntl.LOCK_EX)
        yield
