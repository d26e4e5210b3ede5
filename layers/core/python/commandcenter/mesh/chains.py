"""Chains of events: what follows from what, and where it ends."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from commandcenter.kernel.canonical import Json, digest
from commandcenter.mesh.envelope import MAX_HOPS, Event
from commandcenter.mesh.log.ports import EventLog


def continue_chain(
    event: Event, type_: str, subject: str, data: Mapping[str, Json], *, hub: str, time: datetime, log: EventLog
) -> Event | None:
    """Make the next event of a chain, as one of this hub.

    Args:
        event: What led to it.
        type_, subject, data, time: Of the next one; its id follows from all but the time.
        hub: This hub.
        log: Where the end of a chain is recorded.

    Returns: The event, to be published; None when the chain has its eight hops: then the event that is not published stands
    in the log as `stopped`. Raises UnavailableError when the log does not answer.
    """
    source = f"urn:cc:{hub}"
    if event.hops < MAX_HOPS:
        return replace(event.then(type_, subject, data, time=time), source=source)
    ended = Event(
        id=digest([event.id, type_, subject, dict(data)]),
        source=source,
        type=type_,
        subject=subject,
        time=time,
        data=data,
        correlationid=event.correlationid or event.id,
        causationid=event.id,
        hops=MAX_HOPS,
    )
    log.append([ended], time, outcome="stopped", reason=f"the chain of events ends at {MAX_HOPS} hops")
    return None
