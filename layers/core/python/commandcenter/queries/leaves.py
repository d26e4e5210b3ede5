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
        self._plans: dict[str, dict[int, tuple[str, Serialize | None]]] = {}

    def execute_fields(
        self,
        parent_type: GraphQLObjectType,
        source_value: Any,
        path: Path | None,
        fields: dict[str, list[FieldNode]],
    ) -> dict[str, Any]:
        """Resolve the fields of one object, leaves the short way."""
        results: dict[str, Any] = {}
        plans = self._plans.setdefault(parent_type.name, {})
        for response_name, nodes in fields.items():
            # The nodes live as long as the document, and so as long as this context: their ids are not reused.
            name, serialize = plans.get(id(nodes[0])) or plans.setdefault(id(nodes[0]), _plan(parent_type, nodes[0]))
            result = None if serialize is None else _leaf(source_value, name, serialize)
            if result is None:
                result = self.execute_field(
                    parent_type, source_value, nodes, Path(path, response_name, parent_type.name)
                )
            if result is not Undefined:
                results[response_name] = result
        return results


def _plan(parent_type: GraphQLObjectType, node: FieldNode) -> tuple[str, Serialize | None]:
    """Return a field's name, and how to serialise its value: None when it must go the long way."""
    name = node.name.value
    field = parent_type.fields.get(name)
    if field is None or field.resolve is not None or field.args:
        return name, None
    kind = get_nullable_type(field.type)
    return name, kind.serialize if is_leaf_type(kind) else None


def _leaf(source: Any, name: str, serialize: Serialize) -> Any:
    """Return a plain value, serialised; None for all that is not plain."""
    try:
        value = source[name] if isinstance(source, Mapping) else getattr(source, name)
        if value is None or value is Undefined or isinstance(value, Exception) or callable(value):
            return None
        return serialize(value)
    except Exception:  # noqa: BLE001 - the long way meets it again, and says it properly
        return None
