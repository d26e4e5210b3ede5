"""Facts for the pack `quality`: licence, covered lines, specified items, and code no item names."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from commandcenter.compliance.measures.model import Measure
from commandcenter.graph.model import Node
from commandcenter.graph.project_graph import ProjectGraph

_LICENSE_TEXT = re.compile(r"(licen[sc]e|copying)([.-][\w.-]+)?", re.IGNORECASE)
_NO_CODE = frozenset(
    {"Markdown", "reStructuredText", "JSON", "YAML", "TOML", "XML", "INI", "HTML", "CSS"}
    | {"Makefile", "Dockerfile", "Groovy"}
)
_TESTS = re.compile(r"(^|/)(tests?|__tests__|spec)/|(^|/)test_[^/]*$|[._-](test|spec)\.[^/]*$|_test\.[^/]*$")
_FROM_MARKDOWN = frozenset({"document", "section", "task"})


def measure_quality(graph: ProjectGraph) -> list[Measure]:
    """Measure what the graph can tell; what it cannot is left out."""
    files = graph.of_type("file")
    if not files:
        return []
    root = f"project:{graph.project}"
    return [
        Measure("quality.indexed", value=True, nodes=(root,)),
        *_license(files, root),
        *_coverage(graph),
        *_specification(graph, files, root),
    ]


def is_test(path: str) -> bool:
    """Say whether a file is a test, by its path."""
    return _TESTS.search(path) is not None


def _license(files: Sequence[Node], root: str) -> Iterator[Measure]:
    texts = [file.key for file in files if "/" not in file.id and _LICENSE_TEXT.fullmatch(file.id)]
    yield Measure("quality.license.text_present", bool(texts), tuple(texts) or (root,))
    declared: dict[str, str] = {}
    for file in sorted(files, key=lambda file: (file.id.count("/"), file.id)):
        package = file.props.get("package")
        if isinstance(package, dict) and package.get("license"):
            declared.setdefault(str(package["license"]), file.key)
    texts_say = [(str(said["spdx"]), file.key) for file in files if (said := _text_of(file, texts))]
    named = next(iter(declared.items()), None) or next(iter(texts_say), None)
    if named:
        yield Measure("quality.license.declared", named[0], (named[1],))


def _text_of(file: Node, texts: Sequence[str]) -> dict[str, Any] | None:
    """Return what an indexer saw in a licence's text, if it knew the licence."""
    said = file.props.get("license") if file.key in texts else None
    return said if isinstance(said, dict) and said.get("spdx") else None


def _coverage(graph: ProjectGraph) -> Iterator[Measure]:
    """Take the pushed report, or else the one that stands in the tree; of several the one with most lines."""
    wholes = [node for node in graph.of_type("healthsample") if node.id == "coverage" or node.id.endswith("#coverage")]
    pushed = [node for node in wholes if node.id == "coverage"]
    best = max(pushed or wholes, key=lambda node: (_count(node, "lines"), node.id), default=None)
    if best is not None:
        yield Measure("quality.coverage.lines_total", _count(best, "lines"), (best.key,))
        yield Measure("quality.coverage.lines_covered", _count(best, "covered"), (best.key,))


def _count(node: Node, name: str) -> int:
    value = node.props.get(name, 0)
    return value if isinstance(value, int) else 0


def _specification(graph: ProjectGraph, files: Sequence[Node], root: str) -> Iterator[Measure]:
    leaves = specified_items(graph)
    done = [node for node in leaves if node.props.get("status") == "done"]
    without = [node for node in done if not has_code(graph, node)]
    yield Measure("quality.spec.items_total", len(leaves), (root,))
    yield Measure("quality.spec.items_done", len(done), _some(done) or (root,))
    yield Measure("quality.spec.items_without_code", len(without), _some(without) or (root,))
    code = [file for file in files if _is_code(file)]
    unnamed = [file for file in code if not _is_specified(graph, file)]
    yield Measure("quality.code.files_total", len(code), (root,))
    yield Measure("quality.code.files_unspecified", len(unnamed), _some(unnamed) or (root,))


def specified_items(graph: ProjectGraph) -> list[Node]:
    """List the items of specifications that hold no others, sorted by key."""
    items = [node for node in graph.of_type("specitem") if node.props.get("kind") in _FROM_MARKDOWN]
    holders = {node.parent for node in items}
    return [node for node in items if node.key not in holders]


def _some(nodes: Sequence[Node]) -> tuple[str, ...]:
    return tuple(node.key for node in nodes[:10])


def has_code(graph: ProjectGraph, item: Node) -> bool:
    """Say whether a file implements or tests the item or one it is part of, or the item names a file."""
    key: str | None = item.key
    while key in graph.nodes:
        if any(edge.type in {"implements", "tests"} for edge in graph.incoming.get(key, ())):
            return True
        if any(edge.type == "documents" for edge in graph.outgoing.get(key, ())):
            return True
        key = graph.nodes[key].parent
    return False


def _is_code(file: Node) -> bool:
    language = file.props.get("language")
    return language is not None and language not in _NO_CODE and not is_test(file.id)


def _is_specified(graph: ProjectGraph, file: Node) -> bool:
    return any(edge.type == "implements" for edge in graph.outgoing.get(file.key, ())) or any(
        edge.type == "documents" for edge in graph.incoming.get(file.key, ())
    )
