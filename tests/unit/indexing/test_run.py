"""Whatever indexers say, the facts are valid, complete and the same on every run."""

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commandcenter.graph.model import EDGE_TYPES, NODE_TYPES, Node
from commandcenter.indexing.git_history import History
from commandcenter.indexing.model import MAX_FILE_BYTES, Facts, Fault, FileFacts, SourceFile, TreeFacts
from commandcenter.indexing.run import index_tree
from commandcenter.indexing.trees import MemoryTree
from commandcenter.indexing.workers import MAX_FILE_NODES

Accept = Callable[[Facts], bytes]


class Scripted:
    """Say what the test tells it to."""

    def __init__(self, files: Mapping[str, Any] | None = None, whole: Any = None, claimed: str = "") -> None:
        self.files, self.whole, self.claimed = files or {}, whole if whole is not None else TreeFacts(), claimed

    def claims(self, path: str) -> bool:
        return path.startswith(self.claimed)

    def index_file(self, file: SourceFile, data: bytes) -> Any:
        said = self.files.get(file.path, FileFacts())
        return said(file, data) if callable(said) else said

    def finish(self, facts: Mapping[str, FileFacts], paths: Iterable[str]) -> Any:
        return self.whole() if callable(self.whole) else self.whole


def findings(facts: Facts) -> list[tuple[str, str]]:
    return [(node.props["rule"], node.props["path"]) for node in facts if node.type == "finding"]


def raising(error: BaseException) -> Callable[..., Any]:
    def fail(*_: object) -> None:
        raise error

    return fail


TREE = MemoryTree({"a.py": b"x\ny", "b.txt": b"", "c/d.bin": b"\x00\x01"})


def test_files_hang_below_the_project(accept: Accept) -> None:
    facts = index_tree("sample", TREE, {"all": Scripted()})
    accept(facts)
    by_key = {node.key: node for node in facts}
    blob = TREE.files()[0].blob
    assert by_key["file:a.py"] == Node(
        "file",
        "a.py",
        {"size": 3, "blob": blob, "swhid": f"swh:1:cnt:{blob}", "language": "Python", "lines": 2},
        "project:sample",
    )
    assert "lines" not in by_key["file:c/d.bin"].props
    assert by_key["project:sample"].props == {"languages": {"Python": 1}}


TEXT = st.sampled_from(["a.py", "b.txt", "c", "x#f", "\x00", "", "\ud800", "é" * 400, "sample"])
KEYS = st.builds("{}:{}".format, st.sampled_from([*sorted(NODE_TYPES)[:3], "symbol", "file", "project", "?"]), TEXT)
EDGE_KINDS = st.sampled_from([*sorted(EDGE_TYPES), "hates"])
PROPS = st.dictionaries(TEXT, st.one_of(st.integers(), st.floats(), TEXT, st.just({1: 2}), st.just((1,))), max_size=2)
EDGES = st.dictionaries(EDGE_KINDS, st.lists(KEYS, max_size=3).map(tuple), max_size=2)
NODES = st.builds(
    Node, st.sampled_from(["symbol", "file", "project", "service", "?"]), TEXT, PROPS, st.none() | KEYS, EDGES
)
FAULTS = st.builds(Fault, TEXT, TEXT, st.none() | st.integers(0, 3), st.booleans())
FILE_FACTS = st.one_of(
    st.builds(
        FileFacts,
        nodes=st.lists(NODES | st.none(), max_size=4),
        file_props=PROPS | st.none(),
        faults=st.lists(FAULTS, max_size=2),
    ),
    st.none(),
)
TREE_FACTS = st.one_of(
    st.builds(
        TreeFacts,
        nodes=st.lists(NODES, max_size=4),
        edges=st.lists(st.tuples(KEYS, EDGE_KINDS, KEYS | st.none()), max_size=6),
        provides=st.lists(TEXT | st.none() | st.just("pkg:pypi/x@1"), max_size=2),
        props=st.dictionaries(KEYS, PROPS, max_size=2),
        faults=st.lists(FAULTS, max_size=2),
    ),
    st.none(),
)
SCRIPTS = st.builds(
    Scripted, st.dictionaries(st.sampled_from(["a.py", "b.txt", "c/d.bin"]), FILE_FACTS), TREE_FACTS, TEXT
)


