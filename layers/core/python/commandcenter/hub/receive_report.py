"""Use case: take a report in - store it, queue the job that reads it."""

import hashlib
import re

from commandcenter.hub.bootstrap import AwsHub
from commandcenter.hub.jobs import REPORT, JobRecord
from commandcenter.hub.uploads import new_upload, store_upload
from commandcenter.indexing.reports import KINDS
from commandcenter.kernel.errors import InvalidInputError, NotFoundError, TooLargeError
from commandcenter.kernel.urn import check_name
from commandcenter.sources.model import IndexJob, delivery_digest

CONTENT_TYPES = ["application/json", "application/xml", "text/xml", "application/octet-stream"]
MAX_REPORT_BYTES = 4 * 1024 * 1024
"""A request to a Lambda ends at 6 MB, and a binary body arrives as base64, a third larger."""
_COMMIT = re.compile(r"[0-9a-f]{7,64}")


def receive_report(hub: AwsHub, project: str, kind: str, commit: str, data: bytes, principal: str) -> dict[str, str]:
    """Queue a report about one commit of a project; returns the job's id. The same bytes again are the same job.

    Raises InvalidInputError with the parameter at fault, TooLargeError past 4 MiB, NotFoundError for an unindexed project.
    """
    check_name(project)
    if kind not in KINDS:
        raise InvalidInputError(f"no such kind of report; known are {', '.join(KINDS)}", pointer="/kind")
    if not _COMMIT.fullmatch(commit):
        raise InvalidInputError("a commit id is 7 to 64 lower-case hex digits", pointer="/commit")
    if not data:
        raise InvalidInputError("the report is empty")
    if len(data) > MAX_REPORT_BYTES:
        raise TooLargeError(f"the report has {len(data)} bytes; at most {MAX_REPORT_BYTES} are taken here")
    if hub.ledger.head(project) is None:
        raise NotFoundError("no such indexed project")
    name = new_upload(project)
    store_upload(hub, name, data)
    delivery = delivery_digest(f"{REPORT}{kind}", project, f"{commit}/{hashlib.sha256(data).hexdigest()}")
    job = IndexJob(project, f"{REPORT}{kind}", name, commit, None, delivery, f"key:{principal}", hub.clock.now())
    hub.jobs.open(JobRecord(job.delivery, project))
    hub.queue.put(job)
    return {"job": job.delivery}
