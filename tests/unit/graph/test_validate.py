import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commandcenter.graph.lay import write_bodies
from commandcenter.graph.model import MAX_BODY_BYTES, Link, Node
from commandcenter.graph.validate import check_link, check_node
from commandcenter.kernel.canonical import canonical
from commandcenter.kernel.errors import InvalidInputError
from commandcenter.kernel.urn import Urn

A, B = Urn("h", "a", "project", "a"), Urn("h", "b", "project", "b")
SEEN = {"kind": "purl", "ref": "urn:x", "at": "2026-01-01T00:00:00Z", "weight": 0.5}

FAULTY_NODES = {
    "/nodes/0/type": Node("gadget", "a"),
    "/nodes/0/id": Node("file", "a\nb"),
    "/nodes/0/parent": Node("file", "a", parent="file:a"),
    "/nodes/0/props": Node("file", "a", ["not", "an", "object"]),
    "/nodes/0/props/deep/1/x~1y~0z": Node("file", "a", {"deep": [1, {"x/y~z": {1, 2}}]}),
    "/nodes/0/props/nan": Node("file", "a", {"nan": float("nan")}),
    "/nodes/0/props/half": Node("file", "a", {"half": "\ud800"}),
    "/nodes/0/props/big": Node("file", "a", {"big": 2**53}),
    "/nodes/0/edges/contains": Node("file", "a", edges={"contains": ("file:b",)}),
    "/nodes/0/edges/likes": Node("file", "a", edges={"likes": ("file:b",)}),
    "/nodes/0/edges/imports/1": Node("file", "a", edges={"imports": ("file:b", 7)}),
    "/nodes/0/edges/dependsOn/0": Node("file", "a", edges={"dependsOn": ("file:a",)}),
    "/nodes/0/edges/tests": Node("file", "a", edges={"tests": "file:b"}),
    "/nodes/0": Node("file", "a", {"text": "x" * MAX_BODY_BYTES}),
}


@pytest.mark.parametrize("pointer", FAULTY_NODES)
def test_a_faulty_node_is_refused_and_the_fault_is_pointed_at(pointer):
    with pytest.raises(InvalidInputError) as refused:
        write_bodies([FAULTY_NODES[pointer]], "source", "/nodes")
    assert refused.value.pointer == pointer
    json.dumps(refused.value.problem())


@pytest.mark.parametrize("bad_id", ["", "x" * 701, "\ud800", 7, None])
def test_a_bad_id_is_refused(bad_id):
    with pytest.raises(InvalidInputError) as refused:
        check_node(Node("file", bad_id))
    assert refused.value.pointer == "/id"


def test_the_first_faulty_node_is_named_even_when_later_ones_are_worse():
    with pytest.raises(InvalidInputError) as refused:
        write_bodies([Node("file", "ok"), Node("file", "a", {"b": {3}}), Node("gadget", "c")], "source", "/nodes")
    assert refused.value.pointer == "/nodes/1/props/b"


def test_a_node_said_twice_is_refused_only_when_the_two_differ():
    assert len(write_bodies([Node("file", "a"), Node("file", "a")], "s", "/nodes").bodies) == 1
    with pytest.raises(InvalidInputError) as refused:
        write_bodies([Node("file", "a"), Node("file", "a"), Node("file", "a", {"x": 1})], "s", "/nodes")
    assert refused.value.pointer == "/nodes/2"


def test_recursion_is_an_edge_like_any_other():
    check_node(Node("symbol", "f", edges={"calls": ("symbol:f",), "imports": ("symbol:f",)}))


FAULTY_LINKS = {
    "/link": Link("Tie", "dependsOn", A, B),
    "/type": Link("ProjectLink", "api", A, B),
    "/source": Link("ProjectLink", "dependsOn", Urn("H!", "a", "project", "a"), B),
    "/target": Link("ProjectLink", "dependsOn", A, A),
    "/evidence/0": Link("ProjectLink", "dependsOn", A, B, ("hearsay",)),
    "/evidence/1/weight": Link("ProjectLink", "dependsOn", A, B, (SEEN, SEEN | {"weight": 1.1})),
    "/evidence/0/weight": Link("ProjectLink", "dependsOn", A, B, (SEEN | {"weight": True},)),
    "/evidence/0/at": Link("ProjectLink", "dependsOn", A, B, (SEEN | {"at": "yesterday"},)),
    "/evidence/0/ref": Link("ProjectLink", "dependsOn", A, B, (SEEN | {"ref": ""},)),
    "": Link("ProjectLink", "dependsOn", A, B, (SEEN | {"ref": "x" * MAX_BODY_BYTES},)),
}


@pytest.mark.parametrize("pointer", FAULTY_LINKS)
def test_a_faulty_link_is_refused_and_the_fault_is_pointed_at(pointer):
    with pytest.raises(InvalidInputError) as refused:
        check_link(FAULTY_LINKS[pointer], "")
    assert refused.value.pointer == pointer


def test_a_good_link_survives_its_body():
    link = Link("IntegrationEdge", "queue", A, B, (SEEN,), unresolved=True, count=3)
    check_link(link)
    assert Link.from_body(link.body("x")) == link


scalars = (
    st.none()
    | st.booleans()
    | st.integers(-(2**54), 2**54)
    | st.floats()
    | st.text(st.characters(exclude_categories=()), max_size=5)
)
values = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3) | st.integers(0, 2), inner, max_size=3)
    ),
    max_leaves=8,
)


@settings(max_examples=300)
@given(st.dictionaries(st.text(max_size=3), values, max_size=3))
def test_properties_are_accepted_just_when_canonical_json_can_say_them(props):
    try:
        canonical(props)
        sayable = True
    except InvalidInputError:
        sayable = False
    try:
        check_node(Node("file", "a", props))
        accepted = True
    except InvalidInputError as error:
        accepted = False
        place = props
        for token in error.pointer.split("/")[2:]:
            token = token.replace("~1", "/").replace("~0", "~")
            place = place[int(token)] if isinstance(place, list) else place.get(token, place.get(_number(token)))
        with pytest.raises(InvalidInputError):
            canonical(place)
    assert accepted == sayable


def _number(token):
    return int(token) if token.isdigit() and token.isascii() else None


@given(st.sampled_from(['"', "é", "\u2028", "\x01", "x", "𝄞"]), st.integers(-3, 3))
@settings(max_examples=30)
def test_the_limit_on_a_body_is_exact(character, off):
    empty = len(canonical(Node("file", "a", {"t": ""}).body("")))
    each = len(canonical(character)) - 2
    count, rest = divmod(MAX_BODY_BYTES + off - empty, each)
    node = Node("file", "a", {"t": character * count + "x" * rest})
    assert len(canonical(node.body(""))) == MAX_BODY_BYTES + off
    if off <= 0:
        check_node(node)
    else:
        with pytest.raises(InvalidInputError, match="bytes"):
            check_node(node)
