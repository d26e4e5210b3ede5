"""Run a bridge as a process: its key, its signals, its health."""

import asyncio
import signal
import sys

from commandcenter.kernel.clock import SystemClock
from commandcenter.mesh.nats.bridge import Bridge
from commandcenter.mesh.nats.health import healthz
from commandcenter.mesh.nats.hub_door import SignedHubDoor
from commandcenter.mesh.nats.journal import Journal
from commandcenter.mesh.nats.model import BridgeSettings
from commandcenter.signing.signer import open_signer


def serve(settings: BridgeSettings, hub: str, key: str, passphrase: str, *, health: tuple[str, int | None]) -> None:
    """Carry until SIGTERM or SIGINT.

    Args:
        settings: How.
        hub: The hub's address.
        key: URI of the bridge's key.
        passphrase: Of the key.
        health: Host and port of the health check; no port, no check.

    Raises InvalidInputError and NotFoundError for wrong input, UnavailableError when the port is taken.
    """
    signer = open_signer(key, passphrase=passphrase)
    journal = Journal(sys.stderr, SystemClock())
    journal.tell("info", "key", fingerprint=signer.key_id)

    async def live() -> None:
        stop = asyncio.Event()
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, stop.set)
        bridge = Bridge(SignedHubDoor(hub, signer, SystemClock()), settings, journal, stop)
        async with healthz(journal, *health):
            await bridge.run()

    asyncio.run(live())
    journal.tell("info", "stopped")
