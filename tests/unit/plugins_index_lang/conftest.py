"""Index small trees with the plugins as they are found and loaded in the hub."""

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest

from commandcenter.graph.model import Node
from commandcenter.graph.replace import plan_replace
from commandcenter.indexing.model import Indexer
from commandcenter.indexing.run import index_tree
from commandcenter.indexing.trees import MemoryTree
from commandcenter.ledger.model import Meta
from commandcenter.ledger.open import open_memory
from commandcenter.plugins.loader import find_plugins

ROOT = Path(__file__).parents[3]
LANGUAGES = ("index-go", "index-python", "index-specs", "index-typescript")
META = Meta(datetime(2026, 1, 1, tzinfo=UTC), "test", "test", "source")


@pytest.fixture(scope="session")
def indexers() -> Mapping[str, Indexer]:
    found = {plugin.id: plugin for plugin in find_plugins([ROOT / "plugins"], "indexer")}
    return {name: found[name].create() for name in LANGUAGES}


@pytest.fixture(scope="session")
def index(indexers: Mapping[str, Indexer]):
    def run(content: Mapping[str, str | bytes], *extra: Node) -> dict[str, Node]:
        """Index a tree; a real ledger must accept what comes out."""
        tree = MemoryTree({path: data.encode() if isinstance(data, str) else data for path, data in content.items()})
        facts = index_tree("sample", tree, indexers, extra_nodes=extra)
        open_memory().submit("sample", plan_replace(facts, "source"), META)
        return {node.key: node for node in facts}

    return run


@pytest.fixture(scope="session")
def edges(index):
    def run(kind: str, content: Mapping[str, str | bytes], *extra: Node) -> set[tuple[str, str]]:
        """Give the edges of one kind as (source, target) without `file:` and `symbol:`."""
        nodes = index(content, *extra)
        return {
            (key.partition(":")[2], end.partition(":")[2])
            for key, node in nodes.items()
            for end in node.edges.get(kind, ())
        }

    return run
