"""What every event function does alike: read the batch, run one use case per record, report those that failed."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from aws_lambda_powertools import Logger
from aws_lambda_powertools.utilities.batch import BatchProcessor, EventType, SqsFifoPartialProcessor

from commandcenter.graph.link_projects import link_projects
from commandcenter.hub.bootstrap import AwsHub
from commandcenter.hub.outbox import publish_commits, sweep
from commandcenter.hub.records import count, process_batch
from commandcenter.kernel.errors import InvalidInputError, ProblemError, UnavailableError
from commandcenter.kernel.layers import find_in_layers
from commandcenter.mesh.envelope import Event

if TYPE_CHECKING:
    from commandcenter.sources.model import IndexJob

RETRY_SECONDS = (5, 30, 120)
"""How long a failed job waits before its next try."""
MAX_TRIES = 3
"""After so many, as the index queue's redrive policy says, a job lies with the dead letters."""

logger = Logger()


def handle_index_jobs(hub: AwsHub, event: Mapping[str, Any], context: Any) -> dict[str, Any]:
    """Run each job of an SQS batch; a job that fails for a passing reason comes back, the last time to the dead letters."""
    client = hub.client("sqs")

    def run(record: Mapping[str, Any]) -> None:
        tries = int(record["attributes"]["ApproximateReceiveCount"])
        try:
            job = _read_job(record["body"])
        except InvalidInputError:
            # No waiting mends it, and while it waits its project's queue stands still: on to the dead letters.
            _come_back(client, hub.settings.index_queue, record, 0)
            raise
        try:
            _run_job(hub, job)
        except Exception as error:
            _tell_of_failure(hub, job, error, tries)
            _come_back(client, hub.settings.index_queue, record, RETRY_SECONDS[min(tries, len(RETRY_SECONDS)) - 1])
            raise

    return process_batch(event, context, run, SqsFifoPartialProcessor())


def _read_job(body: str) -> "IndexJob":
    from commandcenter.sources.model import IndexJob

    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        raise InvalidInputError("the message is not JSON") from None
    return IndexJob.from_json(value)


def _run_job(hub: AwsHub, job: "IndexJob") -> None:
    from commandcenter.hub.jobs import JobRecord
    from commandcenter.hub.run_job import run_job

    record = JobRecord(job.delivery, job.project)
    try:
        receipt = run_job(job, _indexing_parts(hub))
    except UnavailableError:
        raise
    except ProblemError as error:
        # Trying again cannot mend it: the answer is in the job's record, and the queue moves on.
        logger.warning("index job refused", project=job.project, job=job.delivery, reason=str(error))
        hub.jobs.put(record.failed(str(error)))
        return
    hub.jobs.put(record.done(receipt))
    logger.info("indexed", project=job.project, rev=receipt.rev, changed=receipt.changed, committed=receipt.committed)
    count("EntitiesChanged", receipt.changed)


def _indexing_parts(hub: AwsHub) -> Any:
    from commandcenter.hub.run_job import IndexingParts
    from commandcenter.hub.source_plugins import find_source
    from commandcenter.hub.uploads import read_upload
    from commandcenter.plugins.loader import find_plugins

    settings = hub.settings
    keys = hub.secrets(settings.pseudonym_secret)
    if not keys:
        raise UnavailableError("the key for pseudonyms is not in the secret store")
    return IndexingParts(
        ledger=hub.ledger,
        indexers=find_plugins([find_in_layers("plugins")], kind="indexer"),
        uploads=lambda name: read_upload(hub, name),
        secrets=hub.secrets,
        source=find_source,
        pseudonym_key=keys[0],
        allowed_roots=tuple(Path(root) for root in settings.source_roots.split(":") if root),
    )


def _tell_of_failure(hub: AwsHub, job: "IndexJob", error: Exception, tries: int) -> None:
    """Write into the job's record what comes of it: another try, or none; only a ProblemError says why."""
    from commandcenter.hub.jobs import JobRecord

    record = JobRecord(job.delivery, job.project)
    reason = str(error) if isinstance(error, ProblemError) else "the hub failed; the failure is in its log"
    last = tries >= MAX_TRIES
    hub.jobs.put(
        record.failed(f"{reason} (given up after {tries} tries)")
        if last
        else record.delayed(f"{reason} (it will be tried again)")
    )


def _come_back(client: Any, queue: str, record: Mapping[str, Any], seconds: int) -> None:
    client.change_message_visibility(QueueUrl=queue, ReceiptHandle=record["receiptHandle"], VisibilityTimeout=seconds)


def handle_commit_events(hub: AwsHub, event: Mapping[str, Any], context: Any) -> dict[str, Any]:
    """Link each project named by a commit event; the same event again changes nothing."""

    def run(record: Mapping[str, Any]) -> None:
        committed = Event.from_cloudevent(json.loads(record["body"])["detail"]["event"])
        project = committed.data.get("project")
        if not isinstance(project, str):
            raise InvalidInputError("the event names no project", pointer="/data/project")
        link_projects(hub.ledger, hub.settings.hub, project, at=committed.time, cause=committed.id)

    return process_batch(event, context, run, BatchProcessor(event_type=EventType.SQS))


def handle_moved_heads(hub: AwsHub, event: Mapping[str, Any], _context: Any) -> None:
    """Publish the commits of every project whose head moved.

    It never raises: a stream that fails stops every later change of its shard, and the sweeper comes by each minute.
    """
    for project in sorted({record["dynamodb"]["Keys"]["sk"]["S"] for record in event["Records"]}):
        try:
            publish_commits(hub.ledger, hub.bus, hub.settings.hub, project)
        except Exception:
            logger.exception("not published; the sweeper will", project=project)
            count("PublishFailed", 1)


def handle_sweep(hub: AwsHub, _event: Mapping[str, Any], _context: Any) -> dict[str, Any]:
    """Repair and publish what lags; raises UnavailableError when some project could not be, so that the alarm sounds."""
    failed = sweep(hub.ledger, hub.bus, hub.settings.hub)
    if failed:
        raise UnavailableError(f"{len(failed)} project(s) could not be swept: {', '.join(failed[:5])}")
    return {"failed": 0}
