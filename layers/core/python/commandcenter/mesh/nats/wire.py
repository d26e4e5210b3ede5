"""Structured CloudEvents JSON, read no further than a carrier must, and cut into batches."""

import json
from collections.abc import Iterable, Iterator
from typing import Any, NoReturn

from commandcenter.kernel.errors import InvalidInputError
from commandcenter.mesh.nats.model import WireEvent

CONTENT_TYPE = "application/cloudevents+json"
BATCH_CONTENT_TYPE = "application/cloudevents-batch+json"
_NEEDED = ("id", "source", "type")


def read_event(body: bytes) -> WireEvent:
    """Read a message of NATS as a structured CloudEvent 1.0; raises InvalidInputError.

    The bytes are kept as they came, so that whatever was signed stays as it was signed.
    """
    try:
        # Decoded here, because `json.loads` would also take UTF-16 and 32.
        value = json.loads(body.decode(), parse_constant=_refuse_constant)
    except (ValueError, RecursionError):
        raise InvalidInputError("not JSON in UTF-8") from None
    return _event(value, body.strip())


def write_event(value: Any) -> WireEvent:
    """Write one event of a hub's answer as it goes to NATS; raises InvalidInputError when it is none."""
    return _event(value, json.dumps(value, separators=(",", ":")).encode())


def write_batch(events: Iterable[WireEvent]) -> bytes:
    """Write the JSON batch format (CloudEvents 1.0.2, JSON format, section 4)."""
    return b"[" + b",".join(event.body for event in events) + b"]"


def cut_batches(sizes: Iterable[int], most: int, most_bytes: int) -> Iterator[int]:
    """Cut a row of events, given their sizes, into batches; yields how many each takes, all at least 1.

    A batch holds `most` events and `most_bytes` with the commas and brackets, unless its only event is larger.
    """
    count, used = 0, 2
    for size in sizes:
        if count and (count == most or used + size + 1 > most_bytes):
            yield count
            count, used = 0, 2
        count, used = count + 1, used + size + 1
    if count:
        yield count


def _event(value: Any, body: bytes) -> WireEvent:
    if not isinstance(value, dict) or value.get("specversion") != "1.0":
        raise InvalidInputError("not a CloudEvent 1.0 in structured JSON")
    for name in _NEEDED:
        if not isinstance(value.get(name), str) or not value[name]:
            raise InvalidInputError(f"the CloudEvent has no {name}", pointer=f"/{name}")
    return WireEvent(value["id"], value["source"], value["type"], body)


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(name)
