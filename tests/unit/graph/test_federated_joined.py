"""One graph over many hubs: edges between hubs, hints merged, hubs named however they are."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import permutations
from typing import Any

import pytest

from commandcenter.graph.ecosystem import Ecosystem, LinkView, ecosystem_graph
from commandcenter.graph.federated.apply import apply_part, held_of
from commandcenter.graph.federated.delta import deltas
from commandcenter.graph.federated.model import HubSighting
from commandcenter.graph.link_projects import link_projects
from commandcenter.graph.model import Link, Node
from commandcenter.graph.replace import plan_delta, plan_replace
from commandcenter.kernel.clock import format_time
from commandcenter.kernel.urn import HUB_PROJECT, Urn
from commandcenter.ledger.ledger import Ledger
from commandcenter.ledger.model import Meta
from commandcenter.ledger.open import open_memory

AT = datetime(2026, 3, 1, tzinfo=UTC)
HOME = "home"
ALLOWED = {
    "project": frozenset(
        {
            "title", "domain", "status", "tags", "rev", "at", "counts", "provides", "requires", "schemas", "offers",
            "consumes", "links", "services",
        }
    ),
    "link": frozenset({"link", "type", "source", "target", "evidence", "count"}),
}  # fmt: skip


def hub_with(hub: str, *projects: Sequence[Node]) -> Ledger:
    ledger = open_memory()
    for nodes in projects:
        add(ledger, hub, nodes)
    return ledger


def add(ledger: Ledger, hub: str, nodes: Sequence[Node]) -> None:
    name = nodes[0].id
    ledger.submit(name, plan_replace(nodes, "source"), Meta(AT, "t", "t", "source"))
    link_projects(ledger, hub, name, at=AT, cause="t")


def project(name: str, *more: Node, **props: Any) -> list[Node]:
    return [Node("project", name, {"provides": [f"pkg:pypi/{name}"], **props}), *more]


def asks(name: str, package: str) -> Node:
    return Node("dependency", f"pkg:pypi/{package}", {"purl": f"pkg:pypi/{package}"}, f"project:{name}")


def tell(sender: Ledger, hub: str, receiver: Ledger) -> None:
    have = held_of(receiver, hub)
    for data in deltas(sender, have.rev, have.root, ALLOWED):
        assert not apply_part(receiver, hub, data, at=AT, cause="t").gap


def seen_at(ledger: Ledger, *sightings: HubSighting, **asked: Any) -> Ecosystem:
    return ecosystem_graph(ledger, HOME, now=AT + timedelta(minutes=5), sightings=sightings, **asked)


def edge(shown: Ecosystem, source: str, kind: str, target: str) -> LinkView:
    (found,) = [
        one
        for one in (*shown.links, *shown.edges)
        if (f"{one.link.source.hub}/{one.source}", one.link.type, f"{one.link.target.hub}/{one.target}")
        == (source, kind, target)
    ]
    return found


def told_by(found: LinkView) -> list[tuple[Any, Any]]:
    return [(piece["kind"], piece["hub"]) for piece in found.link.evidence]


def test_a_package_of_one_hub_asked_for_on_another_joins_them() -> None:
    home = hub_with(HOME, project("app", asks("app", "lib")))
    tell(hub_with("beta", project("lib")), "beta", home)
    found = edge(seen_at(home), f"{HOME}/app", "dependsOn", "beta/lib")
    assert (round(found.strength, 3), found.observed, found.link.unresolved) == (0.9, True, False)
    assert told_by(found) == [("purl", HOME)]


def test_hubs_that_know_nothing_of_each_other_are_joined_by_the_one_that_knows_both() -> None:
    alpha, beta, home = (
        hub_with("alpha", project("app", asks("app", "lib"))),
        hub_with("beta", project("lib")),
        open_memory(),
    )
    tell(alpha, "alpha", home)
    tell(beta, "beta", home)
    assert told_by(edge(seen_at(home), "alpha/app", "dependsOn", "beta/lib")) == [("purl", "alpha")]


@pytest.mark.parametrize("name", ["beta/lib", "lib"])
def test_one_declaration_counts_once_and_is_marked_as_never_observed(name: str) -> None:
    """Told by the hub and worked out from its claims, it is still one; a bare name means the one project that has it."""
    declared = [{"type": "dependsOn", "project": name}]
    home = open_memory()
    tell(hub_with("alpha", project("app", links=declared)), "alpha", home)
    tell(hub_with("beta", project("lib")), "beta", home)
    found = edge(seen_at(home), "alpha/app", "dependsOn", "beta/lib")
    assert (round(found.strength, 3), found.observed) == (0.9, False)
    assert told_by(found) == [("declared", "alpha")]


def test_a_hub_that_is_named_is_the_one_meant() -> None:
    """`beta/lib` is not this hub's own `lib`, even while beta is not known here."""
    home = hub_with(HOME, project("app", links=[{"type": "dependsOn", "project": "beta/lib"}]), project("lib"))
    (found,) = seen_at(home).links
    assert (found.link.target.hub, found.link.unresolved) == ("beta", True)


