"""The record of index jobs, so that whoever asked for one can see what became of it."""

from dataclasses import dataclass, replace
from typing import Literal, Protocol

from commandcenter.ledger.model import Receipt

JobState = Literal["queued", "done", "failed"]

UPLOAD = "upload"
REPORT = "report:"
"""Sources of jobs that are no Git source; they stand here since who asks for a job needs none of what runs it."""


@dataclass(frozen=True, slots=True)
class JobRecord:
    """Tell how a job stands.

    Args:
        id: The job's delivery digest.
        rev: The project's revision once done; 0 before.
        changed: Entities the job changed; 0 when the facts were known.
        detail: Why it failed, or why it will be tried again; never a secret.
    """

    id: str
    project: str
    state: JobState = "queued"
    rev: int = 0
    changed: int = 0
    detail: str = ""

    def done(self, receipt: Receipt) -> "JobRecord":
        return replace(self, state="done", rev=receipt.rev, changed=receipt.changed)

    def failed(self, detail: str) -> "JobRecord":
        return replace(self, state="failed", detail=detail[:1000])

    def delayed(self, detail: str) -> "JobRecord":
        return replace(self, detail=detail[:1000])


class JobLog(Protocol):
    """Keep the records of jobs for 30 days."""

    def open(self, record: JobRecord) -> None:
        """Enter a job that is about to be queued; one that is known already keeps what is said of it."""
        ...

    def put(self, record: JobRecord) -> None: ...

    def get(self, job_id: str) -> JobRecord | None: ...


class MemoryJobLog:
    """Keep the records in this process."""

    def __init__(self) -> None:
        self._records: dict[str, JobRecord] = {}

    def open(self, record: JobRecord) -> None:
        self._records.setdefault(record.id, record)

    def put(self, record: JobRecord) -> None:
        self._records[record.id] = record

    def get(self, job_id: str) -> JobRecord | None:
        return self._records.get(job_id)
