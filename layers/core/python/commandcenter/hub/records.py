"""The records of a batch, one by one: those that failed are reported, and what is worth counting is counted."""

from collections.abc import Callable, Mapping
from typing import Any

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.batch.base import BasePartialBatchProcessor
from aws_lambda_powertools.utilities.batch.decorators import process_partial_response

logger = Logger()


def process_batch(
    event: Mapping[str, Any],
    context: Any,
    run: Callable[[Mapping[str, Any]], None],
    processor: BasePartialBatchProcessor,
) -> dict[str, Any]:
    """Run a use case on each record of an SQS batch and report those it raised for; each failure is logged."""

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


def count(name: str, value: int) -> None:
    """Add to a metric of the hub; nothing is written for nothing."""
    if value:
        metrics = Metrics()
        metrics.add_metric(name=name, unit=MetricUnit.Count, value=value)
        metrics.flush_metrics()
