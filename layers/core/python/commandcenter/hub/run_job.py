"""Use case: run one index job - a Git tip, an uploaded tree or a report - and commit what is new."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from commandcenter.graph.replace import plan_replace
from commandcenter.indexing.model import Facts, SourceTree
from commandcenter.indexing.run import index_tree
from commandcenter.kernel.errors import InvalidInputError, NotFoundError
from commandcenter.ledger.ledger import Ledger
from commandcenter.ledger.model import Meta, Receipt
from commandcenter.plugins.loader import Plugin
from commandcenter.sources.model import IndexJob

UPLOAD = "upload"
REPORT = "report:"
HISTORY_COMMITS = 500

Uploads = Callable[[str], bytes]
"""Name of an uploaded object -> its bytes; raises NotFoundError."""


@dataclass(frozen=True)
class IndexingParts:
    """Hold what running a job needs.

    Args:
        secrets: Name of a secret -> its values, newest first.
        pseudonym_key: Keys the pseudonyms of authors.
        allowed_roots: Folders below which file:// is read; empty outside the local stack.
    """

    ledger: Ledger
    indexers: Sequence[Plugin]
    uploads: Uploads
    secrets: Callable[[str], list[bytes]]
    pseudonym_key: bytes
    allowed_roots: tuple[Path, ...] = ()
    processes: int = 1


def run_job(job: IndexJob, parts: IndexingParts) -> Receipt:
    """Read the source named by the job and lay its facts against the graph at head.

    Raises a ProblemError for what trying again cannot mend, and lets through what it may.
    """
    meta = Meta(at=job.at, actor=job.requested_by, cause=job.delivery, origin="source")
    if job.source.startswith(REPORT):
        kind = job.source.removeprefix(REPORT)
        return _run_report(job, kind, parts, meta)
    with _facts(job, parts) as facts:
        return parts.ledger.submit(job.project, plan_replace(facts.nodes, "source"), meta)


@contextmanager
def _facts(job: IndexJob, parts: IndexingParts) -> Iterator[Facts]:
    if job.source == UPLOAD:
        from commandcenter.sources.archive import open_archive

        yield _index(job, open_archive(parts.uploads(job.url)), parts)
        return
    from commandcenter.sources.git import GitTree, fetch, walk_history

    fetched = fetch(job.url, job.ref, token=_token(job, parts), allowed_roots=parts.allowed_roots)
    try:
        tree = GitTree(fetched.repo, fetched.tree)
        yield _index(job, tree, parts, history=list(walk_history(fetched.repo, fetched.head, HISTORY_COMMITS)))
    finally:
        fetched.close()


def _index(job: IndexJob, tree: SourceTree, parts: IndexingParts, **options: Any) -> Facts:
    return index_tree(
        job.project, tree, parts.indexers, processes=parts.processes, pseudonym_key=parts.pseudonym_key, **options
    )


def _token(job: IndexJob, parts: IndexingParts) -> str | None:
    if job.credentials is None:
        return None
    values = parts.secrets(job.credentials)
    if not values:
        raise NotFoundError("the repository's credentials are not in the secret store")
    return values[0].decode()


def _run_report(job: IndexJob, kind: str, parts: IndexingParts, meta: Meta) -> Receipt:
    from commandcenter.indexing.reports import parse_report

    if parts.ledger.head(job.project) is None:
        raise InvalidInputError("a report needs an indexed project", pointer="/project")
    data = parts.uploads(job.url)

    def plan(state: Any) -> Any:
        known = {key for key, _ in state.items()}
        facts = parse_report(kind, data, known=known, commit=job.ref)
        return plan_replace(facts.nodes, f"report:{kind}")(state)

    return parts.ledger.submit(job.project, plan, meta)
