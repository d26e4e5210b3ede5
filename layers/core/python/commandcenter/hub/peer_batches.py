"""The queues of the federation: whom to send to, and commands from the bus."""

import json
from collections.abc import Mapping
from typing import Any

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.batch import BatchProcessor, EventType, SqsFifoPartialProcessor
from aws_lambda_powertools.utilities.batch.base import BasePartialBatchProcessor
from aws_lambda_powertools.utilities.batch.decorators import process_partial_response

from commandcenter.hub.federation_parts import FederatedHub, runner, sender
from commandcenter.mesh.envelope import Event

logger = Logger()


def handle_pokes(hub: FederatedHub, event: Mapping[str, Any], context: Any) -> dict[str, Any]:
    """Serve each peer an SQS batch names; a peer that is down is no failure of the batch: the next tick tries again."""
    from commandcenter.hub.sync_peers import sync_peer

    parts = sender(hub)

    def run(record: Mapping[str, Any]) -> None:
        name = _poked(record["body"])
        if name is None:
            # Kept, it would stand before the pokes of its group for minutes; dropped, the next tick makes up for it.
            logger.error("a poke that names no hub", message_id=record["messageId"])
            return
        done = sync_peer(name, parts)
        _count("EventsSent", done.taken)
        _count("EventsRefused", len(done.refused))
        _count("PeersFailed", 1 if done.error else 0)

    return _process(event, context, run, SqsFifoPartialProcessor())


def handle_command_events(hub: FederatedHub, event: Mapping[str, Any], context: Any) -> dict[str, Any]:
    """Run commands and note reports, event by event; the same event again changes nothing."""
    from commandcenter.hub.run_commands import run_command_event

    parts = runner(hub)

    def run(record: Mapping[str, Any]) -> None:
        run_command_event(Event.from_cloudevent(json.loads(record["body"])["detail"]["event"]), parts)

    return _process(event, context, run, BatchProcessor(event_type=EventType.SQS))


def _poked(body: str) -> str | None:
    try:
        name = json.loads(body)["hub"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    return name if isinstance(name, str) else None


def _process(event: Mapping[str, Any], context: Any, run: Any, processor: BasePartialBatchProcessor) -> dict[str, Any]:
    def logged(record: Any) -> None:
        try:
            run(record.raw_event)
        except Exception:
            logger.exception("record failed", message_id=record.raw_event.get("messageId"))
            raise

    # The whole batch failing is reported record by record as well, so that each keeps its own count of tries.
    processor.raise_on_entire_batch_failure = False
    answer = process_partial_response(event=dict(event), record_handler=logged, processor=processor, context=context)
    return dict(answer)


def _count(name: str, value: int) -> None:
    if value:
        metrics = Metrics()
        metrics.add_metric(name=name, unit=MetricUnit.Count, value=value)
        metrics.flush_metrics()
