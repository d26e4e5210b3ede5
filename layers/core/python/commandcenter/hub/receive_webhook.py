"""Use case: take a push message in on a hub - its source plugin checks it, the index queue gets one job."""

from commandcenter.graph.registry import find_repository
from commandcenter.hub.bootstrap import AwsHub
from commandcenter.hub.jobs import JobRecord
from commandcenter.hub.source_plugins import find_source
from commandcenter.sources.headers import Headers
from commandcenter.sources.model import IndexJob, Registration
from commandcenter.sources.receive import Outcome, receive_push


def receive_webhook(hub: AwsHub, source: str, headers: Headers, body: bytes) -> Outcome:
    """Verify a push of a kind of source and queue its job; raises NotFoundError for an unknown kind, and as receive_push."""
    return receive_push(
        find_source(source),
        headers,
        body,
        registrations=lambda kind, name: _registration(hub, kind, name),
        secrets=hub.secrets,
        deliveries=hub.deliveries,
        queue=_RecordedJobs(hub),
        clock=hub.clock,
    )


class _RecordedJobs:
    """Queue jobs, each entered in the log before: a record made after it could hide what a quick job has written there."""

    def __init__(self, hub: AwsHub) -> None:
        self._hub = hub

    def put(self, job: IndexJob) -> None:
        self._hub.jobs.open(JobRecord(job.delivery, job.project))
        self._hub.queue.put(job)


def _registration(hub: AwsHub, kind: str, name: str) -> Registration | None:
    found = find_repository(hub.ledger, kind, name)
    if found is None or not found.secret:
        return None
    ref, credentials = f"refs/heads/{found.branch}", found.credentials or None
    return Registration(found.project, kind, found.full_name, found.url, found.secret, ref, credentials)
