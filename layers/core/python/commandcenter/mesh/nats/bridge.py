"""The life of a bridge: learn the hub's name, join NATS, carry both ways until told to stop."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

from nats.aio.client import Client

from commandcenter.kernel.errors import InvalidInputError, ProblemError, UnavailableError
from commandcenter.mesh.nats.allow_list import AllowList, stream_subjects
from commandcenter.mesh.nats.backoff import Backoff, pause_for
from commandcenter.mesh.nats.consumer import Consumer, consumer_config
from commandcenter.mesh.nats.hub_door import HubDoor
from commandcenter.mesh.nats.inbound import Inbound
from commandcenter.mesh.nats.journal import Journal
from commandcenter.mesh.nats.model import BridgeSettings
from commandcenter.mesh.nats.outbound import Outbound
from commandcenter.mesh.nats.stream import (
    ConnectionLostError,
    NatsUnavailableError,
    Stream,
    UnfitStreamError,
    translated,
)

COUNTS_EVERY = 60.0
_WATCH_EVERY = 10.0
_T = TypeVar("_T")
_SCHEMES = ("nats", "tls", "ws", "wss")


class Bridge:
    """Join one hub to one NATS server; raises InvalidInputError for patterns, addresses and files that are none."""

    def __init__(self, door: HubDoor, settings: BridgeSettings, journal: Journal, stop: asyncio.Event) -> None:
        self._door, self._settings, self._journal, self._stop = door, settings, journal, stop
        self._allow = AllowList(settings.patterns)
        self._options = connect_options(settings)

    async def run(self) -> None:
        """Carry until told to stop; raises UnfitStreamError."""
        counts = asyncio.create_task(self._every(COUNTS_EVERY, self._tell_counts))
        try:
            while not self._stop.is_set():
                hub = await self._until_done(self._name)
                if hub:
                    await self._until_done(partial(self._session, hub))
        finally:
            counts.cancel()
            await asyncio.gather(counts, return_exceptions=True)
            self._journal.tell_counts()

    async def _name(self) -> str:
        try:
            name = await asyncio.to_thread(self._door.name)
        except InvalidInputError as error:  # of the hub, not of the one who started the bridge
            raise UnavailableError(str(error)) from None
        self._journal.answered("hub")
        self._journal.tell("info", "linked", hub=name)
        return name

    async def _session(self, hub: str) -> None:
        """Work over one connection, until told to stop or until it is closed for good."""
        settings, patterns = self._settings, self._allow.patterns
        async with self._connected() as client:
            if client is None:
                return
            stream = Stream(client.jetstream(), settings.stream, stream_subjects(patterns, hub))
            await stream.ensure()
            config = consumer_config(hub, patterns, ack_wait=settings.ack_wait, most_waiting=settings.batch)
            inbox = Consumer(client, stream, config)
            out = Outbound(self._door, stream, self._allow, self._journal, settings.batch)
            inward = Inbound(hub, self._door, inbox, self._allow, self._journal, settings, self._stop)
            self._journal.tell("info", "joined", hub=hub, stream=settings.stream, subjects=list(patterns))
            await _together(
                self._repeat(out.turn, settings.poll),
                self._repeat(inward.turn, 0.0),
                self._every(_WATCH_EVERY, lambda: self._watch(client)),
            )
            await self._settle(out.finish)

    @asynccontextmanager
    async def _connected(self) -> AsyncIterator[Client | None]:
        """Connect, however long it takes; None when told to stop before."""

        async def trouble(error: Exception) -> None:
            self._journal.trouble("nats", str(error) or type(error).__name__)

        client = Client()
        try:
            async with translated():
                joined = await _unless(self._stop, client.connect(**self._options, error_cb=trouble))
            if joined:
                self._journal.answered("nats")
            yield client if joined else None
        finally:
            await client.close()

    async def _watch(self, client: Client) -> None:
        async with translated():
            await client.flush()
        self._journal.answered("nats")

    async def _tell_counts(self) -> None:
        self._journal.tell_counts()

    async def _repeat(self, turn: Callable[[], Awaitable[bool]], idle: float) -> None:
        """Take turns until told to stop, with pauses of up to `idle` seconds when there is nothing to do."""
        rest, backoff = (Backoff(self._stop, first=min(1.0, idle), longest=idle), Backoff(self._stop))
        while not self._stop.is_set():
            try:
                busy = await turn()
            except ProblemError as error:
                self._note(error)
                await backoff.wait()
                continue
            backoff.reset()
            if busy:
                rest.reset()
            else:
                await rest.wait()

    async def _every(self, seconds: float, work: Callable[[], Awaitable[None]]) -> None:
        while not self._stop.is_set():
            await pause_for(self._stop, seconds)
            if not self._stop.is_set():
                await self._settle(work)

    async def _settle(self, work: Callable[[], Awaitable[None]]) -> None:
        try:
            await work()
        except ProblemError as error:
            self._note(error)

    async def _until_done(self, work: Callable[[], Awaitable[_T]]) -> _T | None:
        """Try until it comes out well; None when told to stop before."""
        backoff = Backoff(self._stop)
        while not self._stop.is_set():
            try:
                return await work()
            except ConnectionLostError as error:
                self._journal.trouble("nats", str(error))
            except ProblemError as error:
                self._note(error)
            await backoff.wait()
        return None

    def _note(self, error: ProblemError) -> None:
        """Tell what may pass; raise what will not."""
        if isinstance(error, ConnectionLostError | UnfitStreamError):
            raise error
        self._journal.trouble("nats" if isinstance(error, NatsUnavailableError) else "hub", str(error))


def connect_options(settings: BridgeSettings) -> dict[str, Any]:
    """Return what nats-py is to be told; raises InvalidInputError for addresses and files that are none."""
    servers = [server.strip() for server in settings.url.split(",")]
    if any(urlsplit(server).scheme not in _SCHEMES or not urlsplit(server).hostname for server in servers):
        raise InvalidInputError(f"a NATS server is named by a URL of the scheme {', '.join(_SCHEMES)}")
    options: dict[str, Any] = {
        "servers": servers,
        "name": "commandcenter-bridge",
        "max_reconnect_attempts": -1,
        "reconnect_time_wait": 1,
    }
    if settings.creds:
        if not Path(settings.creds).is_file():
            raise InvalidInputError(f"there is no credentials file at {settings.creds}")
        options["user_credentials"] = settings.creds
    if settings.tls_ca:
        try:
            options["tls"] = ssl.create_default_context(cafile=settings.tls_ca)
        except OSError:  # ssl.SSLError is one
            raise InvalidInputError(f"{settings.tls_ca} is no file of CA certificates") from None
    return options


async def _unless(stop: asyncio.Event, work: Coroutine[Any, Any, None]) -> bool:
    """Do some work unless told to stop before it is done; says whether it was."""
    working, stopping = asyncio.create_task(work), asyncio.create_task(stop.wait())
    await asyncio.wait((working, stopping), return_when=asyncio.FIRST_COMPLETED)
    stopping.cancel()
    if not working.done():
        working.cancel()
        await asyncio.gather(working, return_exceptions=True)
        return False
    await working
    return True


async def _together(*works: Coroutine[Any, Any, None]) -> None:
    """Do all at once; the first that fails ends the others."""
    tasks = [asyncio.create_task(work) for work in works]
    try:
        await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
