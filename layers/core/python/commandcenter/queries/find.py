"""Find nodes by text over one project or all, and what a name means."""

from collections.abc import Iterable, Sequence
from typing import Any

from commandcenter.graph.model import Node
from commandcenter.graph.project_graph import ProjectGraph
from commandcenter.graph.resolver import resolve
from commandcenter.graph.search import SearchIndex
from commandcenter.kernel.errors import InvalidInputError, ProblemError
from commandcenter.kernel.pages import check_limit, decode_cursor, encode_cursor
from commandcenter.kernel.urn import HUB_PROJECT, Urn
from commandcenter.queries import views
from commandcenter.queries.sight import Sight
from commandcenter.queries.views import NodeView, View

MAX_HITS = 1000


def find_nodes(
    sight: Sight,
    *,
    text: str,
    first: int,
    project: str | None = None,
    types: list[str] | None = None,
    after: str | None = None,
) -> View:
    """Answer Query.search."""
    check_limit(first)
    start = _offset(after)
    graphs, missing = ([sight.graph(project)], []) if project is not None else _all_graphs(sight)
    hits = _rank(graphs, text, types)
    end = start + first
    return {
        "hits": [NodeView(graph, sight.hub, node) for graph, node in hits[start:end]],
        "searched": [{"project": graph.project, "rev": graph.rev} for graph in graphs],
        "missing": missing,
        "total": len(hits),
        "next": encode_cursor(str(end)) if end < len(hits) else None,
    }


def resolve_name(sight: Sight, *, id: str) -> View:  # noqa: A002 - the name of the argument in the SDL
    """Answer Query.resolve."""
    found = resolve(sight.ledger, sight.hub, id, cache=sight.graphs)
    urns = [Urn.parse(urn) for urn in found.urns]
    revs = {project: _shown_rev(sight, project) for project in {urn.project for urn in urns}}
    return {
        "asked": views.identifier_view(found.asked),
        "entities": [
            {"urn": str(urn), "project": urn.project, "key": urn.key, "rev": revs[urn.project]} for urn in urns
        ],
        "identifiers": [views.identifier_view(name) for name in found.identifiers],
        "history": [views.alias_view(alias) for alias in found.history],
    }


def resolved_node(entity: View, info: Any) -> NodeView | None:
    """Answer ResolvedEntity.node."""
    sight: Sight = info.context
    if entity["project"] == HUB_PROJECT:
        return None
    graph = sight.graph(entity["project"])
    node = graph.nodes.get(entity["key"])
    return NodeView(graph, sight.hub, node) if node else None


def _all_graphs(sight: Sight) -> tuple[list[ProjectGraph], list[str]]:
    """Open the graph of every project; one that cannot be read is named, and costs the others nothing."""
    graphs: list[ProjectGraph] = []
    missing: list[str] = []
    for name in sight.projects():
        try:
            graphs.append(sight.graph(name))
        except ProblemError:
            missing.append(name)
    return graphs, missing


def _rank(graphs: Sequence[ProjectGraph], text: str, types: Iterable[str] | None) -> list[tuple[ProjectGraph, Node]]:
    """Take the best of each project, and rank these among each other."""
    wanted = None if types is None else frozenset(types)
    owners = {id(node): (graph, node) for graph in graphs for node in graph.search(text, MAX_HITS, wanted)}
    best = SearchIndex(node for _, node in owners.values()).find(text, MAX_HITS)
    return [owners[id(node)] for node in best]


def _offset(cursor: str | None) -> int:
    position = "0" if cursor is None else decode_cursor(cursor)
    if not (position.isascii() and position.isdigit() and len(position) < 6):
        raise InvalidInputError("not a cursor of this list")
    return int(position)


def _shown_rev(sight: Sight, project: str) -> int:
    return sight.graphs.hub().rev if project == HUB_PROJECT else sight.head_rev(project)
