"""Nodes, edges and links: their types and how they stand in the ledger.

An *entity* of the ledger is a node with its outgoing edges, so a change costs one write however many edges it has.
Containment stands on the contained side (`parent`), since a folder may hold more than an item of the table can.
Between projects an entity is a *link* and lives in the hub's own ledger.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from commandcenter.kernel.canonical import Json, digest
from commandcenter.kernel.urn import Urn

_VERSION = re.compile(r"(?<=[^/])@")
_NODES = (
    "hub project repo service file symbol dependency endpoint queue test deployment specitem task control evidence"
    " waiver audit finding attestation agent workflow run healthsample prediction action"
)
_EDGES = "contains imports calls dependsOn implements tests documents plannedFor satisfies observedBy producedBy"
NODE_TYPES = frozenset(_NODES.split())
EDGE_TYPES = frozenset(_EDGES.split())
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
        alias = alias_of(self.props)
        if alias is not None:
            body["alias"] = alias
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


def alias_of(props: Mapping[str, Json]) -> str | None:
    """Choose the one name outside the hub by which the ledger's alias index finds a node.

    A purl goes without version and qualifiers, so that whoever asks for a package finds all who use it.
    """
    purl = props.get("purl")
    if isinstance(purl, str):
        return versionless(purl)
    blob, schema = props.get("blob"), props.get("schema")
    if isinstance(blob, str) and len(blob) == 40:
        return f"swh:1:cnt:{blob}"
    for name in ("swhid", "arn", "backstage", "git"):
        if isinstance(props.get(name), str):
            return str(props[name])
    if isinstance(schema, Mapping) and isinstance(schema.get("digest"), str):
        return f"schema:{schema['digest']}"
    return None


def versionless(purl: str) -> str:
    """Cut version, qualifiers and subpath from a purl; an `@` that opens a namespace (npm) is left alone."""
    return _VERSION.split(purl.partition("?")[0].partition("#")[0], maxsplit=1)[0]


@dataclass(frozen=True, slots=True)
class Link:
    """Join two projects (or a thing in each).

    Args:
        kind: ProjectLink or IntegrationEdge.
        type: One of LINK_TYPES[kind].
        source, target: URNs; the target need not be indexed yet.
        evidence: What was seen: `{"kind", "ref", "at", "weight"}`, weight 0..1, at RFC 3339.
        unresolved: True while the target's project is not indexed here.
        count: How many pieces were seen, where `evidence` lists only the first of them; 0 means just those listed.

    """

    kind: str
    type: str
    source: Urn
    target: Urn
    evidence: tuple[Mapping[str, Json], ...] = ()
    unresolved: bool = False
    count: int = 0

    @property
    def key(self) -> str:
        return f"{self.kind}:{self.type}.{digest([str(self.source), str(self.target)])[:32]}"

    def body(self, scope: str) -> dict[str, Any]:
        """Write the link as a ledger body."""
        return {
            "scope": scope,
            "link": self.kind,
            "type": self.type,
            "source": str(self.source),
            "target": str(self.target),
            "evidence": [dict(item) for item in self.evidence],
            "unresolved": self.unresolved,
            "count": max(self.count, len(self.evidence)),
        }

    @classmethod
    def from_body(cls, body: Mapping[str, Any]) -> "Link":
        source, target = Urn.parse(body["source"]), Urn.parse(body["target"])
        evidence = tuple(body["evidence"])
        return cls(body["link"], body["type"], source, target, evidence, body["unresolved"], body.get("count", 0))
