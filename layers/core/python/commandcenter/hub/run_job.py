"""Use case: run one index job - a Git tip, an uploaded tree or a report - and commit what is new."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from commandcenter.graph.ports import GraphState
from commandcenter.graph.replace import plan_replace
from commandcenter.hub.jobs import REPORT, UPLOAD
from commandcenter.indexing.git_history import History, summarise_history
from commandcenter.indexing.model import Facts, SourceTree
from commandcenter.indexing.run import index_tree
from commandcenter.kernel.errors import NotFoundError
from commandcenter.ledger.ledger import Ledger
from commandcenter.ledger.model import Change, Meta, Receipt
from commandcenter.plugins.loader import Plugin
from commandcenter.sources.model import IndexJob, SourcePlugin
from commandcenter.sources.network import Network

SOURCE = "source"
"""The scope of what an index of a tree says."""
HISTORY_COMMITS = 500

Uploads = Callable[[str], bytes]
"""Name of an uploaded object -> its bytes; raises NotFoundError."""


@dataclass(frozen=True)
class IndexingParts:
    """Hold what running a job needs.

    Args:
        secrets: Name of a secret -> its values, newest first.
        source: Kind of source -> its plugin; raises NotFoundError.
        pseudonym_key: Keys the pseudonyms of authors.
        allowed_roots: Folders below which file:// is read; empty outside the local stack.
        network: Which addresses may be fetched from.
    """

    ledger: Ledger
    indexers: Sequence[Plugin]
    uploads: Uploads
    secrets: Callable[[str], list[bytes]]
    source: Callable[[str], SourcePlugin]
    pseudonym_key: bytes
    allowed_roots: tuple[Path, ...] = ()
    network: Network = field(default_factory=Network)
    processes: int = 1


def run_job(job: IndexJob, parts: IndexingParts) -> Receipt:
    """Read the source named by the job and lay its facts against the graph at head.

    Raises a ProblemError for what trying again cannot mend, and lets through what it may.
    """
    meta = Meta(at=job.at, actor=job.requested_by, cause=job.delivery, origin="source")
    if job.source.startswith(REPORT):
        kind, data = job.source.removeprefix(REPORT), parts.uploads(job.url)
        return commit_report(parts.ledger, job.project, kind, data, job.ref, meta)
    return parts.ledger.submit(job.project, plan_replace(_facts(job, parts).nodes, SOURCE), meta)


def _facts(job: IndexJob, parts: IndexingParts) -> Facts:
    if job.source == UPLOAD:
        from commandcenter.sources.archive import open_archive

        return _index(job, open_archive(parts.uploads(job.url)), parts)
    from commandcenter.hub.host_facts import read_host, with_host
    from commandcenter.sources.git import fetch, walk_history

    token, source = _token(job, parts), parts.source(job.source)
    with fetch(
        job.url,
        job.ref,
        token=token,
        username=source.token_user,
        allowed_roots=parts.allowed_roots,
        network=parts.network,
    ) as fetched:
        records = walk_history(fetched.repo, fetched.head, HISTORY_COMMITS)
        history = summarise_history(records, key=parts.pseudonym_key)
        history = with_host(history, read_host(job, source, token, parts.network))
        return _index(job, fetched.tree(), parts, history)


def _index(job: IndexJob, tree: SourceTree, parts: IndexingParts, history: History | None = None) -> Facts:
    indexers = {plugin.id: plugin.create() for plugin in parts.indexers}
    return index_tree(job.project, tree, indexers, processes=parts.processes, history=history)


def _token(job: IndexJob, parts: IndexingParts) -> str | None:
    if job.credentials is None:
        return None
    values = parts.secrets(job.credentials)
    if not values:
        raise NotFoundError("the repository's credentials are not in the secret store")
    return values[0].decode()


def commit_report(ledger: Ledger, project: str, kind: str, data: bytes, commit: str, meta: Meta) -> Receipt:
    """Lay a report against the graph; raises NotFoundError for a project not indexed yet, InvalidInputError for a bad report."""
    from commandcenter.indexing.reports import parse_report, plan_report

    if ledger.head(project) is None:
        raise NotFoundError(f"project {project} is not indexed yet; a report needs something to be about")

    def plan(state: GraphState) -> Iterable[Change]:
        facts = parse_report(kind, data, known=state.items().keys(), commit=commit)
        return plan_report(kind, facts)(state)

    return ledger.submit(project, plan, meta)
