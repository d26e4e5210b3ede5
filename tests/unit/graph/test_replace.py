import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commandcenter.graph.lay import lay, write_bodies
from commandcenter.graph.model import Node
from commandcenter.graph.project_graph import ProjectGraph
from commandcenter.graph.replace import plan_delta, plan_replace
from commandcenter.kernel.errors import ConflictError, InvalidInputError, ProblemError
from commandcenter.ledger.open import open_memory

from .worlds import DictState, apply, meta

IDS = "abcdef"
keys = st.sampled_from([f"file:{letter}" for letter in IDS])


@st.composite
def node_lists(draw, letters=IDS, max_size=5):
    found = []
    for letter in draw(st.lists(st.sampled_from(letters), unique=True, max_size=max_size)):
        edges = {"imports": tuple(draw(st.lists(keys, max_size=2)))} if draw(st.booleans()) else {}
        props = {"n": draw(st.integers(0, 2))}
        found.append(Node("file", letter, props, draw(st.none() | keys.filter(f"file:{letter}".__ne__)), edges))
    return found


def is_whole(bodies):
    """Say by brute force whether all ends exist and containment has no circle."""
    for key, body in bodies.items():
        ends = [end for ends in body.get("edges", {}).values() for end in ends] + [body.get("parent", key)]
        if any(end not in bodies for end in ends):
            return False
        for _ in range(len(bodies) + 1):
            key = bodies.get(key, {}).get("parent")
        if key is not None:
            return False
    return True


def said(nodes, scope):
    return {node.key: node.body(scope) for node in nodes}


@settings(max_examples=60)
@given(st.lists(st.tuples(st.sampled_from(["one", "two"]), node_lists()), max_size=6))
def test_replacing_makes_the_nodes_all_a_scope_owns_or_changes_nothing(steps):
    bodies = {}
    for scope, nodes in steps:
        mine, others = said(nodes, scope), {key: body for key, body in bodies.items() if body["scope"] != scope}
        gone = bodies.keys() - others.keys() - mine.keys()
        stolen = bool(others.keys() & mine.keys())
        dangling = not is_whole({**{key: {} for key in others}, **mine})
        try:
            after = apply(bodies, plan_replace(nodes, scope)(DictState(bodies)))
        except ConflictError:
            assert stolen
            continue
        except InvalidInputError:
            assert not stolen
            assert dangling or not is_whole(others | mine)
            continue
        assert not stolen
        assert not dangling
        assert {key: body for key, body in after.items() if body["scope"] == scope} == mine
        assert is_whole(after)
        for key, body in others.items():
            edges = {kind: [end for end in ends if end not in gone] for kind, ends in body.get("edges", {}).items()}
            assert after[key].get("edges", {}) == {kind: ends for kind, ends in edges.items() if ends}
            assert after[key]["props"] == body["props"]
        assert list(plan_replace(nodes, scope)(DictState(after))) == []
        bodies = after


def outcome(act):
    """Return what comes of it: a result, or where the fault is."""
    try:
        return act()
    except InvalidInputError as error:
        return error.pointer


@settings(max_examples=60)
@given(node_lists(max_size=6), node_lists(max_size=3), st.lists(keys, max_size=3, unique=True))
def test_a_delta_reads_little_and_decides_as_if_it_had_read_all(start, puts, deletes):
    bodies = said(start, "one")
    if not is_whole(bodies):
        return
    deletes = [key for key in deletes if key not in {node.key for node in puts}]
    gone = frozenset(deletes) & bodies.keys()
    state = DictState(bodies)
    wanted = outcome(lambda: list(lay(bodies, write_bodies(puts, "one", "/puts"), gone)))
    assert outcome(lambda: list(plan_delta(puts, deletes, "one")(state))) == wanted
    assert state.whole_reads <= bool(gone)
    if isinstance(wanted, list):
        after = apply(bodies, wanted)
        assert is_whole(after)
        assert not after.keys() & gone


histories = st.lists(
    st.tuples(
        st.sampled_from(["replace", "delta"]), st.sampled_from(["one", "two"]), node_lists(), st.lists(keys, max_size=2)
    ),
    min_size=1,
    max_size=7,
)


