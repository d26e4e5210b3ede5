"""Enter the events of the bus in the log, and wake whoever sends to other hubs when there is something for them."""

import json
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from commandcenter.kernel.canonical import canonical
from commandcenter.kernel.clock import Clock
from commandcenter.kernel.errors import InvalidInputError
from commandcenter.kernel.urn import HUB_PROJECT
from commandcenter.mesh.envelope import Event
from commandcenter.mesh.federation.ports import Pokes
from commandcenter.mesh.log.ports import EventLog
from commandcenter.mesh.peers.ports import PeerStore
from commandcenter.mesh.subjects import GRAPH_COMMITTED

MAX_ID_BYTES = 1_000
"""Ids are keys in the table, which takes 2,048 bytes."""

_logger = logging.getLogger("commandcenter.log")


@dataclass(frozen=True)
class Recorder:
    """Hold what recording needs.

    Args:
        dead: Takes the id and the body of a message that is no event. In a queue of one group it would bar all that follow
            until its last try.
    """

    hub: str
    log: EventLog
    peers: PeerStore
    pokes: Pokes
    clock: Clock
    dead: Callable[[str, str], None]


def handle_events(event: Mapping[str, Any], parts: Recorder) -> dict[str, Any]:
    """Enter the events of an SQS batch, in their order; what cannot be read is laid aside, and nothing else with it.

    Raises UnavailableError when log or queue does not answer: all of the batch comes again, and what was entered is known.
    """
    events = []
    for record in event["Records"]:
        try:
            events.append(_read(record["body"]))
        except InvalidInputError as error:
            _logger.error("message %s is no event: %s", record["messageId"], error)
            parts.dead(record["messageId"], record["body"])
    if events:
        record_events(events, parts)
    return {"batchItemFailures": []}


def record_events(events: Sequence[Event], parts: Recorder) -> None:
    """Enter events and poke the linked hubs if some of them may leave; the same events again change nothing."""
    entries = parts.log.append(events, parts.clock.now())
    leaving = [entry.sequence for entry in entries if may_leave(entry.event, parts.hub)]
    if leaving:
        served = [peer.hub for peer in parts.peers.list() if peer.kind == "https" and not peer.bridge]
        parts.pokes.poke(served, f"log {max(leaving)}")


def may_leave(event: Event, hub: str) -> bool:
    """Say whether other hubs may want to know: of what the hub says to others, and of changes of its own ledger."""
    if event.type == GRAPH_COMMITTED:
        return event.data.get("project") == HUB_PROJECT
    return event.source == f"urn:cc:{hub}" and event.type.startswith((f"{hub}.global.", "fed."))


def _read(body: str) -> Event:
    try:
        found = json.loads(body)["detail"]["event"]
    except (ValueError, KeyError, TypeError, RecursionError):
        raise InvalidInputError("the message holds no event of the bus") from None
    event = Event.from_cloudevent(found)
    # What the log cannot write must fail here, alone, and not there with all of its batch.
    canonical(event.to_cloudevent())
    if not 1 <= len(event.id.encode()) <= MAX_ID_BYTES:
        raise InvalidInputError(f"an event's id has 1 to {MAX_ID_BYTES:,} bytes", pointer="/id")
    return event
