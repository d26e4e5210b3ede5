"""What a project says of itself to the others: what it provides, requires, offers, consumes and declares.

In the hub's ledger (`_hub`) each fact has one owner, so that nothing overwrites anything.

By register_project, scope `registry`:

    hub:<hub>                        the root of containment
    project:<p>                      title, domain, status, tags, repositories
    repo:<kind>/<name>               project, url, branch, name of the webhook secret

By link_projects, scope `link:<p>`:

    evidence:<p>/index               revision, digest, time, counts of what was indexed
    evidence:<p>/<claim>/<n>         a part of one list of claims (CLAIMS)
    service:<p>/<service>            a service, to be listed without reading the project
    ProjectLink:, IntegrationEdge:   see links.py; the scope is that of the source project

By others: `alias:<name>` (aliases.py, scope `aliases`) and what other hubs told (federated/, scope `peer:<hub>`).

The claims are `evidence` nodes since that is what they are: links rest on them and on nothing else. They are cut in
parts, so that no project outgrows an item, and kept apart from the index node, so that a commit which changes no
claim costs one small write.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from commandcenter.graph.model import LINK_TYPES, Node, versionless
from commandcenter.graph.project_refs import check_ref, ref_of
from commandcenter.kernel.canonical import Json, canonical
from commandcenter.kernel.clock import format_time
from commandcenter.kernel.errors import InvalidInputError
from commandcenter.kernel.urn import MAX_ID_BYTES, Urn, check_key
from commandcenter.ledger.model import Head

CLAIMS = ("provides", "requires", "schemas", "offers", "consumes", "links")
PART_BYTES = 200_000
_OTHER_NAMES = frozenset({"purl", "swhid", "arn", "backstage", "git", "blob"})


@dataclass(frozen=True)
class Claims:
    """Hold what one revision of a project claims; all lists are sorted and each entry stands once.

    Args:
        project, rev, digest, at: The commit summarised; `at` RFC 3339.
        counts: Node type -> number of nodes.
        provides: purls without version the project is known by.
        requires: (purl without version, scope such as `runtime` or `dev`, id of the dependency node).
        schemas: (digest of a schema's content, id of the file node).
        offers: Keys of endpoint and queue nodes.
        consumes: (project, key of its endpoint or queue, id of the consuming service node); a project of another hub is
            `hub/name`, see project_refs.py.
        links: (type of ProjectLink, project) as declared in a manifest.
        services: (name, a few plain properties).

    """

    project: str
    rev: int
    digest: str
    at: str
    counts: Mapping[str, int] = field(default_factory=dict)
    provides: tuple[str, ...] = ()
    requires: tuple[tuple[str, str, str], ...] = ()
    schemas: tuple[tuple[str, str], ...] = ()
    offers: tuple[str, ...] = ()
    consumes: tuple[tuple[str, str, str], ...] = ()
    links: tuple[tuple[str, str], ...] = ()
    services: tuple[tuple[str, Mapping[str, Json]], ...] = ()


def summarise(project: str, bodies: Mapping[str, Mapping[str, Any]], counts: Mapping[str, int], head: Head) -> Claims:
    """Work out a project's claims from the bodies of its nodes at `head`.

    `bodies` needs to hold only the nodes that claim something (see `claims_something`); `counts` counts all.
    """
    nodes = [Node.from_body(bodies[key]) for key in sorted(bodies)]
    of = {kind: [node for node in nodes if node.type == kind] for kind in _CLAIMING}
    root = bodies.get(f"project:{project}", {}).get("props", {})
    return Claims(
        project=project,
        rev=head.rev,
        digest=head.digest,
        at=format_time(head.at),
        counts=dict(sorted(counts.items())),
        provides=_sorted(versionless(purl) for purl in _list(root, "provides") if isinstance(purl, str)),
        requires=_sorted(map(_requirement, of["dependency"])),
        schemas=_sorted(pair for node in of["file"] for pair in _schema(node)),
        offers=_sorted(node.key for node in of["endpoint"] + of["queue"]),
        consumes=_sorted(use for node in of["service"] for use in _consumes(node, project)),
        links=_sorted(link for item in _list(root, "links") for link in _declared(item, project)),
        services=tuple((node.id, _plain(node.props)) for node in of["service"] if _fits(project, node.id)),
    )


_CLAIMING = ("project", "dependency", "file", "endpoint", "queue", "service")


def claims_something(key: str, data: bytes) -> bool:
    """Say from key and canonical body, unparsed, whether a node can matter to `summarise`."""
    kind = key.partition(":")[0]
    return kind in _CLAIMING and (kind != "file" or b'"schema":' in data)


def hub_nodes(claims: Claims) -> Iterator[Node]:
    """Write claims as the nodes of the hub's ledger that scope `link:<project>` owns."""
    parent = f"project:{claims.project}"
    commit = {"project": claims.project, "rev": claims.rev, "digest": claims.digest, "at": claims.at}
    yield Node("evidence", f"{claims.project}/index", {**commit, "counts": dict(claims.counts)}, parent)
    for name in CLAIMS:
        for number, values in enumerate(_parts(getattr(claims, name))):
            part = {"project": claims.project, "claim": name, "values": values}
            yield Node("evidence", f"{claims.project}/{name}/{number}", part, parent)
    for service, plain in claims.services:
        yield Node("service", f"{claims.project}/{service}", {**plain, "project": claims.project}, parent)


def read_claims(bodies: Mapping[str, Mapping[str, Any]]) -> dict[str, Claims]:
    """Read all projects' claims back from the hub's ledger, by project."""
    heads: dict[str, dict[str, Any]] = {}
    lists: dict[str, dict[str, list[Any]]] = {}
    services: dict[str, list[tuple[str, Mapping[str, Json]]]] = {}
    for key in sorted(bodies):
        body = bodies[key]
        if not str(body.get("scope", "")).startswith("link:") or "id" not in body:
            continue
        props = body["props"]
        project = props["project"]
        if body["type"] == "service":
            services.setdefault(project, []).append((body["id"].partition("/")[2], _without_project(props)))
        elif "claim" in props:
            lists.setdefault(project, {}).setdefault(props["claim"], []).extend(props["values"])
        else:
            heads[project] = props
    return {
        project: Claims(**props, **_thawed(lists.get(project, {})), services=tuple(services.get(project, ())))
        for project, props in sorted(heads.items())
    }


def _thawed(lists: Mapping[str, list[Any]]) -> dict[str, Any]:
    return {
        name: _sorted(tuple(value) if isinstance(value, list) else value for value in values)
        for name, values in lists.items()
    }


def _parts(values: tuple[Any, ...]) -> Iterator[list[Any]]:
    """Cut a list into parts of at most PART_BYTES."""
    part: list[Any] = []
    size = 0
    for value in values:
        plain = list(value) if isinstance(value, tuple) else value
        cost = len(canonical(plain)) + 1
        if part and size + cost > PART_BYTES:
            yield part
            part, size = [], 0
        part.append(plain)
        size += cost
    if part:
        yield part


def _requirement(node: Node) -> tuple[str, str, str]:
    purl, scope = node.props.get("purl"), node.props.get("scope")
    return versionless(purl if isinstance(purl, str) else node.id), scope if isinstance(scope, str) else "", node.id


def _schema(node: Node) -> Iterator[tuple[str, str]]:
    schema = node.props.get("schema")
    if isinstance(schema, Mapping) and isinstance(schema.get("digest"), str):
        yield schema["digest"], node.id


def _consumes(node: Node, project: str) -> Iterator[tuple[str, str, str]]:
    for item in _list(node.props, "consumes"):
        try:
            if isinstance(item, str):
                urn = Urn.parse(item)
                found = ref_of(urn), urn.key
            else:
                found = check_ref(item["project"]), check_key(item["key"])
        except (InvalidInputError, KeyError, TypeError, AttributeError):
            continue
        if found[0] != project and found[1].partition(":")[0] in ("endpoint", "queue"):
            yield *found, node.id


def _declared(item: Any, project: str) -> Iterator[tuple[str, str]]:
    if not isinstance(item, Mapping) or item.get("type") not in LINK_TYPES["ProjectLink"]:
        return
    try:
        other = check_ref(item.get("project", ""))
    except InvalidInputError:
        return
    if other != project:
        yield item["type"], other


def _plain(props: Mapping[str, Json]) -> dict[str, Json]:
    """Keep a few short properties; other names stay with the node itself, where the alias index finds them."""
    short = (
        (name, value)
        for name, value in sorted(props.items())
        if name not in _OTHER_NAMES and name != "project" and len(name) <= 100
        if value is None or isinstance(value, (bool, int, float)) or (isinstance(value, str) and len(value) <= 500)
    )
    return dict(islice(short, 30))


def _without_project(props: Mapping[str, Json]) -> dict[str, Json]:
    return {name: value for name, value in props.items() if name != "project"}


def _fits(project: str, service: str) -> bool:
    return len(f"{project}/{service}".encode()) <= MAX_ID_BYTES


def _list(props: Mapping[str, Json], name: str) -> list[Any]:
    value = props.get(name)
    return value if isinstance(value, list) else []


def _sorted(values: Iterable[Any]) -> tuple[Any, ...]:
    return tuple(sorted(set(values)))
