"""The executable schema: the SDL, its scalars, and the resolvers by the names of their fields. Built once, on first use."""

import re
from functools import cache
from pathlib import Path
from typing import Any

from graphql.language import IntValueNode, StringValueNode, ValueNode
from graphql.pyutils import Undefined
from graphql.type import GraphQLField, GraphQLObjectType, GraphQLScalarType, GraphQLSchema
from graphql.utilities import build_schema

from commandcenter.kernel.clock import parse_time
from commandcenter.kernel.errors import InvalidInputError
from commandcenter.queries.limits import COST
from commandcenter.queries.resolvers import RESOLVERS, Resolver

_PARAMETERS = {"from": "start", "to": "end"}


def schema_text() -> str:
    """Return the SDL: the contract."""
    return Path(__file__).with_name("schema.graphql").read_text("utf-8")


@cache
def executable_schema() -> GraphQLSchema:
    """Return the schema to execute; fields without a resolver take the value of their name from the object above."""
    schema = build_schema(schema_text(), assume_valid=True, no_location=True)
    _bind_scalars(schema)
    for place, resolve in RESOLVERS.items():
        owner, _, name = place.partition(".")
        field = _field(schema, owner, name)
        field.resolve = _fill(field, resolve)
    for kind in schema.type_map.values():
        if isinstance(kind, GraphQLObjectType) and not kind.name.startswith("__"):
            for field in kind.fields.values():
                field.extensions = {COST: _declared_cost(field)}
                for name, argument in field.args.items():
                    argument.out_name = _parameter(name)
    return schema


def parse_as_of(value: Any) -> Any:
    """Read a revision number (int) or a time (aware datetime); raises InvalidInputError."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 13:
        value = int(value)
    if isinstance(value, int) and not isinstance(value, bool):
        if 0 <= value < 10**12:
            return value
        raise InvalidInputError("a revision is a number from 0 up")
    if isinstance(value, str):
        return parse_time(value)
    raise InvalidInputError("asOf is a revision number or a time (RFC 3339)")


def _parse_as_of_literal(node: ValueNode, variables: dict[str, Any] | None = None) -> Any:  # noqa: ARG001
    if isinstance(node, IntValueNode):
        return parse_as_of(int(node.value) if len(node.value) < 13 else -1)
    return parse_as_of(node.value if isinstance(node, StringValueNode) else None)


def _bind_scalars(schema: GraphQLSchema) -> None:
    scalar = schema.type_map["AsOf"]
    assert isinstance(scalar, GraphQLScalarType)
    # Methods of a scalar are attributes of the instance, made to be set so.
    scalar.parse_value = parse_as_of  # type: ignore[method-assign]
    scalar.parse_literal = _parse_as_of_literal  # type: ignore[method-assign]


def _field(schema: GraphQLSchema, owner: str, name: str) -> GraphQLField:
    kind = schema.type_map[owner]
    assert isinstance(kind, GraphQLObjectType)
    field: GraphQLField = kind.fields[name]
    return field


def _fill(field: GraphQLField, resolve: Resolver) -> Resolver:
    """Let null mean what leaving an argument out means; clients pass null for an option not given."""
    defaults = {
        _parameter(name): argument.default_value
        for name, argument in field.args.items()
        if argument.default_value is not Undefined
    }

    def filled(source: Any, info: Any, **arguments: Any) -> Any:
        given = {name: value for name, value in arguments.items() if value is not None}
        return resolve(source, info, **{**defaults, **given})

    return filled


def _parameter(name: str) -> str:
    """Name the Python parameter of an argument."""
    return _PARAMETERS.get(name) or re.sub("[A-Z]", lambda found: f"_{found[0].lower()}", name)


def _declared_cost(field: GraphQLField) -> tuple[int, str | None, int]:
    """Read `@cost` as (weight, times, items)."""
    weight, times, items = 1, None, 1
    for directive in field.ast_node.directives if field.ast_node else ():
        if directive.name.value == COST:
            said = {each.name.value: getattr(each.value, "value", "") for each in directive.arguments}
            weight, items, times = int(said.get("weight", 1)), int(said.get("items", 1)), said.get("times")
    return weight, times, items
