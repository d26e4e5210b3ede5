"""Decisions of people on the categories of spec items: those in the repository, and those in the hub's own ledger."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from commandcenter.graph.ports import GraphState, Plan
from commandcenter.graph.project_graph import ProjectGraph
from commandcenter.kernel.errors import InvalidInputError
from commandcenter.ledger.model import Change

SCOPE = "categories"
MAX_DECISIONS = 2_000
MAX_NAME_CHARACTERS = 700
_CATEGORY = re.compile(r"[a-z][a-z0-9_]{0,79}")
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


def plan_decision(project: str, item: str, categories: Sequence[str] | None) -> Plan:
    """Plan what a person decides of one item, beside what was decided of others; None takes the decision back.

    Raises InvalidInputError for what is no item, no list of categories, or more than the ledger keeps of one project.
    """
    if not isinstance(item, str) or not 1 <= len(item) <= MAX_NAME_CHARACTERS:
        raise InvalidInputError("an item is called by its name or its id", pointer="/item")
    if categories is not None and not _are_categories(categories):
        raise InvalidInputError("a list of at most 20 categories is needed", pointer="/categories")

    def plan(state: GraphState) -> Iterator[Change]:
        key = overrides_key(project)
        held = dict(hub_overrides(state.get(key)))
        held.pop(item, None)
        if categories is not None:
            held[item] = tuple(categories)
        if len(held) > MAX_DECISIONS:
            raise InvalidInputError(f"of one project at most {MAX_DECISIONS:,} decisions are kept", pointer="/item")
        items = {name: list(said) for name, said in sorted(held.items())}
        yield Change(key, {"scope": SCOPE, "project": project, "items": items} if items else None)

    return plan


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


def _are_categories(said: Any) -> bool:
    return (
        isinstance(said, Sequence)
        and not isinstance(said, str)
        and len(said) <= 20
        and all(isinstance(one, str) and _CATEGORY.fullmatch(one) for one in said)
    )
