"""The indexer of what people attest."""

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from commandcenter.graph.model import Node
from commandcenter.indexing.documents import DocumentError, load_json, load_yaml, load_yaml_all
from commandcenter.indexing.model import Fault, FileFacts, SourceFile, TreeFacts
from commandcenter.indexing.names import entity_id

from .attested import read_attested

FOLDER, WAIVERS, CATEGORIES = "compliance/", "compliance/waivers/", "compliance/categories.yaml"


class ComplianceIndexer:
    """Read `compliance/` at the root of a tree: `*.yaml` holds facts, `waivers/*.json` signed waivers; all else is evidence."""

    def claims(self, path: str) -> bool:
        return path.startswith(FOLDER)

    def index_file(self, file: SourceFile, data: bytes) -> FileFacts:
        """Note the digest of the file; read it when it speaks of facts, waivers or categories."""
        facts = FileFacts(file_props={"sha256": hashlib.sha256(data).hexdigest()})

        def fault(reason: str) -> None:
            facts.faults.append(Fault(file.path, reason[:400], partial=True))

        try:
            _read(file, data, facts, fault)
        except DocumentError as error:
            fault(error.detail)
        return facts

    def finish(self, facts: Mapping[str, FileFacts], paths: Iterable[str]) -> TreeFacts:  # noqa: ARG002 - the contract's
        """Nothing is resolved across files."""
        return TreeFacts()


def _read(file: SourceFile, data: bytes, facts: FileFacts, fault: Callable[[str], None]) -> None:
    if file.path == CATEGORIES:
        _read_categories(file, load_yaml(data), facts, fault)
    elif file.path.startswith(WAIVERS) and file.path.endswith(".json"):
        facts.nodes.append(Node("waiver", entity_id(file.path), {"kind": "signed", "document": load_json(data)}))
    elif file.path.count("/") == 1 and file.path.endswith((".yaml", ".yml")):
        read_attested(file, _first(load_yaml_all(data), fault), facts, fault)


def _first(documents: Sequence[Any], fault: Callable[[str], None]) -> Any:
    if len(documents) > 1:
        fault(f"only the first of {len(documents)} documents is read")
    return documents[0] if documents else None


def _read_categories(file: SourceFile, document: Any, facts: FileFacts, fault: Callable[[str], None]) -> None:
    items = document.get("items") if isinstance(document, Mapping) else None
    if not isinstance(items, Mapping):
        fault("categories are {items: {item: [category, ...]}}")
        return
    kept = {}
    for item, categories in items.items():
        if isinstance(categories, list) and all(isinstance(one, str) for one in categories):
            kept[item] = categories
        else:
            fault(f"{item!r:.80}: a list of categories is needed")
    facts.nodes.append(Node("evidence", entity_id(file.path), {"kind": "categories", "items": kept}))
