"""What indexers read and what they say: source files in, nodes of the graph out."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from commandcenter.graph.model import Node

MAX_FILE_BYTES = 2_000_000
"""A larger file is listed, not parsed."""
PROJECT = "project:"
"""The key by which an indexer, which does not know the project's name, speaks of the project itself."""


@dataclass(frozen=True, slots=True)
class SourceFile:
    """Name one regular file of a tree: its POSIX path in the tree, its size in bytes, its Git blob id (SHA-1, hex)."""

    path: str
    size: int
    blob: str

    @property
    def key(self) -> str:
        return f"file:{self.path}"


class SourceTree(Protocol):
    """Read one immutable tree of files; no path in it leads outside of it.

    A tree that left something out (a symlink, a name that is no path) may tell so in an attribute `refused`, a sequence
    of Fault.
    """

    def files(self) -> Sequence[SourceFile]:
        """List the files sorted by path."""
        ...

    def read(self, path: str) -> bytes:
        """Return a file's content."""
        ...


@dataclass(frozen=True, slots=True)
class Fault:
    """Report a file an indexer could not read, or could read only in part; it becomes a `finding` node."""

    path: str
    reason: str
    line: int | None = None
    partial: bool = False


@dataclass(slots=True)
class FileFacts:
    """Hold what one indexer saw in one file.

    Args:
        nodes: Nodes found; a node inside the file has the file's key, or another node's, as its parent.
        file_props: Properties to add to the file's own node.
        exports: Names this file offers to others -> key of the node (for resolving across files).
        references: What the file uses but does not define, as the indexer likes it; pickled between processes.
        faults: What went wrong.
    """

    nodes: list[Node] = field(default_factory=list)
    file_props: dict[str, Any] = field(default_factory=dict)
    exports: dict[str, str] = field(default_factory=dict)
    references: list[Any] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


@dataclass(slots=True)
class TreeFacts:
    """Hold what one indexer adds once all files were seen: edges and props of nodes, nodes of the whole, purls."""

    nodes: list[Node] = field(default_factory=list)
    edges: list[tuple[str, str, str]] = field(default_factory=list)
    """(key of the source node, edge type, key of the target node)"""
    provides: list[str] = field(default_factory=list)
    """purls, without version, that this project is known by"""
    props: dict[str, dict[str, Any]] = field(default_factory=dict)
    """key of a node -> properties to add to it"""
    faults: list[Fault] = field(default_factory=list)


class Indexer(Protocol):
    """Turn files of some kinds into facts; the class a plugin of kind `indexer` names as its entry.

    `index_file` must depend on its arguments alone: it may run in another process, and its result may be cached.
    """

    def claims(self, path: str) -> bool:
        """Say whether this indexer reads the file."""
        ...

    def index_file(self, file: SourceFile, data: bytes) -> FileFacts:
        """Find what stands in one file; a broken file is a Fault, not an exception."""
        ...

    def finish(self, facts: Mapping[str, FileFacts], paths: Iterable[str]) -> TreeFacts:
        """Resolve across files: `facts` maps claimed paths to what index_file said, `paths` lists the whole tree."""
        ...


@dataclass(frozen=True, slots=True)
class Facts:
    """Hold all nodes of one producer for one state of a project, ready to be laid against the graph at head."""

    nodes: tuple[Node, ...]
    provides: tuple[str, ...] = ()

    def __iter__(self) -> Iterator[Node]:
        return iter(self.nodes)
