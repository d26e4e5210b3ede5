"""Use case: take a push message in, trust nothing of it but its signature, and queue one index job."""

from dataclasses import dataclass
from typing import Literal

from commandcenter.kernel.clock import Clock
from commandcenter.kernel.errors import TooLargeError, UnauthenticatedError
from commandcenter.sources.headers import Headers
from commandcenter.sources.model import IndexJob, Push, Registration, SourcePlugin, delivery_digest
from commandcenter.sources.ports import DeliveryLog, FindRegistration, FindSecrets, JobQueue
from commandcenter.sources.signatures import unauthenticated

MAX_BODY_BYTES = 1024 * 1024
_DUMMY_SECRET = b"no registration has this secret, and a match with it is refused"


@dataclass(frozen=True, slots=True)
class Outcome:
    """Tell what became of a message.

    Args:
        status: 202 a job is queued (now, or by an earlier copy of the message), 200 an event that moves no branch,
            204 a branch the project does not follow.
        duplicate: True when the delivery was known.
        job: The job queued by this call, or None.
    """

    status: Literal[200, 202, 204]
    duplicate: bool = False
    job: IndexJob | None = None


def receive_push(
    plugin: SourcePlugin,
    headers: Headers,
    body: bytes,
    *,
    registrations: FindRegistration,
    secrets: FindSecrets,
    deliveries: DeliveryLog,
    queue: JobQueue,
    clock: Clock,
    max_body: int = MAX_BODY_BYTES,
) -> Outcome:
    """Verify a push message and queue the job it asks for, once per delivery.

    The job names the ref, not the message's commit, so that a replay or a late copy only indexes the present tip again.
    Raises TooLargeError, InvalidInputError when malformed, and one and the same UnauthenticatedError for an unknown
    repository and for a bad signature.
    """
    if len(body) > max_body:
        raise TooLargeError(f"the message is larger than {max_body} bytes")
    registration = registrations(plugin.kind, plugin.repository_hint(headers, body))
    found = secrets(registration.secret) if registration else []
    _authenticate(plugin, headers, body, found, clock)
    assert registration is not None
    push = plugin.parse(headers, body)
    if push is None:
        return Outcome(200)
    if not _follows(registration, push):
        return Outcome(204)
    digest = delivery_digest(plugin.kind, registration.repository, push.delivery_id)
    if deliveries.seen(plugin.kind, digest):
        return Outcome(202, duplicate=True)
    job = _job(registration, push, digest, clock)
    queue.put(job)
    # Only now: recorded first, and the queue down, the sender's retry would be taken for a duplicate and be lost.
    deliveries.record(plugin.kind, digest, registration.project, clock.now())
    return Outcome(202, job=job)


def _authenticate(plugin: SourcePlugin, headers: Headers, body: bytes, secrets: list[bytes], clock: Clock) -> None:
    """Try every secret, so that the time taken does not tell which one matched; without any, do the work of one."""
    matched = False
    for secret in secrets or [_DUMMY_SECRET]:
        try:
            plugin.verify(headers, body, secret, clock.now())
        except UnauthenticatedError:
            continue
        matched = True
    if not (secrets and matched):
        raise unauthenticated()


def _follows(registration: Registration, push: Push) -> bool:
    """Say whether the push moved the followed ref; when nobody tells the default branch, any branch may be it."""
    if push.deleted:
        return False
    followed = registration.ref or (f"refs/heads/{push.default_branch}" if push.default_branch else push.ref)
    return push.ref == followed


def _job(registration: Registration, push: Push, digest: str, clock: Clock) -> IndexJob:
    return IndexJob(
        project=registration.project,
        source=push.source,
        url=registration.url,
        ref=registration.ref or "HEAD",
        credentials=registration.credentials,
        delivery=digest,
        requested_by=f"webhook:{push.source}",
        at=clock.now(),
    )
