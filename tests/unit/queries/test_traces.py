"""The traceability matrix as a question: who may ask, whose decisions count, and how pages are cut."""

import pytest

from commandcenter.graph.replace import plan_delta
from commandcenter.ledger.model import Change
from commandcenter.queries.execute import execute

from .worlds import OTHERS, SEEN, ask, context, data, full_query, meta, open_world, questions

PAPER = "specitem:specs/x.md#paper"
ASKED = [(name, asked) for name, asked in questions("alpha") if name in {"traceability", "itemCategories"}]
TRACE = """query($n: Int, $after: String, $gaps: Boolean) {
  traceability(project: "alpha", first: $n, after: $after, gapsOnly: $gaps) {
    rev total next rows { control item } gaps { kind subject } } }"""
EXPLAIN = 'query($item: String!) { itemCategories(project: "alpha", item: $item) { item categories by } }'


def decide(ledger, project, items):
    body = {"scope": "categories", "project": project, "items": items}
    ledger.submit("_hub", lambda _state: [Change(f"categories:{project}", body)], meta(9))


@pytest.fixture
def world():
    return open_world(OTHERS)


@pytest.mark.parametrize(("name", "asked"), ASKED)
@pytest.mark.parametrize("projects", [("*",), SEEN, ()])
def test_it_is_closed_without_the_capability(world, name, asked, projects) -> None:
    for capabilities in ((), ("introspection",)):
        answer = ask(context(world, projects, capabilities), full_query(name), **asked)
        assert answer["errors"][0]["extensions"]["problem"]["status"] == 403
        assert answer["data"] is None or answer["data"][name] is None


def test_nothing_but_these_questions_reads_the_packs(world) -> None:
    def refuse():
        raise AssertionError("the packs were read")

    for name, asked in questions("alpha"):
        who = context(world)
        blind = type(who)(who.ledger, who.hub, who.principal, who.capabilities, who.graphs, packs=refuse)
        answer = execute(blind, {"query": full_query(name), "variables": asked})
        assert ("errors" in answer) == (name in {"traceability", "itemCategories"}), name


@pytest.mark.parametrize("projects", [("*",), SEEN])
def test_decisions_on_the_hub_count_for_all_who_see_the_project(world, projects) -> None:
    who = context(world, projects)
    assert data(who, EXPLAIN, item="WP-1")["itemCategories"] == {
        "item": PAPER, "categories": ["whitepaper_disclosure"], "by": "rules",
    }  # fmt: skip
    decide(world, "alpha", {"WP-1": ["source_control"]})
    decide(world, OTHERS[0], {"WP-1": ["canary"]})
    assert data(who, EXPLAIN, item="WP-1")["itemCategories"] == {
        "item": PAPER, "categories": ["source_control"], "by": "override",
    }  # fmt: skip
    rows = data(who, TRACE, n=10)["traceability"]["rows"]
    assert rows == [{"control": "DEMO-CODE", "item": PAPER}, {"control": "DEMO-PAPER", "item": ""}]


def test_the_matrix_kept_is_not_shown_for_other_decisions_or_packs(world) -> None:
    who = context(world)
    before = data(who, TRACE, n=10)
    assert data(who, TRACE, n=10) == before
    decide(world, "alpha", {"WP-1": []})
    after = data(who, TRACE, n=10)
    assert after != before
    assert after == data(context(world), TRACE, n=10)


@pytest.mark.parametrize("gaps", [False, True])
@pytest.mark.parametrize("first", [1, 2])
def test_pages_show_all_once_at_one_revision(world, first, gaps) -> None:
    who, part = context(world), "gaps" if gaps else "rows"
    whole = data(who, TRACE, n=100, gaps=gaps)["traceability"]
    shown, after = [], None
    while True:
        page = data(who, TRACE, n=first, after=after, gaps=gaps)["traceability"]
        shown += page[part]
        assert page["rev"] == whole["rev"]
        assert page["total"] == len(whole[part]) > 1
        after = page["next"]
        if after is None:
            break
        world.submit("alpha", plan_delta([], [PAPER, "specitem:specs/x.md#it"], "source"), meta(9))
    assert shown == whole[part]
    assert page["rows" if gaps else "gaps"] == []


def test_an_unknown_pack_and_an_unknown_item_are_not_found(world) -> None:
    for query, asked in (
        (full_query("traceability"), {"packs": ["none"]}),
        (full_query("itemCategories"), {"item": "X"}),
    ):
        answer = ask(context(world), query, project="alpha", **asked)
        assert answer["errors"][0]["extensions"]["problem"]["status"] == 404
