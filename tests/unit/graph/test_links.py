from itertools import count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commandcenter.graph.cache import GraphCache
from commandcenter.graph.claims import PART_BYTES, Claims, hub_nodes, read_claims
from commandcenter.graph.link_projects import link_projects, plan_link
from commandcenter.graph.links import MAX_EVIDENCE, MAX_SHARERS, compute_links
from commandcenter.graph.model import Node
from commandcenter.kernel.canonical import canonical
from commandcenter.kernel.errors import NotFoundError
from commandcenter.ledger.ledger import Ledger
from commandcenter.ledger.memory import MemoryItems, MemoryObjects
from commandcenter.ledger.open import open_memory

from .worlds import DIGESTS, HUB, PROJECTS, PURLS, DictState, apply, index, meta, project_nodes

worlds = st.fixed_dictionaries({name: project_nodes(name) for name in PROJECTS})
few = settings(max_examples=25)


def links(ledger):
    """Show what links say, without when it was first seen."""
    return {
        (link.kind, link.type, link.source.project, link.target.project, link.unresolved, link.count): frozenset(
            (piece["kind"], piece["ref"], piece["weight"]) for piece in link.evidence
        )
        for link in GraphCache(ledger).hub().links
    }


def scratch(world):
    """Index everything first and link once at the end."""
    ledger = open_memory()
    for name, nodes in world.items():
        index(ledger, name, nodes, link=False)
    for name in world:
        link_projects(ledger, HUB, name, at=meta().at, cause="test")
    return links(ledger)


def expected(world):
    """Work the links out by hand: which pairs, of which type, and whether the other side is known."""
    found = set()
    for a, nodes in world.items():
        root, web = nodes[0], nodes[-1]
        wanted = {node.id for node in nodes if node.type == "dependency"}
        for b, others in world.items():
            if a != b and wanted & set(others[0].props["provides"]):
                found.add(("ProjectLink", "dependsOn", a, b, False))
            digests = [{n.props["schema"]["digest"] for n in side if "schema" in n.props} for side in (nodes, others)]
            if a < b and digests[0] & digests[1]:
                found.add(("IntegrationEdge", "sharedSchema", a, b, False))
        for item in root.props["links"]:
            if item["project"] != a:
                sure = item["project"] in world
                if ("ProjectLink", item["type"], a, item["project"], False) not in found:
                    found.add(("ProjectLink", item["type"], a, item["project"], not sure))
        for kind, prefix in (("api", "endpoint:"), ("queue", "queue:")):
            uses = [(use["project"], use["key"]) for use in web.props["consumes"] if use["key"].startswith(prefix)]
            for b in {b for b, _ in uses} - {a}:
                shown = any(node.key == key for other, key in uses if other == b for node in world.get(b, ()))
                found.add(("IntegrationEdge", kind, a, b, not shown))
    return found


@few
@given(worlds, st.permutations(PROJECTS), worlds, st.permutations(PROJECTS))
def test_links_follow_the_projects_whatever_the_order_of_indexing(first, order, second, again):
    ledger = open_memory()
    for name in order:
        index(ledger, name, first[name])
    assert links(ledger) == scratch(first)
    assert {key[:5] for key in links(ledger)} == expected(first)
    for name in again:
        index(ledger, name, second[name], days=1)
    assert links(ledger) == scratch(second)
    assert {key[:5] for key in links(ledger)} == expected(second)


@few
@given(worlds)
def test_linking_again_writes_nothing(world):
    ledger = open_memory()
    for name, nodes in world.items():
        index(ledger, name, nodes)
    head = ledger.head("_hub")
    for name, nodes in world.items():
        assert not index(ledger, name, nodes, days=5).committed
    assert ledger.head("_hub") == head


@few
@given(worlds, st.sampled_from(PROJECTS), st.integers(0, 12))
def test_projects_linked_at_the_same_time_miss_nothing_of_each_other(world, rival, moment):
    ticks, busy = count(), []

    def step(_operation):
        if busy and next(ticks) == moment:
            busy.clear()
            link_projects(ledger, HUB, rival, at=meta().at, cause="rival")

    ledger = Ledger(MemoryObjects(), MemoryItems(), step=step)
    for name, nodes in world.items():
        index(ledger, name, nodes, link=False)
    busy.append(True)
    for name in PROJECTS:
        link_projects(ledger, HUB, name, at=meta().at, cause="test")
    assert links(ledger) == scratch(world)


def package(name, provides=(), requires=(), **props):
    root = f"project:{name}"
    dependencies = [Node("dependency", purl, {"purl": purl, "scope": "runtime"}, root) for purl in requires]
    return [Node("project", name, {"provides": list(provides), **props}), *dependencies]


def test_a_link_appears_when_the_provider_is_indexed_and_goes_with_the_dependency():
    ledger = open_memory()
    index(ledger, "ada", package("ada", requires=[PURLS[0]]))
    assert links(ledger) == {}
    index(ledger, "bob", package("bob", provides=[PURLS[0]]))
    assert {key[1:4] for key in links(ledger)} == {("dependsOn", "ada", "bob")}
    index(ledger, "ada", package("ada"), days=1)
    assert links(ledger) == {}


