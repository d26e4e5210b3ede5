"""Run indexers over files, in this process or in several, with the same outcome."""

import gc
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TypeAlias

from commandcenter.indexing.model import MAX_FILE_BYTES, Fault, FileFacts, Indexer, SourceFile, SourceTree

MAX_FILE_NODES = 5_000
"""What a file says beyond so many nodes is left out, and the file is reported."""
MAX_CHUNK_FILES = 64
MAX_CHUNK_BYTES = 1_000_000

_ADDRESS = re.compile(r"0x[0-9a-fA-F]{6,}")

Progress = Callable[[int, int], None]
"""Called with (files done, files in all)."""


@dataclass(frozen=True, slots=True)
class Task:
    """Name a file and the indexers that claim it."""

    file: SourceFile
    indexers: tuple[str, ...]


@dataclass(slots=True)
class Outcome:
    """Hold what all indexers said of one file; `lines` is None for one that is binary or was not read."""

    path: str
    facts: dict[str, FileFacts] = field(default_factory=dict)
    lines: int | None = None


Loaded: TypeAlias = tuple[Task, bytes]
Chunk: TypeAlias = list[Loaded] | Outcome
"""Files to index together, or the outcome of one that could not be read."""


def run_indexers(
    tree: SourceTree, tasks: Sequence[Task], indexers: Mapping[str, Indexer], *, processes: int, progress: Progress
) -> Iterator[Outcome]:
    """Index every task's file; an indexer that raises, or kills its process, becomes a fault of that file.

    The outcome of each file comes once, in no promised order. With one process all happens here.
    """
    loaded = (_load(tree, task) for task in tasks)
    chunks = _chunks(loaded)
    outcomes = _run_pool(chunks, indexers, processes) if processes > 1 else _run_here(chunks, indexers)
    with _no_gc():
        for done, outcome in enumerate(outcomes, 1):
            yield outcome
            progress(done, len(tasks))


def index_one(task: Task, data: bytes, indexers: Mapping[str, Indexer]) -> Outcome:
    """Run the claiming indexers over one file's content; never raises."""
    outcome = Outcome(task.file.path, lines=_count_lines(data))
    for name in task.indexers:
        try:
            facts = indexers[name].index_file(task.file, data)
            if not isinstance(facts, FileFacts):
                raise TypeError(f"index_file gave {type(facts).__name__}")
        except (Exception, SystemExit) as error:  # noqa: BLE001 - a plugin's fault is reported, whatever it is
            facts = FileFacts(faults=[Fault(task.file.path, describe(error))])
        if len(facts.nodes) > MAX_FILE_NODES:
            del facts.nodes[MAX_FILE_NODES:]
            facts.faults.append(Fault(task.file.path, f"more than {MAX_FILE_NODES} nodes in one file", partial=True))
        outcome.facts[name] = facts
    return outcome


def describe(error: BaseException) -> str:
    """Say what went wrong in one line that is the same on every run."""
    text = " ".join(_ADDRESS.sub("0x", str(error)).split())[:200]
    return f"{type(error).__name__}: {text}" if text else type(error).__name__


def _load(tree: SourceTree, task: Task) -> Loaded | Outcome:
    path = task.file.path
    if task.file.size > MAX_FILE_BYTES:
        reason = f"larger than {MAX_FILE_BYTES} bytes: listed, not parsed"
        return Outcome(path, {"tree": FileFacts(faults=[Fault(path, reason, partial=True)])})
    try:
        return task, tree.read(path)
    except Exception as error:  # noqa: BLE001 - one unreadable file must not stop the rest
        return Outcome(path, {"tree": FileFacts(faults=[Fault(path, f"unreadable: {describe(error)}")])})


def _chunks(loaded: Iterable[Loaded | Outcome]) -> Iterator[Chunk]:
    chunk: list[Loaded] = []
    size = 0
    for item in loaded:
        if isinstance(item, Outcome):
            yield item
            continue
        chunk.append(item)
        size += len(item[1])
        if len(chunk) >= MAX_CHUNK_FILES or size >= MAX_CHUNK_BYTES:
            yield chunk
            chunk, size = [], 0
    if chunk:
        yield chunk


def _run_here(chunks: Iterable[Chunk], indexers: Mapping[str, Indexer]) -> Iterator[Outcome]:
    for chunk in chunks:
        if isinstance(chunk, Outcome):
            yield chunk
        else:
            yield from (index_one(task, data, indexers) for task, data in chunk)


def _run_pool(chunks: Iterable[Chunk], indexers: Mapping[str, Indexer], processes: int) -> Iterator[Outcome]:
    from multiprocessing import get_all_start_methods

    if "fork" not in get_all_start_methods():
        return _run_here(chunks, indexers)
    from commandcenter.indexing.pool import run_pool

    return run_pool(chunks, indexers, processes)


def _count_lines(data: bytes) -> int | None:
    if b"\x00" in data[:8000]:
        return None
    return data.count(b"\n") + (not data.endswith(b"\n") and bool(data))


@contextmanager
def _no_gc() -> Iterator[None]:
    """Switch the cycle collector off: syntax trees are many small objects without cycles that last."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()
