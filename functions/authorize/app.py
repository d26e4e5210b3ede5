"""API Gateway REQUEST authorizer: who calls, and may they do this."""

from typing import Any

from commandcenter.hub.authorizer import Authorizer

_authorizer = Authorizer()
_authorizer.start()  # while the sandbox has its full start-up CPU


def handler(event: dict[str, Any], _context: Any) -> dict[str, Any]:
    return _authorizer.answer(event)
