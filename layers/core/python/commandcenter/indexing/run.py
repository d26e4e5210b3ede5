"""Index a source tree: run the indexers over it and join what they say."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from commandcenter.graph.model import Node
from commandcenter.indexing.git_history import History
from commandcenter.indexing.join import Join
from commandcenter.indexing.languages import language_of
from commandcenter.indexing.model import Facts, Fault, FileFacts, Indexer, SourceFile, SourceTree, TreeFacts
from commandcenter.indexing.paths import refusal
from commandcenter.indexing.purls import split_purl
from commandcenter.indexing.workers import Progress, Task, describe, run_indexers
from commandcenter.kernel.errors import InvalidInputError
from commandcenter.kernel.urn import check_name

TREE = "tree"
"""Who reports what could not be read at all."""


def index_tree(
    project: str,
    tree: SourceTree,
    indexers: Mapping[str, Indexer],
    *,
    processes: int = 1,
    progress: Progress | None = None,
    history: History | None = None,
    extra_nodes: Iterable[Node] = (),
) -> Facts:
    """Turn a source tree into facts the graph accepts as they are: every parent and every edge's end exists.

    The same tree, history and indexers give the same facts, byte for byte, however many processes work.
    What cannot be read or indexed becomes a `finding` and stops nothing.

    Args:
        project: Names the root node `project:<project>`.
        tree: What to index.
        indexers: Plugin id -> indexer; in order of id, the first to name a node keeps it.
        processes: Worker processes; 1 works in this one.
        progress: Called with (files done, files to read).
        history: Churn that joins the file nodes, and the `repo` node.
        extra_nodes: Nodes to add; props of one for the project itself join the root.
    """
    join = Join(Node("project", check_name(project)))
    files = _add_files(join, tree)
    claimed = _claim(join, files, indexers)
    facts: dict[str, dict[str, FileFacts]] = {name: {} for name in indexers}
    read = {task.file.path: task.file for task in claimed}
    for outcome in run_indexers(
        tree, claimed, indexers, processes=processes, progress=progress or (lambda _done, _total: None)
    ):
        if outcome.lines is not None:
            join.add_props(read[outcome.path].key, {"lines": outcome.lines}, TREE)
        for name, said in outcome.facts.items():
            facts.setdefault(name, {})[outcome.path] = said
    _add_extra(join, f"project:{project}", extra_nodes, history)
    provides = _add_facts(join, facts, indexers, [file.path for file in files])
    return _close(join, files, sorted(set(provides)), f"project:{project}")


def _add_files(join: Join, tree: SourceTree) -> list[SourceFile]:
    for fault in getattr(tree, "refused", ()):
        join.fault(TREE, Fault(fault.path, fault.reason, fault.line, partial=True))
    taken: list[SourceFile] = []
    for file in sorted(tree.files(), key=lambda file: file.path):
        if reason := refusal(file.path):
            join.fault(TREE, Fault(file.path, reason, partial=True))
            continue
        taken.append(file)
        props: dict[str, Any] = {"size": file.size, "blob": file.blob, "swhid": f"swh:1:cnt:{file.blob}"}
        if language := language_of(file.path):
            props["language"] = language
        join.add(Node("file", file.path, props), TREE)
    return taken


def _claim(join: Join, files: Sequence[SourceFile], indexers: Mapping[str, Indexer]) -> list[Task]:
    tasks = []
    broken: set[str] = set()
    for file in files:
        names = []
        for name in sorted(indexers.keys() - broken):
            try:
                if indexers[name].claims(file.path):
                    names.append(name)
            except Exception as error:  # noqa: BLE001 - a plugin's fault is reported, whatever it is
                broken.add(name)
                join.fault(name, Fault("", f"claims: {describe(error)}"))
        if names:
            tasks.append(Task(file, tuple(names)))
    return tasks


def _add_extra(join: Join, root: str, extra_nodes: Iterable[Node], history: History | None) -> None:
    for node in extra_nodes:
        if node.key == root:
            join.add_props(root, node.props, "extra")
        else:
            join.add(node, "extra")
    if history is not None:
        for node in history.nodes:
            join.add(node, "history")
        for path, churn in history.churn.items():
            join.add_props(f"file:{path}", {"churn": dict(churn)}, "history")


def _add_facts(
    join: Join, facts: Mapping[str, Mapping[str, FileFacts]], indexers: Mapping[str, Indexer], paths: Sequence[str]
) -> list[str]:
    """Join all that was said, in an order that does not depend on who was ready first; return the purls provided."""
    provides: list[str] = []
    for name in sorted(facts):
        said = {path: facts[name][path] for path in sorted(facts[name])}
        for path, of_file in said.items():
            with _reported(join, name, path):
                _add_file_facts(join, name, path, of_file)
        if name in indexers and said:
            with _reported(join, name, ""):
                provides += _add_tree_facts(join, name, indexers[name].finish(said, paths))
    return provides


@contextmanager
def _reported(join: Join, name: str, path: str) -> Iterator[None]:
    """Turn what an indexer raises, or says in a wrong shape, into a fault."""
    try:
        yield
    except (Exception, SystemExit) as error:  # noqa: BLE001 - a plugin's fault is reported, whatever it is
        join.fault(name, Fault(path, describe(error)))


def _add_file_facts(join: Join, name: str, path: str, facts: FileFacts) -> None:
    for fault in facts.faults:
        join.fault(name, fault)
    for node in facts.nodes:
        join.add(node, name, f"file:{path}")
    if facts.file_props:
        join.add_props(f"file:{path}", facts.file_props, name)


def _add_tree_facts(join: Join, name: str, facts: TreeFacts) -> list[str]:
    for fault in facts.faults:
        join.fault(name, fault)
    for node in facts.nodes:
        join.add(node, name)
    for source, kind, target in facts.edges:
        join.add_edge(source, kind, target, name)
    for key, props in facts.props.items():
        join.add_props(key, props, name)
    return list(_purls(join, name, facts.provides))


def _purls(join: Join, name: str, texts: Iterable[Any]) -> Iterator[str]:
    for text in texts:
        try:
            yield split_purl(text)[0]
        except (InvalidInputError, TypeError, AttributeError):
            join.fault(name, Fault("", f"provides what is no purl: {text!r:.120}"))


def _close(join: Join, files: Sequence[SourceFile], provides: list[str], root: str) -> Facts:
    languages = Counter(language for file in files if (language := language_of(file.path)))
    props: dict[str, Any] = {"provides": provides} if provides else {}
    if languages:
        props["languages"] = dict(sorted(languages.items()))
    join.add_props(root, props, TREE)
    nodes, dropped = join.nodes()
    if dropped:
        nodes = tuple(_with_count(node, dropped) if node.key == root else node for node in nodes)
    return Facts(nodes, tuple(provides))


def _with_count(root: Node, dropped: int) -> Node:
    return Node(root.type, root.id, {**root.props, "unresolvedEdges": dropped}, root.parent, root.edges)
