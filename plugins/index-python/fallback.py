"""Outline Python that this interpreter's own parser refuses: newer syntax, NUL bytes, depth, Python 2."""

import functools
from collections.abc import Sequence

import tree_sitter_python

from commandcenter.indexing.outline import Outline
from commandcenter.indexing.syntax import Grammar, Match, outline

from .uses import Uses

_QUERY = """
(class_definition name: (identifier) @_name) @class
(function_definition name: (identifier) @_name) @function
(import_statement name: (dotted_name) @_module) @import
(import_statement name: (aliased_import name: (dotted_name) @_module)) @import
(import_from_statement module_name: (_) @_module name: (dotted_name) @_from) @import
(import_from_statement module_name: (_) @_module name: (aliased_import name: (dotted_name) @_from)) @import
(import_from_statement module_name: (_) @_module (wildcard_import) @_from) @import
"""


def outline_broken(path: str, data: bytes) -> tuple[Outline, Uses, int | None]:
    """Find classes, functions and imports; calls are left out. The last value is the first line that is no Python."""
    parsed = _grammar().find(data)
    uses = Uses()
    for match in parsed.matches:
        if match.kind == "import":
            dotted = match.parts["module"].lstrip(".")
            level = len(match.parts["module"]) - len(dotted)
            uses.imports.append((level, dotted, match.parts.get("from", "")))
    return outline(path, _methods(parsed.matches), nest=".<locals>."), uses, parsed.line


@functools.cache
def _grammar() -> Grammar:
    return Grammar(tree_sitter_python.language(), _QUERY)


def _methods(matches: Sequence[Match]) -> list[Match]:
    """Call a function that stands directly in a class a method."""
    around: list[Match] = []
    named: list[Match] = []
    for match in matches:
        while around and around[-1].end <= match.start:
            around.pop()
        inside = bool(around) and around[-1].kind == "class"
        if match.kind != "import":
            around.append(match)
        kind = "method" if inside and match.kind == "function" else match.kind
        named.append(Match(kind, match.start, match.end, match.line, match.parts))
    return named
