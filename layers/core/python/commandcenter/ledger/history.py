"""Read the past from the objects alone: commits, the state at a revision or a time, what differs between two."""

from collections.abc import Iterator
from datetime import datetime

from commandcenter.kernel.clock import format_time
from commandcenter.kernel.errors import NotFoundError
from commandcenter.ledger.model import Commit, Diff, LedgerFaultError
from commandcenter.ledger.objects import (
    Image,
    commit_name,
    decode_commit,
    decode_snapshot,
    encode_snapshot,
    snapshot_name,
)
from commandcenter.ledger.ports import ObjectStore
from commandcenter.ledger.state_tree import buckets_of


def find_commit(objects: ObjectStore, project: str, rev: int) -> Commit | None:
    """Read one commit, or None when there is none; raises LedgerFaultError when it contradicts itself."""
    data = objects.get(commit_name(project, rev))
    return None if data is None else decode_commit(data, project, rev)


def read_commit(objects: ObjectStore, project: str, rev: int) -> Commit:
    """Read one commit; raises NotFoundError."""
    commit = find_commit(objects, project, rev) if rev > 0 else None
    if commit is None:
        raise NotFoundError(f"{project} has no revision {rev}")
    return commit


def read_on(objects: ObjectStore, project: str, rev: int, digest: str) -> Iterator[Commit]:
    """Yield the commits after `rev`, whose digest is given; raises LedgerFaultError where the chain breaks."""
    while commit := find_commit(objects, project, rev + 1):
        if commit.header.parent != digest:
            raise LedgerFaultError(f"commit {rev + 1} of {project} does not follow commit {rev}", rev + 1)
        rev, digest = rev + 1, commit.header.digest
        yield commit


def newest_rev(objects: ObjectStore, project: str) -> int:
    """Find the newest revision from the names of the objects; 0 when there is none."""
    start = max(_snapshot_revs(objects, project), default=0)
    return max(_revs(objects, f"commits/{project}/", commit_name(project, start)), default=start)


def read_image(objects: ObjectStore, project: str, rev: int) -> Image:
    """Rebuild all entities at `rev` from the nearest snapshot and the commits after it, checked against the header.

    A snapshot that turns out wrong is passed over. Raises NotFoundError, LedgerFaultError.
    """
    if rev == 0:
        return {}
    wanted = read_commit(objects, project, rev).header.state_root
    start = max((found for found in _snapshot_revs(objects, project) if found <= rev), default=0)
    for base in sorted({start, 0}, reverse=True):
        image = _roll(objects, project, base, rev)
        if image is not None and buckets_of(rev, image.values()).state_root == wanted:
            return image
    raise LedgerFaultError(f"the commits of {project} do not lead to the graph digest of revision {rev}", rev)


def write_snapshot(objects: ObjectStore, project: str, rev: int) -> None:
    """Write the snapshot of a revision, unless it is there."""
    objects.put_new(snapshot_name(project, rev), encode_snapshot(read_image(objects, project, rev)))


def rev_at(objects: ObjectStore, project: str, time: datetime, newest: int) -> int:
    """Find the last revision made at or before `time`, by bisection up to `newest`; 0 when there is none."""
    low, high, moment = 0, newest, format_time(time)
    while low < high:
        middle = (low + high + 1) // 2
        if format_time(read_commit(objects, project, middle).header.at) <= moment:
            low = middle
        else:
            high = middle - 1
    return low


def compare(before: Image, after: Image) -> Diff:
    """List what was added, removed and changed from one image to another."""
    added, removed, changed = {}, {}, {}
    for key in sorted(before.keys() | after.keys()):
        old, new = (image[key].body if key in image else None for image in (before, after))
        if old is None and new is not None:
            added[key] = new
        elif new is None and old is not None:
            removed[key] = old
        elif old is not None and new is not None and before[key].data != after[key].data:
            changed[key] = (old, new)
    return Diff(added, removed, changed)


def _snapshot_revs(objects: ObjectStore, project: str) -> list[int]:
    return list(_revs(objects, f"snapshots/{project}/"))


def _revs(objects: ObjectStore, prefix: str, after: str = "") -> Iterator[int]:
    numbers = (name.rpartition("/")[2] for name in objects.names(prefix, after))
    return (int(number) for number in numbers if number.isdecimal())


def _roll(objects: ObjectStore, project: str, base: int, rev: int) -> Image | None:
    """Apply the commits after `base` up to `rev` to its snapshot; None when the snapshot cannot be read."""
    image: Image = {}
    if base:
        try:
            image = decode_snapshot(objects.get(snapshot_name(project, base)) or b"")
        except LedgerFaultError:
            return None
    for number in range(base + 1, rev + 1):
        image.update((entity.key, entity) for entity in read_commit(objects, project, number).entities)
    return image
