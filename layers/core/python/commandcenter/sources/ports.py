"""What receiving a push needs from the outside."""

from collections.abc import Callable
from datetime import datetime
from typing import Protocol

from commandcenter.sources.model import IndexJob, Registration

FindRegistration = Callable[[str, str], Registration | None]
"""(kind of source, full repository name) -> the registration, or None."""

FindSecrets = Callable[[str], list[bytes]]
"""Name of a secret -> its values, newest first; several while it is rotated, none when there is no such secret."""


class DeliveryLog(Protocol):
    """Remember deliveries for 30 days."""

    def seen(self, source: str, digest: str) -> bool:
        """Say whether a delivery was recorded."""
        ...

    def record(self, source: str, digest: str, project: str, at: datetime) -> None:
        """Record a delivery; recording it again changes nothing."""
        ...


class JobQueue(Protocol):
    """Hand jobs on: in order within a project, and once per delivery as far as the queue can tell."""

    def put(self, job: IndexJob) -> None: ...
