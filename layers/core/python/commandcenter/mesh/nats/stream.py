"""The stream that bridges of several hubs share, and publishing to it."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import nats.errors
from nats.js import JetStreamContext
from nats.js.api import Header, RetentionPolicy, StorageType, StreamConfig
from nats.js.errors import APIError, NoStreamResponseError, NotFoundError, ServiceUnavailableError

from commandcenter.kernel.errors import InvalidInputError, TooLargeError, UnavailableError
from commandcenter.mesh.nats.allow_list import missing_subjects, reduce_patterns
from commandcenter.mesh.nats.model import WireEvent
from commandcenter.mesh.nats.wire import CONTENT_TYPE

KEPT_SECONDS = 14 * 86_400
DUPLICATE_SECONDS = 120
_NAME_IN_USE = 10058
"""JetStream's error when a stream of the name exists with another configuration."""


class NatsUnavailableError(UnavailableError):
    """Signal that the NATS server does not do what it was asked."""


class ConnectionLostError(NatsUnavailableError):
    """Signal that the connection is closed for good; a new one is needed."""


class UnfitStreamError(InvalidInputError):
    """Signal that the stream cannot be had as it is needed; only an operator can help."""


@asynccontextmanager
async def translated() -> AsyncIterator[None]:
    """Turn what nats-py raises into errors of the kernel."""
    try:
        yield
    except nats.errors.ConnectionClosedError:
        raise ConnectionLostError("the connection is closed") from None
    except nats.errors.MaxPayloadError:
        raise TooLargeError("the event is larger than the NATS server takes") from None
    except (nats.errors.Error, TimeoutError, OSError) as error:
        raise NatsUnavailableError(f"{str(error) or type(error).__name__:.200}") from None


class Stream:
    """Publish to one stream, that takes in at least the given subjects."""

    def __init__(self, js: JetStreamContext, name: str, subjects: Sequence[str]) -> None:
        self._js, self.name, self._subjects = js, name, tuple(subjects)

    async def ensure(self) -> None:
        """Create the stream when it is missing; have it take in our subjects too; leave all else as it is.

        Raises UnfitStreamError when the server will not have it so, UnavailableError when it does not answer.
        """
        async with translated():
            try:
                config = (await self._js.stream_info(self.name)).config
            except NotFoundError:
                await self._store(self._new(), [])
                return
            present = config.subjects or []
            if missing := missing_subjects(self._subjects, present):
                config.subjects = list(reduce_patterns((*present, *missing)))
                await self._store(config, present)

    async def publish(self, event: WireEvent) -> bool:
        """Store one event and wait for the word of it; returns False for one that was there already.

        Raises TooLargeError for an event the server does not take, UnavailableError when it gives no word.
        """
        headers = {"Content-Type": CONTENT_TYPE, Header.MSG_ID.value: event.id}
        async with translated():
            try:
                told = await self._js.publish(event.type, event.body, stream=self.name, headers=headers)
            except NoStreamResponseError:
                # Another bridge, writing at the same time, may have left our subjects out.
                await self.ensure()
                raise NatsUnavailableError(f"no stream took {event.type} in") from None
            return not told.duplicate

    def _new(self) -> StreamConfig:
        return StreamConfig(
            name=self.name,
            description="Events between CommandCenter hubs",
            subjects=list(self._subjects),
            retention=RetentionPolicy.LIMITS,
            storage=StorageType.FILE,
            max_age=KEPT_SECONDS,
            duplicate_window=DUPLICATE_SECONDS,
        )

    async def _store(self, config: StreamConfig, present: Sequence[str]) -> None:
        try:
            await (self._js.update_stream(config) if present else self._js.add_stream(config))
        except ServiceUnavailableError:
            raise
        except APIError as error:
            if error.err_code == _NAME_IN_USE:
                raise NatsUnavailableError("another bridge has just made the stream") from None
            wanted = ", ".join(self._subjects)
            raise UnfitStreamError(
                f"the stream {self.name} cannot take in {wanted}: {error.description}; add them, or choose another --stream"
            ) from None
