"""Bombs are refused before anything runs, in time that does not grow with what they would do."""

import time

import pytest
from graphql import GraphQLObjectType, get_introspection_query, get_named_type
from graphql.language import parse
from hypothesis import given, settings
from hypothesis import strategies as st

from commandcenter.ledger.ledger import Ledger
from commandcenter.ledger.memory import MemoryItems, MemoryObjects
from commandcenter.queries.execute import MAX_LENGTH, MAX_TOKENS
from commandcenter.queries.limits import COST, MAX_COST, MAX_DEPTH, weigh
from commandcenter.queries.schema import executable_schema

from .worlds import ask, context, data, open_world

SCHEMA = executable_schema()


class UntouchedError(Exception):
    """Raised by a store that must not be asked."""


def refuse(operation):
    raise UntouchedError(operation)


def closed(capabilities=()):
    """A context whose ledger fails at the first touch."""
    return context(Ledger(MemoryObjects(), MemoryItems(), step=refuse), capabilities=capabilities)


def chain(count, name="Query", last="__typename"):
    links = "".join(f"fragment F{i} on {name} {{ ...F{i + 1} }} " for i in range(count))
    return f"{links} fragment F{count} on {name} {{ {last} }}"


def doubling(count):
    """Nest fragments each of which holds the next one twice."""
    parts = "".join(
        f"fragment F{i} on Node {{ a{i}: parent {{ ...F{i + 1} }} b{i}: parent {{ ...F{i + 1} }} }} "
        for i in range(count)
    )
    return f"{parts} fragment F{count} on Node {{ key }}"


def nodes(selected, first=1):
    return f'{{ projectGraph(project: "alpha", first: {first}) {{ nodes {{ {selected} }} }} }} '


def nested(levels):
    return nodes("parent { " * levels + "key" + " }" * levels)


BOMBS = {
    "tokens": ("{" + "a " * (MAX_TOKENS + 1) + "}", 400, "tokens"),
    "length": ("#" * (MAX_LENGTH + 1), 400, "characters"),
    "depth": (nested(9), 400, "deep"),
    "deep literal": ("{ a(x: " + "[" * 900 + "]" * 900 + ") }", 400, "deep"),
    "deep inline": ("{" + "... {" * 600 + "__typename" + "}" * 600 + "}", 400, "deep"),
    "deep by fragments": (nodes("...F0") + doubling(9), 400, "deep"),
    "aliases": ("{" + " ".join(f"a{i}: projects {{ total }}" for i in range(250)) + "}", 413, "cost"),
    "one name over and over": ("{ projects(first: 1000) {" + "total " * 1900 + "} }", 413, "cost"),
    "aliased diffs": (
        "{" + " ".join(f'a{i}: diff(project: "a", from: {i}) {{ total }}' for i in range(30)) + "}",
        413,
        "cost",
    ),
    "wide pages": (
        '{ projectGraph(project: "a", first: 1000) { nodes { neighbours(first: 1000) { edge } } } }',
        413,
        "cost",
    ),
    "wide by fragments": (nodes("...F0", 1000) + doubling(6), 413, "cost"),
    "spread over and over": ("{" + "...F " * 400 + "} fragment F on Query { projects { total } }", 413, "cost"),
    "huge page": ("{ projects(first: %s) { total } }" % ("9" * 5000), 413, "cost"),
    "circle": ("{ ...A } fragment A on Query { ...B projects { total } } fragment B on Query { ...A }", 400, "itself"),
    "own circle": ("{ ...A } fragment A on Query { projects { total } ...A }", 400, "itself"),
    "circle below": (nodes("...A") + "fragment A on Node { parent { ...A } }", 400, "itself"),
    "introspection": ("{ __schema { types { name } } }", 403, "operators"),
    "introspection of a type": ('{ a: __type(name: "Node") { name } }', 403, "operators"),
    "introspection in a fragment": (
        "{ ...A } fragment A on Query { ... { __schema { description } } }",
        403,
        "operators",
    ),
    "introspection not asked for": (
        "query A { projects { total } } query B { __schema { description } }",
        403,
        "operators",
    ),
}


@pytest.mark.parametrize("name", sorted(BOMBS))
def test_a_bomb_is_refused_before_anything_runs(name) -> None:
    query, status, word = BOMBS[name]
    began = time.perf_counter()
    answer = ask(closed(), query)
    assert time.perf_counter() - began < 1
    assert "data" not in answer
    problem = answer["errors"][0]["extensions"]["problem"]
    assert (problem["status"], word in problem["detail"]) == (status, True), problem


def test_a_chain_of_fragments_is_no_bomb() -> None:
    assert data(context(open_world()), "{ ...F0 } " + chain(20)) == {"__typename": "Query"}


