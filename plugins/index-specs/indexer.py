"""The indexer of spec items."""

from collections.abc import Iterable, Mapping
from typing import Any

from commandcenter.graph.model import Node
from commandcenter.indexing.languages import language_of
from commandcenter.indexing.model import Fault, FileFacts, SourceFile, TreeFacts
from commandcenter.indexing.names import entity_id

from .comments import find_mentions
from .documents import Item, read_document
from .words import shown

_NO_COMMENTS = frozenset({"JSON", "Markdown", "reStructuredText"})
_TEST_PARTS = ("test_", "_test.", ".test.", ".spec.", "tests/", "__tests__/")


class SpecIndexer:
    """Turn comments and Markdown below a `specs` folder into spec items, and join code to the items it names."""

    def claims(self, path: str) -> bool:
        if _is_document(path):
            return True
        language = language_of(path)
        return language is not None and language not in _NO_COMMENTS and ".min." not in path

    def index_file(self, file: SourceFile, data: bytes) -> FileFacts:
        """Read one Markdown document, or the comments of one source file."""
        return _index_document(file, data) if _is_document(file.path) else _index_comments(file, data)

    def finish(self, facts: Mapping[str, FileFacts], paths: Iterable[str]) -> TreeFacts:
        """Join files to the spec items their `@spec` names (a test tests, others implement), items to linked files."""
        named: dict[str, str] = {}
        for said in facts.values():
            for name, key in said.exports.items():
                named.setdefault(name, key)
        known = frozenset(paths)
        found = TreeFacts()
        for path, said in facts.items():
            for what, key, target in said.references:
                if what == "documents" and target in known:
                    found.edges.append((key, "documents", f"file:{target}"))
                elif what == "names" and target in named:
                    kind = "tests" if any(part in path for part in _TEST_PARTS) else "implements"
                    found.edges.append((f"file:{path}", kind, named[target]))
                    found.edges.append((key, "plannedFor", named[target]))
        return found


def _is_document(path: str) -> bool:
    return path.lower().endswith((".md", ".markdown")) and "specs" in path.split("/")[:-1]


def _index_document(file: SourceFile, data: bytes) -> FileFacts:
    document = read_document(file.path, data.decode("utf-8", "replace").replace("\r\n", "\n"))
    facts = FileFacts()
    for item in document.items:
        node = _node(file, item)
        facts.nodes.append(node)
        for name in (item.name, f"{file.path}#{item.slug}", *([file.path] if item.kind == "document" else [])):
            if name:
                facts.exports.setdefault(name, node.key)
        facts.references += [("documents", node.key, link) for link in dict.fromkeys(item.links)]
    facts.faults += [Fault(file.path, reason, line, partial=True) for reason, line in document.faults]
    return facts


def _node(file: SourceFile, item: Item) -> Node:
    props: dict[str, Any] = {"kind": item.kind, "title": item.title, "status": item.status, "line": item.line}
    if item.name:
        props["name"] = shown(item.name)
    parent = f"specitem:{_id(file, item.parent.slug)}" if item.parent else None
    return Node("specitem", _id(file, item.slug), props, parent)


def _index_comments(file: SourceFile, data: bytes) -> FileFacts:
    facts = FileFacts()
    for mention in find_mentions(data):
        props: dict[str, Any] = {
            "kind": mention.kind,
            "title": mention.text,
            "status": mention.status,
            "line": mention.line,
        }
        if mention.ticket:
            props["ticket"] = mention.ticket
        node = Node("specitem", _id(file, mention.slug), props)
        facts.nodes.append(node)
        if mention.kind == "spec" and mention.text:
            facts.references.append(("names", node.key, mention.text.split()[0].rstrip(":,.")))
    return facts


def _id(file: SourceFile, slug: str) -> str:
    return entity_id(f"{file.path}#{slug}")
