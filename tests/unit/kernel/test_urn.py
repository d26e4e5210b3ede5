"""URNs: one text for one name, and no text for what is not a name."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commandcenter.kernel.errors import InvalidInputError
from commandcenter.kernel.urn import HUB_PROJECT, MAX_ID_BYTES, Urn, check_id, check_key, check_name

names = st.from_regex(r"[a-z0-9]([a-z0-9._-]{0,61}[a-z0-9])?", fullmatch=True)
types = st.from_regex(r"[A-Za-z][A-Za-z0-9]{0,31}", fullmatch=True)
ids = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=60)
urns = st.builds(Urn, names, names | st.just(HUB_PROJECT), types, ids)


@given(urns)
def test_a_urn_comes_back_from_its_text(urn):
    assert Urn.parse(str(urn)) == urn
    assert Urn.of(urn.hub, urn.project, urn.key) == urn
    assert str(urn).isascii()


@given(urns, urns)
def test_different_urns_have_different_texts(one, other):
    assert (str(one) == str(other)) == (one == other)


@settings(max_examples=60)
@given(st.text(max_size=40) | st.text("urn:c%4aA/._-", max_size=40).map("urn:cc:h:p:".__add__))
def test_any_text_is_the_normal_form_of_a_urn_or_refused(text):
    try:
        urn = Urn.parse(text)
    except InvalidInputError:
        return
    assert str(urn).partition(":cc:")[2] == text.split(":", 2)[2]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "urn:cc",
        "urn:cc:h:p:file:",
        "urn:xx:h:p:file:a",
        "URL:cc:h:p:file:a",
        "urn:cc:H:p:file:a",
        "urn:cc:h:-p:file:a",
        "urn:cc:h:p:2file:a",
        "urn:cc:h:p:file:a b",
        "urn:cc:h:p:file:%61",
        "urn:cc:h:p:file:%c3%bc",
        "urn:cc:h:p:file:%FF",
        "urn:cc:h:p:file:%",
        "urn:cc:h:p:file:%zz",
        "urn:cc:h:p:file:a%00",
        "urn:cc:h:p:file:a%0A",
        "urn:cc:h:p:file:\u00fc",
        "urn:cc:h:p:file:a#b",
        "urn:cc:h:p:file:a?b",
        " urn:cc:h:p:file:a",
        "urn:cc:h:p:file:a\n",
        None,
        7,
    ],
)
def test_what_is_not_a_urn_in_normal_form_is_refused(text):
    with pytest.raises(InvalidInputError):
        Urn.parse(text)


def test_scheme_and_namespace_may_be_written_in_capitals():
    assert Urn.parse("URN:CC:h:p:file:a") == Urn("h", "p", "file", "a")


@pytest.mark.parametrize("name", ["a", "0", "a.b_c-d", "x" * 63, HUB_PROJECT])
def test_a_name_is_kept(name):
    assert check_name(name) == name


@pytest.mark.parametrize(
    "name", ["", ".", "..", "a/b", "A", "a.", "-a", "_a", "x" * 64, "a\n", "\u00e4", "a#b", "~", None, 3]
)
def test_a_bad_name_is_refused(name):
    with pytest.raises(InvalidInputError):
        check_name(name)


def test_an_id_is_measured_in_bytes():
    for fits in ("x" * MAX_ID_BYTES, "\u00e9" * (MAX_ID_BYTES // 2)):
        assert check_id(fits) == fits
        assert check_key(f"file:{fits}") == f"file:{fits}"
        with pytest.raises(InvalidInputError):
            check_id(fits + "y")


@pytest.mark.parametrize(
    "key", ["", ":", "file", "file:", ":a", "fi le:a", "1f:a", "file:\x7f", "file:\ud800", "x" * 33 + ":a"]
)
def test_a_bad_key_is_refused(key):
    with pytest.raises(InvalidInputError):
        check_key(key)