@pytest.mark.parametrize("first", [100_000, 1e5, 10**400])
@pytest.mark.parametrize(
    "query",
    [
        "query($n: Int) { projects(first: $n) { items { name urn } } }",
        "query($n: Int = 1) { projects(first: $n) { items { name urn } } }",
        "query($n: Int!) { ...F } fragment F on Query { projects(first: $n) { items { name urn } } }",
    ],
)
def test_variables_are_weighed(query, first) -> None:
    answer = ask(closed(), query, n=first)
    assert answer["errors"][0]["extensions"]["problem"]["status"] == 413


def test_the_default_of_a_variable_is_weighed() -> None:
    answer = ask(closed(), "query($n: Int = 90000) { projects(first: $n) { items { name urn } } }")
    assert answer["errors"][0]["extensions"]["problem"]["status"] == 413


@pytest.mark.parametrize("variables", [{}, {"n": None}])
def test_null_costs_what_the_default_costs(variables) -> None:
    query = "query($n: Int) { projects(first: $n) { items { name } } }"
    assert (
        cost(query, variables)
        == cost("{ projects { items { name } } }")
        == cost("{ projects(first: 100) { items { name } } }")
    )


def test_just_within_the_depth_is_answered_and_one_more_is_not() -> None:
    within = MAX_DEPTH - 3
    assert data(context(open_world()), nested(within))
    assert ask(closed(), nested(within + 1))["errors"][0]["extensions"]["problem"]["status"] == 400


def test_operators_may_introspect_within_limits() -> None:
    operator = context(open_world(), capabilities=["introspection"])
    assert (
        data(operator, get_introspection_query(input_value_deprecation=True))["__schema"]["queryType"]["name"]
        == "Query"
    )
    bomb = "{ __schema { types {" + "fields { type {" * 5 + "name" + "} }" * 5 + "} } }"
    assert ask(operator, bomb)["errors"][0]["extensions"]["problem"]["status"] in (400, 413)


@pytest.mark.parametrize(
    "query", ["{ project { total } }", "{ projects { totals } }", '{ search(txt: "x") { total } }']
)
def test_only_those_who_may_read_the_schema_are_given_its_names(query) -> None:
    hinted, bare = (
        ask(closed(capabilities), query)["errors"][0]["message"] for capabilities in (["introspection"], [])
    )
    assert "Did you mean" in hinted
    assert "Did you mean" not in bare


@st.composite
def trees(draw, kind=SCHEMA.query_type, depth=0):
    """Draw a selection as a tree: (field, first or None, children)."""
    fields = st.sampled_from(sorted(kind.fields))
    chosen = draw(st.lists(fields, min_size=1, max_size=3))
    tree = []
    for name in chosen:
        field = kind.fields[name]
        inner = get_named_type(field.type)
        if not isinstance(inner, GraphQLObjectType):
            tree.append((kind, name, None, []))
        elif depth < 4:
            first = draw(st.none() | st.integers(1, 50)) if "first" in field.args else None
            tree.append((kind, name, first, draw(trees(inner, depth + 1))))
    return tree or [(kind, "__typename", None, [])]


def naive_cost(tree):
    total = 0
    for kind, name, first, children in tree:
        weight, times, items = kind.fields[name].extensions[COST] if name != "__typename" else (1, None, 1)
        if times:
            items = first if first is not None else kind.fields[name].args[times].default_value
        total += weight + items * naive_cost(children)
    return total


def written(tree, fragments, style, counter):
    """Write a selection, every level plain, inline, or as a fragment of its own."""
    parts = []
    for _, name, first, children in tree:
        counter[0] += 1
        argument = f"(first: {first})" if first is not None else ""
        parts.append(
            f"a{counter[0]}: {name}{argument}" + (written(children, fragments, style, counter) if children else "")
        )
    body, kind = "{ " + " ".join(parts) + " }", tree[0][0]
    way = style[counter[0] % len(style)]
    if way == "fragment":
        fragments.append(f"fragment G{len(fragments)} on {kind.name} {body}")
        return f"{{ ...G{len(fragments) - 1} }}"
    return f"{{ ... on {kind.name} {body} }}" if way == "inline" else body


@settings(max_examples=60, deadline=None)
@given(trees(), st.lists(st.sampled_from(["plain", "inline", "fragment"]), min_size=1, max_size=4))
def test_the_cost_is_that_of_the_query_written_out(tree, style) -> None:
    fragments = []
    query = "query " + written(tree, fragments, style, [0]) + " ".join(fragments)
    assert cost(query) == naive_cost(tree)


def test_what_costs_too_much_is_said_with_its_price() -> None:
    query = "{ projects(first: 1000) { items {" + " ".join(f"a{i}: name" for i in range(200)) + "} } }"
    message = ask(closed(), query)["errors"][0]["message"]
    assert str(cost(query)) in message
    assert str(MAX_COST) in message


def cost(query, variables=None):
    return weigh(SCHEMA, parse(query), variables or {}, introspection=False)
