"""What each field of the SDL that needs more than its name does: read through the caller's sight, shape, cut into pages."""

from collections.abc import Callable, Mapping
from typing import Any

from commandcenter.graph.ecosystem import Ecosystem, ecosystem_graph
from commandcenter.graph.project_graph import Direction, ProjectGraph
from commandcenter.kernel.clock import format_time
from commandcenter.kernel.pages import check_limit, encode_cursor, page_of
from commandcenter.kernel.urn import Urn
from commandcenter.ledger.model import Diff
from commandcenter.queries import views
from commandcenter.queries.find import find_nodes, resolve_name, resolved_node
from commandcenter.queries.paging import pin, unpin
from commandcenter.queries.sight import AsOf, Sight
from commandcenter.queries.traces import item_categories, traceability
from commandcenter.queries.views import NodeView, View
from commandcenter.queries.walks import WalkPage, walk

Resolver = Callable[..., Any]


def ecosystem(sight: Sight, *, as_of: AsOf = None, hub: str | None = None, **asked: Any) -> View:
    """Answer Query.ecosystemGraph."""
    seen = ecosystem_graph(
        sight.ledger, sight.hub, as_of=as_of, of_hub=hub, cache=sight.graphs, sightings=sight.sightings(), **asked
    )
    return {
        **_projects(seen, "projects"),
        "asOf": format_time(seen.as_of),
        "hubs": [views.hub_view(state, seen.as_of) for state in seen.hubs],
        "services": [views.service_view(service) for service in seen.services],
        "links": [views.link_view(link) for link in seen.links],
        "edges": [views.link_view(link) for link in seen.edges],
        "missing": seen.missing,
        "stale": seen.stale,
    }


def projects(sight: Sight, *, first: int, after: str | None = None) -> View:
    """Answer Query.projects."""
    seen = ecosystem_graph(sight.ledger, sight.hub, first=first, after=after, of_hub=sight.hub, cache=sight.graphs)
    return _projects(seen, "items")


def project_graph(
    sight: Sight,
    *,
    project: str,
    first: int,
    root: str | None = None,
    depth: int | None = None,
    types: list[str] | None = None,
    as_of: AsOf = None,
    after: str | None = None,
) -> View:
    """Answer Query.projectGraph."""
    pinned, after = unpin(after)
    graph = sight.graph(project, pinned[0] if pinned else as_of)
    shown = None if types is None else frozenset(types)
    found = walk(graph, ("contained", root, depth, shown), lambda: graph.subgraph(root, depth, shown))
    return _nodes_page(sight, graph, found.page(first, after))


def dependencies(
    sight: Sight,
    *,
    urn: str,
    first: int,
    direction: Direction,
    depth: int | None = None,
    as_of: AsOf = None,
    after: str | None = None,
) -> View:
    """Answer Query.dependencies."""
    start, (pinned, after) = sight.parse_urn(urn), unpin(after)
    graph = sight.graph(start.project, pinned[0] if pinned else as_of)
    root = NodeView(graph, sight.hub, graph.node(start.key), 0)
    found = walk(
        graph, ("depended on", start.key, direction, depth), lambda: graph.dependencies(start.key, direction, depth)
    )
    return {**_nodes_page(sight, graph, found.page(first, after)), "root": root}


def commits(sight: Sight, *, project: str, first: int, after: str | None = None) -> View:
    """Answer Query.commits."""
    head = sight.head_rev(project)
    pinned, _ = unpin(after, 2)
    newest, last = pinned or (head, head + 1)
    revs = range(last - 1, max(0, last - 1 - check_limit(first)), -1)
    return {
        "project": project,
        "rev": newest,
        "items": [views.commit_view(sight.ledger.commit(project, rev).header) for rev in revs],
        "total": newest,
        "next": pin(encode_cursor(""), newest, revs[-1]) if revs and revs[-1] > 1 else None,
    }


def diff(sight: Sight, *, project: str, start: AsOf, first: int, end: AsOf = None, after: str | None = None) -> View:
    """Answer Query.diff."""
    pinned, after = unpin(after, 2)
    old, new = pinned or (start, end)
    before, now = sight.rev_at(project, old), sight.rev_at(project, new)
    found = sight.ledger.diff(project, before, now)
    page = page_of(_entries(sight, project, found), lambda entry: str(entry["key"]), first=first, after=after)
    return {
        "project": project,
        "from": before,
        "to": now,
        "added": len(found.added),
        "removed": len(found.removed),
        "changed": len(found.changed),
        "entries": page.items,
        "total": page.total,
        "next": pin(page.next, before, now),
    }


def neighbours(view: NodeView, _info: Any, *, first: int, direction: str, types: list[str] | None = None) -> list[View]:
    """Answer Node.neighbours."""
    return view.neighbours(direction, types)[: check_limit(first)]


def _projects(seen: Ecosystem, name: str) -> View:
    page = seen.projects
    shown = [views.project_view(project) for project in page.items]
    return {"rev": seen.rev, name: shown, "total": page.total, "next": page.next}


def _nodes_page(sight: Sight, graph: ProjectGraph, page: WalkPage) -> View:
    return {
        "project": graph.project,
        "rev": graph.rev,
        "nodes": [NodeView(graph, sight.hub, node, steps) for node, steps in page.nodes],
        "edges": [views.edge_view(edge) for edge in page.edges],
        "total": page.total,
        "next": pin(page.next, graph.rev),
    }


def _entries(sight: Sight, project: str, found: Diff) -> list[View]:
    changes: list[tuple[str, str, Any, Any]] = [(key, "added", None, body) for key, body in found.added.items()]
    changes += [(key, "removed", body, None) for key, body in found.removed.items()]
    changes += [(key, "changed", *bodies) for key, bodies in found.changed.items()]
    return [
        {"key": key, "urn": str(Urn.of(sight.hub, project, key)), "change": change, "before": before, "after": after}
        for key, change, before, after in sorted(changes, key=lambda change: change[0])
    ]


def _asked(answer: Callable[..., View]) -> Resolver:
    """Let a use case answer a field of Query: the context of a query is the caller's sight."""
    return lambda _root, info, **arguments: answer(info.context, **arguments)


RESOLVERS: Mapping[str, Resolver] = {
    "Query.ecosystemGraph": _asked(ecosystem),
    "Query.projectGraph": _asked(project_graph),
    "Query.dependencies": _asked(dependencies),
    "Query.search": _asked(find_nodes),
    "Query.resolve": _asked(resolve_name),
    "Query.commits": _asked(commits),
    "Query.diff": _asked(diff),
    "Query.projects": _asked(projects),
    "Query.traceability": _asked(traceability),
    "Query.itemCategories": _asked(item_categories),
    "Node.neighbours": neighbours,
    "ResolvedEntity.node": resolved_node,
}
