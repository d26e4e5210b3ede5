"""Say how far the demo is, and run commands as a user would."""

import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from commandcenter.kernel.errors import ProblemError

COMMAND = Path(sys.executable).parent / "commandcenter"
STARTED = time.monotonic()


def say(message: str) -> None:
    """Tell how far the demo is, with the seconds since it began."""
    print(f"[{time.monotonic() - STARTED:6.1f} s] {message}", flush=True)


def show(*arguments: str, fine: tuple[int, ...] = (0,)) -> None:
    """Run a command and show it; raises ProblemError when it ends with another code than those that are fine."""
    print(f"\n$ commandcenter {' '.join(arguments)}", flush=True)
    done = subprocess.run([COMMAND, *arguments], check=False)
    if done.returncode not in fine:
        raise ProblemError(f"commandcenter {arguments[0]} ended with {done.returncode}")


def ask(*arguments: str) -> Any:
    """Run a command with `--json` and return what it says; raises ProblemError when it fails."""
    done = subprocess.run([COMMAND, *arguments, "--json"], check=False, capture_output=True, text=True)
    if done.returncode:
        raise ProblemError(f"commandcenter {arguments[0]} ended with {done.returncode}: {done.stderr.strip()[-300:]}")
    return json.loads(done.stdout)
