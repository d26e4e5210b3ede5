import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commandcenter.kernel.errors import InvalidInputError
from commandcenter.mesh.nats.allow_list import AllowList, covers, missing_subjects, reduce_patterns, stream_subjects
from commandcenter.mesh.patterns import matches

TOKENS = st.sampled_from(["a", "b", "fed"])
SUBJECTS = st.lists(TOKENS, min_size=1, max_size=4).map(".".join)
PATTERNS = st.builds(
    lambda tokens, rest: ".".join(tokens + rest),
    st.lists(st.sampled_from(["a", "b", "fed", "*"]), min_size=1, max_size=3),
    st.sampled_from([[], [">"]]),
) | st.just(">")


@given(PATTERNS, PATTERNS, SUBJECTS)
@settings(max_examples=60)
def test_what_the_narrow_one_matches_the_one_that_covers_it_matches(wide, narrow, subject):
    if covers(wide, narrow) and matches(narrow, subject):
        assert matches(wide, subject)


@given(PATTERNS, PATTERNS)
@settings(max_examples=60)
def test_one_that_does_not_cover_misses_a_subject(wide, narrow):
    # Tokens that occur nowhere else stand for the wildcards; `>` for one token, and for two.
    for rest in (["x"], ["x", "y"]):
        tokens = narrow.split(".")
        probe = ".".join((tokens[:-1] + rest) if tokens[-1] == ">" else tokens).replace("*", "z")
        if not matches(wide, probe):
            assert not covers(wide, narrow)
            return
    assert covers(wide, narrow)


@given(st.lists(PATTERNS, min_size=1, max_size=5), SUBJECTS)
@settings(max_examples=60)
def test_a_reduced_list_permits_the_same(patterns, subject):
    assert AllowList(patterns).permits(subject) == any(matches(one, subject) for one in patterns)
    reduced = reduce_patterns(patterns)
    assert not any(covers(one, other) for one in reduced for other in reduced if one != other)


@given(st.lists(PATTERNS, min_size=1, max_size=4), SUBJECTS)
@settings(max_examples=60)
def test_the_stream_takes_in_just_what_the_hub_may_send(patterns, subject):
    named = stream_subjects(patterns, "a")
    sent = "." in subject and subject.split(".")[0] in ("a", "fed")
    taken = any(matches(one, subject) for one in named)
    assert not any(one[0] in "*>" for one in named)
    if sent:
        assert taken == any(matches(one, subject) for one in patterns)


def test_the_usual_list():
    assert stream_subjects(["*.global.>", "fed.>"], "atlas") == ("atlas.global.>", "fed.>")
    assert missing_subjects(["atlas.global.>", "fed.>"], ["fed.>", "veria.global.>"]) == ("atlas.global.>",)


@pytest.mark.parametrize("patterns", [[], ["a..b"], [""]], ids=["none", "hole", "empty"])
def test_lists_that_are_none(patterns):
    with pytest.raises(InvalidInputError):
        AllowList(patterns)


@given(st.text(max_size=12))
@settings(max_examples=60)
def test_what_is_no_subject_may_not_cross(subject):
    if any(sign not in "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-." for sign in subject):
        assert not AllowList([">"]).permits(subject)
