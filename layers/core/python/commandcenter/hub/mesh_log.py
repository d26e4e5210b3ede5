"""Use cases of the mesh API: read the log of events, publish one by hand, publish what was once more."""

import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from commandcenter.kernel.canonical import canonical
from commandcenter.kernel.clock import Clock, format_time, parse_time
from commandcenter.kernel.errors import ForbiddenError, InvalidInputError
from commandcenter.kernel.urn import Urn
from commandcenter.mesh.bus import Bus
from commandcenter.mesh.envelope import Event
from commandcenter.mesh.federation.answers import hub_urn
from commandcenter.mesh.federation.ports import Judge
from commandcenter.mesh.log.model import LogEntry
from commandcenter.mesh.log.ports import EventLog
from commandcenter.mesh.patterns import matches, split_pattern
from commandcenter.mesh.subjects import split_subject

LAW = "hub/federation/publish"
LIMIT, MOST = 100, 500
MAX_SCANNED = 3_000
"""Entries looked at for one answer; the next question goes on from there."""
MAX_BYTES = 3_000_000
"""Of one answer, as UTF-8; a Lambda returns 6 MB, in which its text is quoted once more."""
MAX_REPLAYED = 10_000
_PAGE = 250


@dataclass(frozen=True)
class MeshLog:
    """Hold what these use cases need."""

    hub: str
    log: EventLog
    bus: Bus
    judge: Judge
    clock: Clock


@dataclass
class _Reader:
    """Choose entries until the answer is full or enough was looked at; `after` is where to go on."""

    pattern: str
    limit: int
    after: int
    scanned: int = 0
    size: int = 0
    full: bool = False
    events: list[dict[str, Any]] = field(default_factory=list)

    def wants_more(self) -> bool:
        return not self.full and self.scanned < MAX_SCANNED

    def take(self, entry: LogEntry) -> bool:
        """Look at the next entry; False when it is left for the next answer."""
        if not self.wants_more():
            return False
        if matches(self.pattern, entry.event.type):
            shown = _render(entry)
            size = len(canonical(shown))
            if self.events and self.size + size > MAX_BYTES:
                self.full = True
                return False
            self.events.append(shown)
            self.size += size
            self.full = len(self.events) == self.limit
        self.after, self.scanned = entry.sequence, self.scanned + 1
        return True


def list_events(parts: MeshLog, asked: Mapping[str, str]) -> dict[str, Any]:
    """Return entries of the log.

    Args:
        parts: Of this hub.
        asked: `pattern` over subjects, `after` a sequence or `since` a time, `limit`; all may be left out.

    Returns: `events`, `next` (pass it as `after`) and `last`. Raises InvalidInputError with the parameter at fault.
    """
    pattern, limit = _pattern(asked.get("pattern") or ">"), _number(asked, "limit", LIMIT, 1, MOST)
    after = _start(parts.log, asked)
    last, reader = parts.log.last(), _Reader(pattern, limit, after)
    while reader.wants_more() and (page := parts.log.after(reader.after, _PAGE)):
        for entry in page:
            if not reader.take(entry):
                break
    # Behind what is left of the log there may be only what has expired.
    end = max(reader.after, last) if reader.wants_more() else reader.after
    return {"events": reader.events, "next": end, "last": last}


def publish(parts: MeshLog, body: Mapping[str, Any]) -> dict[str, str]:
    """Publish an event a person made; returns its id.

    Raises ForbiddenError when the law keeps the subject for the hub itself, InvalidInputError when the event does not fit.
    """
    type_ = body.get("type")
    if not isinstance(type_, str):
        raise InvalidInputError("an event has a type", pointer="/type")
    if not isinstance(body.get("data"), Mapping):
        raise InvalidInputError("an event has data, a JSON object", pointer="/data")
    with _pointing("/type"):
        split_subject(type_)
    said = parts.judge.decide(LAW, {"hub": parts.hub, "type": type_})
    if said["allow"] is not True:
        raise ForbiddenError(str(said.get("reason", "the law does not allow that")))
    subject = body.get("subject") or hub_urn(parts.hub)
    if not isinstance(subject, str):
        raise InvalidInputError("the subject is a URN", pointer="/subject")
    with _pointing("/subject"):
        Urn.parse(subject)
    with _pointing("/data"):
        canonical(body["data"])  # what the log could not write is told to whoever says it
    event = Event(uuid.uuid4().hex, f"urn:cc:{parts.hub}", type_, subject, parts.clock.now(), body["data"])
    parts.bus.publish(event)
    return {"id": event.id}


def replay(parts: MeshLog, body: Mapping[str, Any]) -> dict[str, int]:
    """Publish events of the log once more under their ids; those of other hubs and commands are left out.

    Raises InvalidInputError for a time or pattern that is none, or when more than 10,000 would go out.
    """
    pattern = _pattern(body.get("pattern") or ">")
    after, chosen = parts.log.sequence_at(_time(body.get("since"))), list[Event]()
    while page := parts.log.after(after, _PAGE):
        after = page[-1].sequence
        chosen += [
            entry.event for entry in page if _repeatable(entry, parts.hub) and matches(pattern, entry.event.type)
        ]
        if len(chosen) > MAX_REPLAYED:
            raise InvalidInputError(f"more than {MAX_REPLAYED:,} events; ask for a later time", pointer="/since")
    for event in chosen:
        parts.bus.publish(event)
    return {"replayed": len(chosen)}


def _repeatable(entry: LogEntry, hub: str) -> bool:
    ours = entry.event.source == f"urn:cc:{hub}"
    return ours and entry.outcome == "carried" and not entry.event.type.startswith("fed.")


def _start(log: EventLog, asked: Mapping[str, str]) -> int:
    if asked.get("since"):
        if asked.get("after"):
            raise InvalidInputError("ask for what follows a sequence or a time, not both", pointer="/since")
        return log.sequence_at(_time(asked["since"]))
    return _number(asked, "after", 0, 0, 10**15)


def _time(text: Any) -> datetime:
    with _pointing("/since"):
        return parse_time(text)


def _pattern(text: Any) -> str:
    with _pointing("/pattern"):
        split_pattern(text)
    return str(text)


@contextmanager
def _pointing(pointer: str) -> Iterator[None]:
    """Say where in the request the fault is that the block finds."""
    try:
        yield
    except InvalidInputError as error:
        raise InvalidInputError(error.detail, pointer=pointer) from None


def _number(asked: Mapping[str, str], name: str, default: int, least: int, most: int) -> int:
    text = asked.get(name) or str(default)
    if not (text.isascii() and text.isdigit() and len(text) < 17 and least <= int(text) <= most):
        raise InvalidInputError(f"a number from {least} to {most:,} is needed", pointer=f"/{name}")
    return int(text)


def _render(entry: LogEntry) -> dict[str, Any]:
    return {
        "sequence": entry.sequence,
        "recorded": format_time(entry.recorded),
        "outcome": entry.outcome,
        "reason": entry.reason,
        "event": entry.event.to_cloudevent(),
    }
