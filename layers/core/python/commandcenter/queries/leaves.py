"""Execution with a short way for plain values, which are most of an answer.

A leaf field without resolver and arguments needs no path, no info and no argument values: the value is taken from its parent
and serialised. Whatever is unusual (nothing there, an error, something to call) goes the long way, so answers and errors are
those of the stock context; a differential test holds that.
"""

from collections.abc import Callable, Mapping
from typing import Any

from graphql.execution import ExecutionContext
from graphql.language import FieldNode
from graphql.pyutils import Path, Undefined
from graphql.type import GraphQLObjectType, get_nullable_type, is_leaf_type

Serialize = Callable[[Any], Any]


class LeafFirstContext(ExecutionContext):
    """Execute as the stock context does, for resolvers that are not asynchronous."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._leaves: dict[int, tuple[str, Serialize | None]] = {}

    def execute_fields(
        self,
        parent_type: GraphQLObjectType,
        source_value: Any,
        path: Path | None,
        fields: dict[str, list[FieldNode]],
    ) -> dict[str, Any]:
        """Resolve the fields of one object, leaves the short way."""
        results: dict[str, Any] = {}
        named = isinstance(source_value, Mapping)
        for response_name, nodes in fields.items():
            name, serialize = self._leaves.get(id(nodes[0])) or self._plan(parent_type, nodes[0])
            if serialize is not None:
                try:
                    value = source_value[name] if named else getattr(source_value, name)
                    result = None if value is None or callable(value) else serialize(value)
                except Exception:  # noqa: BLE001 - the long way meets it again and says it properly
                    result = None
                if result is not None and result is not Undefined:
                    results[response_name] = result
                    continue
            result = self.execute_field(parent_type, source_value, nodes, Path(path, response_name, parent_type.name))
            if result is not Undefined:
                results[response_name] = result
        return results

    def _plan(self, parent_type: GraphQLObjectType, node: FieldNode) -> tuple[str, Serialize | None]:
        """Find how to serialise a field's value, or None when it must go the long way; kept for the document's nodes."""
        name = node.name.value
        field = parent_type.fields.get(name)
        kind = get_nullable_type(field.type) if field else None
        plain = field is not None and field.resolve is None and not field.args and is_leaf_type(kind)
        plan = name, kind.serialize if plain and kind is not None else None
        self._leaves[id(node)] = plan
        return plan
