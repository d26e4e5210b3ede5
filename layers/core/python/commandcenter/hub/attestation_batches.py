"""The queue of audits that are done, and the day on which attestations near their end."""

import json
from collections.abc import Mapping
from typing import Any

from aws_lambda_powertools import Logger
from aws_lambda_powertools.utilities.batch import BatchProcessor, EventType

from commandcenter.hub.attestation_parts import attestation_desk
from commandcenter.hub.bootstrap import AwsHub
from commandcenter.hub.records import count, process_batch
from commandcenter.hub.start_attestations import react, renew
from commandcenter.mesh.envelope import Event

logger = Logger()


def handle_audits_done(hub: AwsHub, event: Mapping[str, Any], context: Any) -> dict[str, Any]:
    """Start the attestation of each audit of an SQS batch; the same audit again starts nothing."""
    desk = attestation_desk(hub)

    def run(record: Mapping[str, Any]) -> None:
        started = react(desk, Event.from_cloudevent(json.loads(record["body"])["detail"]["event"]))
        count("AttestationsStarted", int(started))

    return process_batch(event, context, run, BatchProcessor(event_type=EventType.SQS))


def handle_renewal(hub: AwsHub) -> dict[str, Any]:
    """Ask for audits of the projects whose attestations expire soon."""
    asked = renew(attestation_desk(hub))
    logger.info("audits asked for before attestations expire", projects=asked)
    return {"projects": asked}
