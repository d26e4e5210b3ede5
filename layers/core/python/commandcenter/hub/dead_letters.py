"""Messages that no retry can mend, laid aside at once in the FIFO queue of the dead letters."""

from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from commandcenter.kernel.errors import UnavailableError


class DeadLetters:
    """Lay messages aside on SQS."""

    def __init__(self, client: Any, queue_url: str) -> None:
        self._client, self._queue_url = client, queue_url

    def __call__(self, message_id: str, body: str) -> None:
        """Send a message there, once for its id; raises UnavailableError."""
        try:
            self._client.send_message(
                QueueUrl=self._queue_url, MessageBody=body, MessageGroupId="log", MessageDeduplicationId=message_id
            )
        except (ClientError, BotoCoreError):
            raise UnavailableError("the queue of the dead letters does not answer") from None