def test_a_declared_link_waits_unresolved_until_the_other_side_is_indexed():
    ledger = open_memory()
    index(
        ledger,
        "ada",
        package("ada", links=[{"type": "providesTo", "project": "bob"}, {"type": "hates", "project": "x"}]),
    )
    assert [(link.target.project, link.unresolved) for link in GraphCache(ledger).hub().links] == [("bob", True)]
    index(ledger, "bob", package("bob"))
    assert [(link.target.project, link.unresolved) for link in GraphCache(ledger).hub().links] == [("bob", False)]


def test_a_consumer_is_joined_once_any_of_what_it_consumes_is_shown():
    uses = [{"project": "bob", "key": key} for key in ("queue:orders", "queue:invoices")]
    ledger = open_memory()
    index(ledger, "ada", [*package("ada"), Node("service", "web", {"consumes": uses}, "project:ada")])
    index(ledger, "bob", [*package("bob"), Node("queue", "orders", {}, "project:bob")])
    (link,) = GraphCache(ledger).hub().links
    assert (link.type, link.unresolved, link.count) == ("queue", False, 2)
    assert [piece["weight"] for piece in link.evidence] == [0.9, 0.4]


def test_a_commit_that_changes_no_claim_costs_one_small_write():
    ledger = open_memory()
    index(ledger, "bob", package("bob", provides=PURLS))
    nodes = package("ada", requires=PURLS)
    index(ledger, "ada", nodes)
    receipt = index(ledger, "ada", [*nodes, Node("file", "new.py", {}, "project:ada")], days=3)
    assert receipt.changed == 1
    assert [change.key for change in ledger.commit("_hub", receipt.rev).changes] == ["evidence:ada/index"]


def test_evidence_keeps_the_time_it_was_first_seen():
    ledger = open_memory()
    index(ledger, "bob", package("bob", provides=PURLS))
    index(ledger, "ada", package("ada", requires=PURLS[:1]))
    index(ledger, "ada", package("ada", requires=PURLS[:2]), days=9)
    (link,) = GraphCache(ledger).hub().links
    assert sorted(piece["at"][:10] for piece in link.evidence) == ["2026-01-01", "2026-01-10"]


def test_a_late_run_for_an_older_revision_changes_nothing():
    ledger = open_memory()
    index(ledger, "ada", package("ada", provides=PURLS[:1]))
    old = GraphCache(ledger).hub().claims["ada"]
    index(ledger, "ada", package("ada", provides=PURLS[:2]), days=1)
    assert not ledger.submit("_hub", plan_link(HUB, old), meta(2)).committed


def test_a_project_without_commits_cannot_be_linked():
    with pytest.raises(NotFoundError):
        link_projects(open_memory(), HUB, "ada", at=meta().at, cause="test")


def test_only_the_heaviest_evidence_is_listed_and_all_of_it_is_counted():
    purls = tuple(f"pkg:npm/p{number:03}" for number in range(50))
    ada = Claims(
        "ada",
        1,
        "",
        "2026-01-01T00:00:00.000Z",
        requires=tuple((purl, "dev" if purl < purls[45] else "", purl) for purl in purls),
    )
    bob = Claims("bob", 1, "", "2026-01-01T00:00:00.000Z", provides=purls)
    (link,) = compute_links(HUB, {"ada": ada, "bob": bob}).values()
    assert (len(link.evidence), link.count) == (MAX_EVIDENCE, 50)
    assert [piece["weight"] for piece in link.evidence] == [0.9] * 5 + [0.5] * 15


def test_a_schema_everyone_holds_does_not_join_every_pair():
    many = {
        name: Claims(name, 1, "", "2026-01-01T00:00:00.000Z", schemas=((DIGESTS[0], "s.json"),))
        for name in (f"p{number:02}" for number in range(MAX_SHARERS + 1))
    }
    assert {link.source.project for link in compute_links(HUB, many).values()} == {"p00"}
    assert len(compute_links(HUB, many)) == MAX_SHARERS


def test_claims_of_any_size_fit_in_items_and_come_back_whole():
    requires = tuple(
        sorted((f"pkg:npm/{'x' * 80}{number}", "dev", f"pkg:npm/{'x' * 80}{number}") for number in range(5000))
    )
    said = Claims(
        "ada", 7, "d", "2026-01-01T00:00:00.000Z", {"file": 3}, requires=requires, links=(("supersedes", "bob"),)
    )
    bodies = {node.key: node.body("link:ada") for node in hub_nodes(said)}
    assert all(len(canonical(body)) < PART_BYTES + 1000 for body in bodies.values())
    assert len(bodies) > 3
    assert read_claims(bodies) == {"ada": said}


@few
@given(worlds)
def test_the_hubs_ledger_has_no_loose_ends(world):
    ledger = open_memory()
    for name, nodes in world.items():
        index(ledger, name, nodes)
    bodies = dict(ledger.as_of("_hub"))
    assert all(body["parent"] in bodies for body in bodies.values() if "parent" in body)
    for name in world:
        state = DictState(bodies)
        assert apply(bodies, plan_link(HUB, GraphCache(ledger).hub().claims[name])(state)) == bodies