def test_a_use_that_was_only_promised_is_observed_once_the_other_side_shows_it() -> None:
    uses = Node("service", "web", {"consumes": [{"project": "beta/shop", "key": "endpoint:GET /x"}]}, "project:app")
    home = hub_with(HOME, project("app", uses))
    beta = hub_with("beta", project("shop"))
    tell(beta, "beta", home)
    promised = edge(seen_at(home), f"{HOME}/app", "api", "beta/shop")
    assert (promised.observed, round(promised.strength, 3)) == (False, 0.4)
    add(beta, "beta", project("shop", Node("endpoint", "GET /x", {}, "project:shop")))
    tell(beta, "beta", home)
    kept = edge(seen_at(home), f"{HOME}/app", "api", "beta/shop")
    assert (kept.observed, round(kept.strength, 3)) == (True, 0.9)


def hint(ledger: Ledger, kind: str, at: datetime, weight: float) -> None:
    """Enter what somebody saw between alpha/app and beta/lib."""
    ends = (Urn.parse("urn:cc:alpha:app:project:app"), Urn.parse("urn:cc:beta:lib:project:lib"))
    piece = {"kind": kind, "ref": str(ends[0]), "at": format_time(at), "weight": weight}
    link = Link("IntegrationEdge", "api", *ends, (piece,))
    ledger.submit(HUB_PROJECT, plan_delta([link], [], f"seen:{kind}"), Meta(AT, "t", "t", "derived"))


def test_hints_of_two_hubs_about_one_edge_are_one_edge_with_both() -> None:
    """In whatever order they come; and its strength follows their weight and age."""
    alpha, beta = hub_with("alpha", project("app")), hub_with("beta", project("lib"))
    hint(alpha, "traffic", AT, 0.5)
    hint(beta, "traces", AT - timedelta(days=90), 0.5)
    answers = []
    for order in permutations([("alpha", alpha), ("beta", beta)]):
        home = open_memory()
        for name, ledger in order:
            tell(ledger, name, home)
        answers.append(edge(seen_at(home), "alpha/app", "api", "beta/lib"))
    first, second = answers
    assert first == second
    assert sorted(told_by(first)) == [("hint", "alpha"), ("hint", "beta")]
    assert first.link.count == 2
    assert first.strength == pytest.approx(1 - (1 - 0.5) * (1 - 0.5), abs=0.001)  # confirmed by app's index just now


def test_a_hub_that_is_down_is_named_and_its_projects_are_shown_as_stale() -> None:
    home, beta = hub_with(HOME, project("app")), hub_with("beta", project("lib"))
    tell(beta, "beta", home)
    held = held_of(home, "beta")
    for status, state in (("online", "fresh"), ("stale", "stale"), ("offline", "stale")):
        sighting = HubSighting("beta", status, AT, "0.1.0", held.rev, held.root)  # type: ignore[arg-type]
        shown = seen_at(home, sighting)
        (of,) = [one for one in shown.hubs if one.name == "beta"]
        assert (of.status, of.rev, of.projects, of.current, of.seen) == (status, held.rev, 1, True, AT)
        (lib,) = [one for one in shown.projects.items if one.name == "lib"]
        assert (lib.hub, lib.freshness.state) == ("beta", state)
        assert (status in lib.freshness.reason) == (status != "online")
        assert shown.stale == (("beta/lib",) if status != "online" else ())
    assert [one.name for one in seen_at(home, HubSighting("gamma")).hubs] == ["beta", "gamma", HOME]


def test_what_came_after_the_last_announcement_is_current_and_what_was_announced_since_is_not() -> None:
    home, beta = open_memory(), hub_with("beta", project("lib"))
    tell(beta, "beta", home)
    rev, root = held_of(home, "beta").rev, held_of(home, "beta").root
    for announced, current in ((HubSighting("beta", "online", AT, "", rev, root), True),
                               (HubSighting("beta", "online", AT, "", rev - 1, "0" * 64), True),
                               (HubSighting("beta", "online", AT, "", rev + 1, "0" * 64), False)):  # fmt: skip
        (of,) = [one for one in seen_at(home, announced).hubs if one.name == "beta"]
        assert of.current == current


def test_projects_of_one_name_on_two_hubs_stay_two_and_pages_go_through_both() -> None:
    home = hub_with(HOME, project("app"), project("lib"))
    for name in ("beta", "gamma"):
        tell(hub_with(name, project("lib")), name, home)
    whole = [(one.name, one.hub) for one in seen_at(home).projects.items]
    assert whole == [("app", HOME), ("lib", "beta"), ("lib", "gamma"), ("lib", HOME)]
    walked, after = [], None
    for _ in range(9):
        page = seen_at(home, first=1, after=after).projects
        walked += [(one.name, one.hub) for one in page.items]
        after = page.next
        if after is None:
            break
    assert walked == whole
    assert [one.hub for one in seen_at(home, of_hub="gamma").projects.items] == ["gamma"]
