"""What every HTTP function does alike: routing through Chalice, problems (RFC 9457), the caller, the body."""

import json
import logging
from collections.abc import Callable, Mapping
from typing import Any

from chalice import Chalice, Response

from commandcenter.kernel.canonical import Json
from commandcenter.kernel.errors import InvalidInputError, ProblemError, TooLargeError, UnsupportedMediaTypeError

MAX_RESPONSE_BYTES = 6 * 1024 * 1024 - 64 * 1024
"""A Lambda answers at most 6 MB; the rest is for headers and the proxy's envelope."""

View = Callable[..., Response]
_logger = logging.getLogger("commandcenter.http")


def endpoint(app: Chalice, path: str, method: str, content_types: list[str] | None = None) -> Callable[[View], View]:
    """Route a view; what it raises becomes problem details, and only a ProblemError says why.

    Args:
        path: As in the template, `/v1/projects/{project}`.
        content_types: What the view reads; JSON when left out.
    """
    accepted = content_types or ["application/json"]

    def register(view: View) -> View:
        def guarded(**parameters: str) -> Response:
            try:
                _check_content_type(app, accepted)
                return view(**parameters)
            except ProblemError as problem:
                return render_problem(problem)
            except Exception:
                _logger.exception("%s %s failed", method, path)
                return render_problem(ProblemError("the hub could not answer; the failure is in its log"))

        guarded.__name__ = view.__name__
        # Chalice would refuse other content types in words of its own, which are no problem details.
        app.route(path, methods=[method], content_types=["*/*"])(guarded)
        return view

    return register


def _check_content_type(app: Chalice, accepted: list[str]) -> None:
    request = app.current_request
    given = str(request.headers.get("content-type", accepted[0])).partition(";")[0].strip().lower()
    if request.raw_body and given not in accepted:
        raise UnsupportedMediaTypeError(f"the content type must be one of {', '.join(accepted)}")


def render(value: Json, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """Answer with JSON; an answer past what a Lambda may say becomes a 413 problem."""
    body = json.dumps(value, separators=(",", ":"), ensure_ascii=False)
    if len(body.encode()) > MAX_RESPONSE_BYTES:
        return render_problem(TooLargeError("the answer is larger than 6 MB; ask for less, or page by page"))
    return Response(body, {"Content-Type": "application/json", **(headers or {})}, status)


def render_problem(problem: ProblemError) -> Response:
    """Answer with problem details."""
    return Response(json.dumps(problem.problem()), {"Content-Type": "application/problem+json"}, problem.status)


def json_body(app: Chalice) -> dict[str, Any]:
    """Return the request's JSON object, {} for no body; raises InvalidInputError."""
    raw = app.current_request.raw_body
    try:
        value = json.loads(raw) if raw else {}
    except (ValueError, RecursionError):
        raise InvalidInputError("the body is not JSON") from None
    if not isinstance(value, dict):
        raise InvalidInputError("the body is not a JSON object")
    return value


def caller(app: Chalice) -> Mapping[str, str]:
    """Return what the authorizer said of the caller; empty on routes without one."""
    found = app.current_request.context.get("authorizer") or {}
    return {name: str(value) for name, value in found.items()}


def query_parameter(app: Chalice, name: str, default: str | None = None) -> str:
    """Return one query parameter; raises InvalidInputError when it is needed and missing."""
    value = (app.current_request.query_params or {}).get(name, default)
    if value is None:
        raise InvalidInputError(f"the query parameter {name} is missing")
    return str(value)