@given(st.dictionaries(st.sampled_from(["one", "two", "three"]), SCRIPTS, max_size=3))
@settings(max_examples=60, deadline=None)
def test_any_nonsense_of_indexers_becomes_valid_facts(accept: Accept, indexers: dict[str, Scripted]) -> None:
    facts = index_tree("sample", TREE, indexers)
    assert accept(facts) == accept(index_tree("sample", TREE, dict(reversed(indexers.items()))))
    keys = {node.key for node in facts}
    assert {"project:sample", "file:a.py", "file:b.txt", "file:c/d.bin"} <= keys
    assert all(node.parent in keys for node in facts if node.key != "project:sample")


def test_an_indexer_that_fails_on_one_file_is_reported_and_the_rest_goes_on(accept: Accept) -> None:
    good = FileFacts(nodes=[Node("symbol", "b.txt#f")])
    broken = Scripted({"a.py": raising(ValueError(f"no {object()}")), "b.txt": good, "c/d.bin": raising(SystemExit(1))})
    facts = index_tree("sample", TREE, {"frail": broken})
    assert accept(facts) == accept(index_tree("sample", TREE, {"frail": broken}))
    assert findings(facts) == [("index/frail", "a.py"), ("index/frail", "c/d.bin")]
    by_key = {node.key: node for node in facts}
    assert "symbol:b.txt#f" in by_key
    assert by_key["finding:index/frail:a.py"].props["reason"] == "ValueError: no <object object at 0x>"
    assert by_key["finding:index/frail:a.py"].props["severity"] == "medium"


@pytest.mark.parametrize("method", ["claims", "finish"])
def test_an_indexer_that_fails_outside_of_a_file_is_reported(accept: Accept, method: str) -> None:
    frail = Scripted()
    setattr(frail, method, raising(RuntimeError("no")))
    facts = index_tree("sample", TREE, {"frail": frail})
    accept(facts)
    assert findings(facts) == [("index/frail", ".")]


def die(*_: object) -> None:
    os._exit(3)


def test_a_file_that_kills_its_process_is_reported_and_the_rest_goes_on(accept: Accept) -> None:
    content = {f"{number}.py": b"" for number in range(200)}
    tree = MemoryTree(content)
    said: dict[str, Any] = {path: FileFacts(nodes=[Node("symbol", path)]) for path in content}
    facts = index_tree("sample", tree, {"deadly": Scripted({**said, "77.py": die})}, processes=2)
    accept(facts)
    assert findings(facts) == [("index/deadly", "77.py")]
    assert sum(node.type == "symbol" for node in facts) == 199


def test_processes_and_order_change_nothing(accept: Accept) -> None:
    content = {f"{number}/{name}.py": b"x\n" * number for number in range(40) for name in "abcd"}
    said: dict[str, Any] = {
        path: FileFacts(nodes=[Node("symbol", f"{path}#f"), Node("service", path[-4])], file_props={"seen": path})
        for path in content
    }
    said["7/a.py"] = raising(ValueError("no"))
    said["8/a.py"] = lambda file, data: FileFacts(references=[lambda: 0])  # does not travel between processes
    indexers = {
        "one": Scripted(said),
        "two": Scripted({path: FileFacts(nodes=[Node("service", "a")]) for path in content}),
    }
    shuffled = MemoryTree(content)
    shuffled.files = lambda: list(reversed(MemoryTree(content).files()))  # type: ignore[method-assign]
    outcomes = {
        accept(index_tree("sample", tree, indexers, processes=processes))
        for tree in (MemoryTree(content), shuffled)
        for processes in (1, 2)
    }
    assert len(outcomes) == 1


def test_the_first_to_name_a_node_keeps_it_and_the_other_is_reported(accept: Accept) -> None:
    one = Scripted({"a.py": FileFacts(nodes=[Node("service", "s", {"by": "one"})], file_props={"tone": 1})})
    two = Scripted({"a.py": FileFacts(nodes=[Node("service", "s", {"by": "two"})], file_props={"tone": 2})})
    facts = index_tree("sample", TREE, {"two": two, "one": one})
    accept(facts)
    by_key = {node.key: node for node in facts}
    assert by_key["service:s"].props == {"by": "one"}
    assert by_key["file:a.py"].props["tone"] == 1
    (finding,) = (node for node in facts if node.type == "finding")
    assert finding.props["reason"] == "two says again, and otherwise: service:s; two says otherwise of tone"


