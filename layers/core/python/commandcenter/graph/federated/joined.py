"""Links between the projects of all hubs: what each hub told, and what follows from all claims together.

The result is a function of what this hub's ledger holds, so the order in which hubs told it cannot matter. Hints about
the same edge (kind, type, ends) become one edge with all pieces of evidence, each of which names the hub that told it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from commandcenter.graph.claims import Claims
from commandcenter.graph.hub_view import HubView
from commandcenter.graph.links import DECLARED_KIND, MAX_EVIDENCE, PROMISED, Sighting, group_sightings, project_urn
from commandcenter.graph.model import Link
from commandcenter.graph.project_refs import split_ref
from commandcenter.kernel.canonical import Json
from commandcenter.kernel.errors import InvalidInputError
from commandcenter.kernel.urn import Urn

Evidence = Mapping[str, Json]
Ends = tuple[str, str, str, str]


def join_links(hub: str, view: HubView) -> tuple[Link, ...]:
    """Return all links, sorted by kind, type and ends.

    Args:
        hub: This hub.
        view: Its own ledger; a link of it, or of another hub, whose target is unknown there is led on to the one project of
            this name that some other hub has.
    """
    places = _places(hub, view)
    told: dict[Ends, list[Link]] = {}
    for link in _told(hub, view):
        led = _lead_on(link, places)
        if led.source != led.target:
            told.setdefault(_ends(led), []).append(led)
    computed = {_ends(link): link for link in _between_hubs(hub, view, places)} if view.peers else {}
    known = {project_urn(of, name) for name, hubs in places.items() for of in hubs}
    return tuple(
        _merge(told.get(ends, []), computed.get(ends), known) for ends in sorted(told.keys() | computed.keys())
    )


def is_observed(link: Link) -> bool:
    """Say whether some evidence is more than a declaration: a package, a schema, an endpoint that the other side shows."""
    return any(_is_seen(piece) for piece in link.evidence)


def _is_seen(piece: Evidence) -> bool:
    kind = str(piece["kind"])
    return kind != DECLARED_KIND and not (kind.startswith("consumes ") and float(piece["weight"]) <= PROMISED)


def _places(hub: str, view: HubView) -> dict[str, tuple[str, ...]]:
    """Name the hubs that have a project of a name, this one first."""
    places: dict[str, tuple[str, ...]] = dict.fromkeys(view.registrations.keys() | view.claims.keys(), (hub,))
    for part in view.peers.values():
        for name in part.registrations:
            places[name] = (*places.get(name, ()), part.hub)
    return places


def _ends(link: Link) -> Ends:
    return link.kind, link.type, str(link.source), str(link.target)


def _told(hub: str, view: HubView) -> Iterator[Link]:
    for link in view.links:
        yield replace(link, evidence=tuple({**piece, "hub": hub} for piece in link.evidence))
    for part in view.peers.values():
        yield from part.links


def _between_hubs(hub: str, view: HubView, places: Mapping[str, tuple[str, ...]]) -> Iterator[Link]:
    """Work out the links between projects of different hubs from all claims."""
    claims = {f"{hub}/{name}": said for name, said in view.claims.items()}
    for part in view.peers.values():
        claims |= {f"{part.hub}/{name}": said for name, said in part.claims.items()}
    qualified = {ref: _qualify(ref, said, places) for ref, said in claims.items()}
    for sightings in group_sightings(qualified):
        first = sightings[0]
        if split_ref("", first.source)[0] != split_ref("", first.target)[0]:
            yield _computed(sightings, qualified)


def _qualify(ref: str, said: Claims, places: Mapping[str, tuple[str, ...]]) -> Claims:
    """Write hubs into all names of a project's claims; a bare name means the own hub, or the only other that has it."""
    hub = split_ref("", ref)[0]

    def named(other: str) -> str:
        return other if "/" in other else f"{_home(hub, other, places)}/{other}"

    return replace(
        said,
        project=ref,
        consumes=tuple((named(other), key, service) for other, key, service in said.consumes),
        links=tuple((kind, named(other)) for kind, other in said.links),
    )


def _home(hub: str, name: str, places: Mapping[str, tuple[str, ...]]) -> str:
    hubs = places.get(name, ())
    return hubs[0] if hub not in hubs and len(hubs) == 1 else hub


def _computed(sightings: list[Sighting], claims: Mapping[str, Claims]) -> Link:
    """Make a link of what was seen; whoever claimed it has told it."""
    first = sightings[0]
    evidence: dict[tuple[str, str], Evidence] = {}
    for seen in sorted(set(sightings), key=lambda seen: (-seen.weight, seen.why, seen.on)):
        ref = str(project_urn("", seen.on[0]))
        told_by, at = split_ref("", seen.on[0])[0], claims[seen.source].at
        piece = {"kind": seen.why, "ref": ref, "at": at, "weight": seen.weight, "hub": told_by}
        evidence.setdefault((seen.why, ref), piece)
    ends = (project_urn("", first.source), project_urn("", first.target))
    return Link(first.kind, first.type, *ends, tuple(evidence.values())[:MAX_EVIDENCE])


def _lead_on(link: Link, places: Mapping[str, tuple[str, ...]]) -> Link:
    """Lead a link to a project its own hub does not have on to the one meant; a hub that was named stays the one meant."""
    target = link.target
    if target.hub != link.source.hub:
        return link
    home = _home(target.hub, target.project, places)
    return link if home == target.hub else replace(link, target=Urn.of(home, target.project, target.key))


def _merge(told: list[Link], computed: Link | None, known: set[Urn]) -> Link:
    """Make one edge of all hints about it; each fact once, however many tell of it, the heaviest first."""
    pieces: dict[tuple[str, str, str], Evidence] = {}
    for piece in (piece for link in told for piece in link.evidence):
        name = (str(piece["kind"]), str(piece["ref"]), str(piece["hub"]))
        pieces[name] = min(pieces.get(name, piece), piece, key=_order)
    for seen in computed.evidence if computed else ():
        same = [name for name, piece in pieces.items() if _fact(piece) == _fact(seen)]
        for name in same:
            # Together the hubs know more: what one could only promise, the other shows.
            pieces[name] = {**pieces[name], "weight": max(pieces[name]["weight"], seen["weight"])}
        if not same:
            pieces[str(seen["kind"]), str(seen["ref"]), str(seen["hub"])] = seen
    evidence = tuple(sorted(pieces.values(), key=lambda piece: (-float(piece["weight"]), *_order(piece))))
    more = sum(max(link.count - len(link.evidence), 0) for link in told)
    first = told[0] if told else computed
    assert first is not None
    return replace(first, evidence=evidence, unresolved=first.target not in known, count=len(evidence) + more)


def _fact(piece: Evidence) -> tuple[str, str, str]:
    """Name what a piece says, wherever in the project it was seen."""
    try:
        seen = Urn.parse(str(piece["ref"]))
    except InvalidInputError:
        return str(piece["kind"]), str(piece["ref"]), str(piece["hub"])
    return str(piece["kind"]), f"{seen.hub}/{seen.project}", str(piece["hub"])


def _order(piece: Evidence) -> tuple[str, float, str, str, str]:
    return str(piece["at"]), -float(piece["weight"]), str(piece["kind"]), str(piece["ref"]), str(piece["hub"])
