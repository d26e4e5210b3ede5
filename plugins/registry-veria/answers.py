"""What a registry answers: receipts, the entries it holds, refusals."""

import json
from typing import Any

from commandcenter.kernel.canonical import canonical
from commandcenter.kernel.errors import InvalidInputError, UnavailableError

MAX_RECEIPT_BYTES = 16 * 1024
_RETRIED = frozenset({408, 425, 429})


def check_status(status: int) -> None:
    """Pass an answer of success.

    Raises UnavailableError when trying again may help (a redirect is not followed: it is taken for a fault of the set-up
    there), InvalidInputError for every other refusal. The words of the answer are dropped, for they may quote the request.
    """
    if status in (200, 201):
        return
    if 400 <= status < 500 and status not in _RETRIED:
        raise InvalidInputError(f"the registry refuses the request with status {status}", pointer="/url")
    raise UnavailableError(f"the registry answers with status {status}")


def read_receipt(body: bytes) -> dict[str, Any]:
    """Read what `POST /attestations` answers; raises UnavailableError when it is no receipt."""
    return check_receipt(load_object(body))


def read_held(body: bytes) -> dict[str, Any]:
    """Read what `GET /attestations/<digest>` answers: {entry, receipt}; raises UnavailableError when it is something else."""
    held = load_object(body)
    if not isinstance(held.get("entry"), dict):
        raise _strange()
    check_receipt(held.get("receipt"))
    return held


def check_receipt(said: Any) -> dict[str, Any]:
    """Return a receipt that can be kept: an object with an `id`, of bounded size, that canonical JSON can say."""
    match said:
        case {"id": str(name)} if name:
            pass
        case {"id": int(number)} if not isinstance(number, bool):
            pass
        case _:
            raise _strange()
    try:
        size = len(canonical(said))
    except InvalidInputError:
        raise _strange() from None
    if size > MAX_RECEIPT_BYTES:
        raise UnavailableError(f"a receipt has at most {MAX_RECEIPT_BYTES:,} bytes")
    return dict(said)


def load_object(body: bytes) -> dict[str, Any]:
    """Read a JSON object; raises UnavailableError for anything else."""
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        raise _strange() from None
    if not isinstance(said, dict):
        raise _strange()
    return said


def _strange() -> UnavailableError:
    return UnavailableError("the answer is not one of a registry of attestations")
