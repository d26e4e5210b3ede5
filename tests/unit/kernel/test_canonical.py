"""Canonical JSON against the reference library, on the fast path and off it."""

import json
from enum import StrEnum

import pytest
import rfc8785
from hypothesis import example, given, settings
from hypothesis import strategies as st

from commandcenter.kernel.canonical import canonical, digest
from commandcenter.kernel.errors import InvalidInputError

SAFE = 2**53 - 1
text = st.text(st.characters(exclude_categories=["Cs"]), max_size=12) | st.text(
    'a\u00e9\ud7ff\ue000\uffff\U00010000\x00\x7f\u2028"\\/', max_size=6
)


def tree(leaves):
    grow = lambda inner: st.lists(inner, max_size=4) | st.dictionaries(text, inner, max_size=4)  # noqa: E731
    return st.recursive(leaves, grow, max_leaves=12)


plain = st.none() | st.booleans() | st.integers(-SAFE, SAFE) | text


@settings(max_examples=60)
@given(tree(plain))
@example({"\uffff": 1, "\U00010000": 2, "": 3})
@example({"\ue000": 1, "\U0010ffff": 2, "\ud7ff": 3, "a": 4})
@example([SAFE, -SAFE, 0, True, False, None, '\x00\x1f\x7f\u2028\b\f\n\r\t"\\/'])
def test_it_writes_what_the_reference_writes(value):
    assert canonical(value) == rfc8785.dumps(value)
    assert json.loads(canonical(value)) == value


@settings(max_examples=60)
@given(tree(plain | st.floats(allow_nan=False, allow_infinity=False)))
@example([-0.0, 1.0, 1e21, 1e-7, 5e-324, 1.7976931348623157e308, 333333333.33333329, 1e15])
def test_it_writes_floats_as_the_reference_does_or_refuses_them(value):
    """Refused is what reads back as an integer too wide to be written again."""
    reference = rfc8785.dumps(value)
    try:
        rfc8785.dumps(json.loads(reference))
    except rfc8785.CanonicalizationError:
        with pytest.raises(InvalidInputError, match="2\\^53"):
            canonical(value)
    else:
        assert canonical(value) == reference
        assert canonical(json.loads(reference)) == reference


@pytest.mark.parametrize("value", [2.0**53, -(2.0**53), 1e20, {"deep": [9007199254740994.0]}])
def test_a_float_that_would_be_read_as_too_wide_an_integer_is_refused(value):
    with pytest.raises(InvalidInputError, match="2\\^53"):
        canonical(value)


class Colour(StrEnum):
    RED = "red"


class Circle(list):
    pass


circle: list = []
circle.append(circle)
deep: list = []
for _ in range(100_000):
    deep = [deep]


@pytest.mark.parametrize(
    "value",
    [
        float("nan"),
        float("inf"),
        SAFE + 1,
        -SAFE - 1,
        10**400,
        "\ud800",
        {"\udfff": 1},
        {1: 2},
        {None: 1},
        {1, 2},
        b"bytes",
        object(),
        circle,
        deep,
        {"a": 1, "b": {"c": [float("nan")]}},
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_json_cannot_say_is_refused(value):
    with pytest.raises(InvalidInputError):
        canonical(value)


def test_kinds_of_text_list_and_map_that_are_not_plain_are_written_alike():
    assert canonical({Colour.RED: [Colour.RED, (1, Circle([2]))]}) == b'{"red":["red",[1,[2]]]}'


def test_the_published_example_comes_out():
    """RFC 8785 section 3.2.2 and 3.2.3."""
    value = {
        "numbers": [333333333.33333329, 1e30, 4.50, 2e-3, 0.000000000000000000000000001],
        "string": '\u20ac$\u000f\nA\'B"\\\\"/',
        "literals": [None, True, False],
    }
    assert canonical(value).decode() == (
        '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],'
        '"string":"\u20ac$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}'
    )


def test_the_published_order_of_keys_comes_out():
    keys = ["\u20ac", "\r", "\ufb33", "1", "\U0001f600", "\u0080", "\u00f6"]
    assert list(json.loads(canonical(dict.fromkeys(keys)))) == [
        "\r",
        "1",
        "\u0080",
        "\u00f6",
        "\u20ac",
        "\U0001f600",
        "\ufb33",
    ]


@given(st.dictionaries(text, plain, max_size=6), st.randoms(use_true_random=False))
def test_the_digest_does_not_see_the_order_of_keys(value, order):
    items = list(value.items())
    order.shuffle(items)
    assert digest(dict(items)) == digest(value)
