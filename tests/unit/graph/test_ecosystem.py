from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commandcenter.graph.cache import GraphCache, RevisionCache
from commandcenter.graph.ecosystem import ecosystem_graph
from commandcenter.graph.model import Node
from commandcenter.graph.registry import register_project
from commandcenter.graph.strength import strength
from commandcenter.kernel.errors import InvalidInputError, NotFoundError, UnavailableError
from commandcenter.ledger.ledger import Ledger
from commandcenter.ledger.memory import MemoryItems, MemoryObjects
from commandcenter.ledger.open import open_memory

from .worlds import HUB, PROJECTS, START, index, meta, project_nodes

entries = st.fixed_dictionaries(
    {
        "domain": st.sampled_from(["", "Finance", "Infra"]),
        "status": st.sampled_from(["active", "paused"]),
        "tags": st.lists(st.sampled_from(["x", "y"]), unique=True),
    }
)
worlds = st.fixed_dictionaries({name: st.tuples(entries, st.none() | project_nodes(name)) for name in PROJECTS})
filters = st.fixed_dictionaries(
    {},
    optional={
        "domain": st.sampled_from(["finance", "Infra", "none"]),
        "status": st.sampled_from(["active", "paused"]),
        "tag": st.sampled_from(["x", "y"]),
        "min_strength": st.sampled_from([0.0, 0.5, 0.6, 0.95]),
    },
)
NOW = START + timedelta(days=30)


def build(world):
    ledger = open_memory()
    for name, (entry, nodes) in world.items():
        register_project(ledger, HUB, name, meta=meta(), **entry)
        if nodes is not None:
            index(ledger, name, nodes)
    return ledger


@settings(max_examples=40)
@given(worlds, filters, st.integers(1, 5))
def test_pages_and_filters_show_just_what_matches(world, wanted, first):
    ledger = build(world)
    cache = GraphCache(ledger)
    everything = ecosystem_graph(ledger, HUB, now=NOW, cache=cache)
    shown, cursor, links = [], None, set()
    while True:
        part = ecosystem_graph(ledger, HUB, now=NOW, cache=cache, first=first, after=cursor, **wanted)
        names = {project.name for project in part.projects.items}
        shown += [project.name for project in part.projects.items]
        ties = [*part.links, *part.edges]
        assert all({tie.source, tie.target} & names for tie in ties)
        assert all(service.project in names for service in part.services)
        links |= {tie.link.key for tie in ties}
        cursor = part.projects.next
        if cursor is None:
            break
    matching = [
        name
        for name, (entry, _) in world.items()
        if wanted.get("domain", entry["domain"]).lower() == entry["domain"].lower()
        and wanted.get("status", entry["status"]) == entry["status"]
        and ("tag" not in wanted or wanted["tag"] in entry["tags"])
    ]
    assert shown == sorted(matching)
    assert part.projects.total == len(matching)
    assert part.missing == tuple(name for name in sorted(matching) if world[name][1] is None)
    assert links == {
        tie.link.key
        for tie in (*everything.links, *everything.edges)
        if {tie.source, tie.target} & set(matching) and tie.strength >= wanted.get("min_strength", 0)
    }


@settings(max_examples=30)
@given(worlds)
def test_the_past_is_shown_as_it_was(world):
    ledger = open_memory()
    snapshots = []
    for day, (name, (entry, nodes)) in enumerate(world.items()):
        register_project(ledger, HUB, name, meta=meta(day), **entry)
        if nodes is not None:
            index(ledger, name, nodes, days=day)
        snapshots.append((START + timedelta(days=day), ecosystem_graph(ledger, HUB, now=START + timedelta(days=day))))
    for moment, then in snapshots:
        assert ecosystem_graph(ledger, HUB, as_of=moment) == then
        assert ecosystem_graph(ledger, HUB, as_of=then.rev) == then


def ada(*more):
    return [Node("project", "ada", {"provides": ["pkg:pypi/ada"]}), *more]


def states(answer):
    return {project.name: project.freshness.state for project in answer.projects.items}


def test_freshness_tells_fresh_from_stale_from_missing():
    ledger = open_memory()
    register_project(ledger, HUB, "bob", meta=meta())
    index(ledger, "ada", ada())
    index(ledger, "cyd", [Node("project", "cyd")])
    index(ledger, "ada", ada(Node("file", "new")), days=1, link=False)
    answer = ecosystem_graph(ledger, HUB)
    assert states(answer) == {"ada": "stale", "bob": "missing", "cyd": "fresh"}
    assert (answer.missing, answer.stale) == (("bob",), ("ada",))
    stale = answer.projects.items[0].freshness
    assert (stale.head_rev, stale.shown_rev, stale.indexed_at) == (2, 1, START)
    assert states(ecosystem_graph(ledger, HUB, as_of=START))["ada"] == "fresh"
    index(ledger, "ada", ada(Node("file", "new")), days=2)
    assert states(ecosystem_graph(ledger, HUB))["ada"] == "fresh"
    assert states(ecosystem_graph(ledger, HUB, as_of=START + timedelta(days=1)))["ada"] == "stale"


