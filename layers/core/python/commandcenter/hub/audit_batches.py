"""The queue of what leads to audits, and the night."""

import json
from collections.abc import Mapping
from typing import Any

from aws_lambda_powertools import Logger
from aws_lambda_powertools.utilities.batch import BatchProcessor, EventType

from commandcenter.hub.audit_parts import audit_desk
from commandcenter.hub.bootstrap import AwsHub
from commandcenter.hub.records import count, process_batch
from commandcenter.hub.start_audits import audit_all, react
from commandcenter.kernel.clock import format_time
from commandcenter.kernel.errors import NotFoundError
from commandcenter.mesh.envelope import Event
from commandcenter.mesh.subjects import AUDIT_REQUESTED

logger = Logger()


def handle_audit_events(hub: AwsHub, event: Mapping[str, Any], context: Any) -> dict[str, Any]:
    """Start the audit each event of an SQS batch asks for; the same event again starts nothing."""
    desk = audit_desk(hub)

    def run(record: Mapping[str, Any]) -> None:
        asked = Event.from_cloudevent(json.loads(record["body"])["detail"]["event"])
        try:
            started = react(desk, asked)
        except NotFoundError as error:
            # A project that is gone, or a pack the hub does not have: no waiting mends it.
            logger.warning("audit refused", reason=str(error), event_id=asked.id)
            return
        count("AuditsStarted", 1 if started is not None and started.new else 0)

    return process_batch(event, context, run, BatchProcessor(event_type=EventType.SQS))


def handle_nightly(hub: AwsHub, event: Mapping[str, Any]) -> dict[str, Any]:
    """Start the audits of the day."""
    now = hub.clock.now()
    name = str(event.get("id") or format_time(now)[:10])
    cause = Event(f"nightly-{name}", f"urn:cc:{hub.settings.hub}", AUDIT_REQUESTED, f"urn:cc:{hub.settings.hub}", now)
    started = audit_all(audit_desk(hub), cause)
    new = sum(one.new for one in started)
    count("AuditsStarted", new)
    return {"projects": len(started), "started": new}
