"""One durable consumer, read so that nothing of it is ever taken before what came earlier."""

import asyncio
from collections.abc import Sequence

import nats.errors
from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.js import JetStreamContext
from nats.js.api import AckPolicy, ConsumerConfig, ConsumerInfo, DeliverPolicy

from commandcenter.mesh.nats.stream import NatsUnavailableError, Stream, translated

RESETS_SINCE = (2, 14)
"""The first NATS server whose consumers can be told to begin again after what was acknowledged."""


class Consumer:
    """Take messages in the order of the stream, also after a crash of ours or of the server.

    What was given out to a bridge that died is given out again only after a while, and newer messages before it: a hub
    would refuse the older ones as out of order. JetStream numbers the deliveries of a consumer. A delivery that did not
    reach us is a gap in these numbers; then nothing is taken, and the consumer is set back to what was acknowledged.
    """

    def __init__(
        self,
        client: Client,
        stream: Stream,
        config: ConsumerConfig,
    ) -> None:
        self._client, self._js = client, client.jetstream()
        self._stream, self._config = stream, config
        self._inbox: JetStreamContext.PullSubscription | None = None
        self._seen = 0

    async def fetch(self, limit: int, seconds: float) -> Sequence[Msg]:
        """Take up to `limit` messages in order; () when none came in time, or when they have to be asked for again.

        Raises UnavailableError.
        """
        inbox = self._inbox or await self._open()
        try:
            async with translated():
                messages = await _fetch(inbox, limit, seconds)
        except NatsUnavailableError:  # the consumer may be gone, too
            await self._close()
            raise
        messages.sort(key=_delivery)
        if [_delivery(message) for message in messages] != [self._seen + n for n in range(1, len(messages) + 1)]:
            await self._close()
            return ()
        self._seen += len(messages)
        return messages

    async def acknowledge(self, kept: Sequence[Msg], ended: Sequence[Msg]) -> None:
        """Say of messages that they were dealt with, or that they never will be. A word that is lost costs a double."""
        async with translated():
            for message in kept:
                await message.ack()
            for message in ended:
                await message.term()
            await self._client.flush()

    async def hold(self, messages: Sequence[Msg]) -> None:
        """Ask for more time for messages."""
        async with translated():
            for message in messages:
                await message.in_progress()

    @property
    def ack_wait(self) -> float:
        """Seconds after which a message is given out again."""
        return self._config.ack_wait or 30.0

    async def _open(self) -> JetStreamContext.PullSubscription:
        """Set the consumer back to what was acknowledged, and read from there."""
        await self._stream.ensure()
        async with translated():
            info = await self._js.add_consumer(self._stream.name, self._config)
            self._seen = await self._set_back(info.name) if info.num_ack_pending else _delivered(info)
            self._inbox = await self._js.pull_subscribe_bind(info.name, self._stream.name)
        return self._inbox

    async def _set_back(self, name: str) -> int:
        version = self._client.connected_server_version
        if (version.major, version.minor) >= RESETS_SINCE:
            await self._js.reset_consumer(self._stream.name, name)
            return 0
        # An older server gives out again, and first, what it has had no word of for so long.
        await asyncio.sleep(self.ack_wait + 1)
        return _delivered(await self._js.consumer_info(self._stream.name, name))

    async def _close(self) -> None:
        inbox, self._inbox = self._inbox, None
        if inbox is not None:
            try:
                await inbox.unsubscribe()
            except nats.errors.Error:
                return  # the connection is gone, and the subscription with it


def consumer_config(hub: str, patterns: Sequence[str], *, ack_wait: float, most_waiting: int) -> ConsumerConfig:
    """Describe the consumer of one hub."""
    return ConsumerConfig(
        durable_name=f"commandcenter-{hub}",
        description=f"What the hub {hub} takes in",
        deliver_policy=DeliverPolicy.ALL,
        ack_policy=AckPolicy.EXPLICIT,
        ack_wait=ack_wait,
        max_deliver=-1,
        max_ack_pending=most_waiting,
        filter_subjects=list(patterns),
    )


def _delivery(message: Msg) -> int:
    return message.metadata.sequence.consumer


def _delivered(info: ConsumerInfo) -> int:
    return info.delivered.consumer_seq if info.delivered else 0


async def _fetch(inbox: JetStreamContext.PullSubscription, limit: int, seconds: float) -> list[Msg]:
    try:
        return await inbox.fetch(limit, timeout=seconds)
    except TimeoutError:  # nats-py says so when there is nothing
        return []
