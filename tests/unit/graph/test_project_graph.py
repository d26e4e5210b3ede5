import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commandcenter.graph.model import Node
from commandcenter.graph.project_graph import DEPENDENCY_EDGES, ProjectGraph
from commandcenter.graph.search import SearchIndex
from commandcenter.kernel.errors import InvalidInputError, NotFoundError

IDS = "abcdefg"
keys = st.sampled_from([f"file:{letter}" for letter in IDS])


@st.composite
def bodies(draw):
    """Draw any graph, circles of containment included: a reader must survive what no plan would have let in."""
    edge_kinds = st.sampled_from(["imports", "calls", "documents"])
    found = {}
    for letter in draw(st.lists(st.sampled_from(IDS), min_size=1, unique=True)):
        edges = draw(st.dictionaries(edge_kinds, st.lists(keys, min_size=1, max_size=3).map(tuple), max_size=2))
        node = Node(draw(st.sampled_from(["file"])), letter, {}, draw(st.none() | keys), edges)
        found[node.key] = node.body("s")
    return found


def steps(graph, start, direction, kinds):
    """Measure the distance to every node by widening a set, one step at a time."""
    pairs = {(edge.source, edge.target) for edges in graph.outgoing.values() for edge in edges if edge.type in kinds}
    pairs = {"out": pairs, "in": {(b, a) for a, b in pairs}, "both": pairs | {(b, a) for a, b in pairs}}[direction]
    distance, wave = {}, {start}
    while wave:
        distance |= dict.fromkeys(wave, max(distance.values(), default=-1) + 1)
        wave = {b for a, b in pairs if a in wave and b in graph.nodes} - distance.keys()
    return distance


@settings(max_examples=60)
@given(bodies(), st.sampled_from(["in", "out", "both"]), st.none() | st.integers(0, 4), st.data())
def test_a_walk_finds_all_within_reach_nearest_first_and_ends(found, direction, depth, data):
    graph = ProjectGraph("p", 1, found)
    start = data.draw(st.sampled_from(sorted(found)))
    cut = graph.dependencies(start, direction, depth)
    naive = {
        key: far
        for key, far in steps(graph, start, direction, DEPENDENCY_EDGES).items()
        if depth is None or far <= depth
    }
    assert cut.distance == naive
    assert [node.key for node in cut.nodes] == sorted(naive, key=lambda key: (naive[key], key))
    assert cut.nodes[0].key == start
    assert all(edge.type in DEPENDENCY_EDGES and {edge.source, edge.target} <= naive.keys() for edge in cut.edges)


@settings(max_examples=60)
@given(bodies(), st.none() | st.integers(0, 3))
def test_the_whole_graph_is_shown_whatever_contains_what(found, depth):
    graph = ProjectGraph("p", 1, found)
    whole = graph.subgraph()
    assert {node.key for node in whole.nodes} == found.keys()
    inside = {
        edge for edges in graph.outgoing.values() for edge in edges if edge.source in found and edge.target in found
    }
    assert set(whole.edges) == inside
    for key in found:
        cut = graph.subgraph(key, depth)
        reach = steps(graph, key, "out", {"contains"})
        assert cut.distance == {end: far for end, far in reach.items() if depth is None or far <= depth}


@settings(max_examples=30)
@given(bodies(), st.randoms())
def test_answers_do_not_depend_on_the_order_of_the_store(found, random):
    shuffled = list(found.items())
    random.shuffle(shuffled)
    one, two = ProjectGraph("p", 1, found), ProjectGraph("p", 1, dict(shuffled))
    assert one.subgraph() == two.subgraph()
    assert one.incoming == two.incoming
    for key in found:
        assert one.dependencies(key, "both") == two.dependencies(key, "both")


def chain():
    root = Node("project", "p")
    file = Node("file", "src/app.py", {}, root.key, {"imports": ("dependency:pkg:pypi/x",)})
    symbol = Node("symbol", "src/app.py#main", {"name": "main"}, file.key)
    needed = Node("dependency", "pkg:pypi/x", {}, root.key)
    return ProjectGraph("p", 3, {node.key: node.body("s") for node in (root, file, symbol, needed)})


def test_types_hide_nodes_but_not_what_lies_behind_them():
    graph = chain()
    assert [node.key for node in graph.subgraph("project:p", types={"symbol"}).nodes] == ["symbol:src/app.py#main"]
    assert graph.subgraph("project:p", types={"symbol"}).edges == ()
    assert [node.type for node in graph.subgraph("project:p", depth=1).nodes] == ["project", "dependency", "file"]
    assert graph.counts == {"dependency": 1, "file": 1, "project": 1, "symbol": 1}
    assert [node.key for node in graph.of_type("file")] == ["file:src/app.py"]


def test_the_unknown_is_refused():
    graph = chain()
    for ask in (lambda: graph.subgraph("file:x"), lambda: graph.dependencies("file:x"), lambda: graph.node("file:x")):
        with pytest.raises(NotFoundError):
            ask()
    for ask in (
        lambda: graph.dependencies("file:src/app.py", "sideways"),
        lambda: graph.subgraph(depth=-1),
        lambda: graph.search("  "),
        lambda: graph.search("x" * 201),
        lambda: graph.search("x", limit=0),
    ):
        with pytest.raises(InvalidInputError):
            ask()


def test_links_and_records_in_the_same_ledger_are_no_nodes():
    link = {"scope": "link:p", "link": "ProjectLink", "type": "dependsOn", "source": "x", "target": "y"}
    assert ProjectGraph("_hub", 1, {"ProjectLink:x": link, "file:a": Node("file", "a").body("s")}).nodes.keys() == {
        "file:a"
    }


def test_a_search_ranks_names_before_parts_of_words():
    ids = ["main", "src/main", "mainframe", "the/main.py/x", "remains", "x/MAIN helper", "y"]
    nodes = [Node("symbol", text) for text in ids] + [Node("symbol", "z", {"title": "A Main thing"})]
    found = [node.id for node in SearchIndex(nodes).find("Main")]
    assert found == ["main", "src/main", "mainframe", "z", "the/main.py/x", "x/MAIN helper", "remains"]


words = st.text("abAB/. ", min_size=1, max_size=6)


@settings(max_examples=60)
@given(
    st.lists(st.tuples(words, st.none() | words), max_size=8, unique_by=lambda pair: pair[0]), words, st.integers(1, 5)
)
def test_a_search_finds_just_the_nodes_that_hold_all_words(texts, wanted, limit):
    nodes = [Node("file", text, {"name": name} if name else {}) for text, name in texts]
    if not wanted.strip():
        return
    holding = {
        node.key
        for node in nodes
        if all(
            any(word in text.casefold() for text in (node.id, node.props.get("name", "")))
            for word in wanted.casefold().split()
        )
    }
    found = [node.key for node in SearchIndex(nodes).find(wanted, 1000)]
    assert set(found) == holding
    assert len(found) == len(holding)
    assert [node.key for node in SearchIndex(reversed(nodes)).find(wanted, limit)] == found[:limit]
