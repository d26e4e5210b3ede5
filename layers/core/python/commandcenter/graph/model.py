"""Nodes, edges and links: their types and how they stand in the ledger.

An *entity* of the ledger is a node with its outgoing edges, so a change costs one write however many edges it has.
Containment stands on the contained side (`parent`), since a folder may hold more than an item of the table can.
Between projects an entity is a *link* and lives in the hub's own ledger.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from commandcenter.kernel.canonical import Json, digest
from commandcenter.kernel.urn import Urn

NODE_TYPES = frozenset(
    "hub project repo service file symbol dependency endpoint queue test deployment specitem task control evidence waiver"
    " audit finding attestation agent workflow run healthsample prediction action".split()
)
EDGE_TYPES = frozenset(
    "contains imports calls dependsOn implements tests documents plannedFor satisfies observedBy producedBy".split()
)
LINK_TYPES: Mapping[str, frozenset[str]] = {
    "ProjectLink": frozenset({"dependsOn", "providesTo", "sharedService", "supersedes"}),
    "IntegrationEdge": frozenset({"api", "queue", "sharedSchema", "secret"}),
}
MAX_BODY_BYTES = 350_000
"""The largest canonical body of one entity; a DynamoDB item ends at 400 KB."""


@dataclass(frozen=True, slots=True)
class Node:
    """Describe one thing in a project.

    Args:
        type: One of NODE_TYPES.
        id: Unique among the project's nodes of this type; any text of 1 to 700 bytes.
        props: JSON object; what is known of the thing.
        parent: Key of the node that contains this one, or None.
        edges: Edge type (not `contains`) to the keys of the nodes it leads to, sorted, each once.
    """

    type: str
    id: str
    props: Mapping[str, Json] = field(default_factory=dict)
    parent: str | None = None
    edges: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def key(self) -> str:
        return f"{self.type}:{self.id}"

    def body(self, scope: str) -> dict[str, Any]:
        """Write the node as a ledger body; `scope` names the producer that may replace it."""
        body: dict[str, Any] = {"scope": scope, "type": self.type, "id": self.id}
        if self.props:
            body["props"] = dict(self.props)
        if self.parent is not None:
            body["parent"] = self.parent
        edges = {kind: sorted(set(ends)) for kind, ends in self.edges.items() if ends}
        if edges:
            body["edges"] = edges
        return body

    @classmethod
    def from_body(cls, body: Mapping[str, Any]) -> "Node":
        edges = {kind: tuple(ends) for kind, ends in body.get("edges", {}).items()}
        return cls(body["type"], body["id"], body.get("props", {}), body.get("parent"), edges)

    def outgoing(self) -> Iterator[tuple[str, str]]:
        """Yield (edge type, key of the other end), containment left out."""
        for kind, ends in self.edges.items():
            for end in ends:
                yield kind, end


@dataclass(frozen=True, slots=True)
class Link:
    """Join two projects (or a thing in each).

    Args:
        kind: ProjectLink or IntegrationEdge.
        type: One of LINK_TYPES[kind].
        source, target: URNs; the target need not be indexed yet.
        evidence: What was seen: `{"kind", "ref", "at", "weight"}`, weight 0..1, at RFC 3339.
        unresolved: True while the target's project is not indexed here.
    """

    kind: str
    type: str
    source: Urn
    target: Urn
    evidence: tuple[Mapping[str, Json], ...] = ()
    unresolved: bool = False

    @property
    def key(self) -> str:
        return f"{self.kind}:{self.type}.{digest([str(self.source), str(self.target)])[:32]}"

    def body(self, scope: str) -> dict[str, Any]:
        """Write the link as a ledger body."""
        return {
            "scope": scope, "link": self.kind, "type": self.type, "source": str(self.source), "target": str(self.target),
            "evidence": [dict(item) for item in self.evidence], "unresolved": self.unresolved,
        }

    @classmethod
    def from_body(cls, body: Mapping[str, Any]) -> "Link":
        source, target = Urn.parse(body["source"]), Urn.parse(body["target"])
        return cls(body["link"], body["type"], source, target, tuple(body["evidence"]), body["unresolved"])
