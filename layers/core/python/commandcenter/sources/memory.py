"""Ports in memory: for tests, and for a hub in one process."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from commandcenter.kernel.clock import Clock, SystemClock
from commandcenter.sources.model import IndexJob

KEPT_DAYS = 30


@dataclass
class MemoryDeliveries:
    """Remember deliveries in a dict."""

    clock: Clock = field(default_factory=SystemClock)
    recorded: dict[tuple[str, str], datetime] = field(default_factory=dict)

    def seen(self, source: str, digest: str) -> bool:
        at = self.recorded.get((source, digest))
        return at is not None and self.clock.now() < at + timedelta(days=KEPT_DAYS)

    def record(self, source: str, digest: str, project: str, at: datetime) -> None:  # noqa: ARG002 - the port's signature
        self.recorded[source, digest] = at


@dataclass
class MemoryJobs:
    """Queue jobs in a list; a delivery still in the list is not queued again."""

    jobs: list[IndexJob] = field(default_factory=list)

    def put(self, job: IndexJob) -> None:
        if all(queued.delivery != job.delivery for queued in self.jobs):
            self.jobs.append(job)
