"""Start and stop the local AWS engine of one state folder."""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from commandcenter_local import processes
from commandcenter_local.environments import ENGINE, inherited, last_lines
from commandcenter_local.errors import LocalStackError
from commandcenter_local.places import LOCAL, locked, write_atomically

REGION = "eu-west-1"
LAUNCHER = LOCAL / "engine" / "launcher.py"
START_SECONDS = 60.0
STOP_SECONDS = 30.0
SNAPSHOT_SECONDS = 30
PORT_ATTEMPTS = 3


@dataclass(frozen=True)
class Engine:
    """A started engine."""

    pid: int
    port: int
    started: float
    keep_state: bool
    iam: bool

    @property
    def endpoint(self) -> str:
        return f"http://127.0.0.1:{self.port}"


class EngineProcess:
    """The engine of one state folder: at most one runs, whoever started it."""

    def __init__(self, state: Path, launcher: Path = LAUNCHER) -> None:
        self.state = state.absolute()
        self.launcher = launcher
        self.record = self.state / "engine.json"
        self.log = self.state / "logs" / "engine.log"
        self.temporary = self.state / "tmp"
        self.last_port = self.state / "data" / "port"
        self._child: subprocess.Popen[bytes] | None = None

    def running(self) -> Engine | None:
        """Return the engine that runs now, or None."""
        if not self.record.exists():
            return None
        engine = Engine(**json.loads(self.record.read_text()))
        return engine if engine.pid in processes.marked_processes(str(self.state)) else None

    def start(self, *, keep_state: bool, iam: bool) -> Engine:
        """Start the engine, or return the one that runs already with the same options."""
        with locked(self.state / ".lock"):
            if engine := self.running():
                if (engine.keep_state, engine.iam) != (keep_state, iam):
                    raise LocalStackError("the local engine runs with other options: stop it first")
                return engine
            self._clear(data=not keep_state)
            for port in self._ports():
                if engine := self._launch(port, keep_state=keep_state, iam=iam):
                    write_atomically(self.record, json.dumps(asdict(engine)))
                    write_atomically(self.last_port, str(port))
                    return engine
            raise LocalStackError(f"the local engine did not start:\n{last_lines(self.log.read_text())}")

    def stop(self) -> None:
        """Stop the engine and everything that it started. Its data stays only when it was started to keep it."""
        with locked(self.state / ".lock"):
            engine, marker = self.running(), str(self.state)
            if engine and not processes.end(marker, engine.pid, STOP_SECONDS):
                processes.kill(marker, engine.pid)
            # Lambda workers end with the engine; what their handlers started may not.
            if not processes.end(marker, None, grace=2.0) and not processes.kill(marker):
                raise LocalStackError(f"processes of the engine are still there: {processes.marked_processes(marker)}")
            if self._child is not None:
                self._child.wait()
            self.record.unlink(missing_ok=True)
            self._clear(data=engine is not None and not engine.keep_state)

    def _clear(self, *, data: bool) -> None:
        shutil.rmtree(self.temporary, ignore_errors=True)
        if data:
            shutil.rmtree(self.state / "data", ignore_errors=True)

    def _ports(self) -> Iterator[int]:
        # Kept state holds addresses with the port in them, queue URLs for one: take the same port again if it is free.
        if self.last_port.exists():
            yield int(self.last_port.read_text())
        for _ in range(PORT_ATTEMPTS):
            yield free_port()

    def _launch(self, port: int, *, keep_state: bool, iam: bool) -> Engine | None:
        for folder in (self.temporary, self.state / "data", self.log.parent):
            folder.mkdir(parents=True, exist_ok=True)
        command = [str(ENGINE.bin / "python"), str(self.launcher)]
        environment = self._settings(port) | self._options(keep_state=keep_state, iam=iam)
        with self.log.open("ab") as log:
            self._child = subprocess.Popen(
                command,
                cwd=self.temporary,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        if not wait_until_healthy(self._child, port):
            return None
        return Engine(self._child.pid, port, time.time(), keep_state, iam)

    def _settings(self, port: int) -> dict[str, str]:
        # Lambda functions inherit this environment, so it is built up from little instead of copied from the caller.
        return inherited() | {
            processes.MARKER: str(self.state),
            "GATEWAY_PORT": str(port),
            "BIND_HOST": "127.0.0.1",
            "MINISTACK_REGION": REGION,
            "TMPDIR": str(self.temporary),
            "STATE_DIR": str(self.state / "data" / "services"),
            "S3_DATA_DIR": str(self.state / "data" / "s3"),
            "IOT_MTLS_ENABLED": "0",
            "SFTP_ENABLED": "0",
        }

    @staticmethod
    def _options(*, keep_state: bool, iam: bool) -> dict[str, str]:
        kept = {"PERSIST_STATE": "1", "S3_PERSIST": "1", "SNAPSHOT_SECONDS": str(SNAPSHOT_SECONDS)}
        return (kept if keep_state else {}) | ({"AUTH": "true"} if iam else {})


def free_port() -> int:
    """Return a port that nobody listens on now; the caller retries when somebody else is faster."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def wait_until_healthy(child: subprocess.Popen[bytes], port: int) -> bool:
    """Wait for the engine's answer; return False when it has ended, as it does when the port was taken."""
    deadline = time.monotonic() + START_SECONDS
    while child.poll() is None and time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/_ministack/health", timeout=2):
                return True
        except (urllib.error.URLError, OSError):
            time.sleep(0.05)
    if child.poll() is None:
        child.kill()
        child.wait()
    return False
