"""A real NATS server for the length of a block, and as much of its text protocol as a test needs."""

import json
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

SERVER = Path(sys.executable).parent / "nats-server"


@contextmanager
def running_server(folder: Path) -> Iterator[int]:
    """Start a server on a free port of 127.0.0.1 and yield the port; `folder` takes the file it tells the port in."""
    command = [str(SERVER), "--addr", "127.0.0.1", "--port", "-1", "--ports_file_dir", str(folder)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        try:
            yield _port(folder / f"nats-server_{server.pid}.ports")
        finally:
            server.terminate()


def _port(told: Path, seconds: float = 10.0) -> int:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            return int(json.loads(told.read_text())["nats"][0].rpartition(":")[2])
        except (FileNotFoundError, json.JSONDecodeError):  # not there yet, or half written
            time.sleep(0.05)
    raise TimeoutError("the NATS server did not start")


def deliveries(port: int, patterns: Sequence[str], subjects: Sequence[str]) -> list[tuple[int, int]]:
    """Subscribe to all patterns, publish once on each subject; returns what came: (place of pattern, of subject)."""
    said = ['CONNECT {"verbose":false,"pedantic":true}']
    said += [f"SUB {pattern} {place}" for place, pattern in enumerate(patterns)]
    said += [f"PUB {subject} {len(str(place))}\r\n{place}" for place, subject in enumerate(subjects)]
    said.append("PING")
    found = []
    with socket.create_connection(("127.0.0.1", port), timeout=20) as connection, connection.makefile("rwb") as wire:
        wire.write("".join(f"{line}\r\n" for line in said).encode())
        wire.flush()
        # The server answers in order: when the PONG comes, every message that will come has come.
        while (line := wire.readline().decode().split()) != ["PONG"]:
            if line[0] == "MSG":
                found.append((int(line[2]), int(wire.readline())))
            elif line[0] != "INFO":
                raise AssertionError(f"the NATS server says {line}")
    return found
