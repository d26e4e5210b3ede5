"""Take in what a linked hub sends, or what a bridge brings."""

from collections.abc import Mapping
from typing import Any

from commandcenter.hub.federation_door import admit, read_json
from commandcenter.kernel.errors import InvalidInputError, TooLargeError
from commandcenter.mesh.federation.answers import PREFIX
from commandcenter.mesh.federation.export import MAX_EVENTS
from commandcenter.mesh.federation.ports import Held
from commandcenter.mesh.federation.receive import Entrance, receive
from commandcenter.signing.http_requests import Request


def take_delivery(request: Request, door: Entrance) -> dict[str, Any]:
    """Check a request and judge each of its events.

    Args:
        request: As received, with this hub's public address.
        door: Of this hub.

    Returns: `hub`, `results` in the order of the events, and `have`: what is held of the caller's summary.
    Raises UnauthenticatedError, InvalidInputError, TooLargeError, and UnavailableError: then the caller sends all of it again.
    """
    callers = admit(request, door.peers, door.clock.now())
    events = _read_batch(request.body)
    carrier = callers.speaking_for(_speaker(events))
    results = [receive(event, carrier, door) for event in events]
    if carrier.confirmed is None:
        # Who sends to us has linked us.
        door.peers.confirm(carrier.hub, door.clock.now())
    held = Held() if carrier.bridge else door.effects.summaries.held(carrier.hub)
    return {
        "hub": door.hub,
        "results": [result.to_json() for result in results],
        "have": {"rev": held.rev, "root": held.root},
    }


def _read_batch(body: bytes) -> list[Any]:
    events = read_json(body)
    if not isinstance(events, list):
        raise InvalidInputError("the body is no batch of CloudEvents")
    if len(events) > MAX_EVENTS:
        raise TooLargeError(f"a batch has at most {MAX_EVENTS} events")
    return events


def _speaker(events: list[Any]) -> str | None:
    source = events[0].get("source") if events and isinstance(events[0], Mapping) else None
    return source.removeprefix(PREFIX) if isinstance(source, str) else None
