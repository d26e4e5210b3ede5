"""Index this repository on a hub of the local stack: packed, sent, queued, indexed, committed."""

import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench_hub import BenchHub
from corpus import copy_repository, indexers
from report import Section, Table, say
from world import AT

from commandcenter.cli.jobs import wait_for_job
from commandcenter.graph.replace import plan_replace
from commandcenter.indexing.run import index_tree
from commandcenter.indexing.trees import DirectoryTree
from commandcenter.ledger.model import Meta
from commandcenter.ledger.open import open_memory
from commandcenter.sources.archive import pack_directory

PROJECT = "commandcenter"


def measure(hub: BenchHub) -> Section:
    """Index once to warm the workers up, then as a new project, then again unchanged; the difference is the commit."""
    with tempfile.TemporaryDirectory(prefix="commandcenter-bench-") as folder:
        tree = copy_repository(Path(folder))
        pack_s, data = _timed(lambda: pack_directory(DirectoryTree(tree)))
        here_s, _ = _timed(lambda: _index_here(tree))
    say("stack: warming the workers up")
    _index(hub, "warm-up", data)
    say("stack: indexing this repository")
    send_s, new_s, done = _index(hub, PROJECT, data)
    say("stack: indexing it again, unchanged")
    _, same_s, again = _index(hub, PROJECT, data)
    if again["changed"]:
        raise RuntimeError("the same source again changed the graph")
    nodes, whole = int(done["changed"]), pack_s + send_s + new_s
    figures = {
        "nodes": nodes, "pack_s": pack_s, "upload_s": send_s, "job_s": new_s, "job_unchanged_s": same_s,
        "commit_s": new_s - same_s, "end_to_end_s": whole, "nodes_per_s": nodes / whole, "in_process_s": here_s,
        "times_in_process": whole / here_s,
    }  # fmt: skip
    return Section([_table(figures)], figures)


def _index(hub: BenchHub, project: str, data: bytes) -> tuple[float, float, dict[str, Any]]:
    """Upload and index; returns the seconds of sending and of the job, and the job's record."""
    client = hub.client
    client.call("POST", "/v1/projects", {"name": project})
    slot = client.call("POST", f"/v1/projects/{project}/uploads", {})
    send_s, _ = _timed(lambda: client.send(slot["method"], slot["url"], data, {}))

    def run() -> dict[str, Any]:
        job = client.call("POST", f"/v1/projects/{project}/index", {"upload": slot["upload"]})
        return dict(wait_for_job(client, project, job["job"]))

    job_s, done = _timed(run)
    return send_s, job_s, done


def _index_here(tree: Path) -> None:
    facts = index_tree(PROJECT, DirectoryTree(tree), indexers())
    open_memory().submit(PROJECT, plan_replace(facts.nodes, "source"), Meta(AT, "bench", "bench", "source"))


def _timed(work: Callable[[], Any]) -> tuple[float, Any]:
    began = time.perf_counter()
    result = work()
    return time.perf_counter() - began, result


def _table(figures: dict[str, Any]) -> Table:
    steps = {
        "pack the tree": figures["pack_s"],
        "upload": figures["upload_s"],
        "job: queue, fetch, index (as for the unchanged tree)": figures["job_unchanged_s"],
        "job: commit (by difference)": figures["commit_s"],
        "end to end": figures["end_to_end_s"],
        "the same in this process, stores in memory": figures["in_process_s"],
    }
    return Table(
        f"This repository on the local stack: {figures['nodes']:,} nodes, {figures['nodes_per_s']:.0f} nodes/s end to end",
        ("step", "seconds", "share"),
        [[name, spent, f"{spent / figures['end_to_end_s']:.0%}"] for name, spent in steps.items()],
        [
            f"{figures['times_in_process']:.1f} x the in-process run; one engine process plays all of AWS",
            "workers are warm; the job's end is asked for every 0.25 s",
        ],
    )
