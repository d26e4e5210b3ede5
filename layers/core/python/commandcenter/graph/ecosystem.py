"""Join the graphs of all projects into one answer, and say how fresh each part of it is.

One read of the hub's ledger (cached by its revision) and one of the heads; no project's graph is opened.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from commandcenter import __version__
from commandcenter.graph.cache import GraphCache
from commandcenter.graph.federated.joined import is_observed, join_links
from commandcenter.graph.federated.model import HubSighting, HubStatus, PeerPart
from commandcenter.graph.freshness import Freshness, peer_doubt, peer_freshness, read_heads, tell_freshness
from commandcenter.graph.hub_view import HubView
from commandcenter.graph.links import project_urn
from commandcenter.graph.model import Link
from commandcenter.graph.registry import Registration
from commandcenter.graph.strength import strength
from commandcenter.kernel.canonical import Json
from commandcenter.kernel.clock import parse_time
from commandcenter.kernel.errors import InvalidInputError
from commandcenter.kernel.pages import Page, page_of
from commandcenter.kernel.urn import HUB_PROJECT, Urn
from commandcenter.ledger.ledger import Ledger


@dataclass(frozen=True, slots=True)
class ProjectView:
    """Show one project, of this hub or another: its URN says which."""

    urn: Urn
    registration: Registration
    counts: Mapping[str, int]
    provides: tuple[str, ...]
    freshness: Freshness

    @property
    def name(self) -> str:
        return self.registration.name

    @property
    def hub(self) -> str:
        return self.urn.hub


@dataclass(frozen=True, slots=True)
class HubState:
    """Show one hub.

    Args:
        name: Its name.
        status: Whether it is there; this hub always is.
        seen: When it last announced itself; None for this hub, and when it was never heard of.
        version: What it runs, "" when unknown.
        rev: The revision of its hub ledger that is shown; 0 for none.
        at: When that came in; None when none did.
        projects: How many of its projects are known.
        current: Whether what is shown is what it shows now, as it last said.
    """

    name: str
    status: HubStatus
    seen: datetime | None
    version: str
    rev: int
    at: datetime | None
    projects: int
    current: bool


@dataclass(frozen=True, slots=True)
class ServiceView:
    """Show one service; the URN leads into its project's graph."""

    urn: Urn
    project: str
    name: str
    props: Mapping[str, Json]


@dataclass(frozen=True, slots=True)
class LinkView:
    """Show a link with its strength at the moment asked about; either end may be a project outside the page.

    `observed` is false while nothing but a declaration speaks for it.
    """

    link: Link
    strength: float
    observed: bool

    @property
    def source(self) -> str:
        return self.link.source.project

    @property
    def target(self) -> str:
        return self.link.target.project


@dataclass(frozen=True, slots=True)
class Ecosystem:
    """Answer `ecosystem_graph`.

    Args:
        rev: The revision of this hub's ledger shown.
        as_of: The moment strengths and freshness are told for.
        hubs: This hub and all it knows of, sorted by name.
        projects: One page, sorted by name; `total` counts all that match.
        services: Of the projects on the page.
        links, edges: ProjectLinks and IntegrationEdges with at least one end on the page.
        missing, stale: Names of all matching projects in that state, on the page or not; `hub/name` for other hubs'.

    """

    rev: int
    as_of: datetime
    hubs: tuple[HubState, ...]
    projects: Page[ProjectView]
    services: tuple[ServiceView, ...]
    links: tuple[LinkView, ...]
    edges: tuple[LinkView, ...]
    missing: tuple[str, ...]
    stale: tuple[str, ...]


def ecosystem_graph(
    ledger: Ledger,
    hub: str,
    *,
    domain: str | None = None,
    status: str | None = None,
    tag: str | None = None,
    of_hub: str | None = None,
    min_strength: float = 0.0,
    first: int = 100,
    after: str | None = None,
    as_of: datetime | int | None = None,
    cache: GraphCache | None = None,
    now: datetime | None = None,
    sightings: Iterable[HubSighting] = (),
) -> Ecosystem:
    """Show the projects of a hub, and of those it is linked to, and what joins them.

    Args:
        ledger: The hub's ledgers.
        hub: The hub's name.
        domain: Show only projects of this domain, case aside.
        status: Show only projects of this status.
        tag: Show only projects with this tag.
        of_hub: Show only projects of this hub.
        min_strength: Show only links at least this strong, 0..1.
        first: How many projects a page holds.
        after: The cursor of the page before.
        as_of: A time or a revision of the hub's ledger; None is now.
        cache: Keeps what was read between calls.
        now: The present, for tests and replays.
        sightings: What is known of other hubs' presence now; not asked for the past, which nothing tells of.

    """
    if not 0 <= min_strength <= 1:
        raise InvalidInputError("a strength lies between 0 and 1", pointer="/minStrength")
    reader = cache or GraphCache(ledger)
    past = as_of is not None
    view = reader.hub(rev=as_of) if isinstance(as_of, int) else reader.hub(time=as_of)
    moment = _moment(reader, as_of, view, now)
    seen = {} if past else {one.hub: one for one in sightings if one.hub != hub}
    entries = _own_entries(reader, ledger, hub, view, moment if past else None) | _peer_entries(hub, view, seen)
    matching = {
        ref: shown
        for ref, shown in sorted(entries.items(), key=lambda pair: _order(pair[1]))
        if _matches(shown.registration, domain, status, tag) and of_hub in (None, shown.hub)
    }
    page = page_of([*matching.values()], _cursor, first=first, after=after)
    links = _links(hub, view, frozenset(map(_ref, page.items)), moment, min_strength)
    return Ecosystem(
        rev=view.rev,
        as_of=moment,
        hubs=_hubs(hub, view, seen),
        projects=page,
        services=tuple(service for shown in page.items for service in _services(hub, view, shown)),
        links=tuple(seen for seen in links if seen.link.kind == "ProjectLink"),
        edges=tuple(seen for seen in links if seen.link.kind == "IntegrationEdge"),
        missing=tuple(ref for ref, shown in matching.items() if shown.freshness.state == "missing"),
        stale=tuple(ref for ref, shown in matching.items() if shown.freshness.state == "stale"),
    )


