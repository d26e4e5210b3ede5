"""Run indexers in several processes."""

import gc
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context

from commandcenter.indexing.model import Fault, FileFacts, Indexer
from commandcenter.indexing.workers import Chunk, Loaded, Outcome, index_one


def run_pool(chunks: Iterable[Chunk], indexers: Mapping[str, Indexer], processes: int) -> Iterator[Outcome]:
    """Index chunks in forked processes, a few chunks ahead of the reader.

    When a process dies, the files that were under way are indexed again, each in a process of its own, so that only
    the one that kills its process is lost.
    """
    pending: deque[tuple[list[Loaded], Future[list[Outcome]]]] = deque()
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


def _submit(pool: ProcessPoolExecutor, chunk: list[Loaded]) -> Future[list[Outcome]]:
    try:
        return pool.submit(_index_chunk, chunk)
    except BrokenProcessPool as error:
        lost: Future[list[Outcome]] = Future()
        lost.set_exception(error)
        return lost


def _collect(chunk: list[Loaded], future: Future[list[Outcome]], indexers: Mapping[str, Indexer]) -> Iterator[Outcome]:
    try:
        yield from future.result()
    except BrokenProcessPool:
        for loaded in chunk:
            yield _index_alone(loaded, indexers)
    except Exception:  # noqa: BLE001 - what cannot travel between processes is made anew here, or reported as here
        yield from (index_one(task, data, indexers) for task, data in chunk)


def _index_alone(loaded: Loaded, indexers: Mapping[str, Indexer]) -> Outcome:
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


def _index_chunk(chunk: list[Loaded]) -> list[Outcome]:
    return [index_one(task, data, _adopted) for task, data in chunk]
