"""Answer one GraphQL request: parse, weigh, validate, run."""

from collections.abc import Mapping
from typing import Any

from graphql.error import GraphQLError
from graphql.execution import execute_sync
from graphql.language import parse
from graphql.validation import validate

from commandcenter.kernel.errors import InvalidInputError, ProblemError
from commandcenter.queries.context import INTROSPECTION, QueryContext
from commandcenter.queries.failures import refuse, render_error
from commandcenter.queries.leaves import LeafFirstContext
from commandcenter.queries.limits import check_limits
from commandcenter.queries.schema import executable_schema
from commandcenter.queries.sight import Sight

__all__ = ["MAX_LENGTH", "MAX_TOKENS", "QueryContext", "execute"]

MAX_LENGTH = 50_000
MAX_TOKENS = 2_000
_MAX_ERRORS = 10

Answer = dict[str, Any]


def execute(context: QueryContext, request: Mapping[str, Any]) -> Answer:
    """Answer a request `{"query", "variables", "operationName"}` with a GraphQL response; never raises for what it says.

    Each error carries RFC 9457 problem details in `extensions.problem`. Without `data` nothing was run.
    """
    schema, introspection = executable_schema(), INTROSPECTION in context.capabilities
    try:
        query, variables, operation = _read(request)
        document = parse(query, max_lexical_tokens=MAX_TOKENS)
        check_limits(schema, document, variables, introspection=introspection)
    except ProblemError as problem:
        return refuse(problem)
    except GraphQLError as error:
        return {"errors": [render_error(error)]}
    # "Did you mean" would tell the schema name by name to those it is not for.
    errors = validate(schema, document, max_errors=_MAX_ERRORS, hide_suggestions=not introspection)
    if errors:
        return {"errors": [render_error(error) for error in errors]}
    result = execute_sync(
        schema,
        document,
        context_value=Sight.of(context),
        variable_values=variables,
        operation_name=operation,
        execution_context_class=LeafFirstContext,
        hide_suggestions=not introspection,
    )
    answer: Answer = {"data": result.data}
    if result.errors:
        answer["errors"] = [render_error(error) for error in result.errors]
    return answer


def _read(request: Mapping[str, Any]) -> tuple[str, dict[str, Any], str | None]:
    query, variables, operation = (request.get(name) for name in ("query", "variables", "operationName"))
    if not isinstance(query, str) or not 0 < len(query) <= MAX_LENGTH:
        raise InvalidInputError(f"a query is a text of 1 to {MAX_LENGTH} characters", pointer="/query")
    if not isinstance(variables, dict | None):
        raise InvalidInputError("variables are a JSON object", pointer="/variables")
    if not isinstance(operation, str | None):
        raise InvalidInputError("an operation name is a text", pointer="/operationName")
    return query, variables or {}, operation or None