def test_edges_to_nowhere_are_dropped_and_counted_but_for_dependencies(accept: Accept) -> None:
    edges = [("file:a.py", "imports", end) for end in ("file:b.txt", "file:gone", "dependency:pkg:pypi/gone")]
    facts = index_tree(
        "sample", TREE, {"one": Scripted(whole=TreeFacts(edges=[*edges, ("file:gone", "imports", "file:a.py")]))}
    )
    accept(facts)
    by_key = {node.key: node for node in facts}
    assert by_key["file:a.py"].edges == {"imports": ("file:b.txt",)}
    assert by_key["project:sample"].props["unresolvedEdges"] == 2


def test_a_circle_of_parents_hangs_below_the_project(accept: Accept) -> None:
    circle = [
        Node("service", "a", {}, "service:b"),
        Node("service", "b", {}, "service:a"),
        Node("service", "c", {}, "service:a"),
    ]
    facts = index_tree("sample", TREE, {"one": Scripted({"a.py": FileFacts(nodes=circle)})})
    accept(facts)
    parents = {node.id: node.parent for node in facts if node.type == "service"}
    assert parents == {"a": "service:b", "b": "project:sample", "c": "service:a"}


def test_one_file_cannot_flood_the_graph(accept: Accept) -> None:
    flood = FileFacts(nodes=[Node("symbol", f"a.py#{number}") for number in range(MAX_FILE_NODES + 5)])
    facts = index_tree("sample", TREE, {"one": Scripted({"a.py": flood})})
    assert sum(node.type == "symbol" for node in facts) == MAX_FILE_NODES
    assert findings(facts) == [("index/one", "a.py")]


def test_a_node_too_large_for_the_ledger_loses_its_edges_not_the_tree_its_facts(accept: Accept) -> None:
    nodes = [Node("symbol", f"{number:04}{'x' * 690}") for number in range(600)]
    edges = [("file:a.py", "calls", node.key) for node in nodes]
    facts = index_tree("sample", TREE, {"one": Scripted({"a.py": FileFacts(nodes=nodes)}, TreeFacts(edges=edges))})
    accept(facts)
    assert findings(facts) == [("index/join", "a.py")]


class Hostile:
    """A tree that lists what no tree should, and fails to read."""

    refused: Sequence[Fault] = (Fault("link", "a symlink", partial=True), Fault("\udcff", "no text"))

    def files(self) -> Sequence[SourceFile]:
        paths = ("../up", "/etc/passwd", "a\x00b", ".git/config", "gone.py", "big.py")
        return [SourceFile(path, MAX_FILE_BYTES + (path == "big.py"), "0" * 40) for path in paths]

    def read(self, path: str) -> bytes:
        raise OSError(f"no {path}")


def test_a_hostile_tree_gives_findings_only(accept: Accept) -> None:
    facts = index_tree("sample", Hostile(), {"one": Scripted()})
    accept(facts)
    assert [node.id for node in facts if node.type == "file"] == ["big.py", "gone.py"]
    assert len(findings(facts)) == 8


def test_history_joins_the_files_it_tells_of(accept: Accept) -> None:
    history = History({"a.py": {"commits": 2}, "gone.py": {"commits": 1}}, (Node("repo", ".", {"commits": 3}),))
    facts = index_tree("sample", TREE, {}, history=history, extra_nodes=[Node("project", "sample", {"title": "S"})])
    accept(facts)
    by_key = {node.key: node for node in facts}
    assert by_key["file:a.py"].props["churn"] == {"commits": 2}
    assert by_key["repo:."].parent == "project:sample"
    assert by_key["project:sample"].props["title"] == "S"
    assert "file:gone.py" not in by_key


def test_provided_purls_stand_in_the_facts_and_on_the_project(accept: Accept) -> None:
    indexers = {name: Scripted(whole=TreeFacts(provides=["pkg:pypi/x", f"pkg:pypi/{name}"])) for name in "ab"}
    facts = index_tree("sample", TREE, indexers)
    accept(facts)
    assert facts.provides == ("pkg:pypi/a", "pkg:pypi/b", "pkg:pypi/x")
    assert {n.key: n for n in facts}["project:sample"].props["provides"] == list(facts.provides)


def test_progress_counts_every_file_once() -> None:
    seen: list[tuple[int, int]] = []
    index_tree("sample", TREE, {"one": Scripted()}, progress=lambda done, total: seen.append((done, total)))
    assert seen == [(1, 3), (2, 3), (3, 3)]
