"""Decisions of people on the categories of spec items: those in the repository, and those in the hub's own ledger."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from commandcenter.graph.project_graph import ProjectGraph

SCOPE = "categories"
Overrides = Mapping[str, Sequence[str]]
"""By item, as its name (`AUTH-12`) or its id (`path#slug`): its categories, an empty list for none at all."""
_NODE = "evidence:compliance/categories.yaml"


def overrides_key(project: str) -> str:
    """Name the entity, in the hub's own ledger, with the decisions on a project's items."""
    return f"{SCOPE}:{project}"


def overrides_of(graph: ProjectGraph) -> Overrides:
    """Read the decisions that stand in the project's repository, in `compliance/categories.yaml`."""
    node = graph.nodes.get(_NODE)
    if node is None or node.props.get("kind") != SCOPE:
        return {}
    return dict(_read(node.props.get("items")))


def hub_overrides(body: Mapping[str, Any] | None) -> Overrides:
    """Read the decisions of an entity of the hub's ledger; none where there is no such entity."""
    if body is None or body.get("scope") != SCOPE:
        return {}
    return dict(_read(body.get("items")))


def merge(graph: ProjectGraph, repository: Overrides, ledger: Overrides) -> Overrides:
    """Put decisions together, item by item: those of the ledger go before those of the repository."""
    return {**resolve_items(graph, repository), **resolve_items(graph, ledger)}


def resolve_items(graph: ProjectGraph, overrides: Overrides) -> Overrides:
    """Name items by their ids, so that one item called in two ways is one; a decision by id goes before one by name.

    What no item of the graph is called stays as it is.
    """
    named: dict[str, list[str]] = {}
    for node in graph.of_type("specitem"):
        named.setdefault(str(node.props.get("name") or ""), []).append(node.id)
    by_name: dict[str, Sequence[str]] = {}
    by_id: dict[str, Sequence[str]] = {}
    for item, categories in sorted(overrides.items()):
        if f"specitem:{item}" in graph.nodes or item not in named or not item:
            by_id[item] = categories
        else:
            by_name.update(dict.fromkeys(named[item], categories))
    return {**by_name, **by_id}


def _read(items: Any) -> Iterator[tuple[str, tuple[str, ...]]]:
    if isinstance(items, Mapping):
        for item, categories in items.items():
            if isinstance(categories, list) and all(isinstance(one, str) for one in categories):
                yield str(item), tuple(categories)
