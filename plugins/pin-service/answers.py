"""What a pinning service answers. Source: github.com/ipfs/pinning-services-api-spec, version 1.0."""

import json
from dataclasses import dataclass
from typing import Any

from commandcenter.kernel.errors import ConflictError, InvalidInputError, UnavailableError

STATES = ("queued", "pinning", "pinned", "failed")
_RETRIED = frozenset({408, 425, 429})


@dataclass(frozen=True, slots=True)
class Pin:
    """Tell of one request: its id, how far it is, and which content it is for."""

    request: str
    state: str
    cid: str


def check_status(status: int, who: str, pointer: str) -> None:
    """Pass an answer of success.

    Raises UnavailableError when trying again may help, ConflictError for 409 (which services give for an empty account),
    InvalidInputError for every other refusal, a redirect among them. The words of the answer are dropped, for they may
    quote the request.
    """
    if status in (200, 202):
        return
    if status == 409:
        raise ConflictError(f"{who} says that the request is in conflict with the state of the account")
    if 300 <= status < 500 and status not in _RETRIED:
        raise InvalidInputError(f"{who} refuses the request with status {status}", pointer=pointer)
    raise UnavailableError(f"{who} answers with status {status}")


def read_pin(body: bytes) -> Pin:
    """Read what `POST /pins` answers; raises UnavailableError when it is something else."""
    return _pin(_load(body))


def read_pins(body: bytes) -> list[Pin]:
    """Read what `GET /pins` answers, newest first; raises UnavailableError when it is something else."""
    found = _load(body)
    results = found.get("results") if isinstance(found, dict) else None
    if not isinstance(results, list):
        raise _strange()
    return [_pin(one) for one in results]


def _pin(said: Any) -> Pin:
    match said:
        case {"requestid": str(request), "status": str(state), "pin": {"cid": str(cid)}} if state in STATES:
            return Pin(request[:500], state, cid)
    raise _strange()


def _load(body: bytes) -> Any:
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        raise _strange() from None


def _strange() -> UnavailableError:
    return UnavailableError("the answer is not one of a pinning service")
