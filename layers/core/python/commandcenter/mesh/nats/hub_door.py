"""The hub's side of the bridge: two signed requests, and nothing else the bridge may do there."""

import json
from collections.abc import Mapping, Sequence
from typing import Any, Protocol

import urllib3

from commandcenter.kernel.clock import Clock
from commandcenter.kernel.errors import (
    ForbiddenError,
    InvalidInputError,
    NotFoundError,
    RateLimitedError,
    TooLargeError,
    UnauthenticatedError,
    UnavailableError,
)
from commandcenter.mesh.nats.model import Outcome, Pulled, Verdict, WireEvent
from commandcenter.mesh.nats.wire import BATCH_CONTENT_TYPE, write_batch, write_event
from commandcenter.signing.http_requests import Request
from commandcenter.signing.http_signatures import sign_request
from commandcenter.signing.signer import Signer

_ERRORS = {
    error.status: error
    for error in (
        InvalidInputError,
        UnauthenticatedError,
        ForbiddenError,
        NotFoundError,
        TooLargeError,
        RateLimitedError,
    )
}
_OUTCOMES: tuple[Outcome, ...] = ("accepted", "duplicate", "refused")


class HubDoor(Protocol):
    """Take events from a hub and hand events in. All methods block.

    All raise UnavailableError when the hub does not answer or answers what it should not, and UnauthenticatedError
    while it does not know the bridge's key.
    """

    def name(self) -> str:
        """Ask the hub for its name."""
        ...

    def pull(self, ack: Mapping[str, Any] | None, limit: int) -> Pulled:
        """Acknowledge what was pulled before, up to a cursor, and take up to `limit` events that should leave."""
        ...

    def deliver(self, events: Sequence[WireEvent]) -> Mapping[str, Verdict]:
        """Hand events in; returns a verdict for each id.

        Raises InvalidInputError when the hub refuses the batch as a whole.
        """
        ...


class SignedHubDoor:
    """Speak with a hub over HTTP, every request signed by the bridge's own key (RFC 9421).

    Args:
        url: The hub's public base address, the very one the hub knows itself by.
        signer: The bridge's key.
        clock: Time of the signatures.
    """

    def __init__(self, url: str, signer: Signer, clock: Clock) -> None:
        self._url, self._signer, self._clock = url.rstrip("/"), signer, clock
        # An API Gateway answers within 29 seconds, or never.
        timeout = urllib3.Timeout(connect=5, read=35)
        self._pool = urllib3.PoolManager(timeout=timeout, retries=False, maxsize=2)

    def name(self) -> str:
        answer = self._post("/v1/mesh/deliveries", BATCH_CONTENT_TYPE, b"[]")
        if not isinstance(answer.get("hub"), str) or not answer["hub"]:
            raise UnavailableError("the hub does not tell its name")
        return str(answer["hub"])

    def pull(self, ack: Mapping[str, Any] | None, limit: int) -> Pulled:
        asked: dict[str, Any] = {"ack": None if ack is None else dict(ack), "limit": limit, "hubs": []}
        answer = self._post("/v1/mesh/pulls", "application/json", json.dumps(asked).encode())
        events, cursor = answer.get("events"), answer.get("cursor")
        if not isinstance(events, list) or not isinstance(cursor, dict):
            raise UnavailableError("the hub's answer to a pull has no events or no cursor")
        try:
            return Pulled(tuple(map(write_event, events)), cursor)
        except InvalidInputError as error:
            raise UnavailableError(f"the hub gave out what is no event: {error}") from None

    def deliver(self, events: Sequence[WireEvent]) -> Mapping[str, Verdict]:
        answer = self._post("/v1/mesh/deliveries", BATCH_CONTENT_TYPE, write_batch(events))
        results = answer.get("results")
        verdicts = dict(map(_verdict, results)) if isinstance(results, list) else {}
        if any(event.id not in verdicts for event in events):
            raise UnavailableError("the hub's answer to a delivery does not tell of every event")
        return verdicts

    def _post(self, path: str, content_type: str, body: bytes) -> dict[str, Any]:
        request = Request("POST", f"{self._url}{path}", (("Content-Type", content_type),), body)
        headers = dict(request.headers) | sign_request(request, self._signer, self._clock.now())
        try:
            answer = self._pool.request("POST", request.url, body=body, headers=headers, redirect=False)
        except urllib3.exceptions.HTTPError as error:
            raise UnavailableError(f"no answer: {type(error).__name__}") from None
        value = _parse(answer.data)
        if answer.status == 200:
            return value
        reason = f"{path} answered {answer.status}: {value.get('detail', 'no reason given')!s:.200}"
        raise _ERRORS.get(answer.status, UnavailableError)(reason)


def _parse(data: bytes) -> dict[str, Any]:
    try:
        value = json.loads(data)
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def _verdict(result: Any) -> tuple[str, Verdict]:
    if not isinstance(result, dict) or result.get("outcome") not in _OUTCOMES:
        raise UnavailableError("the hub's answer to a delivery is not understood")
    return str(result.get("id")), Verdict(result["outcome"], str(result.get("reason", "")))
