"""Definitions in source text by tree-sitter: one query per language, run in C, nested here by their extent."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from tree_sitter import Language, Node, Parser, Query, QueryCursor, Tree

from commandcenter.indexing.outline import Outline

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
    """Hold the matches in one file, in source order, and the first line that is not of the language, if any."""

    matches: Sequence[Match]
    error_line: int | None = None


class Grammar:
    """Find what a query describes in source of one language.

    Args:
        language: The language pointer of a `tree_sitter_<language>` package.
        query: Patterns whose outer node is captured under its kind and whose parts are captured as `_<part>`, such as
            `(class_definition name: (_) @_name) @class`.
    """

    def __init__(self, language: object, query: str) -> None:
        self._language = Language(language)
        self._query = Query(self._language, query)

    def find(self, data: bytes) -> Parsed:
        """Match the query all over a file's content; broken source gives what can be made out of it."""
        tree: Tree = Parser(self._language).parse(data)
        root = tree.root_node
        matches = sorted(self._matches(root), key=lambda match: (match.start, -match.end))
        return Parsed(matches, _error_line(root) if root.has_error else None)

    def _matches(self, root: Node) -> Iterator[Match]:
        for _, captures in QueryCursor(self._query).matches(root):
            parts: dict[str, str] = {}
            outer: tuple[str, Node] | None = None
            for name, nodes in captures.items():
                if name.startswith("_"):
                    parts[name[1:]] = (nodes[0].text or b"").decode("utf-8", "replace")
                else:
                    outer = name, nodes[0]
            if outer is not None:
                kind, node = outer
                yield Match(kind, node.start_byte, node.end_byte, node.start_point[0] + 1, parts)


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
