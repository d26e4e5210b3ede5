"""Run a Kubo node that speaks with nobody: for tests and for the demo."""

from __future__ import annotations

import functools
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from commandcenter_local.environments import inherited, last_lines, run
from commandcenter_local.errors import LocalStackError
from commandcenter_local.places import REPOSITORY

START_SECONDS = 60.0
STOP_SECONDS = 10.0
_POLL_SECONDS = 0.05


@functools.cache
def kubo_binary() -> Path:
    """Return the path of the pinned Kubo; the first call on a machine builds it, which takes some minutes."""
    command = [sys.executable, str(REPOSITORY / "infra" / "tools" / "build_tools.py"), "--print", "kubo"]
    built = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)
    if built.returncode:
        raise LocalStackError("Kubo cannot be built; see what was printed above")
    return Path(built.stdout.strip())


def kubo_environment(folder: Path) -> dict[str, str]:
    """Return the variables of a Kubo command that works on the repository in a folder."""
    return {**inherited(), "IPFS_PATH": str(folder), "IPFS_TELEMETRY": "off"}


@contextmanager
def running_kubo(folder: Path) -> Iterator[str]:
    """Run an offline node on free loopback ports for the block and yield the multiaddr of its RPC API.

    Args:
        folder: The node's repository; made when there is none. What is pinned stays there, as does `daemon.log`. The
            gateway's URL is in the file `gateway`.

    Raises LocalStackError when the node cannot be built or does not start.
    """
    binary = str(kubo_binary())
    folder.mkdir(parents=True, exist_ok=True)
    if not (folder / "config").exists():
        command = ["env", f"IPFS_PATH={folder}", "IPFS_TELEMETRY=off", binary, "init", "--profile=test", "--empty-repo"]
        run(command, "cannot make a repository for Kubo")
    for name in ("api", "gateway"):  # left behind by a node that was killed
        (folder / name).unlink(missing_ok=True)
    with (folder / "daemon.log").open("w") as log:
        daemon = subprocess.Popen(
            [binary, "daemon", "--offline"], env=kubo_environment(folder), stdout=log, stderr=subprocess.STDOUT
        )
        try:
            yield _await_api(daemon, folder)
        finally:
            _stop(daemon)


def _await_api(daemon: subprocess.Popen[bytes], folder: Path) -> str:
    deadline = time.monotonic() + START_SECONDS
    log = folder / "daemon.log"
    while "Daemon is ready" not in log.read_text():
        if daemon.poll() is not None or time.monotonic() > deadline:
            raise LocalStackError(f"Kubo does not start:\n{last_lines(log.read_text())}")
        time.sleep(_POLL_SECONDS)
    return (folder / "api").read_text().strip()


def _stop(daemon: subprocess.Popen[bytes]) -> None:
    daemon.terminate()
    try:
        daemon.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        daemon.kill()
        daemon.wait()
