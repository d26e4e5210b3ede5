"""Gather what several files say of the same thing, for indexers whose files describe more than themselves."""

from collections.abc import Mapping
from typing import Any

from commandcenter.graph.model import Node
from commandcenter.indexing.model import TreeFacts
from commandcenter.indexing.names import entity_id

MAX_FILES = 50


class Gathering:
    """Make nodes that hold only what their id says, and keep what is known of them apart, by section.

    So indexers of different formats may speak of the same service, endpoint or queue without contradicting each other.
    """

    def __init__(self) -> None:
        self.tree = TreeFacts()
        self._seen: dict[str, Node] = {}

    def add(self, kind: str, name: str) -> str:
        """Make a node, unless it is there, and return its key."""
        node = Node(kind, entity_id(name))
        if self._seen.setdefault(node.key, node) is node:
            self.tree.nodes.append(node)
        return node.key

    def add_endpoint(self, method: str, path: str) -> str:
        """Make an endpoint node; its properties tell method and path."""
        node = Node("endpoint", entity_id(f"{method} {path}"), {"method": method, "path": path})
        if self._seen.setdefault(node.key, node) is node:
            self.tree.nodes.append(node)
        return node.key

    def link(self, source: str, kind: str, target: str) -> None:
        """Add an edge, none from a thing to itself."""
        if source != target:
            self.tree.edges.append((source, kind, target))

    def tell(self, key: str, said: Mapping[str, Any]) -> None:
        """Set plain properties of a node, such as listings of services show; who comes first is believed."""
        known = self.tree.props.setdefault(key, {})
        for name, value in said.items():
            known.setdefault(name, value)

    def say(self, key: str, section: str, path: str, said: Mapping[str, Any]) -> None:
        """Add to what is known of a node under `section`: who says a thing first is believed, all files are listed."""
        known = self.tree.props.setdefault(key, {}).setdefault(section, {"declared_in": []})
        for name, value in said.items():
            known.setdefault(name, value)
        files = known["declared_in"]
        if path not in files and len(files) < MAX_FILES:
            files.append(path)
