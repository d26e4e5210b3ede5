"""Refuse a query that nests too deep or costs too much, before it is validated or run.

The cost of a field is what `@cost` in the SDL says: its weight, plus the cost of its sub-selection times the number of its
items. Nothing is assumed of the document but that it was parsed, so unknown fields and circles of fragments do no harm (the
validation after this names them). Each fragment is weighed once; every alias counts; @skip and @include are not considered.
"""

from collections.abc import Mapping
from typing import Any

from graphql.language import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    IntValueNode,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
    ValueNode,
    VariableNode,
)
from graphql.type import (
    GraphQLField,
    GraphQLObjectType,
    GraphQLSchema,
    SchemaMetaFieldDef,
    TypeMetaFieldDef,
    get_named_type,
)

from commandcenter.kernel.errors import ForbiddenError, InvalidInputError, TooLargeError

MAX_COST = 100_000
"""What one query may cost; a unit is about one value of the answer."""
MAX_DEPTH = 10
MAX_INTROSPECTION_DEPTH = 16
"""The introspection query of the usual tools nests 15 deep."""
COST = "cost"
"""Where a field of the schema keeps (weight, times, items) among its extensions."""
_META = {"__schema": SchemaMetaFieldDef, "__type": TypeMetaFieldDef}
_META_ITEMS = 10
_MOST_ITEMS = 1_000_000

Weight = tuple[int, int]
"""The cost of a selection, and how many levels of fields it nests."""


def check_limits(
    schema: GraphQLSchema, document: DocumentNode, variables: Mapping[str, Any], *, introspection: bool
) -> None:
    """Refuse a document whose most costly operation passes the limits.

    Raises TooLargeError past MAX_COST, and what `weigh` raises.
    """
    cost = weigh(schema, document, variables, introspection=introspection)
    if cost > MAX_COST:
        raise TooLargeError(f"the query may cost {cost}, and at most {MAX_COST} is run: ask for smaller pages")


def weigh(schema: GraphQLSchema, document: DocumentNode, variables: Mapping[str, Any], *, introspection: bool) -> int:
    """Return the cost of the most costly operation of a document.

    Raises InvalidInputError past MAX_DEPTH, ForbiddenError for introspection unless it is allowed.
    """
    fragments = {part.name.value: part for part in document.definitions if isinstance(part, FragmentDefinitionNode)}
    cost = 0
    for part in document.definitions:
        if isinstance(part, OperationDefinitionNode):
            weigher = _Weigher(schema, fragments, {**_defaults(part), **variables}, introspection=introspection)
            cost = max(cost, weigher.operation(part))
    return cost


class _Weigher:
    """Weigh the selections of one operation."""

    def __init__(
        self,
        schema: GraphQLSchema,
        fragments: Mapping[str, FragmentDefinitionNode],
        variables: Mapping[str, Any],
        *,
        introspection: bool,
    ) -> None:
        self._schema = schema
        self._fragments = fragments
        self._variables = variables
        self._introspection = introspection
        self._weighed: dict[str, Weight] = {}

    def operation(self, part: OperationDefinitionNode) -> int:
        try:
            return self._selection(self._schema.get_root_type(part.operation), part.selection_set, MAX_DEPTH)[0]
        except RecursionError:
            raise InvalidInputError("the query nests too deep") from None

    def _selection(self, parent: GraphQLObjectType | None, selected: SelectionSetNode | None, room: int) -> Weight:
        """Weigh what is selected on a type where `room` more levels may nest."""
        cost = height = 0
        for node in selected.selections if selected else ():
            more, rise = self._node(parent, node, room)
            cost, height = cost + more, max(height, rise)
        if height > room:
            raise InvalidInputError(f"the query nests deeper than {MAX_DEPTH} levels of fields")
        return cost, height

    def _node(self, parent: GraphQLObjectType | None, node: SelectionNode, room: int) -> Weight:
        if isinstance(node, FieldNode):
            return self._field(parent, node, room)
        if isinstance(node, FragmentSpreadNode):
            return self._fragment(node.name.value, room)
        assert isinstance(node, InlineFragmentNode)
        condition = node.type_condition
        return self._selection(self._type(condition.name.value) if condition else parent, node.selection_set, room)

    def _field(self, parent: GraphQLObjectType | None, node: FieldNode, room: int) -> Weight:
        name = node.name.value
        if name in _META:
            return self._introspect(_META[name], node)
        field = parent.fields.get(name) if parent else None
        inner = get_named_type(field.type) if field else None
        cost, height = self._selection(
            inner if isinstance(inner, GraphQLObjectType) else None, node.selection_set, room - 1
        )
        weight, times, items = _cost_of(parent, field)
        if field is not None and times is not None:
            items = self._items(field, node, times)
        return weight + items * cost, height + 1

    def _introspect(self, field: GraphQLField, node: FieldNode) -> Weight:
        """Weigh questions to the schema; how deep they nest is counted apart."""
        if not self._introspection:
            raise ForbiddenError("introspection is for operators")
        inner = get_named_type(field.type)
        assert isinstance(inner, GraphQLObjectType)
        return self._selection(inner, node.selection_set, MAX_INTROSPECTION_DEPTH)[0], 1

    def _fragment(self, name: str, room: int) -> Weight:
        """Weigh a fragment once; within itself it weighs nothing."""
        fragment = self._fragments.get(name)
        if fragment is None:
            return 0, 0
        if name not in self._weighed:
            self._weighed[name] = 0, 0
            on = self._type(fragment.type_condition.name.value)
            self._weighed[name] = self._selection(on, fragment.selection_set, room)
        return self._weighed[name]

    def _type(self, name: str) -> GraphQLObjectType | None:
        found = self._schema.type_map.get(name)
        return found if isinstance(found, GraphQLObjectType) else None

    def _items(self, field: GraphQLField, node: FieldNode, name: str) -> int:
        """Read how many items a list is asked for; what is no number counts as one, since it is refused before it runs."""
        value: Any = None
        for argument in node.arguments:
            if argument.name.value == name:
                value = self._value(argument.value)
        value = field.args[name].default_value if value is None else value
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        return min(max(1, value), _MOST_ITEMS) if isinstance(value, int) else 1

    def _value(self, node: ValueNode) -> Any:
        if isinstance(node, VariableNode):
            return self._variables.get(node.name.value)
        return _number(node)


def _cost_of(parent: GraphQLObjectType | None, field: GraphQLField | None) -> tuple[int, str | None, int]:
    if parent is not None and parent.name.startswith("__"):
        return 1, None, _META_ITEMS if field and "[" in str(field.type) else 1
    found: tuple[int, str | None, int] = field.extensions.get(COST, (1, None, 1)) if field else (1, None, 1)
    return found


def _defaults(part: OperationDefinitionNode) -> dict[str, Any]:
    found = ((each.variable.name.value, each.default_value) for each in part.variable_definitions or ())
    return {name: _number(value) for name, value in found if value is not None}


def _number(node: ValueNode) -> int | None:
    if not isinstance(node, IntValueNode):
        return None
    return int(node.value) if len(node.value) < 10 else _MOST_ITEMS
