"""What runs beside a test: a NATS server that can be restarted, bridges in threads, and the command as a process."""

import asyncio
import io
import json
import os
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from commandcenter.kernel.clock import SystemClock
from commandcenter.mesh.nats.bridge import Bridge
from commandcenter.mesh.nats.hub_door import SignedHubDoor
from commandcenter.mesh.nats.journal import Journal
from commandcenter.mesh.nats.model import BridgeSettings

BIN = Path(sys.executable).parent
PASSPHRASE = "correct horse"
ENTRY = "import sys; from commandcenter.cli.main import main; main(sys.argv[1:])"


def until(true, seconds=15.0):
    """Wait for something to become true; the test fails when it does not."""
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "it did not come about"
        time.sleep(0.02)


class NatsServer:
    """Start and stop a server with JetStream on one port and one store."""

    def __init__(self, folder):
        self.folder, self.port, self.process = folder, -1, None

    @property
    def url(self):
        return f"nats://127.0.0.1:{self.port}"

    def start(self):
        told = self.folder / "told"
        told.mkdir(exist_ok=True)
        command = [BIN / "nats-server", "-a", "127.0.0.1", "-p", str(self.port), "-js", "-sd", self.folder / "store"]
        self.process = subprocess.Popen(
            [*command, "--ports_file_dir", told], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        file = told / f"nats-server_{self.process.pid}.ports"
        until(lambda: file.exists() and file.read_text().endswith("}"))
        self.port = int(json.loads(file.read_text())["nats"][0].rpartition(":")[2])

    def stop(self, *, kill=False):
        (self.process.kill if kill else self.process.terminate)()
        self.process.wait()


@dataclass
class RunningBridge:
    """Hold a bridge that runs in a thread."""

    lines: io.StringIO
    stop: object

    def told_all(self):
        return [json.loads(line) for line in self.lines.getvalue().split("\n")[:-1]]

    def told(self, message):
        return [line for line in self.told_all() if line["message"] == message]


@contextmanager
def bridging(hub, signer, server, patterns=("*.global.>", "fed.>"), **settings):
    """Run a bridge for the length of a block; it must end well."""
    lines, ended, started = io.StringIO(), [], threading.Event()
    handles = {}

    async def live():
        stop = asyncio.Event()
        loop = asyncio.get_running_loop()
        handles["stop"] = lambda: ended or loop.call_soon_threadsafe(stop.set)
        started.set()
        asked = BridgeSettings(server.url, patterns=patterns, poll=0.2, **({"ack_wait": 2.0} | settings))
        await Bridge(SignedHubDoor(hub.url, signer, SystemClock()), asked, Journal(lines, SystemClock()), stop).run()

    def work():
        try:
            asyncio.run(live())
        except Exception as error:  # noqa: BLE001 (told by the test)
            ended.append(error)

    thread = threading.Thread(target=work)
    thread.start()
    started.wait()
    try:
        yield RunningBridge(lines, handles["stop"])
    finally:
        handles["stop"]()
        thread.join(20)
        assert not thread.is_alive(), "the bridge did not stop"
        assert not ended, (ended, lines.getvalue())


def command(*arguments, passphrase=PASSPHRASE, **more):
    """Start the command as its own process."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("COMMANDCENTER_")}
    return subprocess.Popen(
        [sys.executable, "-c", ENTRY, "bridge", "nats", *map(str, arguments)],
        stderr=subprocess.PIPE,
        text=True,
        env=environment | {"COMMANDCENTER_PASSPHRASE": passphrase} | more,
    )
