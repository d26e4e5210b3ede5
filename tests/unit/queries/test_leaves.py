"""The short way for plain values answers just as the stock execution does, errors included."""

import pytest
from graphql import build_schema
from graphql.execution import execute_sync
from graphql.language import parse
from hypothesis import given, settings
from hypothesis import strategies as st

from commandcenter.queries.leaves import LeafFirstContext

SCHEMA = build_schema(
    """
    enum Colour { red blue }
    scalar Any
    type Thing {
      text: String  sureText: String!  number: Int  sureNumber: Int!  float: Float  id: ID!  flag: Boolean!
      colour: Colour  sureColour: Colour!  any: Any!  texts: [String!]!  loose: [Int]  with(size: Int = 3): Int
      need(size: Int!): Int  one: Thing  sureOne: Thing!  many: [Thing!]!  made: String
    }
    type Query { one: Thing  sureOne: Thing!  many: [Thing] }
    """
)


def resolve_made(source, _info):
    if source_value(source, "made") == "raise":
        raise ValueError("as told")
    return source_value(source, "made")


def source_value(source, name):
    return source.get(name) if isinstance(source, dict) else getattr(source, name, None)


SCHEMA.type_map["Thing"].fields["made"].resolve = resolve_made
LEAVES = ["text", "sureText", "number", "sureNumber", "float", "id", "flag", "colour", "sureColour", "any", "made"]


class Record:
    """Hold values as attributes; one of them may be a property that fails."""

    def __init__(self, values):
        self.__dict__.update(values)

    @property
    def float(self):
        raise LookupError("no such property today")


def called(_info, **arguments):
    return arguments.get("size", 7)


plain = st.none() | st.booleans() | st.integers(-(2**33), 2**33) | st.floats() | st.text(max_size=3)
ODD = [
    "red",
    "blue",
    "raise",
    called,
    ValueError("a value"),
    {"a": 1},
    [1, "x"],
    b"bytes",
    object,
    None,
    True,
    1.0,
    "",
    2**40,
]
odd = st.sampled_from(ODD)
leaves = plain | odd
things = st.deferred(
    lambda: (
        st.builds(
            lambda values, as_record: (
                Record({k: v for k, v in values.items() if k != "float"}) if as_record else values
            ),
            st.fixed_dictionaries(
                {},
                optional=dict.fromkeys((*LEAVES, "with"), leaves)
                | {"texts": st.lists(leaves, max_size=2) | leaves, "loose": st.lists(leaves, max_size=2)}
                | {
                    "one": st.none() | things,
                    "sureOne": st.none() | things,
                    "many": st.lists(things | leaves, max_size=2),
                },
            ),
            st.booleans(),
        )
        | st.sampled_from([{}, None, 5])
    )
)


@st.composite
def selections(draw, depth=0):
    names = st.sampled_from([*LEAVES, "texts", "loose", "with", "with(size: $n)", "need(size: $n)", "__typename"])
    parts = [
        draw(st.sampled_from(["", "", "alias: "])) + name
        for name in draw(st.lists(names, min_size=1, max_size=5, unique=True))
    ]
    inner = st.lists(st.sampled_from(["one", "sureOne", "many"]), max_size=2 if depth < 2 else 0, unique=True)
    parts += [f"{name} {draw(selections(depth + 1))}" for name in draw(inner)]
    if draw(st.booleans()):
        parts.append("... on Thing @include(if: $yes) { id number }")
    return (
        "{ "
        + " ".join(
            part if not part.startswith("alias") else part.replace("alias", f"x{i}") for i, part in enumerate(parts)
        )
        + " }"
    )


@settings(max_examples=60, deadline=None)
@given(things, things, st.lists(things, max_size=3), selections(), selections(), st.booleans())
def test_answers_are_those_of_the_stock_context(one, sure, many, first, second, yes) -> None:
    document = parse(f"query($n: Int, $yes: Boolean!) {{ one {first} sureOne {second} many {first} }}")
    root, variables = {"one": one, "sureOne": sure, "many": many}, {"yes": yes, "n": 4}
    stock = execute_sync(SCHEMA, document, root, variable_values=variables)
    fast = execute_sync(SCHEMA, document, root, variable_values=variables, execution_context_class=LeafFirstContext)
    assert repr(fast.data) == repr(stock.data)
    assert [told(error) for error in fast.errors or ()] == [told(error) for error in stock.errors or ()]


@pytest.mark.parametrize("name", [*LEAVES, "texts", "loose", "with"])
def test_each_value_in_each_field_is_answered_alike(name) -> None:
    document = parse(f"{{ one {{ {name} }} }}")
    held = [{name: value} for value in ODD]
    for thing in ({}, *held, *(Record(values) for values in held if name != "float")):
        stock = execute_sync(SCHEMA, document, {"one": thing})
        fast = execute_sync(SCHEMA, document, {"one": thing}, execution_context_class=LeafFirstContext)
        assert repr(fast.data) == repr(stock.data)
        assert [told(error) for error in fast.errors or ()] == [told(error) for error in stock.errors or ()]


def test_an_argument_that_is_missing_is_said() -> None:
    document = parse("query($n: Int) { one { need(size: $n) } }")
    stock = execute_sync(SCHEMA, document, {"one": {"need": 5}})
    fast = execute_sync(SCHEMA, document, {"one": {"need": 5}}, execution_context_class=LeafFirstContext)
    assert fast.data == stock.data == {"one": {"need": None}}
    assert [told(error) for error in fast.errors] == [told(error) for error in stock.errors]


def told(error):
    return error.message, error.path, error.locations, type(error.original_error)
