"""The queues of the federation: whom to send to, and commands from the bus."""

import json
from collections.abc import Callable, Mapping
from typing import Any

from aws_lambda_powertools import Logger
from aws_lambda_powertools.utilities.batch import BatchProcessor, EventType, SqsFifoPartialProcessor

from commandcenter.hub.federation_parts import FederatedHub, runner, sender
from commandcenter.hub.records import count, process_batch
from commandcenter.mesh.envelope import Event

logger = Logger()


def handle_pokes(
    hub: FederatedHub, event: Mapping[str, Any], context: Any, cosign: Callable[[str], bool] = lambda _: False
) -> dict[str, Any]:
    """Serve each peer an SQS batch names; a peer that is down is no failure of the batch: the next tick tries again.

    Args:
        cosign: Asks a peer that answered to cosign our log; says whether it did.
    """
    from commandcenter.hub.sync_peers import sync_peer

    parts = sender(hub)

    def run(record: Mapping[str, Any]) -> None:
        name = _poked(record["body"])
        if name is None:
            # Kept, it would stand before the pokes of its group for minutes; dropped, the next tick makes up for it.
            logger.error("a poke that names no hub", message_id=record["messageId"])
            return
        done = sync_peer(name, parts)
        count("EventsSent", done.taken)
        count("EventsRefused", len(done.refused))
        count("PeersFailed", 1 if done.error else 0)
        if not done.error:
            count("LogsCosigned", int(cosign(name)))

    return process_batch(event, context, run, SqsFifoPartialProcessor())


def handle_command_events(hub: FederatedHub, event: Mapping[str, Any], context: Any) -> dict[str, Any]:
    """Run commands and note reports, event by event; the same event again changes nothing."""
    from commandcenter.hub.run_commands import run_command_event

    parts = runner(hub)

    def run(record: Mapping[str, Any]) -> None:
        run_command_event(Event.from_cloudevent(json.loads(record["body"])["detail"]["event"]), parts)

    return process_batch(event, context, run, BatchProcessor(event_type=EventType.SQS))


def _poked(body: str) -> str | None:
    try:
        name = json.loads(body)["hub"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    return name if isinstance(name, str) else None
