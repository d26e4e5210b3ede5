"""Patterns mean what NATS means by them, and what they compile to means the same."""

import json

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from moto.events.models import EventPattern

from commandcenter.kernel.errors import InvalidInputError
from commandcenter.mesh.patterns import compile_pattern, matches, split_pattern
from commandcenter.mesh.subjects import MAX_LENGTH, MAX_TOKENS, split_subject, subject_tokens

words = st.sampled_from(["a", "b", "hub", "A", "0", "_", "-"])
subjects = st.lists(words, min_size=1, max_size=MAX_TOKENS).map(".".join)


@st.composite
def pairs(draw: st.DrawFn) -> tuple[str, str]:
    """Draw a subject, and a pattern that starts as that subject and strays from it a little."""
    subject = draw(subjects)
    tokens = [draw(st.sampled_from([token, token, "*", "a"])) for token in subject.split(".")]
    kept = tokens[: draw(st.integers(1, len(tokens)))]
    strayed = kept + draw(st.sampled_from([[], [], [">"], [">"], ["*"], ["b"]]))
    return ".".join(strayed[:MAX_TOKENS]), subject


def reference(pattern: list[str], subject: list[str]) -> bool:
    """Compare head by head, as the NATS manual tells it."""
    if not pattern or not subject:
        return not pattern and not subject
    if pattern == [">"]:
        return True
    return pattern[0] in ("*", subject[0]) and reference(pattern[1:], subject[1:])


@given(pairs())
@example((">", "a"))
@example(("a.>", "a"))
@example(("*.>", "a.b"))
def test_a_pattern_matches_what_nats_says(pair: tuple[str, str]) -> None:
    pattern, subject = pair
    assert matches(pattern, subject) == reference(pattern.split("."), subject.split("."))


@given(pairs())
@example((">", "a"))
@example(("*", "a.b"))
def test_the_compiled_pattern_matches_the_same_subjects(pair: tuple[str, str]) -> None:
    pattern, subject = pair
    event = {"detail-type": subject, "detail": {"tokens": subject_tokens(subject)}}
    compiled = EventPattern.load(json.dumps(compile_pattern(pattern)))
    assert compiled.matches_event(event) == matches(pattern, subject)  # type: ignore[arg-type]


@given(subjects)
def test_a_subject_is_the_pattern_of_itself(subject: str) -> None:
    assert split_pattern(subject) == split_subject(subject)
    assert matches(subject, subject)


@pytest.mark.parametrize(
    "pattern",
    ["", ".", "a.", ".a", "a..b", "a*", "*a", "**", "a.>.b", ">.a", ">>", "a>", "a b", "a.\n", "é", "$SYS.>", "a.b.c.d.e.f.g.h.i",
     "a.b.c.d.e.f.g.h.>", "a" * (MAX_LENGTH + 1), None, 7, ["a"]],
)  # fmt: skip
def test_what_is_no_pattern_is_refused(pattern: object) -> None:
    for read in (split_pattern, compile_pattern, lambda text: matches(text, "a")):
        with pytest.raises(InvalidInputError):
            read(pattern)  # type: ignore[arg-type]


@pytest.mark.parametrize("subject", ["*", ">", "a.*", "a.>", ""])
def test_a_pattern_is_no_subject(subject: str) -> None:
    with pytest.raises(InvalidInputError):
        matches(">", subject)


def test_compiled_patterns_fit_a_rule() -> None:
    """The longest stays far below the 2,048 signs a rule may hold; eight tokens and a wildcard for the eighth are taken."""
    longest = ".".join(["x" * 15] * MAX_TOKENS)
    assert len(json.dumps(compile_pattern(longest))) < 512
    assert compile_pattern("a.b.c.d.e.f.g.>")["detail"]["tokens"]["n"] == [{"numeric": [">=", 8]}]
    assert compile_pattern("hub.*.graph.*") == {"detail": {"tokens": {"n": [4], "t0": ["hub"], "t2": ["graph"]}}}
