"""Ids, short texts and steps through documents: whatever the input, what comes out is fit for the graph."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commandcenter.indexing.names import entity_id, excerpt
from commandcenter.indexing.shapes import Shape
from commandcenter.kernel.canonical import canonical
from commandcenter.kernel.errors import InvalidInputError
from commandcenter.kernel.urn import check_id

any_text = st.text(st.characters(), max_size=30) | st.text("a\u00e9\U0001f600\ud800\x00", min_size=150, max_size=900)


@given(any_text)
@settings(max_examples=60, deadline=None)
def test_any_text_becomes_an_id(text: str) -> None:
    assert check_id(entity_id(text)) == entity_id(entity_id(text))


@given(st.text("ab", min_size=701, max_size=710), st.text("ab", min_size=701, max_size=710))
@settings(max_examples=60, deadline=None)
def test_long_texts_that_differ_have_different_ids(one: str, other: str) -> None:
    assert (entity_id(one) == entity_id(other)) == (one == other)
    assert (entity_id(one + "a") == entity_id(one + "b")) is False


@given(any_text, st.integers(1, 50))
@settings(max_examples=60, deadline=None)
def test_excerpts_are_short_and_writable(text: str, limit: int) -> None:
    assert len(excerpt(text, limit)) <= limit
    canonical(excerpt(text, limit))


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(), max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("a/~\ud800", max_size=3), inner, max_size=3),
    max_leaves=8,
)


@given(values)
@settings(max_examples=60, deadline=None)
def test_every_step_gives_what_was_asked_for_or_tells_where_it_failed(value: Any) -> None:
    told: list[str] = []
    stack = [Shape(value, lambda reason, pointer: told.append(f"{reason} {pointer}"))]
    while stack:
        shape = stack.pop()
        stack += [*shape.rows(), *shape.values()]
        canonical([shape.text(), shape.texts(), shape.number(), shape.flag(), [name for name, _ in shape.items()]])
    canonical(told)


def test_pointers_are_those_of_rfc_6901() -> None:
    with pytest.raises(InvalidInputError) as caught:
        [row.text() for row in Shape({"a/b": {"~": [1, {}]}}).at("a/b", "~").rows()]
    assert caught.value.pointer == "/a~1b/~0/1"
    assert caught.value.detail == "expected text, not an object"
