"""The spec items of a graph as the matrix sees them: what they say, what contains them, and the tasks that belong to them."""

from collections.abc import Collection, Iterator
from functools import cached_property

from commandcenter.compliance.categories.mapper import SpecText
from commandcenter.graph.model import Node
from commandcenter.graph.project_graph import ProjectGraph
from commandcenter.kernel.errors import NotFoundError

ITEM_KINDS = frozenset({"document", "section", "spec"})
TASK = "task"


class SpecItems:
    """Read the spec items of one graph; `TODO` and `FIXME` comments specify nothing and are none."""

    def __init__(self, graph: ProjectGraph) -> None:
        self.graph = graph

    @cached_property
    def items(self) -> list[Node]:
        """Documents, sections, and `@spec` comments that name no item but say something themselves; sorted by key."""
        return [node for node in self.graph.of_type("specitem") if self._is_item(node)]

    @cached_property
    def tasks(self) -> list[Node]:
        """Check boxes, and the tasks of other tools; sorted by key."""
        boxes = [node for node in self.graph.of_type("specitem") if node.props.get("kind") == TASK]
        return [*boxes, *self.graph.of_type(TASK)]

    def text(self, node: Node) -> SpecText:
        """Gather what an item says of itself and where it stands."""
        tags = node.props.get("tags")
        return SpecText(
            key=node.key,
            title=title_of(node),
            path=node.id.rpartition("#")[0] if node.type == "specitem" else "",
            name=str(node.props.get("name") or ""),
            tags=tuple(tag for tag in tags if isinstance(tag, str)) if isinstance(tags, list) else (),
            context=tuple(title_of(one) for one in self.containers(node) if one.type == "specitem"),
        )

    def containers(self, node: Node) -> Iterator[Node]:
        """Yield what contains a node, the nearest first."""
        seen, at = {node.key}, node.parent
        while at in self.graph.nodes and at not in seen:
            seen.add(at)
            yield self.graph.nodes[at]
            at = self.graph.nodes[at].parent

    def tasks_of(self, item: Node, apart: Collection[str]) -> list[str]:
        """Return keys of the tasks an item contains or that are planned for it, sorted.

        Args:
            item: The item; a task is its own task.
            apart: Keys of items with categories of their own: the tasks these contain are theirs alone.
        """
        found = {item.key} if _is_task(item) else set[str]()
        waiting, seen = [item.key], {item.key}
        while waiting:
            for edge in self.graph.outgoing.get(waiting.pop(), ()):
                end = self.graph.nodes.get(edge.target)
                if edge.type != "contains" or end is None or end.key in seen:
                    continue
                seen.add(end.key)
                if _is_task(end):
                    found.add(end.key)
                if _is_task(end) or end.key not in apart:
                    waiting.append(end.key)
        planned = (edge.source for edge in self.graph.incoming.get(item.key, ()) if edge.type == "plannedFor")
        return sorted(
            found.union(key for key in planned if key in self.graph.nodes and _is_task(self.graph.nodes[key]))
        )

    def find(self, name: str) -> Node:
        """Return the item or task called by its key, its id (`path#slug`) or its name; raises NotFoundError."""
        named = [node for node in [*self.items, *self.tasks] if name in {node.key, node.id}] or [
            node for node in [*self.items, *self.tasks] if node.props.get("name") == name
        ]
        if not named:
            raise NotFoundError(f"{self.graph.project} has no spec item {name!r:.120}")
        return named[0]

    def _is_item(self, node: Node) -> bool:
        kind = node.props.get("kind")
        return kind in ITEM_KINDS and not (kind == "spec" and node.edges.get("plannedFor"))


def title_of(node: Node) -> str:
    """Return what people call a node."""
    return str(node.props.get("title") or node.props.get("name") or node.id)


def status_of(node: Node) -> str:
    """Return planned, inProgress, done or blocked, or "" when nothing tells."""
    return str(node.props.get("status") or "")


def _is_task(node: Node) -> bool:
    return node.type == TASK or (node.type == "specitem" and node.props.get("kind") == TASK)
