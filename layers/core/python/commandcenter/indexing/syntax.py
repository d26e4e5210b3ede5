"""Definitions in source text by tree-sitter: one query per language, run in C, nested here by their extent."""

import re
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from tree_sitter import Language, Node, Parser, Query, QueryCursor, Tree

from commandcenter.indexing.outline import Outline

MAX_PARSE_SECONDS = 5
_CHUNK = 8192
_NOT_TEXT = re.compile(rb"[\x00-\x08\x0e-\x1f]")

REFERENCES = frozenset({"import", "package"})
"""Captures that are no definitions."""


@dataclass(frozen=True, slots=True)
class Match:
    """Hold one match of a query: what it is (the capture around it), its extent in bytes, its line, its named parts."""

    kind: str
    start: int
    end: int
    line: int
    parts: dict[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return self.parts.get("name", "")


@dataclass(frozen=True, slots=True)
class Parsed:
    """Hold the matches in one file, in source order, what was wrong with it, if anything, and in which line."""

    matches: Sequence[Match] = ()
    error: str | None = None
    line: int | None = None


class Grammar:
    """Find what a query describes in source of one language.

    Args:
        language: The language pointer of a `tree_sitter_<language>` package.
        query: Patterns whose outer node is captured under its kind and whose parts are captured as `_<part>`, such as
            `(class_definition name: (_) @_name) @class`.
        seconds: Processor time one file may take.
    """

    def __init__(self, language: object, query: str, *, seconds: float = MAX_PARSE_SECONDS) -> None:
        self._language = Language(language)
        self._query = Query(self._language, query)
        self._seconds = seconds

    def find(self, data: bytes) -> Parsed:
        """Match the query all over a file's content; broken source gives what can be made out of it.

        What is no text or takes too long (error recovery on garbage is slow) gives nothing but the error.
        """
        text = _as_utf8(data)
        if text is None:
            return Parsed(error="not text")
        reader = _Reader(text, time.thread_time() + self._seconds)
        tree: Tree = Parser(self._language).parse(reader)
        root = tree.root_node
        matches = sorted(self._matches(root, reader), key=lambda match: (match.start, -match.end))
        if reader.late:
            return Parsed(error=f"parsing takes longer than {self._seconds} s")
        return Parsed(matches, "syntax error", _error_line(root)) if root.has_error else Parsed(matches)

    def _matches(self, root: Node, reader: "_Reader") -> Iterator[Match]:
        whole, shallow = QueryCursor(self._query), QueryCursor(self._query)
        shallow.set_max_start_depth(0)
        for node in _sound_parts(root, reader):
            for _, captures in (shallow if node.has_error else whole).matches(node):
                yield from _match(captures, reader)


def _sound_parts(root: Node, reader: "_Reader") -> Iterator[Node]:
    """Yield the largest subtrees without an error, and by themselves the nodes around errors.

    A query takes time quadratic in the size of an error, so none is run across one.
    """
    pending = [root]
    while pending and not reader.is_late(0):
        node = pending.pop()
        yield node
        if node.has_error:
            pending += [child for child in node.children if child.child_count]


def _match(captures: Mapping[str, Sequence[Node]], reader: "_Reader") -> Iterator[Match]:
    parts: dict[str, str] = {}
    outer: tuple[str, Node] | None = None
    for name, nodes in captures.items():
        if name.startswith("_"):
            parts[name[1:]] = reader.cut(nodes[0])
        else:
            outer = name, nodes[0]
    if outer is not None:
        kind, node = outer
        yield Match(kind, node.start_byte, node.end_byte, node.start_point[0] + 1, parts)


class _Reader:
    """Hand a text to the parser piece by piece, and no more of it once the time is up."""

    def __init__(self, text: bytes, deadline: float) -> None:
        self._text, self._deadline = text, deadline
        self.late = False

    def __call__(self, offset: int, _point: object) -> bytes:
        return b"" if self.is_late(offset) else self._text[offset : offset + _CHUNK]

    def is_late(self, _offset: int) -> bool:
        """Look at the clock; once late is late for good."""
        self.late = self.late or time.thread_time() > self._deadline
        return self.late

    def cut(self, node: Node) -> str:
        return self._text[node.start_byte : node.end_byte].decode("utf-8", "replace")


def _as_utf8(data: bytes) -> bytes | None:
    """Return text as UTF-8, Latin-1 re-encoded; None for what is no text."""
    if _NOT_TEXT.search(data):
        return None
    try:
        data.decode()
    except UnicodeDecodeError:
        return data.decode("latin-1").encode()
    return data


def outline(path: str, matches: Sequence[Match], *, nest: str = ".") -> Outline:
    """Nest definitions by extent: `Outer.inner`, or `outer<nest>inner` inside of functions."""
    found = Outline(path)
    around: list[tuple[int, str, str]] = []
    for match in matches:
        if match.kind in REFERENCES or not match.name:
            continue
        while around and around[-1][0] <= match.start:
            around.pop()
        _, parent, kind = around[-1] if around else (0, "", "")
        joint = nest if kind in {"function", "method"} else "."
        owner = match.parts.get("owner", "")
        qualname = f"{parent}{joint}{match.name}" if parent else f"{owner}.{match.name}" if owner else match.name
        found.add(match.kind, qualname, match.name, match.line, parent=parent or owner)
        around.append((match.end, qualname, match.kind))
    return found


def _error_line(root: Node) -> int:
    """Find the first line with an error by walking only where errors are."""
    node = root
    while not (node.is_error or node.is_missing):
        broken = next((child for child in node.children if child.has_error or child.is_error or child.is_missing), None)
        if broken is None:
            break
        node = broken
    return node.start_point[0] + 1
