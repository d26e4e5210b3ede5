"""The CloudEvents 1.0 envelope every event travels in, with its correlation, cause and hop count."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from commandcenter.kernel.canonical import Json, digest
from commandcenter.kernel.clock import format_time, parse_time
from commandcenter.kernel.errors import InvalidInputError
from commandcenter.mesh.subjects import split_subject, subject_tokens

MAX_HOPS = 8
_TEXTS = ("id", "source", "type", "subject", "correlationid", "causationid")


@dataclass(frozen=True, slots=True)
class Event:
    """Say that something happened.

    Args:
        id: Same event, same id: what makes every consumer idempotent.
        source: The hub it happened on, `urn:cc:<hub>`.
        type: A mesh subject.
        subject: URN of the entity it is about.
        time: When it happened, aware.
        data: JSON object.
        correlationid: Id of the first event of the chain.
        causationid: Id of the event or delivery that led to this one, or "".
        hops: How many events led to this one; a chain ends at MAX_HOPS.
    """

    id: str
    source: str
    type: str
    subject: str
    time: datetime
    data: Mapping[str, Json] = field(default_factory=dict)
    correlationid: str = ""
    causationid: str = ""
    hops: int = 0

    def __post_init__(self) -> None:
        split_subject(self.type)
        if not 0 <= self.hops <= MAX_HOPS:
            raise InvalidInputError(f"the chain of events ends at {MAX_HOPS} hops, not {self.hops}", pointer="/hops")

    def to_cloudevent(self) -> dict[str, Any]:
        """Render as structured CloudEvents JSON."""
        return {
            "specversion": "1.0",
            "id": self.id,
            "source": self.source,
            "type": self.type,
            "subject": self.subject,
            "time": format_time(self.time),
            "datacontenttype": "application/json",
            "data": dict(self.data),
            "correlationid": self.correlationid or self.id,
            "causationid": self.causationid,
            "hops": self.hops,
        }

    @classmethod
    def from_cloudevent(cls, value: Mapping[str, Any]) -> "Event":
        """Read structured CloudEvents JSON; raises InvalidInputError with the pointer of the fault."""
        if not isinstance(value, Mapping) or value.get("specversion") != "1.0":
            raise InvalidInputError("not a CloudEvent 1.0", pointer="/specversion")
        for name in _TEXTS:
            if not isinstance(value.get(name), str):
                raise InvalidInputError(f"the event's {name} is not text", pointer=f"/{name}")
        if type(value.get("hops")) is not int or not isinstance(value.get("data"), Mapping):
            raise InvalidInputError("the event lacks hops or data", pointer="/hops")
        texts = {name: value[name] for name in _TEXTS}
        return cls(time=parse_time(value.get("time", "")), data=value["data"], hops=value["hops"], **texts)

    def to_detail(self) -> dict[str, Any]:
        """Render as the `detail` of an EventBridge event: the CloudEvent, and the tokens of its subject for patterns."""
        return {"event": self.to_cloudevent(), "tokens": subject_tokens(self.type)}

    def then(self, type_: str, subject: str, data: Mapping[str, Json], *, time: datetime) -> "Event":
        """Make the next event of this chain; its id follows from this one's and what it says."""
        identity = digest([self.id, type_, subject, dict(data)])
        return replace(
            self,
            id=identity,
            type=type_,
            subject=subject,
            data=data,
            time=time,
            correlationid=self.correlationid or self.id,
            causationid=self.id,
            hops=self.hops + 1,
        )
