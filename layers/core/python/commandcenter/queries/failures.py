"""Errors of a query as the caller may see them: GraphQL errors that carry problem details, and nothing internal."""

import logging
from typing import Any

from graphql.error import GraphQLError

from commandcenter.kernel.errors import InvalidInputError, ProblemError

_logger = logging.getLogger("commandcenter.queries")


def render_error(error: GraphQLError) -> dict[str, Any]:
    """Write an error of an answer; one nobody expected is logged, and shown without its reason."""
    problem = _problem(error)
    rendered: dict[str, Any] = {"message": problem.detail, "extensions": {"problem": problem.problem()}}
    if error.locations:
        rendered["locations"] = [{"line": place.line, "column": place.column} for place in error.locations]
    if error.path:
        rendered["path"] = list(error.path)
    return rendered


def refuse(problem: ProblemError) -> dict[str, Any]:
    """Answer a query that was not run."""
    return {"errors": [{"message": problem.detail, "extensions": {"problem": problem.problem()}}]}


def _problem(error: GraphQLError) -> ProblemError:
    cause: BaseException | None = error
    while isinstance(cause, GraphQLError):
        cause = cause.original_error
    if isinstance(cause, ProblemError):
        return cause
    if cause is None:
        return InvalidInputError(error.message)
    _logger.error("a query failed at %s", error.path, exc_info=cause)
    return ProblemError("the hub could not answer; the failure is in its log")
