"""The commits of a repository, newest first, with the files each changed against its first parent."""

import heapq
from collections.abc import Iterator
from datetime import UTC, datetime

from dulwich.errors import ObjectFormatException
from dulwich.objects import Commit, ObjectID
from dulwich.repo import BaseRepo

from commandcenter.indexing.history import CommitRecord, FileChange
from commandcenter.kernel.errors import NotFoundError, TooLargeError
from commandcenter.sources.git_tree import Entry, ObjectReader
from commandcenter.sources.limits import FetchLimits
from commandcenter.sources.line_changes import count_changes
from commandcenter.sources.names import refused_path

HISTORY = 500
"""Commits read of a history; fetch HISTORY + 1 deep and a shallow copy tells just what a whole one does."""
MAX_MESSAGE = 16_384
MAX_CHANGES = 5_000
_LAST_SECOND = 253402300799  # 9999-12-31T23:59:59Z


def walk_history(
    repo: BaseRepo, head: str, limit: int = HISTORY, *, limits: FetchLimits | None = None
) -> Iterator[CommitRecord]:
    """Yield up to `limit` commits reachable from a commit, later committer times first, then by id.

    A commit whose parents were cut off by a shallow fetch is left out: what it changed cannot be known. Merges and
    commits that touch over 5,000 files come without changes. The walk ends early when reading it costs more than
    `max_inflated` bytes. Raises NotFoundError when `head` is no commit there.
    """
    reader = ObjectReader(repo.object_store, limits or FetchLimits())
    first = _commit(repo, head.encode())
    if first is None:
        raise NotFoundError(f"no commit {head!r:.60}")
    queue, seen = [(-first.commit_time, bytes(first.id), first)], {bytes(first.id)}
    while queue and limit > 0:
        _, _, commit = heapq.heappop(queue)
        parents = [_commit(repo, bytes(parent)) for parent in commit.parents]
        if None in parents:
            continue
        for parent in parents:
            if parent is not None and bytes(parent.id) not in seen:
                seen.add(bytes(parent.id))
                heapq.heappush(queue, (-parent.commit_time, bytes(parent.id), parent))
        try:
            changes = () if len(parents) > 1 else tuple(_changes(reader, parents[0] if parents else None, commit))
        except TooLargeError:
            return
        limit -= 1
        yield _record(commit, changes)


def commit_time(commit: Commit) -> datetime:
    """Return the committer's time; one past the calendar is set to its end."""
    return datetime.fromtimestamp(min(max(commit.commit_time, 0), _LAST_SECOND), UTC)


def _commit(repo: BaseRepo, id: bytes) -> Commit | None:  # noqa: A002 - Git's word
    try:
        found = repo.object_store[ObjectID(id)]
        if isinstance(found, Commit):
            _ = found.commit_time, found.parents, found.tree  # parsed on first use
            return found
    except (KeyError, ObjectFormatException, ValueError, AssertionError, TypeError):
        return None
    return None


def _record(commit: Commit, changes: tuple[FileChange, ...]) -> CommitRecord:
    return CommitRecord(
        sha=bytes(commit.id).decode(),
        author=commit.author.decode(errors="replace"),
        at=commit_time(commit),
        message=commit.message[:MAX_MESSAGE].decode(errors="replace"),
        changes=changes,
        merge=len(commit.parents) > 1,
    )


def _changes(reader: ObjectReader, parent: Commit | None, commit: Commit) -> list[FileChange]:
    found: list[FileChange] = []
    for path, old, new in _diff(reader, bytes(parent.tree) if parent else None, bytes(commit.tree)):
        if len(found) >= MAX_CHANGES:
            return []
        if refused_path(path) is None:
            found.append(_change(reader, path, old, new))
    return sorted(found, key=lambda change: change.path)


def _change(reader: ObjectReader, path: str, old: Entry | None, new: Entry | None) -> FileChange:
    before = (reader.blob(old.id) or b"") if old else b""
    after = (reader.blob(new.id) or b"") if new else b""
    counts = count_changes(before, after)
    return FileChange(path, *(counts or (None, None)))


def _diff(
    reader: ObjectReader, old: bytes | None, new: bytes | None
) -> Iterator[tuple[str, Entry | None, Entry | None]]:
    """Yield the regular files that differ between two trees; equal subtrees are not opened."""
    pending = [("", old, new)]
    while pending:
        prefix, left_id, right_id = pending.pop()
        left, right = _by_name(reader, left_id), _by_name(reader, right_id)
        for name in left.keys() | right.keys():
            before, after = left.get(name), right.get(name)
            if before == after:
                continue
            files = [entry if entry and entry.is_file else None for entry in (before, after)]
            if any(files):
                yield prefix + name, files[0], files[1]
            folders = [entry.id if entry and entry.is_folder else None for entry in (before, after)]
            if any(folders) and folders[0] != folders[1]:
                pending.append((f"{prefix}{name}/", folders[0], folders[1]))


def _by_name(reader: ObjectReader, id: bytes | None) -> dict[str, Entry]:  # noqa: A002 - Git's word
    entries = reader.entries(id) if id else None
    return {entry.name: entry for entry in reversed(entries or [])}