def test_a_project_indexed_but_not_yet_linked_is_named():
    ledger = open_memory()
    register_project(ledger, HUB, "ada", meta=meta())
    index(ledger, "ada", ada(), link=False)
    (project,) = ecosystem_graph(ledger, HUB).projects.items
    assert (project.freshness.state, project.freshness.reason) == ("missing", "indexed, not yet linked")


class BrokenHeads(MemoryItems):
    """A store in which one project's head cannot be read."""

    broken = ""

    def head(self, project):
        if project == self.broken:
            raise UnavailableError(f"cannot read the head of {project}")
        return super().head(project)

    def heads(self):
        for head in super().heads():
            if head.project == self.broken:
                raise UnavailableError("cannot read a head")
            yield head


def test_a_project_whose_ledger_cannot_be_read_is_named_not_dropped():
    items = BrokenHeads()
    ledger = Ledger(MemoryObjects(), items)
    index(ledger, "ada", ada())
    index(
        ledger,
        "bob",
        [Node("project", "bob"), Node("dependency", "pkg:pypi/ada", {"purl": "pkg:pypi/ada"}, "project:bob")],
    )
    items.broken = "bob"
    answer = ecosystem_graph(ledger, HUB)
    assert states(answer) == {"ada": "fresh", "bob": "missing"}
    assert "cannot be read" in answer.projects.items[1].freshness.reason
    assert [(tie.source, tie.target) for tie in answer.links] == [("bob", "ada")]


def test_a_link_names_its_other_end_though_that_is_not_on_the_page():
    ledger = open_memory()
    index(ledger, "ada", ada())
    index(
        ledger,
        "bob",
        [Node("project", "bob"), Node("dependency", "pkg:pypi/ada", {"purl": "pkg:pypi/ada"}, "project:bob")],
    )
    register_project(ledger, HUB, "bob", meta=meta(), domain="Infra")
    answer = ecosystem_graph(ledger, HUB, domain="Infra", now=NOW)
    assert [project.name for project in answer.projects.items] == ["bob"]
    (tie,) = answer.links
    assert tie.target == "ada"
    assert tie.strength == pytest.approx(strength(tie.link.evidence, NOW))


def test_indexing_a_project_again_confirms_its_links():
    ledger = open_memory()
    bob = [Node("project", "bob"), Node("dependency", "pkg:pypi/ada", {"purl": "pkg:pypi/ada"}, "project:bob")]
    index(ledger, "ada", ada())
    index(ledger, "bob", bob)
    later = START + timedelta(days=90)
    assert ecosystem_graph(ledger, HUB, now=later).links[0].strength == pytest.approx(0.45)
    index(ledger, "bob", [*bob, Node("file", "new")], days=90)
    assert ecosystem_graph(ledger, HUB, now=later).links[0].strength == pytest.approx(0.9)


def test_an_empty_hub_has_an_empty_ecosystem():
    answer = ecosystem_graph(open_memory(), HUB)
    assert (answer.rev, answer.projects.items, answer.links, answer.missing) == (0, (), (), ())


def test_bad_questions_are_refused():
    ledger = open_memory()
    for bad in ({"min_strength": 2}, {"first": 0}, {"after": "?"}):
        with pytest.raises(InvalidInputError):
            ecosystem_graph(ledger, HUB, **bad)
    with pytest.raises(NotFoundError):
        ecosystem_graph(ledger, HUB, as_of=9)


def test_graphs_are_kept_by_revision_and_forgotten_by_size():
    ledger = open_memory()
    cache = GraphCache(ledger, capacity_entities=3)
    index(ledger, "ada", ada())
    one = cache.graph("ada")
    assert cache.graph("ada") is one
    index(ledger, "ada", ada(Node("file", "x"), Node("file", "y")), days=1)
    two = cache.graph("ada")
    assert (one.rev, two.rev, len(two)) == (1, 2, 3)
    assert cache.graph("ada", rev=2) is two
    past = cache.graph("ada", time=START)
    assert past is not one
    assert past.nodes == one.nodes
    with pytest.raises(NotFoundError):
        cache.graph("bob")


@given(st.lists(st.tuples(st.integers(1, 6), st.integers(0, 5)), max_size=30))
def test_a_cache_holds_no_more_than_its_capacity_nor_a_wrong_value(uses):
    cache = RevisionCache(8)
    kept = {}
    for rev, size in uses:
        found = cache.find("p", rev)
        assert found in (None, kept.get(rev))
        if found is None:
            kept[rev] = cache.keep("p", rev, f"{rev}/{size}", size)
            assert cache.find("p", rev) == kept[rev]
        held = [value for number in range(1, 7) if (value := cache.find("p", number))]
        assert sum(int(value.partition("/")[2]) for value in held) <= 8


def test_what_two_readers_kept_at_once_is_counted_once():
    cache = RevisionCache(8)
    for _ in range(5):
        cache.keep("p", 1, "one", 4)
    cache.keep("p", 2, "two", 4)
    assert (cache.find("p", 1), cache.find("p", 2)) == ("one", "two")