def _moment(reader: GraphCache, as_of: datetime | int | None, view: HubView, now: datetime | None) -> datetime:
    if isinstance(as_of, datetime):
        return as_of
    if as_of:
        return reader.commit_time(HUB_PROJECT, view.rev)
    return now or datetime.now(UTC)


def _own_entries(
    reader: GraphCache, ledger: Ledger, hub: str, view: HubView, past: datetime | None
) -> dict[str, ProjectView]:
    names = sorted(view.registrations.keys() | view.claims.keys())
    heads = read_heads(ledger, names)
    return {name: _project(hub, view, name, tell_freshness(reader, name, view, heads, past)) for name in names}


def _project(hub: str, view: HubView, name: str, freshness: Freshness) -> ProjectView:
    entry, said = view.registrations.get(name) or Registration(name, title=name), view.claims.get(name)
    counts, provides = (said.counts, said.provides) if said else ({}, ())
    return ProjectView(project_urn(hub, name), entry, counts, provides, freshness)


def _peer_entries(hub: str, view: HubView, seen: Mapping[str, HubSighting]) -> dict[str, ProjectView]:
    entries = {}
    for part in view.peers.values():
        reason = peer_doubt(part, seen.get(part.hub))
        for name, entry in part.registrations.items() if part.hub != hub else ():
            said = part.claims.get(name)
            counts, provides = (said.counts, said.provides) if said else ({}, ())
            freshness = peer_freshness(said, reason)
            entries[f"{part.hub}/{name}"] = ProjectView(project_urn(part.hub, name), entry, counts, provides, freshness)
    return entries


def _hubs(hub: str, view: HubView, seen: Mapping[str, HubSighting]) -> tuple[HubState, ...]:
    count = len(view.registrations.keys() | view.claims.keys())
    states = [HubState(hub, "online", None, __version__, view.rev, None, count, current=True)]
    for name in sorted(view.peers.keys() | seen.keys()):
        part, sighting = view.peers.get(name, PeerPart(name)), seen.get(name, HubSighting(name))
        current = part.is_current(sighting)
        states.append(
            HubState(
                name,
                sighting.status,
                sighting.seen,
                sighting.version,
                part.rev,
                part.at,
                len(part.registrations),
                current,
            )
        )
    return tuple(sorted(states, key=lambda state: state.name))


def _order(shown: ProjectView) -> tuple[str, str]:
    return shown.name, shown.hub


def _cursor(shown: ProjectView) -> str:
    # No name holds a blank, and a blank sorts before all that a name may hold: the order is the one of _order.
    return f"{shown.name} {shown.hub}"


def _ref(shown: ProjectView) -> tuple[str, str]:
    return shown.hub, shown.name


def _matches(entry: Registration, domain: str | None, status: str | None, tag: str | None) -> bool:
    return (
        (domain is None or entry.domain.casefold() == domain.casefold())
        and (status is None or entry.status == status)
        and (tag is None or tag in entry.tags)
    )


def _services(hub: str, view: HubView, shown: ProjectView) -> Iterable[ServiceView]:
    claims = view.claims if shown.hub == hub else view.peers[shown.hub].claims
    said = claims.get(shown.name)
    for name, props in said.services if said else ():
        yield ServiceView(Urn.of(shown.hub, shown.name, f"service:{name}"), shown.name, name, props)


def _links(hub: str, view: HubView, page: frozenset[tuple[str, str]], moment: datetime, least: float) -> list[LinkView]:
    seen = []
    for link in view.once(f"links of {hub}", lambda: join_links(hub, view)):
        source, target = (link.source.hub, link.source.project), (link.target.hub, link.target.project)
        if source in page or target in page:
            claims = (
                view.claims if source[0] == hub else view.peers[source[0]].claims if source[0] in view.peers else {}
            )
            said = claims.get(source[1])
            weight = strength(link.evidence, moment, confirmed=parse_time(said.at) if said else None)
            if weight >= least:
                seen.append(LinkView(link, weight, is_observed(link)))
    return seen
