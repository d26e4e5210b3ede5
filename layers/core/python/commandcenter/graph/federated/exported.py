"""What a hub shows of itself: a function of its own ledger and of the law on what may leave."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from commandcenter.graph.claims import Claims
from commandcenter.graph.federated.model import Allowed, View
from commandcenter.graph.hub_view import HubView
from commandcenter.graph.model import Link
from commandcenter.graph.registry import Registration
from commandcenter.kernel.canonical import Json, canonical, digest
from commandcenter.kernel.errors import InvalidInputError
from commandcenter.kernel.urn import HUB_PROJECT, Urn

MAX_EVIDENCE = 50
_KNOWN_KIND = re.compile(r"declared|purl|schema [0-9a-f]{16}|consumes (?:endpoint|queue):.{1,700}")
MAX_ENTITY_BYTES = 120_000
"""An event may have 256 KB, and its signature and envelope come on top."""
_LISTS = ("requires", "offers", "schemas", "consumes", "provides", "services", "links", "evidence")


def exported_view(bodies: Mapping[str, Mapping[str, Any]], allowed: Allowed) -> View:
    """Work out what a hub shows.

    Args:
        bodies: Its own ledger, `_hub`, at one revision; what other hubs told it is left out.
        allowed: What may leave.

    Returns: Bodies by key, cut down to the members that are named. Files, nodes of code, repositories and names of secrets
    are in no member, links by a shared secret are not shown, and of evidence no words but those this hub chose itself. A
    body past 120,000 bytes loses the ends of its longest lists; `cut` tells how long they were.
    """
    hub_view = HubView.read(HUB_PROJECT, 0, bodies)
    entities = [*_projects(hub_view), *(_link(link) for link in hub_view.links if link.type != "secret")]
    view = {}
    for key, body in entities:
        names = allowed.get(key.partition(":")[0])
        if names:
            view[key] = _fit({name: value for name, value in body.items() if name in names})
    return view


def root_of(view: View) -> str:
    """Digest a view: 64 hex digits; equal views have equal digests on any hub."""
    return digest([[key, digest(dict(view[key]))] for key in sorted(view)])


def _projects(view: HubView) -> Iterator[tuple[str, dict[str, Json]]]:
    for name in sorted(view.registrations.keys() | view.claims.keys()):
        entry = view.registrations.get(name) or Registration(name, title=name)
        said = view.claims.get(name)
        shown: dict[str, Json] = {
            "title": entry.title,
            "domain": entry.domain,
            "status": entry.status,
            "tags": list(entry.tags),
        }
        yield f"project:{name}", shown | (_claims(said) if said else {})


def _claims(said: Claims) -> dict[str, Json]:
    return {
        "rev": said.rev,
        "at": said.at,
        "counts": dict(said.counts),
        "provides": list(said.provides),
        "requires": sorted([purl, scope] for purl, scope in {(purl, scope) for purl, scope, _ in said.requires}),
        "schemas": sorted({digest for digest, _ in said.schemas}),
        "offers": list(said.offers),
        "consumes": sorted([other, key] for other, key in {(other, key) for other, key, _ in said.consumes}),
        "links": [list(pair) for pair in said.links],
        "services": [{"name": name} for name, _ in said.services],
    }


def _link(link: Link) -> tuple[str, dict[str, Json]]:
    source, target = str(link.source), str(link.target)
    body: dict[str, Json] = {
        "link": link.kind,
        "type": link.type,
        "source": source,
        "target": target,
        "evidence": [_evidence(piece, link) for piece in link.evidence[:MAX_EVIDENCE]],
        "count": max(link.count, len(link.evidence)),
    }
    return f"link:{digest([link.kind, link.type, source, target])[:32]}", body


def _evidence(piece: Mapping[str, Json], link: Link) -> dict[str, Json]:
    """Show a piece without the node it was seen on: of that, only the project leaves; and of its words, only known ones."""
    kind = str(piece["kind"])
    told = kind if _KNOWN_KIND.fullmatch(kind) else "hint"
    try:
        seen = Urn.parse(piece["ref"])
    except InvalidInputError:
        seen = link.source
    ref = str(Urn(seen.hub, seen.project, "project", seen.project))
    return {"kind": told, "at": piece["at"], "weight": piece["weight"], "ref": ref}


def _fit(body: dict[str, Json]) -> dict[str, Json]:
    """Cut the longest lists of a body until it is small enough to travel, and say so."""
    cut: dict[str, int] = {}
    while len(canonical(body)) > MAX_ENTITY_BYTES:
        name = max((one for one in _LISTS if body.get(one)), key=lambda one: len(canonical(body[one])))
        cut.setdefault(name, len(body[name]))
        body = {**body, name: body[name][: len(body[name]) // 2], "cut": cut}
    return body
