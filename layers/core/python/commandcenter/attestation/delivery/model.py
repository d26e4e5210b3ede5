"""A delivery to one outside service, and how it is tried again."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Literal

from commandcenter.kernel.clock import format_time, parse_time

Kind = Literal["pin", "register"]
State = Literal["pending", "done", "refused"]
FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=30), timedelta(hours=6)
LEASE = timedelta(minutes=5)
"""How long an attempt may take before another worker makes the next one."""
MAX_ERROR = 300


@dataclass(frozen=True)
class Delivery:
    """Hold one delivery.

    Args:
        content: CID of what is pinned; for a registration the CID of the envelope that is told of.
        place: Name in the object store of the bytes.
        target: Name of the service, as the operator named it.
        due: When it is tried next.
        error: Why the last attempt failed, without secrets.
        receipt: What the service answered.
        version: Counts the changes of a pending delivery.
    """

    project: str
    audit: str
    kind: Kind
    target: str
    content: str
    place: str
    due: datetime
    state: State = "pending"
    attempts: int = 0
    error: str = ""
    receipt: Mapping[str, Any] = field(default_factory=dict)
    version: int = 0

    @property
    def key(self) -> str:
        """Name it among the deliveries of its audit; the same content goes to the same service once."""
        return f"{self.kind}/{self.target}/{self.content}"

    def to_json(self) -> dict[str, Any]:
        return vars(self) | {"due": format_time(self.due), "receipt": dict(self.receipt)}

    @classmethod
    def from_json(cls, said: Mapping[str, Any]) -> "Delivery":
        return cls(**{**said, "due": parse_time(said["due"])})

    def claimed(self, now: datetime) -> "Delivery":
        """Return it as it stands while a worker tries it."""
        return replace(self, due=now + LEASE, attempts=self.attempts + 1, version=self.version + 1)

    def done(self, receipt: Mapping[str, Any]) -> "Delivery":
        return replace(self, state="done", receipt=receipt, error="", version=self.version + 1)

    def failed(self, error: str, now: datetime, *, final: bool) -> "Delivery":
        """Return it after an attempt that failed: to be tried after a wait that doubles, or for good."""
        wait = min(FIRST_WAIT * 2 ** min(self.attempts - 1, 20), LONGEST_WAIT)
        state: State = "refused" if final else "pending"
        said = error[:MAX_ERROR].encode(errors="replace").decode()  # services may quote what no text can hold
        return replace(self, state=state, error=said, due=now + wait, version=self.version + 1)