@settings(max_examples=40)
@given(histories)
def test_the_past_equals_a_rebuild_from_the_commits_and_refusals_leave_no_trace(steps):
    ledger = open_memory()
    shown = [{}]
    for day, (how, scope, nodes, deletes) in enumerate(steps):
        before = ledger.head("p")
        try:
            plan = plan_replace(nodes, scope) if how == "replace" else plan_delta(nodes, deletes, scope)
            receipt = ledger.submit("p", plan, meta(day))
        except ProblemError:
            assert ledger.head("p") == before
            continue
        if receipt.committed:
            shown.append(dict(ledger.as_of("p")))
    rebuilt = {}
    for rev, bodies in enumerate(shown):
        if rev:
            rebuilt = apply(rebuilt, ledger.commit("p", rev).changes)
            assert dict(ledger.as_of("p", rev=rev)) == rebuilt == bodies
            graph = ProjectGraph("p", rev, rebuilt)
            assert set(graph.nodes) == set(bodies)
            assert all(edge.target in graph.nodes for edges in graph.outgoing.values() for edge in edges)


@pytest.mark.parametrize(
    ("nodes", "pointer"),
    [
        (
            [Node("file", "a"), Node("file", "b", edges={"imports": ("file:a", "file:gone")})],
            "/nodes/1/edges/imports/1",
        ),
        ([Node("file", "a", parent="file:gone")], "/nodes/0/parent"),
        ([Node("file", "a", parent="file:b"), Node("file", "b", parent="file:a")], "/nodes/0/parent"),
        ([Node("file", "a"), Node("file", "a"), Node("file", "b", parent="file:x")], "/nodes/2/parent"),
    ],
)
def test_faults_between_nodes_are_pointed_at(nodes, pointer):
    with pytest.raises(InvalidInputError) as refused:
        list(plan_replace(nodes, "one")(DictState({})))
    assert refused.value.pointer == pointer


def test_what_another_scope_owns_is_neither_taken_nor_deleted():
    held = DictState(said([Node("file", "a"), Node("file", "b")], "one"))
    with pytest.raises(ConflictError) as taken:
        list(plan_replace([Node("file", "c"), Node("file", "b")], "two")(held))
    assert taken.value.pointer == "/nodes/1"
    with pytest.raises(ConflictError) as deleted:
        list(plan_delta([], ["file:none", "file:a"], "two")(held))
    assert deleted.value.pointer == "/deletes/1"


def test_a_delta_sees_a_circle_that_closes_far_above():
    chain = [Node("file", "d"), *(Node("file", a, parent=f"file:{b}") for a, b in ("cd", "bc", "ab"))]
    held = DictState(said(chain, "one"))
    with pytest.raises(InvalidInputError) as refused:
        list(plan_delta([Node("file", "d", parent="file:a")], [], "one")(held))
    assert refused.value.pointer == "/puts/0/parent"


def test_a_key_is_not_put_and_deleted_at_once():
    with pytest.raises(InvalidInputError) as refused:
        plan_delta([Node("file", "a")], ["file:b", "file:a"], "one")
    assert refused.value.pointer == "/deletes/1"


def test_what_stood_in_a_deleted_container_moves_to_the_nearest_that_stays():
    nodes = [Node("project", "p"), Node("file", "a", parent="project:p"), Node("symbol", "a.f", parent="file:a")]
    report = Node("finding", "bad:a", parent="symbol:a.f")
    bodies = said(nodes, "source") | said([report], "report:sarif")
    after = apply(bodies, plan_replace(nodes[:1], "source")(DictState(bodies)))
    assert after["finding:bad:a"] == report.body("report:sarif") | {"parent": "project:p"}


def test_an_old_edge_to_what_a_replacement_deletes_is_refused_when_said_again():
    nodes = [Node("file", "a", edges={"imports": ("file:b",)}), Node("file", "b")]
    with pytest.raises(InvalidInputError) as refused:
        list(plan_replace(nodes[:1], "one")(DictState(said(nodes, "one"))))
    assert refused.value.pointer == "/nodes/0/edges/imports/0"
