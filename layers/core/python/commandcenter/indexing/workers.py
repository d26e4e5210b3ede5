"""Run indexers over files, in this process or in several, with the same outcome."""

import gc
import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing import get_all_start_methods, get_context

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


_Loaded = tuple[Task, bytes]


def run_indexers(
    tree: SourceTree, tasks: Sequence[Task], indexers: Mapping[str, Indexer], *, processes: int, progress: Progress
) -> Iterator[Outcome]:
    """Index every task's file; an indexer that raises, or kills its process, becomes a fault of that file.

    The outcome of each file comes once, in no promised order. With one process all happens here.
    """
    loaded = (_load(tree, task) for task in tasks)
    chunks = _chunks(loaded)
    several = processes > 1 and "fork" in get_all_start_methods()
    outcomes = _run_pool(chunks, indexers, processes) if several else _run_here(chunks, indexers)
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
        except Exception as error:  # noqa: BLE001 - a plugin's fault is reported, whatever it is
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


def _load(tree: SourceTree, task: Task) -> _Loaded | Outcome:
    path = task.file.path
    if task.file.size > MAX_FILE_BYTES:
        reason = f"larger than {MAX_FILE_BYTES} bytes: listed, not parsed"
        return Outcome(path, {"tree": FileFacts(faults=[Fault(path, reason, partial=True)])})
    try:
        return task, tree.read(path)
    except Exception as error:  # noqa: BLE001 - one unreadable file must not stop the rest
        return Outcome(path, {"tree": FileFacts(faults=[Fault(path, f"unreadable: {describe(error)}")])})


def _chunks(loaded: Iterable[_Loaded | Outcome]) -> Iterator[list[_Loaded] | Outcome]:
    chunk: list[_Loaded] = []
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


def _run_here(chunks: Iterable[list[_Loaded] | Outcome], indexers: Mapping[str, Indexer]) -> Iterator[Outcome]:
    for chunk in chunks:
        if isinstance(chunk, Outcome):
            yield chunk
        else:
            yield from (index_one(task, data, indexers) for task, data in chunk)


def _run_pool(
    chunks: Iterable[list[_Loaded] | Outcome], indexers: Mapping[str, Indexer], processes: int
) -> Iterator[Outcome]:
    pending: deque[tuple[list[_Loaded], Future[list[Outcome]]]] = deque()
    with _pool(indexers, processes) as pool:
        for chunk in chunks:
            if isinstance(chunk, Outcome):
                yield chunk
                continue
            pending.append((chunk, _submit(pool, chunk)))
            if len(pending) > 2 * processes:
                yield from _collect(*pending.popleft(), indexers)
        while pending:
            yield from _collect(*pending.popleft(), indexers)


def _submit(pool: ProcessPoolExecutor, chunk: list[_Loaded]) -> Future[list[Outcome]]:
    try:
        return pool.submit(_index_chunk, chunk)
    except BrokenProcessPool as error:
        lost: Future[list[Outcome]] = Future()
        lost.set_exception(error)
        return lost


def _collect(chunk: list[_Loaded], future: Future[list[Outcome]], indexers: Mapping[str, Indexer]) -> Iterator[Outcome]:
    try:
        yield from future.result()
    except BrokenProcessPool:
        for loaded in chunk:
            yield _index_alone(loaded, indexers)


def _index_alone(loaded: _Loaded, indexers: Mapping[str, Indexer]) -> Outcome:
    """Index one file in a process of its own, to find out which file kills its process."""
    with _pool(indexers, 1) as pool:
        try:
            return pool.submit(_index_chunk, [loaded]).result()[0]
        except BrokenProcessPool:
            path = loaded[0].file.path
            fault = Fault(path, "the parser's process died on this file")
            return Outcome(path, {name: FileFacts(faults=[fault]) for name in loaded[0].indexers})


def _pool(indexers: Mapping[str, Indexer], processes: int) -> ProcessPoolExecutor:
    # Forked workers inherit the indexers, so plugins need not be importable by name there.
    return ProcessPoolExecutor(processes, mp_context=get_context("fork"), initializer=_adopt, initargs=(indexers,))


_adopted: Mapping[str, Indexer] = {}


def _adopt(indexers: Mapping[str, Indexer]) -> None:
    global _adopted
    _adopted = indexers
    gc.disable()


def _index_chunk(chunk: list[_Loaded]) -> list[Outcome]:
    return [index_one(task, data, _adopted) for task, data in chunk]


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
