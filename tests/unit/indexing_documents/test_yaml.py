"""YAML of strangers: equal to JSON where JSON can say it, bounded where it cannot be trusted."""

import json
import math
import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from commandcenter.indexing.documents import DocumentError, load_json, load_toml, load_yaml, load_yaml_all

text = st.text(
    st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufeff\ufffe\uffff\u2028\u2029"), max_size=12
)
leaves = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | text
documents = st.recursive(leaves, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(text, inner, max_size=4))


class TextKeys(yaml.SafeLoader):
    """The pure loader of PyYAML, told to leave all plain scalars as text: the model for structure."""


TextKeys.yaml_implicit_resolvers = {}
SITE = Path(yaml.__file__).parent.parent


ONLY_NOW_A_NUMBER = re.compile(r"[-+]?[0-9]+[eE][-+]?[0-9]+")


@given(documents)
@settings(max_examples=60, deadline=None)
def test_what_pyyaml_writes_is_read_back(value: Any) -> None:
    """All but `1e5`: for PyYAML, which speaks YAML 1.1, that is text and needs no quotes; in YAML 1.2 it is a number."""
    assume(not any(map(ONLY_NOW_A_NUMBER.fullmatch, texts_in(value))))
    assert load_yaml(yaml.safe_dump(value, allow_unicode=True).encode()) == value


def texts_in(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    for inner in value if isinstance(value, list) else value.values() if isinstance(value, dict) else ():
        yield from texts_in(inner)


@given(documents)
@settings(max_examples=60, deadline=None)
def test_json_is_yaml_of_the_same_value(value: Any) -> None:
    written = json.dumps(value, ensure_ascii=False).encode()
    assert load_yaml(written) == load_json(written) == value


@given(st.binary(max_size=200) | st.text("-:[]{}&*!<>|?#'\"\n ab1", max_size=60).map(str.encode))
@settings(max_examples=60, deadline=None)
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    for load in (load_json, load_toml, load_yaml):
        with suppress(DocumentError):
            load(data)


@given(st.text("-:[]{}&*,|?#'\"\n ab", max_size=40))
@settings(max_examples=60, deadline=None)
def test_structure_is_that_of_pyyaml(source: str) -> None:
    try:
        expected = list(yaml.load_all(source, TextKeys))
    except (yaml.YAMLError, TypeError, ValueError):
        return
    try:
        actual = load_yaml_all(source.encode())
    except DocumentError:
        return
    assert textual(expected) == textual(actual)


def textual(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): textual(item) for key, item in value.items()}
    if isinstance(value, list):
        return [textual(item) for item in value]
    return "" if value is None else str(value)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("{200: ok, on: 1, 1.10: x}", {"200": "ok", "on": 1, "1.10": "x"}),
        ("[yes, no, 2010-09-09, 012345678901, 0x1f, 0o17, .inf, 1e400]",
         ["yes", "no", "2010-09-09", "012345678901", 31, 15, ".inf", "1e400"]),
        ("base: &b {a: 1, b: 2}\nmore: {<<: *b, b: 3}", {"base": {"a": 1, "b": 2}, "more": {"a": 1, "b": 3}}),
        ("{a: &k key, *k : 2}", {"a": "key", "key": 2}),
        ("!!int '3'", 3), ("!!str 3", "3"), ("--- 1\n--- 2\n", 1), ("", None),
    ],
)  # fmt: skip
def test_scalars_merges_and_keys(source: str, expected: Any) -> None:
    assert load_yaml(source.encode()) == expected


def test_tags_are_handed_to_the_caller_or_dropped() -> None:
    source = b"!Sub [a, !Ref B]"
    assert load_yaml(source, lambda tag, value: {tag: value}) == {"!Sub": ["a", {"!Ref": "B"}]}
    assert load_yaml(source) == ["a", "B"]
    assert load_yaml(b"!!python/object/apply:os.system ['true']") == ["true"]


def laughs(levels: int) -> bytes:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, levels)]
    return "\n".join(lines).encode()


@pytest.mark.parametrize(
    "data",
    [
        b"[" * 100_000,
        b"- " * 100_000,
        b"{a: " * 100_000,
        laughs(9),
        b"&a [*a]",
        b"? [x]\n: y",
        b"*none",
        b"\xff\xfe\x00",
    ],
)
def test_hostile_yaml_is_refused(data: bytes) -> None:
    with pytest.raises(DocumentError):
        load_yaml(data)


@pytest.mark.parametrize("data", [b"[" * 100_000, b"NaN", b"[-Infinity]", b"1" * 5000, b"\xff", b"{'a': 1}", b""])
def test_hostile_json_is_refused(data: bytes) -> None:
    with pytest.raises(DocumentError):
        load_json(data)


def test_a_refusal_names_the_line() -> None:
    with pytest.raises(DocumentError) as caught:
        load_yaml(b"a: 1\nb: [\n")
    assert caught.value.line == 3
    with pytest.raises(DocumentError) as caught:
        load_json(b'{"a": 1,\n "b" 2}')
    assert caught.value.line == 2


def test_real_yaml_files_agree_with_pyyaml() -> None:
    """Over the YAML that installed packages carry."""
    seen = 0
    for path in sorted(SITE.rglob("*.y*ml"))[:60]:
        data = path.read_bytes()
        if len(data) < 200_000 and b"!" not in data:
            expected = list(yaml.load_all(data, TextKeys))
            assert textual_numbers(load_yaml_all(data)) == textual_numbers(expected), path
            seen += 1
    assert seen > 0


def textual_numbers(value: Any) -> Any:
    """Compare plain scalars as the numbers and constants they are in either reading."""
    if isinstance(value, dict):
        return {str(key): textual_numbers(item) for key, item in value.items()}
    if isinstance(value, list):
        return [textual_numbers(item) for item in value]
    if isinstance(value, str):
        lowered = value.lower()
        if lowered in ("", "~", "null", "true", "false"):
            return {"": None, "~": None, "null": None}.get(lowered, lowered == "true")
        try:
            number = float(value)
        except ValueError:
            return value
        return number if math.isfinite(number) else value
    return value
