"""Walks through a graph, ready to be cut into pages: a page costs its own length, not that of the walk.

The latest walk of each graph is kept as long as the graph is, since whoever asks for a page mostly comes back for the next.
"""

from bisect import bisect_right
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from weakref import WeakKeyDictionary

from commandcenter.graph.model import Node
from commandcenter.graph.project_graph import Edge, ProjectGraph, Subgraph
from commandcenter.kernel.pages import check_limit, decode_cursor, encode_cursor


@dataclass(frozen=True, slots=True)
class WalkPage:
    """Hold one page: nodes, each with its distance, and the edges whose second end is one of them."""

    nodes: tuple[tuple[Node, int], ...]
    edges: tuple[Edge, ...]
    total: int
    next: str | None


class Walk:
    """Cut a part of a graph into pages; it must not refer to the graph, or the graph would be kept for good."""

    def __init__(self, part: Subgraph) -> None:
        distances = [part.distance[node.key] for node in part.nodes]
        self._nodes = list(zip(part.nodes, distances, strict=True))
        self._positions = [f"{steps:06d} {node.key}" for node, steps in self._nodes]
        order = {node.key: number for number, node in enumerate(part.nodes)}
        self._edges: list[list[Edge]] = [[] for _ in part.nodes]
        for edge in part.edges:
            self._edges[max(order[edge.source], order[edge.target])].append(edge)

    def page(self, first: int, after: str | None) -> WalkPage:
        """Return the `first` nodes after a cursor; raises InvalidInputError for a bad number or cursor."""
        start = bisect_right(self._positions, decode_cursor(after)) if after is not None else 0
        end = start + check_limit(first)
        edges = tuple(edge for found in self._edges[start:end] for edge in found)
        total = len(self._nodes)
        following = encode_cursor(self._positions[end - 1]) if end < total else None
        return WalkPage(tuple(self._nodes[start:end]), edges, total, following)


_latest: WeakKeyDictionary[ProjectGraph, tuple[Hashable, Walk]] = WeakKeyDictionary()


def walk(graph: ProjectGraph, way: Hashable, take: Callable[[], Subgraph]) -> Walk:
    """Return the walk `take` makes, or the one made before if that was the same `way` through this graph."""
    kept = _latest.get(graph)
    if kept is not None and kept[0] == way:
        return kept[1]
    made = Walk(take())
    _latest[graph] = way, made
    return made
