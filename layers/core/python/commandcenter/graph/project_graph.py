"""One project's graph at one revision, in memory: adjacency both ways, walks and search. Never changed once built."""

from collections import Counter, deque
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

from commandcenter.graph.model import Node
from commandcenter.graph.search import SearchIndex
from commandcenter.kernel.errors import InvalidInputError, NotFoundError

Direction = Literal["in", "out", "both"]
DEPENDENCY_EDGES = frozenset({"dependsOn", "imports", "calls"})
"""The edges a walk over dependencies follows unless told otherwise."""


@dataclass(frozen=True, slots=True, order=True)
class Edge:
    """Lead from one node to another of the same project."""

    source: str
    type: str
    target: str


@dataclass(frozen=True)
class Subgraph:
    """Hold a part of a graph.

    Args:
        nodes: In walking order (nearest first, then by key); by key alone for a whole graph.
        edges: Sorted.
        distance: Key -> steps from where the walk began.

    """

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    distance: Mapping[str, int]


class ProjectGraph:
    """Read a project's graph; build it from `{key: body}` as the ledger keeps them."""

    def __init__(self, project: str, rev: int, bodies: Mapping[str, Mapping[str, Any]]) -> None:
        self.project = project
        self.rev = rev
        self.nodes: dict[str, Node] = {
            key: Node.from_body(bodies[key]) for key in sorted(bodies) if "id" in bodies[key] and "type" in bodies[key]
        }
        self.scopes: dict[str, str] = {key: bodies[key].get("scope", "") for key in self.nodes}

    def __len__(self) -> int:
        return len(self.nodes)

    @cached_property
    def outgoing(self) -> Mapping[str, tuple[Edge, ...]]:
        """Edges by source, `contains` (from container to contained) among them, sorted."""
        return _group(self._edges(), by_source=True)

    @cached_property
    def incoming(self) -> Mapping[str, tuple[Edge, ...]]:
        """Edges by target, sorted."""
        return _group(self._edges(), by_source=False)

    @cached_property
    def counts(self) -> Mapping[str, int]:
        """Number of nodes of each type, sorted by type."""
        return dict(sorted(Counter(node.type for node in self.nodes.values()).items()))

    @cached_property
    def _search(self) -> SearchIndex:
        return SearchIndex(self.nodes.values())

    def node(self, key: str) -> Node:
        """Return a node; raises NotFoundError."""
        if key not in self.nodes:
            raise NotFoundError(f"{self.project} has no {key!r:.120} at revision {self.rev}")
        return self.nodes[key]

    def of_type(self, kind: str) -> list[Node]:
        """List the nodes of one type, sorted by key."""
        return [node for node in self.nodes.values() if node.type == kind]

    def subgraph(
        self, root: str | None = None, depth: int | None = None, types: Collection[str] | None = None
    ) -> Subgraph:
        """Cut out what `root` contains, down to `depth` levels below it (None: all).

        Without root it starts from all that nothing contains. `types` limits which nodes are shown, not which are
        walked through. Edges are those among the nodes shown. Raises NotFoundError for an unknown root,
        InvalidInputError for a negative depth.
        """
        starts = [self.node(root).key] if root is not None else self._roots()
        distance = self._walk(starts, depth, "out", frozenset({"contains"}))
        shown = [key for key in distance if types is None or self.nodes[key].type in types]
        return self._cut(shown, distance, None)

    def dependencies(
        self,
        key: str,
        direction: Direction = "out",
        depth: int | None = None,
        kinds: Collection[str] = DEPENDENCY_EDGES,
    ) -> Subgraph:
        """Walk what a node leads to (`out`), what leads to it (`in`), or both ways.

        The node itself comes first, at distance 0. A circle is walked once. Raises NotFoundError for an unknown key,
        InvalidInputError for a bad direction or depth.
        """
        if direction not in ("in", "out", "both"):
            raise InvalidInputError(f"a direction is in, out or both, not {direction!r:.20}")
        distance = self._walk([self.node(key).key], depth, direction, frozenset(kinds))
        return self._cut(list(distance), distance, frozenset(kinds))

    def search(self, text: str, limit: int = 20, types: Collection[str] | None = None) -> list[Node]:
        """Find nodes whose id, name or title holds all words of the text, best first: see SearchIndex."""
        return self._search.find(text, limit, types)

    def _edges(self) -> Iterable[Edge]:
        for key, node in self.nodes.items():
            if node.parent is not None:
                yield Edge(node.parent, "contains", key)
            for kind, end in node.outgoing():
                yield Edge(key, kind, end)

    def _roots(self) -> list[str]:
        """List what nothing contains, and one node of every containment circle a faulty ledger may hold."""
        roots = [key for key, node in self.nodes.items() if node.parent is None or node.parent not in self.nodes]
        reached = set(self._walk(roots, None, "out", frozenset({"contains"})))
        for key in self.nodes:
            if key not in reached:
                roots.append(key)
                reached.update(self._walk([key], None, "out", frozenset({"contains"})))
        return roots

    def _walk(
        self, starts: Iterable[str], depth: int | None, direction: Direction, kinds: frozenset[str]
    ) -> dict[str, int]:
        if depth is not None and depth < 0:
            raise InvalidInputError(f"a depth is 0 or more, not {depth}")
        distance = dict.fromkeys(starts, 0)
        queue = deque(distance)
        while queue:
            key = queue.popleft()
            if depth is not None and distance[key] >= depth:
                continue
            for end in self._next(key, direction, kinds):
                if end in self.nodes and end not in distance:
                    distance[end] = distance[key] + 1
                    queue.append(end)
        return distance

    def _next(self, key: str, direction: Direction, kinds: frozenset[str]) -> list[str]:
        ends: list[str] = []
        if direction != "in":
            ends += [edge.target for edge in self.outgoing.get(key, ()) if edge.type in kinds]
        if direction != "out":
            ends += [edge.source for edge in self.incoming.get(key, ()) if edge.type in kinds]
        return ends

    def _cut(self, keys: Iterable[str], distance: Mapping[str, int], kinds: frozenset[str] | None) -> Subgraph:
        order = sorted(keys, key=lambda key: (distance[key], key))
        shown = set(order)
        edges = (
            edge
            for key in order
            for edge in self.outgoing.get(key, ())
            if edge.target in shown and (kinds is None or edge.type in kinds)
        )
        return Subgraph(
            tuple(self.nodes[key] for key in order), tuple(sorted(edges)), {key: distance[key] for key in order}
        )


def _group(edges: Iterable[Edge], *, by_source: bool) -> dict[str, tuple[Edge, ...]]:
    grouped: dict[str, list[Edge]] = {}
    for edge in edges:
        grouped.setdefault(edge.source if by_source else edge.target, []).append(edge)
    return {key: tuple(sorted(found)) for key, found in grouped.items()}
