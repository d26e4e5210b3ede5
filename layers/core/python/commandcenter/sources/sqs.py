"""Index jobs on a FIFO queue: one group per project keeps its jobs in order and never two at a time."""

from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from commandcenter.kernel.canonical import canonical
from commandcenter.kernel.errors import UnavailableError
from commandcenter.sources.model import IndexJob


class SqsJobs:
    """Put jobs on SQS; a second copy of a delivery within five minutes is dropped by the queue itself."""

    def __init__(self, client: Any, queue_url: str) -> None:
        self._client = client
        self._queue_url = queue_url

    def put(self, job: IndexJob) -> None:
        """Queue a job; raises UnavailableError, after which the sender may try again."""
        try:
            self._client.send_message(
                QueueUrl=self._queue_url,
                MessageBody=canonical(job.to_json()).decode(),
                MessageGroupId=job.project,
                MessageDeduplicationId=job.delivery,
            )
        except (ClientError, BotoCoreError) as error:
            raise UnavailableError("the queue of index jobs does not answer") from error
