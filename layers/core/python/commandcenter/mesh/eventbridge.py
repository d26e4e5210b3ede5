"""The bus on EventBridge: detail-type is the mesh subject, detail is the event and its tokens."""

import json
from typing import Any

from commandcenter.kernel.errors import TooLargeError, UnavailableError
from commandcenter.mesh.contracts import check_event
from commandcenter.mesh.envelope import Event

MAX_ENTRY_BYTES = 256 * 1024
"""EventBridge refuses a larger entry; the local engine does not, so it is checked here."""

_TIME_BYTES = 14  # what EventBridge counts for an entry's time


class EventBridgeBus:
    """Publish to one event bus through a boto3 `events` client."""

    def __init__(self, client: Any, bus: str) -> None:
        self._client = client
        self._bus = bus

    def publish(self, event: Event) -> None:
        """Put one entry.

        Raises InvalidInputError when it breaks the contract of its subject, TooLargeError past 256 KB and UnavailableError
        when EventBridge does not take it.
        """
        check_event(event)
        detail = json.dumps(event.to_detail(), separators=(",", ":"))
        texts = (detail, event.type, event.source, event.subject)
        if _TIME_BYTES + sum(len(text.encode()) for text in texts) > MAX_ENTRY_BYTES:
            raise TooLargeError(f"the event {event.type} is larger than {MAX_ENTRY_BYTES} bytes")
        entry = {
            "EventBusName": self._bus,
            "Source": event.source,
            "DetailType": event.type,
            "Detail": detail,
            "Time": event.time,
            "Resources": [event.subject],
        }
        answer = self._client.put_events(Entries=[entry])
        if answer["FailedEntryCount"]:
            raise UnavailableError(f"the bus refused {event.type}: {answer['Entries'][0].get('ErrorCode')}")
