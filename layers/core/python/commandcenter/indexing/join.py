"""Join what many indexers say into one set of nodes the graph accepts: no clash, no dangling end, no orphan."""

from collections.abc import Iterable, Mapping
from typing import Any

from commandcenter.graph.model import EDGE_TYPES, Node
from commandcenter.graph.validate import RECURSIVE_EDGES, check_node, check_props
from commandcenter.indexing.model import PROJECT, Fault
from commandcenter.indexing.paths import printable
from commandcenter.kernel.errors import InvalidInputError

JOIN = "join"
"""Who reports that two producers contradict each other or that one broke the rules of the graph."""


class Join:
    """Gather nodes, props and edges in any amount; `nodes` then gives the valid whole, sorted by key.

    Who comes first keeps a key or a property; who contradicts is reported. Faults become `finding` nodes.
    """

    def __init__(self, root: Node) -> None:
        self._root = root.key
        self._nodes: dict[str, Node] = {root.key: root}
        self._edges: dict[str, dict[str, set[str]]] = {}
        self._props: dict[str, dict[str, Any]] = {}
        self._faults: dict[tuple[str, str, int], tuple[set[str], bool]] = {}

    def add(self, node: Node, owner: str, parent: str | None = None) -> None:
        """Take a node; `parent` holds it when it names no parent itself."""
        try:
            check_node(node)
        except (InvalidInputError, AttributeError, TypeError) as error:
            self.fault(owner, Fault(_path_of(parent), f"not a node: {error}"))
            return
        if node.parent is None and node.key != self._root:
            node = Node(node.type, node.id, node.props, parent or self._root, node.edges)
        known = self._nodes.setdefault(node.key, node)
        if known is not node and known != node:
            self.fault(JOIN, Fault(_path_of(parent), f"{owner} says again, and otherwise: {node.key}"))

    def add_props(self, key: str, props: Mapping[str, Any], owner: str) -> None:
        """Add properties to a node that may come later; one already set to another value stays.

        PROJECT stands for the root. Raises InvalidInputError for props that are no JSON.
        """
        check_props(props, "")
        added = self._props.setdefault(self._root if key == PROJECT else key, {})
        for name, value in props.items():
            if added.setdefault(name, value) != value:
                self.fault(JOIN, Fault(_path_of(key), f"{owner} says otherwise of {name}"))

    def add_edge(self, source: str, kind: str, target: str, owner: str) -> None:
        """Add an edge between nodes that may come later; it is dropped when one of them never does."""
        if not (isinstance(source, str) and isinstance(target, str)):
            self.fault(owner, Fault("", f"an edge between no keys: {source!r:.60}, {target!r:.60}"))
        elif kind not in EDGE_TYPES or kind == "contains":
            self.fault(owner, Fault(_path_of(source), f"no edge type for an indexer: {kind!r:.60}"))
        else:
            self._edges.setdefault(source, {}).setdefault(kind, set()).add(target)

    def fault(self, owner: str, fault: Fault) -> None:
        """Report; faults of one indexer at one place become one finding."""
        reasons, partial = self._faults.get((owner, fault.path, fault.line or 0), (set(), True))
        reasons.add(fault.reason)
        self._faults[owner, fault.path, fault.line or 0] = (reasons, partial and fault.partial)

    def nodes(self) -> tuple[tuple[Node, ...], int]:
        """Give all valid nodes and the number of edges dropped because they lead nowhere (dependencies not counted)."""
        self._mend_parents()
        dropped = sum(self._finish(key) for key in sorted(self._nodes.keys() | self._edges.keys() | self._props.keys()))
        for (owner, path, line), (reasons, partial) in sorted(self._faults.items()):
            finding = self._finding(owner, path, line, "; ".join(sorted(reasons)), partial=partial)
            self._nodes.setdefault(finding.key, finding)
        return tuple(self._nodes[key] for key in sorted(self._nodes)), dropped

    def _finish(self, key: str) -> int:
        """Lay added props and edges on one node; count the edges that lead nowhere."""
        node, added = self._nodes.get(key), self._edges.get(key, {})
        if node is None:
            return sum(not end.startswith("dependency:") for ends in added.values() for end in ends)
        if not node.edges and not added and key not in self._props:
            return 0
        wanted = {kind: {*node.edges.get(kind, ()), *added.get(kind, ())} for kind in {*node.edges, *added}}
        edges = {kind: tuple(sorted(filter(self._nodes.__contains__, ends))) for kind, ends in sorted(wanted.items())}
        edges = {kind: _without_loop(kind, ends, key) for kind, ends in edges.items()}
        props = {**self._props.get(key, {}), **node.props}
        self._replace(
            node, Node(node.type, node.id, props, node.parent, {k: ends for k, ends in edges.items() if ends})
        )
        return sum(
            not end.startswith("dependency:") and end not in self._nodes for ends in wanted.values() for end in ends
        )

    def _replace(self, node: Node, fuller: Node) -> None:
        try:
            check_node(fuller)
            self._nodes[node.key] = fuller
        except InvalidInputError as error:
            self._nodes[node.key] = Node(node.type, node.id, node.props, node.parent)
            self.fault(JOIN, Fault(_path_of(node.key), f"edges and added props left out of {node.key}: {error}"))

    def _mend_parents(self) -> None:
        """Hang nodes whose parent never came, or that contain themselves in a circle, below the root."""
        held = {self._root}
        for key in sorted(self._nodes):
            trail: dict[str, None] = {}
            at = key
            while at not in held:
                trail[at] = None
                parent = self._nodes[at].parent
                if parent is None or parent not in self._nodes or parent in trail:
                    self._hang(at, parent)
                    break
                at = parent
            held.update(trail)

    def _hang(self, key: str, parent: str | None) -> None:
        node = self._nodes[key]
        self._nodes[key] = Node(node.type, node.id, node.props, self._root, node.edges)
        self.fault(JOIN, Fault(_path_of(key), f"{key} has no parent {parent}; it hangs below the project"))

    def _finding(self, owner: str, path: str, line: int, reason: str, *, partial: bool) -> Node:
        shown = printable(path) if path else "."
        props: dict[str, Any] = {"rule": f"index/{owner}", "severity": "low" if partial else "medium", "path": shown}
        props["reason"] = reason.encode("utf-8", "backslashreplace").decode()[:1000]
        place = shown
        if line:
            props["line"] = line
            place += f":{line}"
        file = f"file:{path}"
        return Node("finding", f"index/{owner}:{place}", props, file if file in self._nodes else self._root)


def _without_loop(kind: str, ends: Iterable[str], key: str) -> tuple[str, ...]:
    return tuple(end for end in ends if end != key or kind in RECURSIVE_EDGES)


def _path_of(key: str | None) -> str:
    """Find the file a key speaks of, as far as the key tells."""
    kind, _, local = (key or "").partition(":")
    return local if kind == "file" else local.partition("#")[0] if kind in {"symbol", "specitem"} else ""
