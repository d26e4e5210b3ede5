"""Decisions of people: where they stand, and which one counts."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from traced_projects import graph_of, item

from commandcenter.compliance.categories.overrides import (
    hub_overrides,
    merge,
    overrides_key,
    overrides_of,
    plan_decision,
    resolve_items,
)
from commandcenter.graph.model import Node
from commandcenter.kernel.errors import InvalidInputError
from commandcenter.kernel.urn import HUB_PROJECT
from commandcenter.ledger.model import Meta
from commandcenter.ledger.open import open_memory

META = Meta(datetime(2026, 1, 1, tzinfo=UTC), "cli", "a decision", "source")

GRAPH = graph_of([item("a", "A", name="AUTH-1"), item("b", "B", name="AUTH-1"), item("c", "C", name="AUTH-2")])
A, B, C = (f"specs/a.md#{slug}" for slug in "abc")
DECISIONS = st.dictionaries(
    st.sampled_from([A, B, C, "AUTH-1", "AUTH-2", "GONE", ""]), st.lists(st.sampled_from("xyz")), max_size=5
)


def test_a_name_means_all_items_that_have_it() -> None:
    assert resolve_items(GRAPH, {"AUTH-1": ["x"]}) == {A: ["x"], B: ["x"]}
    assert resolve_items(GRAPH, {"AUTH-1": ["x"], B: ["y"], "GONE": []}) == {A: ["x"], B: ["y"], "GONE": []}


def test_the_ledger_goes_before_the_repository_however_each_calls_an_item() -> None:
    assert merge(GRAPH, {A: ["x"], C: ["x"]}, {"AUTH-1": []}) == {A: [], B: [], C: ["x"]}


@given(DECISIONS, DECISIONS)
def test_each_decision_of_the_ledger_stands(repository, ledger) -> None:
    merged, own = merge(GRAPH, repository, ledger), resolve_items(GRAPH, ledger)
    assert {key: merged[key] for key in own} == own
    rest = {key: value for key, value in merged.items() if key not in own}
    assert all(resolve_items(GRAPH, repository)[key] == value for key, value in rest.items())
    assert merged.keys() == own.keys() | resolve_items(GRAPH, repository).keys()


@given(DECISIONS)
def test_to_resolve_twice_is_to_resolve_once(decisions) -> None:
    once = resolve_items(GRAPH, decisions)
    assert resolve_items(GRAPH, once) == once


def test_where_decisions_are_read() -> None:
    props = {"kind": "categories", "items": {"AUTH-1": ["testing"], "AUTH-2": "testing", "AUTH-3": [1]}}
    assert overrides_of(graph_of([Node("evidence", "compliance/categories.yaml", props)])) == {"AUTH-1": ("testing",)}
    assert overrides_of(graph_of([Node("evidence", "compliance/categories.yaml", {"kind": "attested"})])) == {}
    assert overrides_of(GRAPH) == {}
    assert hub_overrides({"scope": "categories", "project": "shop", "items": {"AUTH-1": []}}) == {"AUTH-1": ()}
    assert hub_overrides({"scope": "waivers"}) == hub_overrides(None) == {}


CHOICES = st.none() | st.lists(st.sampled_from(["testing", "drift"]), max_size=3)


@given(st.lists(st.tuples(st.sampled_from("abc"), CHOICES), max_size=8))
def test_the_last_decision_on_each_item_is_the_one_the_ledger_holds(decisions) -> None:
    ledger, model = open_memory(), {}
    for name, categories in decisions:
        ledger.submit(HUB_PROJECT, plan_decision("shop", name, categories), META)
        model[name] = categories
    bodies = ledger.as_of(HUB_PROJECT) if ledger.head(HUB_PROJECT) else {}
    held = hub_overrides(bodies.get(overrides_key("shop")))
    assert held == {name: tuple(said) for name, said in model.items() if said is not None}
    assert hub_overrides(bodies.get(overrides_key("other"))) == {}


@pytest.mark.parametrize(
    ("item_name", "categories", "pointer"),
    [
        ("", [], "/item"),
        ("x" * 701, [], "/item"),
        (5, [], "/item"),
        ("a", "testing", "/categories"),
        ("a", ["No Category"], "/categories"),
        ("a", [1], "/categories"),
        ("a", ["x"] * 21, "/categories"),
    ],
    ids=str,
)
def test_a_decision_that_is_none_is_refused(item_name, categories, pointer) -> None:
    with pytest.raises(InvalidInputError) as refused:
        plan_decision("shop", item_name, categories)
    assert refused.value.pointer == pointer
