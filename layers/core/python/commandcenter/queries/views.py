"""Shape what the use cases answer into the types of the SDL; names of keys and properties are names of fields."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from commandcenter.graph.aliases import Alias
from commandcenter.graph.ecosystem import HubState, LinkView, ProjectView, ServiceView
from commandcenter.graph.identifiers import Identifier
from commandcenter.graph.model import Node
from commandcenter.graph.project_graph import Edge, ProjectGraph
from commandcenter.kernel.clock import format_time
from commandcenter.kernel.urn import Urn
from commandcenter.ledger.model import Header

View = dict[str, Any]


@dataclass(frozen=True, slots=True)
class NodeView:
    """Show a node of a graph; what costs something is worked out when a query asks for it."""

    graph: ProjectGraph
    hub: str
    node: Node
    distance: int | None = None

    @property
    def key(self) -> str:
        return self.node.key

    @property
    def urn(self) -> str:
        return str(Urn(self.hub, self.graph.project, self.node.type, self.node.id))

    @property
    def type(self) -> str:
        return self.node.type

    @property
    def id(self) -> str:
        return self.node.id

    @property
    def name(self) -> str:
        for said in (self.node.props.get("name"), self.node.props.get("title")):
            if isinstance(said, str) and said:
                return said
        return self.node.id

    @property
    def props(self) -> Mapping[str, Any]:
        return self.node.props

    @property
    def scope(self) -> str:
        return self.graph.scopes[self.node.key]

    @property
    def project(self) -> str:
        return self.graph.project

    @property
    def rev(self) -> int:
        return self.graph.rev

    @property
    def parent(self) -> "NodeView | None":
        return self._other(self.node.parent) if self.node.parent in self.graph.nodes else None

    def neighbours(self, direction: str, types: Iterable[str] | None) -> list[View]:
        """List the nodes at the other ends of the edges, by type of edge and key."""
        wanted = None if types is None else frozenset(types)
        ways: list[tuple[str, str, str]] = []
        if direction != "in":
            ways += [(edge.type, edge.target, "out") for edge in self.graph.outgoing.get(self.key, ())]
        if direction != "out":
            ways += [(edge.type, edge.source, "in") for edge in self.graph.incoming.get(self.key, ())]
        return [
            {"edge": kind, "direction": way, "node": self._other(key)}
            for kind, key, way in sorted(ways)
            if key in self.graph.nodes and (wanted is None or kind in wanted)
        ]

    def _other(self, key: str | None) -> "NodeView":
        return NodeView(self.graph, self.hub, self.graph.node(key or ""))


def hub_view(state: HubState, moment: datetime) -> View:
    return {
        "name": state.name,
        "status": state.status,
        "lastSeen": state.seen and format_time(state.seen),
        "age": None if state.seen is None else max((moment - state.seen).total_seconds(), 0.0),
        "version": state.version,
        "rev": state.rev,
        "at": state.at and format_time(state.at),
        "projects": state.projects,
        "current": state.current,
    }


def edge_view(edge: Edge) -> View:
    return {"type": edge.type, "source": edge.source, "target": edge.target}


def project_view(project: ProjectView) -> View:
    entry, freshness = project.registration, project.freshness
    return {
        "name": entry.name,
        "hub": project.hub,
        "urn": str(project.urn),
        "title": entry.title,
        "domain": entry.domain,
        "status": entry.status,
        "tags": entry.tags,
        "repositories": [
            {"kind": place.kind, "fullName": place.full_name, "url": place.url, "branch": place.branch}
            for place in entry.repositories
        ],
        "provides": project.provides,
        "counts": [{"type": kind, "count": count} for kind, count in project.counts.items()],
        "nodes": sum(project.counts.values()),
        "rev": freshness.shown_rev,
        "freshness": {
            "state": freshness.state,
            "headRev": freshness.head_rev,
            "shownRev": freshness.shown_rev,
            "indexedAt": freshness.indexed_at and format_time(freshness.indexed_at),
            "reason": freshness.reason,
        },
    }


def service_view(service: ServiceView) -> View:
    return {"urn": str(service.urn), "project": service.project, "name": service.name, "props": service.props}


def link_view(seen: LinkView) -> View:
    link = seen.link
    return {
        "key": link.key,
        "kind": link.kind,
        "type": link.type,
        "source": str(link.source),
        "target": str(link.target),
        "sourceProject": link.source.project,
        "targetProject": link.target.project,
        "sourceHub": link.source.hub,
        "targetHub": link.target.hub,
        "observed": seen.observed,
        "strength": round(seen.strength, 6),
        "unresolved": link.unresolved,
        "evidence": link.evidence,
        "evidenceCount": max(link.count, len(link.evidence)),
    }


def identifier_view(identifier: Identifier) -> View:
    return {"scheme": identifier.scheme, "text": identifier.text}


def alias_view(alias: Alias) -> View:
    return {
        "name": alias.name,
        "kind": alias.record,
        "target": alias.target,
        "at": alias.at,
        "rev": alias.rev,
        "reason": alias.reason,
    }


def commit_view(header: Header) -> View:
    return {
        "rev": header.rev,
        "digest": header.digest,
        "parent": header.parent,
        "at": format_time(header.at),
        "actor": header.actor,
        "cause": header.cause,
        "origin": header.origin,
        "changesRoot": header.changes_root,
        "stateRoot": header.state_root,
    }
