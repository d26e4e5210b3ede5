"""Parsing of garbage is bounded, and what stands around an error is still found."""

import time

import pytest
import tree_sitter_javascript

from commandcenter.indexing.model import FileFacts
from commandcenter.indexing.outline import Outline
from commandcenter.indexing.syntax import Grammar, outline

QUERY = """
(function_declaration name: (identifier) @_name) @function
(class_declaration name: (identifier) @_name) @class
(class_body (method_definition name: (_) @_name) @method)
"""


@pytest.fixture(scope="module")
def grammar() -> Grammar:
    return Grammar(tree_sitter_javascript.language(), QUERY)


def names(grammar: Grammar, text: str) -> list[str]:
    return [node.id for node in outline("a", grammar.find(text.encode()).matches).fill(FileFacts()).nodes]


def test_definitions_nest_by_extent(grammar: Grammar) -> None:
    text = "function f() { function g() {} }\nclass A { m() { class B {} } }\nfunction h() {}"
    assert names(grammar, text) == ["a#f", "a#f.g", "a#A", "a#A.m", "a#A.m.B", "a#h"]


def test_what_stands_around_an_error_is_found(grammar: Grammar) -> None:
    text = "function f() {}\nclass A { m() {} ?? n() {} }\nfunction g() { return ) }\nfunction h() {}\n"
    parsed = grammar.find(text.encode())
    assert {"f", "h", "m"} <= {match.name for match in parsed.matches}
    assert parsed.error == "syntax error"
    assert parsed.line == 2


def test_sound_source_has_no_error(grammar: Grammar) -> None:
    parsed = grammar.find(b"function f() {}")
    assert (parsed.error, parsed.line) == (None, None)


@pytest.mark.parametrize("data", [b"\x00", b"function f() {}\x07", bytes(range(256))])
def test_what_is_no_text_is_not_parsed(grammar: Grammar, data: bytes) -> None:
    assert grammar.find(data).error == "not text"


def test_latin_1_is_read(grammar: Grammar) -> None:
    assert grammar.find("// é\nfunction é() {}".encode("latin-1")).matches[0].name == "é"


@pytest.mark.parametrize("piece", [b"(", b'"a', b"`${", b"class A{", b"a<b>("])
def test_garbage_takes_bounded_time(piece: bytes) -> None:
    hasty = Grammar(tree_sitter_javascript.language(), QUERY, seconds=0.2)
    start = time.thread_time()
    assert hasty.find(piece * (300_000 // len(piece))).error
    assert time.thread_time() - start < 1.5


def test_an_outline_keeps_the_first_line_and_refuses_names_no_entity_can_have() -> None:
    found = Outline("a")
    found.add("function", "f", "f", 9, late=True)
    found.add("class", "f", "f", 3)
    found.add("function", "g" * 700, "g", 1)
    found.add("function", "g\x00", "g", 1)
    facts = found.fill(FileFacts())
    assert [(node.id, node.props) for node in facts.nodes] == [
        ("a#f", {"kind": "class", "name": "f", "line": 3, "definitions": 2})
    ]
    assert [fault.reason for fault in facts.faults] == ["2 symbols have names no entity can have"]
