"""A walk through all pages shows everything exactly once, as of one revision, whatever is committed meanwhile."""

import gc
import weakref

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commandcenter.graph.model import Node
from commandcenter.graph.project_graph import ProjectGraph
from commandcenter.graph.replace import plan_delta, plan_replace
from commandcenter.kernel.errors import InvalidInputError
from commandcenter.kernel.pages import encode_cursor
from commandcenter.ledger.open import open_memory
from commandcenter.queries import walks
from commandcenter.queries.paging import pin, unpin

from .worlds import ask, context, data, index, meta, nodes_of, urn

KEYS = st.sampled_from([f"f{number}" for number in range(12)])
TREES = st.dictionaries(KEYS, st.tuples(st.integers(0, 11), st.lists(KEYS, max_size=3)), min_size=1, max_size=12)
FIELDS = {
    "projectGraph": ('projectGraph(project: "p"', "rev nodes { key } edges { type source target }"),
    "dependencies": (
        f'dependencies(urn: "{urn("p", "project:p")}", direction: both',
        "rev nodes { key } edges { type source target }",
    ),
    "commits": ('commits(project: "p"', "rev items { rev }"),
    "diff": ('diff(project: "p", from: 0', "rev: to entries { key }"),
    "ecosystemGraph": ("ecosystemGraph(minStrength: 0", "projects { name }"),
    "projects": ("projects(", "items { name }"),
    "search": ('search(text: "m"', "hits { urn }"),
}
LISTS = {
    name: f"query($n: Int, $after: String) {{ {call} first: $n, after: $after) {{ total next {parts} }} }}"
    for name, (call, parts) in FIELDS.items()
}
PARTS = {"projectGraph": "nodes", "dependencies": "nodes", "commits": "items", "diff": "entries"}
OF_PROJECTS = {"ecosystemGraph": "projects", "projects": "items", "search": "hits"}


def tree(shape):
    """Write a graph: each node under one of lesser number, leading to any."""
    yield Node("project", "p", edges={"dependsOn": tuple(f"file:{key}" for key in shape)})
    for key, (parent, ends) in shape.items():
        under = f"file:f{parent}" if f"f{parent}" in shape and parent < int(key[1:]) else "project:p"
        yield Node("file", key, {}, under, {"imports": tuple(f"file:{end}" for end in ends if end in shape)})


def walk(who, name, first, between=lambda: None):
    """Turn all pages; `between` runs between two of them."""
    pages, after = [], None
    while True:
        page = data(who, LISTS[name], n=first, after=after)[name]
        pages.append(page)
        after = page["next"]
        if after is None:
            return pages
        between()


@pytest.mark.parametrize("name", sorted(PARTS))
@settings(max_examples=25, deadline=None)
@given(history=st.lists(TREES, min_size=1, max_size=4), first=st.integers(1, 6), later=st.lists(TREES))
def test_a_walk_visits_everything_once_at_one_revision(name, history, first, later) -> None:
    ledger = open_memory()
    for shape in history:
        ledger.submit("p", plan_replace(tree(shape), "source"), meta())
    who, coming = context(ledger), iter(later)
    whole = data(who, LISTS[name], n=1000, after=None)[name]
    assert whole["next"] is None

    def commit_something():
        shape = next(coming, None)
        if shape is not None:
            ledger.submit("p", plan_replace(tree(shape), "source"), meta())

    pages = walk(who, name, first, commit_something)
    shown = [item for page in pages for item in page[PARTS[name]]]
    assert shown == whole[PARTS[name]]
    assert {page["rev"] for page in pages} == {whole["rev"]}
    assert {page["total"] for page in pages} == {len(shown)}
    assert all(len(page[PARTS[name]]) <= first for page in pages)
    assert walk(who, name, first)[0][PARTS[name]] == data(context(ledger), LISTS[name], n=first)[name][PARTS[name]]
    edges = [tuple(edge.values()) for page in pages for edge in page.get("edges", ())]
    assert sorted(edges) == sorted(tuple(edge.values()) for edge in whole.get("edges", ()))
    assert len(set(edges)) == len(edges)
    known = set()
    for page in pages:
        known |= {item.get("key") for item in page[PARTS[name]]}
        assert all({edge["source"], edge["target"]} <= known for edge in page.get("edges", ()))


