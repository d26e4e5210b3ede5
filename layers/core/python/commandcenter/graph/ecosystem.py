"""Join the graphs of all projects into one answer, and say how fresh each part of it is.

One read of the hub's ledger (cached by its revision) and one of the heads; no project's graph is opened.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from commandcenter.graph.cache import GraphCache
from commandcenter.graph.freshness import Freshness, read_heads, tell_freshness
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
    """Show one project."""

    urn: Urn
    registration: Registration
    counts: Mapping[str, int]
    provides: tuple[str, ...]
    freshness: Freshness

    @property
    def name(self) -> str:
        return self.registration.name


@dataclass(frozen=True, slots=True)
class ServiceView:
    """Show one service; the URN leads into its project's graph."""

    urn: Urn
    project: str
    name: str
    props: Mapping[str, Json]


@dataclass(frozen=True, slots=True)
class LinkView:
    """Show a link with its strength at the moment asked about; either end may be a project outside the page."""

    link: Link
    strength: float

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
        rev: The revision of the hub's ledger shown.
        as_of: The moment strengths and freshness are told for.
        projects: One page, sorted by name; `total` counts all that match.
        services: Of the projects on the page.
        links, edges: ProjectLinks and IntegrationEdges with at least one end on the page.
        missing, stale: Names of all matching projects in that state, on the page or not.

    """

    rev: int
    as_of: datetime
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
    min_strength: float = 0.0,
    first: int = 100,
    after: str | None = None,
    as_of: datetime | int | None = None,
    cache: GraphCache | None = None,
    now: datetime | None = None,
) -> Ecosystem:
    """Show the projects of a hub and what joins them.

    Args:
        ledger: The hub's ledgers.
        hub: The hub's name.
        domain: Show only projects of this domain, case aside.
        status: Show only projects of this status.
        tag: Show only projects with this tag.
        min_strength: Show only links at least this strong, 0..1.
        first: How many projects a page holds.
        after: The cursor of the page before.
        as_of: A time or a revision of the hub's ledger; None is now.
        cache: Keeps what was read between calls.
        now: The present, for tests and replays.

    """
    if not 0 <= min_strength <= 1:
        raise InvalidInputError("a strength lies between 0 and 1", pointer="/minStrength")
    reader = cache or GraphCache(ledger)
    past = as_of is not None
    view = reader.hub(rev=as_of) if isinstance(as_of, int) else reader.hub(time=as_of)
    moment = _moment(reader, as_of, view, now)
    heads = read_heads(ledger, _names(view))
    matching = [name for name in sorted(_names(view)) if _matches(_entry(view, name), domain, status, tag)]
    shown = {name: tell_freshness(reader, name, view, heads, moment if past else None) for name in matching}
    page = page_of(matching, lambda name: name, first=first, after=after)
    links = _links(view, frozenset(page.items), moment, min_strength)
    return Ecosystem(
        rev=view.rev,
        as_of=moment,
        projects=Page(tuple(_project(hub, view, name, shown[name]) for name in page.items), page.next, page.total),
        services=tuple(service for name in page.items for service in _services(hub, view, name)),
        links=tuple(seen for seen in links if seen.link.kind == "ProjectLink"),
        edges=tuple(seen for seen in links if seen.link.kind == "IntegrationEdge"),
        missing=tuple(name for name in matching if shown[name].state == "missing"),
        stale=tuple(name for name in matching if shown[name].state == "stale"),
    )


def _moment(reader: GraphCache, as_of: datetime | int | None, view: HubView, now: datetime | None) -> datetime:
    if isinstance(as_of, datetime):
        return as_of
    if as_of:
        return reader.commit_time(HUB_PROJECT, view.rev)
    return now or datetime.now(UTC)


def _names(view: HubView) -> frozenset[str]:
    return frozenset(view.registrations.keys() | view.claims.keys())


def _entry(view: HubView, name: str) -> Registration:
    return view.registrations.get(name) or Registration(name, title=name)


def _matches(entry: Registration, domain: str | None, status: str | None, tag: str | None) -> bool:
    return (
        (domain is None or entry.domain.casefold() == domain.casefold())
        and (status is None or entry.status == status)
        and (tag is None or tag in entry.tags)
    )


def _project(hub: str, view: HubView, name: str, freshness: Freshness) -> ProjectView:
    said = view.claims.get(name)
    counts, provides = (said.counts, said.provides) if said else ({}, ())
    return ProjectView(project_urn(hub, name), _entry(view, name), counts, provides, freshness)


def _services(hub: str, view: HubView, project: str) -> Iterable[ServiceView]:
    said = view.claims.get(project)
    for name, props in said.services if said else ():
        yield ServiceView(Urn.of(hub, project, f"service:{name}"), project, name, props)


def _links(view: HubView, page: frozenset[str], moment: datetime, least: float) -> list[LinkView]:
    seen = []
    for link in view.links:
        if link.source.project in page or link.target.project in page:
            said = view.claims.get(link.source.project)
            weight = strength(link.evidence, moment, confirmed=parse_time(said.at) if said else None)
            if weight >= least:
                seen.append(LinkView(link, weight))
    return seen
