"""Links between projects: a function of all projects' claims and of nothing else.

So the order in which projects are indexed cannot matter, and concurrent writers of the hub's ledger come to the same
links: the plan that computes them runs on the state it commits to. There is at most one link per type and ordered
pair of projects; its ends are the projects' root nodes, its evidence names the nodes it was seen on.

    dependsOn       a dependency's purl is among the purls the other project provides, or the manifest declares it
    providesTo, sharedService, supersedes
                    declared in the manifest
    sharedSchema    both hold an OpenAPI, AsyncAPI or JSON Schema file of the same content; from the lesser name to the
                    greater
    api, queue      a service declares that it consumes an endpoint or a queue of the other project
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import combinations

from commandcenter.graph.claims import Claims
from commandcenter.graph.model import Link
from commandcenter.graph.project_refs import as_seen_on, split_ref
from commandcenter.kernel.canonical import Json
from commandcenter.kernel.urn import Urn

MAX_EVIDENCE = 20
"""Pieces of evidence a link lists, the heaviest first; `count` tells how many there are."""
MAX_SHARERS = 25
"""A schema more projects share than this joins each of them to the first only, not each pair."""
DECLARED, REQUIRED, REQUIRED_ASIDE, SAME_SCHEMA, CONSUMED, PROMISED = 0.9, 0.9, 0.5, 0.7, 0.9, 0.4
"""Weights: declared in a manifest; required at run time; required aside (dev, test, optional); same schema; consumed
where the other project shows it; consumed where it does not."""
DECLARED_KIND = "declared"
_RUNTIME = frozenset({"", "runtime", "main", "production", "required", "direct", "default"})


@dataclass(frozen=True, slots=True)
class Sighting:
    """Give one reason for a link: which link, between whom, seen on which node of which project."""

    kind: str
    type: str
    source: str
    target: str
    why: str
    on: tuple[str, str]
    weight: float
    sure: bool = True


def project_urn(hub: str, ref: str) -> Urn:
    """Name a project as a project of this hub does: the root node of its own graph, on this hub or another."""
    of, name = split_ref(hub, ref)
    return Urn.of(of, name, f"project:{name}")


def compute_links(hub: str, claims: Mapping[str, Claims]) -> dict[str, Link]:
    """Compute all links between projects, by key; `at` of evidence is the time of the claim's commit."""
    local = {name: _as_seen_here(hub, said) for name, said in claims.items()}
    links = (_link(hub, sightings, local) for sightings in group_sightings(local))
    return {link.key: link for link in links}


def group_sightings(claims: Mapping[str, Claims]) -> Iterator[list[Sighting]]:
    """Yield, for each link that follows from claims, the reasons for it."""
    grouped: dict[tuple[str, str, str, str], list[Sighting]] = defaultdict(list)
    for seen in _sightings(claims):
        grouped[seen.kind, seen.type, seen.source, seen.target].append(seen)
    for _, sightings in sorted(grouped.items()):
        yield sightings


def _as_seen_here(hub: str, said: Claims) -> Claims:
    """Name projects of this hub without it."""
    consumes = tuple((as_seen_on(hub, other), key, service) for other, key, service in said.consumes)
    links = tuple((kind, as_seen_on(hub, other)) for kind, other in said.links)
    return replace(
        said,
        consumes=tuple(use for use in consumes if use[0] != said.project),
        links=tuple(link for link in links if link[1] != said.project),
    )


def keep_times(link: Link, held: Link) -> Link:
    """Let evidence that stood before keep the time it was first seen, so that re-indexing rewrites no link."""
    before = {(item["kind"], item["ref"]): item["at"] for item in held.evidence}
    evidence = tuple({**item, "at": before.get((item["kind"], item["ref"]), item["at"])} for item in link.evidence)
    return Link(link.kind, link.type, link.source, link.target, evidence, link.unresolved, link.count)


def _link(hub: str, sightings: list[Sighting], claims: Mapping[str, Claims]) -> Link:
    first = sightings[0]
    evidence: list[Mapping[str, Json]] = []
    for seen in sorted(set(sightings), key=lambda seen: (-seen.weight, seen.why, seen.on))[:MAX_EVIDENCE]:
        ref = str(Urn.of(hub, *seen.on))
        evidence.append({"kind": seen.why, "ref": ref, "at": claims[seen.source].at, "weight": seen.weight})
    return Link(
        first.kind,
        first.type,
        project_urn(hub, first.source),
        project_urn(hub, first.target),
        tuple(evidence),
        unresolved=not any(seen.sure for seen in sightings),
        count=len(set(sightings)),
    )


def _sightings(claims: Mapping[str, Claims]) -> Iterator[Sighting]:
    providers = _group((purl, name) for name, said in claims.items() for purl in said.provides)
    offers = {name: frozenset(said.offers) for name, said in claims.items()}
    for name, said in claims.items():
        yield from _required(said, providers)
        for kind, other in said.links:
            on = (name, f"project:{name}")
            yield Sighting("ProjectLink", kind, name, other, DECLARED_KIND, on, DECLARED, other in claims)
        for other, key, service in said.consumes:
            shown = key in offers.get(other, ())
            kind = "queue" if key.startswith("queue:") else "api"
            on, weight = (name, f"service:{service}"), CONSUMED if shown else PROMISED
            yield Sighting("IntegrationEdge", kind, name, other, f"consumes {key}", on, weight, shown)
    yield from _shared(claims)


def _required(said: Claims, providers: Mapping[str, list[str]]) -> Iterator[Sighting]:
    for purl, scope, node in said.requires:
        for other in providers.get(purl, ()):
            if other != said.project:
                weight = REQUIRED if scope in _RUNTIME else REQUIRED_ASIDE
                on = (said.project, f"dependency:{node}")
                yield Sighting("ProjectLink", "dependsOn", said.project, other, "purl", on, weight)


def _shared(claims: Mapping[str, Claims]) -> Iterator[Sighting]:
    files: dict[str, dict[str, str]] = defaultdict(dict)
    for name, said in claims.items():
        for digest, file in said.schemas:
            files[digest].setdefault(name, file)
    for digest, holders in files.items():
        names = sorted(holders)
        pairs = combinations(names, 2) if len(names) <= MAX_SHARERS else ((names[0], other) for other in names[1:])
        for a, b in pairs:
            on = (a, f"file:{holders[a]}")
            yield Sighting("IntegrationEdge", "sharedSchema", a, b, f"schema {digest[:16]}", on, SAME_SCHEMA)


def _group(pairs: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    grouped: dict[str, list[str]] = defaultdict(list)
    for key, value in pairs:
        grouped[key].append(value)
    return grouped
