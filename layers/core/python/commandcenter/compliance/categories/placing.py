"""Give every spec item of a graph its categories."""

from collections.abc import Mapping
from dataclasses import dataclass

from commandcenter.compliance.categories.mapper import Mapped, map_item
from commandcenter.compliance.categories.overrides import Overrides
from commandcenter.compliance.categories.spec_items import SpecItems
from commandcenter.compliance.categories.weights import Weights
from commandcenter.graph.model import Node
from commandcenter.graph.project_graph import ProjectGraph


@dataclass(frozen=True)
class Placed:
    """Hold the spec items of a graph with their categories.

    Args:
        mapped: By key of an item or a task.
        of_category: The items of each category, sorted by key; a task is among them where nothing that contains it is.
        tasks: By key of an item that has a category, the keys of its tasks, sorted.
    """

    items: SpecItems
    mapped: Mapping[str, Mapped]
    of_category: Mapping[str, tuple[Node, ...]]
    tasks: Mapping[str, tuple[str, ...]]


def place_items(graph: ProjectGraph, weights: Weights, decided: Overrides) -> Placed:
    """Map all items and tasks of a graph.

    Args:
        weights: They cover all categories that matter.
        decided: Decisions of people, by id of an item.
    """
    items = SpecItems(graph)
    nodes = [*items.items, *items.tasks]
    mapped = {node.key: map_item(items.text(node), weights, _decision(node, decided)) for node in nodes}
    of_category: dict[str, list[Node]] = {}
    for node in nodes:
        for category in _own_categories(node, items, mapped):
            of_category.setdefault(category, []).append(node)
    apart = {node.key for node in items.items if mapped[node.key].categories}
    shown = {node.key: node for found in of_category.values() for node in found}
    return Placed(
        items,
        mapped,
        {category: tuple(sorted(found, key=lambda node: node.key)) for category, found in of_category.items()},
        {key: tuple(items.tasks_of(node, apart)) for key, node in shown.items()},
    )


def explain_item(graph: ProjectGraph, item: str, weights: Weights, decided: Overrides) -> tuple[Node, Mapped]:
    """Map one item or task, by its key, id or name, as `place_items` does; raises NotFoundError."""
    items = SpecItems(graph)
    node = items.find(item)
    return node, map_item(items.text(node), weights, _decision(node, decided))


def _own_categories(node: Node, items: SpecItems, mapped: Mapping[str, Mapped]) -> list[str]:
    """Return an item's categories; of a task, those that nothing around it has."""
    found = mapped[node.key].categories
    if node.props.get("kind") != "task" and node.type != "task":
        return list(found)
    around = {name for one in items.containers(node) if one.key in mapped for name in mapped[one.key].categories}
    return [category for category in found if category not in around]


def _decision(node: Node, decided: Overrides) -> tuple[str, ...] | None:
    said = decided.get(node.id if node.type == "specitem" else node.key)
    return None if said is None else tuple(said)
