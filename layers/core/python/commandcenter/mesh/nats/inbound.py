"""Into the hub: one batch of messages at a time, kept until the hub has said what became of each."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Protocol

from commandcenter.kernel.errors import InvalidInputError, ProblemError
from commandcenter.mesh.nats.allow_list import AllowList
from commandcenter.mesh.nats.backoff import Backoff
from commandcenter.mesh.nats.hub_door import HubDoor
from commandcenter.mesh.nats.journal import Journal
from commandcenter.mesh.nats.model import BridgeSettings, Verdict, WireEvent
from commandcenter.mesh.nats.wire import cut_batches, read_event

FETCH_SECONDS = 2.0


class Message(Protocol):
    """Hold one message of NATS."""

    @property
    def subject(self) -> str: ...

    @property
    def data(self) -> bytes: ...


class Inbox(Protocol):
    """Take messages in order, and say what became of them; raises UnavailableError."""

    @property
    def ack_wait(self) -> float: ...

    async def fetch(self, limit: int, seconds: float) -> Sequence[Any]: ...

    async def acknowledge(self, kept: Sequence[Any], ended: Sequence[Any]) -> None: ...

    async def hold(self, messages: Sequence[Any]) -> None: ...


@dataclass
class Sorted:
    """Hold messages by what is to be done with them."""

    handed: list[tuple[Message, WireEvent]] = field(default_factory=list)
    kept: list[Message] = field(default_factory=list)
    ended: list[Message] = field(default_factory=list)


class Inbound:
    """Carry messages into one hub, at least once and in order."""

    def __init__(
        self,
        hub: str,
        door: HubDoor,
        inbox: Inbox,
        allow: AllowList,
        journal: Journal,
        settings: BridgeSettings,
        stop: asyncio.Event,
    ) -> None:
        self._source, self._door, self._inbox, self._allow = f"urn:cc:{hub}", door, inbox, allow
        self._journal, self._settings, self._stop = journal, settings, stop

    async def turn(self) -> bool:
        """Carry what waits, up to a batch; returns whether there was something.

        A hub that does not answer is asked until it does: handed back, the messages would be overtaken by later ones.
        Raises what NATS raises.
        """
        messages = await self._inbox.fetch(self._settings.batch, FETCH_SECONDS)
        if not messages:
            return False
        self._journal.answered("nats")
        found = self._sort(messages)
        await self._inbox.acknowledge(found.kept, found.ended)
        sizes = [len(event.body) for _, event in found.handed]
        start = 0
        async with self._held([message for message, _ in found.handed]) as waiting:
            for count in cut_batches(sizes, self._settings.batch, self._settings.batch_bytes):
                if self._stop.is_set():
                    break
                await self._hand_in(found.handed[start : start + count], waiting)
                start += count
        return True

    def _sort(self, messages: Sequence[Message]) -> Sorted:
        found = Sorted()
        for message in messages:
            try:
                event = read_event(message.data)
                if event.type != message.subject:
                    raise InvalidInputError("its type is not its subject", pointer="/type")
            except InvalidInputError as error:
                self._journal.count("garbage")
                self._journal.tell("warning", "no event", subject=message.subject, reason=str(error))
                found.ended.append(message)
                continue
            if event.source == self._source:
                self._journal.count("echo")
                found.kept.append(message)
            elif not self._allow.permits(event.type):
                self._journal.count("outside")
                found.kept.append(message)
            else:
                found.handed.append((message, event))
        return found

    async def _hand_in(self, batch: Sequence[tuple[Message, WireEvent]], waiting: list[Message]) -> None:
        verdicts = await self._ask([event for _, event in batch])
        if verdicts is None:  # told to stop; the next life is given them again
            return
        kept: list[Message] = []
        ended: list[Message] = []
        for message, event in batch:
            verdict = verdicts[event.id]
            self._journal.count(verdict.outcome)
            if verdict.outcome == "refused":
                self._journal.tell("warning", "refused", subject=event.type, id=event.id, reason=verdict.reason)
            (ended if verdict.outcome == "refused" else kept).append(message)
            waiting.remove(message)
        await self._inbox.acknowledge(kept, ended)

    async def _ask(self, events: Sequence[WireEvent]) -> Mapping[str, Verdict] | None:
        backoff = Backoff(self._stop)
        while not self._stop.is_set():
            try:
                verdicts = await asyncio.to_thread(self._door.deliver, events)
            except InvalidInputError as error:
                return await self._halve(events, error)
            except ProblemError as error:
                self._journal.trouble("hub", str(error))
                await backoff.wait()
            else:
                self._journal.answered("hub")
                return verdicts
        return None

    async def _halve(self, events: Sequence[WireEvent], error: InvalidInputError) -> Mapping[str, Verdict] | None:
        """Find the events for which the hub refuses a whole batch."""
        if len(events) == 1:
            return {events[0].id: Verdict("refused", str(error))}
        middle = len(events) // 2
        first = await self._ask(events[:middle])
        second = None if first is None else await self._ask(events[middle:])
        return None if first is None or second is None else {**first, **second}

    @asynccontextmanager
    async def _held(self, messages: list[Message]) -> AsyncIterator[list[Message]]:
        """Keep NATS from giving messages out again while they are worked on; those removed from the list are done."""

        async def hold() -> None:
            while True:
                await asyncio.sleep(self._inbox.ack_wait / 3)
                try:
                    await self._inbox.hold(tuple(messages))
                except ProblemError as error:
                    self._journal.trouble("nats", str(error))

        holding = asyncio.create_task(hold())
        try:
            yield messages
        finally:
            holding.cancel()
            await asyncio.gather(holding, return_exceptions=True)
