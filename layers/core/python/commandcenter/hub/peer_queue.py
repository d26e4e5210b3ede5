"""Pokes on a FIFO queue: one group per peer, so that no two workers serve the same one."""

import secrets
from collections.abc import Iterable
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from commandcenter.kernel.canonical import canonical, digest
from commandcenter.kernel.errors import UnavailableError


class SqsPokes:
    """Put pokes on SQS."""

    def __init__(self, client: Any, queue_url: str) -> None:
        self._client = client
        self._queue_url = queue_url

    def poke(self, hubs: Iterable[str], reason: str = "") -> None:
        """Ask that these peers be served soon.

        Args:
            hubs: Names of peers.
            reason: The same one for the same peer within 5 minutes is one poke; with "" each is one of its own.

        Raises UnavailableError.
        """
        for hub in hubs:
            try:
                self._client.send_message(
                    QueueUrl=self._queue_url,
                    MessageBody=canonical({"hub": hub}).decode(),
                    MessageGroupId=hub,
                    MessageDeduplicationId=digest([hub, reason or secrets.token_hex(16)]),
                )
            except (ClientError, BotoCoreError):
                raise UnavailableError("the queue of peers does not answer") from None