@settings(max_examples=15, deadline=None)
@given(st.integers(1, 7), st.integers(1, 4))
def test_projects_and_hits_are_walked_once(count, first) -> None:
    ledger = open_memory()
    for number in range(count):
        index(ledger, f"p{number}", nodes_of(f"p{number}", [], files=number % 3))
    who = context(ledger)
    for name, part in OF_PROJECTS.items():
        pages = walk(who, name, first)
        whole = data(who, LISTS[name], n=1000)[name]
        shown = [tuple(item.values()) for page in pages for item in page[part]]
        assert shown == [tuple(item.values()) for item in whole[part]]
        assert len(set(shown)) == len(shown) == whole["total"]
        assert len(pages) == max(1, -(-len(shown) // first))


def test_two_walks_through_one_graph_do_not_mix() -> None:
    ledger = open_memory()
    index(ledger, "p", nodes_of("p", ["x"], files=5))
    who, alone = context(ledger), lambda: context(ledger)
    ways = ["", ", depth: 1", ", types: [symbol]", ', root: "file:m1.py"', ", depth: 1, types: [file, symbol]"]
    asked = [f'projectGraph(project: "p"{way}, first: 3, after: $after)' for way in ways]
    asked += [
        f'dependencies(urn: "{urn("p", "file:m3.py")}", direction: {way}, first: 2, after: $after)'
        for way in ("in", "out")
    ]
    queries = [f"query($after: String) {{ walk: {field} {{ next total nodes {{ key }} }} }}" for field in asked]
    cursors = [None] * len(queries)
    for _ in range(3):
        for number, query in enumerate(queries):
            page = data(who, query, after=cursors[number])
            assert page == data(alone(), query, after=cursors[number])
            cursors[number] = page["walk"]["next"] or cursors[number]


def test_a_walk_is_forgotten_with_its_graph() -> None:
    graph = ProjectGraph("p", 1, {node.key: node.body("source") for node in nodes_of("p")})
    kept = walks.walk(graph, "all", graph.subgraph)
    assert walks.walk(graph, "all", graph.subgraph) is kept
    gone = weakref.ref(graph)
    del graph
    gc.collect()
    assert gone() is None


def test_hits_of_all_projects_are_ranked_together() -> None:
    ledger = open_memory()
    for project in ("a", "b"):
        nodes = [
            Node("project", project),
            Node("file", f"{project}/settings.py"),
            Node("file", f"x{project}/my_settings_{project}"),
        ]
        index(ledger, project, nodes)
    index(ledger, "c", [Node("project", "c"), Node("file", "settings")])
    hits = data(context(ledger), '{ search(text: "settings") { searched { project rev } hits { project id } } }')[
        "search"
    ]
    assert hits["hits"][0] == {"project": "c", "id": "settings"}
    assert [hit["project"] for hit in hits["hits"]] == ["c", "a", "b", "a", "b"]
    assert hits["searched"] == [{"project": project, "rev": 1} for project in "abc"]


@given(st.text(st.characters(exclude_categories=["Cs"])), st.lists(st.integers(0, 10**11), min_size=1, max_size=2))
def test_a_pinned_cursor_gives_back_what_it_was_made_of(position, revs) -> None:
    cursor = encode_cursor(position)
    assert unpin(pin(cursor, *revs), len(revs)) == (tuple(revs), cursor)


@given(st.text(max_size=40))
def test_a_forged_cursor_is_refused_or_read(cursor) -> None:
    try:
        revs, rest = unpin(cursor)
    except InvalidInputError:
        return
    assert revs is not None
    assert isinstance(rest, str)


@pytest.mark.parametrize("cursor", ["", "x", "eyJhZnRlciI6ICJmaWxlIn0", "eyJhZnRlciI6ICIxIn0", "!!"])
@pytest.mark.parametrize("name", sorted(PARTS))
def test_a_cursor_of_something_else_is_an_input_error(name, cursor) -> None:
    ledger = open_memory()
    ledger.submit("p", plan_delta([Node("project", "p")], [], "source"), meta())
    answer = ask(context(ledger), LISTS[name], n=1, after=cursor)
    assert answer["errors"][0]["extensions"]["problem"]["status"] == 400
