"""Find and end the processes of one engine: itself, its Lambda workers, and what those started.

A process identifier may be reused by a stranger, and a worker's child survives its worker. So all processes of an
engine carry a marker in their environment, which children inherit, and nothing without the marker is ever signalled.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import time
from pathlib import Path

PROC = Path("/proc")
MARKER = "COMMANDCENTER_ENGINE"
POLL_SECONDS = 0.05


def marked_processes(marker: str) -> list[int]:
    """Return the identifiers of the living processes whose environment holds `COMMANDCENTER_ENGINE=<marker>`."""
    return _marked_in_proc(marker) if PROC.is_dir() else _marked_in_ps(marker)


def _marked_in_proc(marker: str) -> list[int]:
    wanted = f"{MARKER}={marker}".encode()
    found = []
    for folder in PROC.iterdir():
        if folder.name.isdigit():
            # Processes of others cannot be read, and any process may end while we look.
            with contextlib.suppress(OSError):
                if wanted in (folder / "environ").read_bytes().split(b"\0"):
                    found.append(int(folder.name))
    return found


def _marked_in_ps(marker: str) -> list[int]:
    command = ["ps", "-axwwE", "-o", "pid=,command="]
    listing = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return [int(line.split()[0]) for line in listing.splitlines() if f" {MARKER}={marker} " in f"{line} "]


def end(marker: str, only: int | None, grace: float) -> bool:
    """Ask the marked processes (or one of them) to stop and wait; return whether all have ended."""
    return _signal_and_wait(marker, only, signal.SIGTERM, grace)


def kill(marker: str, only: int | None = None) -> bool:
    """Kill what did not stop when asked."""
    return _signal_and_wait(marker, only, signal.SIGKILL, 2.0)


def _signal_and_wait(marker: str, only: int | None, number: signal.Signals, grace: float) -> bool:
    def remaining() -> list[int]:
        return [pid for pid in marked_processes(marker) if only in (None, pid)]

    for pid in remaining():
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, number)
    deadline = time.monotonic() + grace
    while remaining():
        if time.monotonic() > deadline:
            return False
        time.sleep(POLL_SECONDS)
    return True
