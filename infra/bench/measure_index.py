"""Index and commit in this process, with the stores in memory."""

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from arithmetic import Timed, time_runs
from corpus import DISTRIBUTIONS, copy_installed, copy_repository, indexers, parse_only
from profiled import shares_of
from report import Section, Table, say
from world import AT

from commandcenter.graph.replace import plan_replace
from commandcenter.indexing.model import Facts, Indexer
from commandcenter.indexing.run import index_tree
from commandcenter.indexing.trees import DirectoryTree
from commandcenter.ledger.model import Meta
from commandcenter.ledger.open import open_memory

RUNS = 5
ASKED_NODES, ASKED_SECONDS = 5_000, 1.5
"""What earlier prototypes asked for."""


@dataclass(frozen=True)
class Indexed:
    """One code base: how long indexing, committing and mere parsing took."""

    name: str
    files: int
    parsed: int
    index: Timed[Facts]
    commit: Timed[int]
    parse: Timed[int]

    @property
    def nodes(self) -> int:
        return self.commit.result

    @property
    def wall(self) -> float:
        return self.index.wall + self.commit.wall

    @property
    def cpu(self) -> float:
        return self.index.cpu + self.commit.cpu

    def figures(self) -> dict[str, Any]:
        return {
            "code": self.name, "files": self.files, "python_files": self.parsed, "nodes": self.nodes, "wall_s": self.wall,
            "index_cpu_s": self.index.cpu, "commit_cpu_s": self.commit.cpu, "files_per_s": self.files / self.wall,
            "nodes_per_s": self.nodes / self.wall, "parse_cpu_s": self.parse.cpu, "times_parse": self.cpu / self.parse.cpu,
            "asked_wall_s": self.wall * ASKED_NODES / self.nodes, "asked_cpu_s": self.cpu * ASKED_NODES / self.nodes,
        }  # fmt: skip


def measure() -> Section:
    """Index this repository, then it and some of its dependencies together."""
    made = indexers()
    with tempfile.TemporaryDirectory(prefix="commandcenter-bench-") as folder:
        tree = copy_repository(Path(folder) / "repository")
        say("index: this repository")
        alone = _measure("this repository", tree, made)
        for name in DISTRIBUTIONS:
            copy_installed(name, tree / "installed" / name)
        say(f"index: this repository and {', '.join(DISTRIBUTIONS)}")
        more = _measure(f"and {', '.join(DISTRIBUTIONS)}", tree, made)
        say("index: the same under the profiler")
        shares = shares_of(lambda: _commit(_index(tree, made)))
        two = time_runs(lambda: _index(tree, made, processes=2), 3).wall
    figures = [alone.figures(), more.figures()]
    return Section(
        [_speed_table(figures, two), _share_table(shares)],
        {"code": figures, "shares": shares, "two_processes_index_s": two},
    )


def _measure(name: str, folder: Path, made: Mapping[str, Indexer]) -> Indexed:
    index = time_runs(lambda: _index(folder, made), RUNS)
    commit = time_runs(lambda: _commit(index.result), RUNS)
    parse = time_runs(lambda: parse_only(folder), RUNS)
    return Indexed(name, len(DirectoryTree(folder).files()), parse.result, index, commit, parse)


def _index(folder: Path, made: Mapping[str, Indexer], processes: int = 1) -> Facts:
    return index_tree("bench", DirectoryTree(folder), made, processes=processes)


def _commit(facts: Facts) -> int:
    return (
        open_memory().submit("bench", plan_replace(facts.nodes, "source"), Meta(AT, "bench", "bench", "source")).changed
    )


def _speed_table(figures: list[dict[str, Any]], two: float) -> Table:
    names = (
        "code",
        "files",
        "nodes",
        "wall_s",
        "index_cpu_s",
        "commit_cpu_s",
        "files_per_s",
        "nodes_per_s",
        "times_parse",
    )
    columns = ("code", "files", "nodes", "seconds", "CPU index", "CPU commit", "files/s", "nodes/s", "x ast.parse")
    larger = figures[-1]
    return Table(
        "Index and commit in-process, one process, stores in memory",
        columns,
        [[one[name] for name in names] for one in figures],
        [
            f"medians of {RUNS}; the last column: CPU of all of it / CPU of only `ast.parse` over the same Python files",
            f"{ASKED_NODES:,} nodes at this rate (asked: {ASKED_SECONDS} s): {larger['asked_wall_s']:.2f} s by the clock",
            f"and {larger['asked_cpu_s']:.2f} s of CPU; on a machine that others use, the clock counts their work too",
            f"indexing the larger tree with two processes: {two:.2f} s",
        ],
    )


def _share_table(shares: Mapping[str, float]) -> Table:
    return Table(
        "Where the time goes (profiled, so Python code weighs more than it does)",
        ("part", "share"),
        [(name, f"{share:.0%}") for name, share in shares.items()],
    )
