"""Run OPA as a child of this process: on a free loopback port, for one token, gone when this process is gone."""

import ctypes
import functools
import hashlib
import http.client
import os
import secrets
import signal
import socket
import subprocess
import tempfile
import threading
import time
import weakref
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Self

from commandcenter.kernel.errors import UnavailableError
from commandcenter.policy.binary import find_opa

HOST = "127.0.0.1"
PORT_ATTEMPTS = 5
_PR_SET_PDEATHSIG = 1
_AUTHZ = Path(__file__).with_name("system") / "authz" / "authz.rego"


@dataclass(frozen=True)
class Running:
    """Hold one started OPA: the child, where it listens, the token it answers to, and its log."""

    child: subprocess.Popen[bytes]
    port: int
    token: str
    log: IO[bytes]
    settings: "tempfile.TemporaryDirectory[str]"

    def alive(self) -> bool:
        return self.child.poll() is None

    def last_words(self) -> str:
        self.log.seek(0)
        return self.log.read()[-2000:].decode(errors="replace").strip()


class OpaProcess:
    """Start, watch and stop one OPA server.

    Args:
        bundle: The bundle.tar.gz it judges by.
        binary: The OPA binary; found by `find_opa` when left out.
        ready_seconds: How long a start may take.
        choose_port: Names a port to try; several workers share one host, so a clash only means another try.
    """

    def __init__(
        self,
        bundle: Path,
        *,
        binary: Path | None = None,
        ready_seconds: float = 10.0,
        choose_port: Callable[[], int] | None = None,
    ) -> None:
        self._bundle, self._binary = bundle.resolve(), binary
        self._ready_seconds, self._choose_port = ready_seconds, choose_port or free_port
        self._running: Running | None = None
        self._finalizer: Callable[[], object] = lambda: None

    @property
    def running(self) -> Running:
        """Return the started process; raises UnavailableError before `launch`."""
        if self._running is None:
            raise UnavailableError("the policy engine was not started")
        return self._running

    def started(self) -> bool:
        """Say whether a child was launched and still lives."""
        return self._running is not None and self._running.alive()

    def start(self) -> Running:
        """Launch OPA and wait until it answers; raises UnavailableError with its last words when it does not."""
        self.launch()
        return self.await_ready()

    def launch(self) -> None:
        """Start the child without waiting, so that the caller can do something else meanwhile."""
        self.stop()
        if not self._bundle.is_file():
            raise UnavailableError(f"no policy bundle {self._bundle}")
        token, port, log = secrets.token_urlsafe(32), self._choose_port(), tempfile.TemporaryFile()  # noqa: SIM115
        # A module, since the bundle's data replaces all data that was given beside it.
        known = f'package system.authz\n\ntoken_sha256 := "{hashlib.sha256(token.encode()).hexdigest()}"\n'
        settings = tempfile.TemporaryDirectory(prefix="commandcenter-opa-")
        Path(settings.name, "token.rego").write_text(known)
        command = [
            str(self._binary or find_opa()), "run", "--server", "--addr", f"{HOST}:{port}", "--skip-version-check",
            "--authentication=token", "--authorization=basic", "--log-level=error",
            str(self._bundle), str(_AUTHZ), str(Path(settings.name, "token.rego")),
        ]  # fmt: skip
        self._running = Running(_spawn(command, log), port, token, log, settings)
        self._finalizer = weakref.finalize(self, _end, self._running)

    def await_ready(self) -> Running:
        """Wait until the launched OPA answers its token; tries another port when this one was taken meanwhile."""
        deadline = time.monotonic() + self._ready_seconds
        for _ in range(PORT_ATTEMPTS):
            running = self.running
            while running.alive() and time.monotonic() < deadline:
                if _healthy(running):
                    running.settings.cleanup()
                    return running
                time.sleep(0.005)
            words = running.last_words()
            if "address already in use" not in words:
                break
            self.launch()
        self.stop()
        raise UnavailableError(f"the policy engine does not start: {words or 'no answer in time'}")

    def stop(self) -> None:
        """Kill the child, if any, and reap it."""
        self._finalizer()
        self._running = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()


def free_port() -> int:
    """Ask the kernel for a loopback port nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port


def _healthy(running: Running) -> bool:
    """Ask with our token: another worker's OPA on the same port would refuse it."""
    connection = http.client.HTTPConnection(HOST, running.port, timeout=0.25)
    try:
        connection.request("GET", "/health", headers={"Authorization": f"Bearer {running.token}"})
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _spawn(command: list[str], log: IO[bytes]) -> subprocess.Popen[bytes]:
    """Start the child from a thread that lives as long as the child does.

    The kernel sends the death signal when the *thread* that forked ends, and a handler may run in a passing thread.
    """
    started: Future[subprocess.Popen[bytes]] = Future()
    threading.Thread(target=_keep, args=(command, log, started), name="opa-keeper", daemon=True).start()
    return started.result()


def _keep(command: list[str], log: IO[bytes], started: "Future[subprocess.Popen[bytes]]") -> None:
    try:
        child = subprocess.Popen(  # noqa: S603 -- our own binary, no shell
            command,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            env={},  # the worker's environment holds credentials
            preexec_fn=_death_signal(),
        )
    except OSError as error:
        started.set_exception(UnavailableError(f"the policy engine cannot be started: {error}"))
        return
    started.set_result(child)
    child.wait()


def _death_signal() -> Callable[[], None] | None:
    """Prepare what the child runs between fork and exec so that the kernel kills it when its parent dies (Linux)."""
    prctl = getattr(ctypes.CDLL(None), "prctl", None)
    return None if prctl is None else functools.partial(_die_with, os.getpid(), prctl)


def _die_with(parent: int, prctl: Callable[..., int]) -> None:
    prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:  # it died before the signal was asked for
        os._exit(1)


def _end(running: Running) -> None:
    running.child.kill()
    running.child.wait()
    running.log.close()
    running.settings.cleanup()
