"""Index small trees with one plugin or several, found and loaded as the hub does it."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import pytest

from commandcenter.graph.model import Node
from commandcenter.graph.replace import plan_replace
from commandcenter.indexing.model import Indexer, SourceFile, TreeFacts
from commandcenter.indexing.run import index_tree
from commandcenter.indexing.trees import MemoryTree, blob_id
from commandcenter.plugins.loader import Plugin, find_plugins

ROOT = Path(__file__).parents[3]


def installed_metadata() -> str:
    """Read the METADATA of pytest, as it is installed here."""
    from importlib.metadata import distribution

    return distribution("pytest").read_text("METADATA") or ""


@dataclass(frozen=True)
class Indexed:
    """What a tree became."""

    nodes: Mapping[str, Node]
    provides: tuple[str, ...]

    def props(self, key: str) -> Mapping[str, Any]:
        return self.nodes[key].props

    def edges(self, key: str, kind: str) -> list[str]:
        return list(self.nodes[key].edges.get(kind, ()))

    def keys(self, kind: str) -> list[str]:
        return sorted(key for key in self.nodes if key.startswith(f"{kind}:"))

    def findings(self) -> list[str]:
        return [
            f"{node.props['path']}: {node.props['reason']}" for node in self.nodes.values() if node.type == "finding"
        ]


class Index(Protocol):
    def __call__(self, files: Mapping[str, bytes | str], *plugin_ids: str) -> Indexed: ...


class Finish(Protocol):
    def __call__(self, plugin_id: str, files: Mapping[str, bytes]) -> TreeFacts: ...


@pytest.fixture(scope="session")
def plugins() -> Mapping[str, Plugin]:
    return {plugin.id: plugin for plugin in find_plugins([ROOT / "plugins"], "indexer")}


@pytest.fixture(scope="session")
def index(plugins: Mapping[str, Plugin]) -> Index:
    """Run whole plugins over a tree; the outcome must be fit for the graph."""

    def run(files: Mapping[str, bytes | str], *plugin_ids: str) -> Indexed:
        tree = MemoryTree({path: data.encode() if isinstance(data, str) else data for path, data in files.items()})
        indexers: dict[str, Indexer] = {name: plugins[name].create() for name in plugin_ids}
        facts = index_tree("sample", tree, indexers)
        plan_replace(facts, "source")
        return Indexed({node.key: node for node in facts}, facts.provides)

    return run


@pytest.fixture(scope="session")
def finish(plugins: Mapping[str, Plugin]) -> Finish:
    """Run the three methods of an indexer with nothing to catch what they raise; all nodes must be valid."""

    def run(plugin_id: str, files: Mapping[str, bytes]) -> TreeFacts:
        indexer: Indexer = plugins[plugin_id].create()
        claimed = {path: data for path, data in files.items() if indexer.claims(path)}
        facts = {
            path: indexer.index_file(SourceFile(path, len(data), blob_id(data)), data) for path, data in claimed.items()
        }
        found = indexer.finish(facts, sorted(files))
        nodes = [node for each in facts.values() for node in each.nodes] + found.nodes
        props = [each.file_props for each in facts.values()] + list(found.props.values())
        plan_replace([*nodes, *(Node("file", str(at), said) for at, said in enumerate(props))], "source")
        return found

    return run
