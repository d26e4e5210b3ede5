"""Fetch the present tip of a ref from a stranger's repository, bounded in depth, size and time."""

import mmap
import shutil
import tempfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

from dulwich import errors as git_errors
from dulwich.objects import Commit, ObjectID, Tag
from dulwich.pack import UnresolvedDeltas
from dulwich.repo import Repo

from commandcenter.kernel.errors import InvalidInputError, UnavailableError
from commandcenter.sources.git_history import HISTORY, commit_time, walk_history
from commandcenter.sources.git_pack import measure_pack
from commandcenter.sources.git_transport import Send, Wants, candidates, sender
from commandcenter.sources.git_tree import GitTree
from commandcenter.sources.limits import Budget, FetchLimits
from commandcenter.sources.network import Network

__all__ = ["Fetched", "GitTree", "fetch", "walk_history"]

MAX_PEELS = 10
_BROKEN = (
    git_errors.GitProtocolError,
    git_errors.NotGitRepository,
    git_errors.ChecksumMismatch,
    git_errors.ApplyDeltaError,
    git_errors.FileFormatException,
    git_errors.WrongObjectException,
    git_errors.ObjectMissing,
    git_errors.MissingCommitError,
    git_errors.RefFormatError,
    UnresolvedDeltas,
    AssertionError,
    EOFError,
    LookupError,
    TypeError,
    ValueError,
    zlib.error,
)
"""What dulwich raises over input it did not expect."""


@dataclass(frozen=True)
class Fetched:
    """Hold what was fetched, in a temporary bare repository that `close` removes.

    Args:
        repo: The repository; the pack is in it and no refs.
        head: Id of the commit at the tip, hex.
        at: Its committer time.
        limits: What the fetch was bound by; its tree is bound likewise.
    """

    repo: Repo
    head: str
    at: datetime
    limits: FetchLimits
    folder: Path = field(repr=False)

    def tree(self) -> GitTree:
        """Return the tree at the tip."""
        return GitTree(self.repo, self.head, limits=self.limits)

    def close(self) -> None:
        self.repo.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def fetch(
    url: str,
    ref: str = "HEAD",
    *,
    token: str | None = None,
    username: str = "x-access-token",
    depth: int | None = HISTORY + 1,
    limits: FetchLimits | None = None,
    allowed_roots: Sequence[Path] = (),
    network: Network | None = None,
) -> Fetched:
    """Fetch what a ref points to at this moment.

    Args:
        url: `https://host/path`, or for the local stack `http://` to a loopback address or `file:///path`.
        ref: `HEAD`, a full ref name, or the short name of a branch or tag.
        token: Sent to the URL's own host alone, and never in the clear but to this machine itself.
        username: Goes with the token: `x-access-token` for GitHub, `oauth2` for GitLab.
        depth: Commits from the tip, or None for all.
        limits: Bounds; past them TooLargeError or, for time, UnavailableError is raised and nothing is kept.
        allowed_roots: Folders that `file://` may read from.
        network: Which addresses may be reached.

    Raises NotFoundError (no such repository or ref), ForbiddenError (an address or path that may not be read),
    InvalidInputError (an address that is not plain, a repository that is broken), UnavailableError.
    """
    budget = Budget(limits or FetchLimits())
    wants = Wants(candidates(ref))
    send = sender(url, budget, token, username, allowed_roots, network or Network())
    folder = Path(tempfile.mkdtemp(prefix="cc-fetch-"))
    try:
        with _translated():
            repo = Repo.init_bare(str(folder), default_branch=b"main")
            tip = _receive(send, repo, wants, depth, budget)
            commit = _peel(repo, tip)
            return Fetched(repo, bytes(commit.id).decode(), commit_time(commit), budget.limits, folder)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def _receive(send: Send, repo: Repo, wants: Wants, depth: int | None, budget: Budget) -> ObjectID:
    file, commit, abort = repo.object_store.add_pack()
    try:
        sink = send(wants, file, depth)
        _measure(file, sink.size, budget)
    except BaseException:
        abort()
        raise
    commit()
    assert wants.tip is not None
    return wants.tip


def _measure(file: BinaryIO, size: int, budget: Budget) -> None:
    if not size:
        raise InvalidInputError("the repository sent nothing")
    file.flush()
    measure_pack(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ), budget)


def _peel(repo: Repo, tip: ObjectID) -> Commit:
    """Follow tags to their commit."""
    for _ in range(MAX_PEELS):
        found = repo.object_store[tip]
        if isinstance(found, Commit):
            return found
        if not isinstance(found, Tag):
            break
        tip = found.object[1]
    raise InvalidInputError("the ref does not lead to a commit")


@contextmanager
def _translated() -> Iterator[None]:
    """Turn dulwich's errors into one the caller can act on; their texts may quote what a stranger sent: not shown."""
    try:
        yield
    except _BROKEN as error:
        raise InvalidInputError(f"the repository is broken or not one: {type(error).__name__}") from error
    except OSError as error:  # such as a full disk
        raise UnavailableError(
            f"the repository cannot be kept here: {error.strerror or type(error).__name__}"
        ) from error
