"""Recompute a ledger from its objects and name the first revision that is not what it should be."""

from collections.abc import Iterator

from commandcenter.ledger.history import find_commit
from commandcenter.ledger.model import Commit, Head, LedgerFaultError, Verification
from commandcenter.ledger.objects import Image, commit_name, encode_snapshot, snapshot_name
from commandcenter.ledger.ports import ItemStore, ObjectStore
from commandcenter.ledger.state_tree import NO_BUCKETS, Buckets, bucket_of, leaves_of


def verify_ledger(objects: ObjectStore, items: ItemStore, project: str) -> Verification:
    """Check each commit, the chain, both roots, times, snapshots, the head and the items at head."""
    head, checked = items.head(project), 0
    try:
        for rev in _check_commits(objects, items, project, head):
            checked = rev
    except LedgerFaultError as fault:
        return Verification(ok=False, revisions=checked, bad_rev=fault.rev, reason=fault.detail)
    return Verification(ok=True, revisions=checked)


def _check_commits(objects: ObjectStore, items: ItemStore, project: str, head: Head | None) -> Iterator[int]:
    names, snapshots = (set(objects.names(f"{kind}/{project}/")) for kind in ("commits", "snapshots"))
    newest = max([len(names), head.rev if head else 0])
    walk = _Walk(objects, project)
    for rev in range(1, newest + 1):
        walk.advance(rev)
        names.discard(commit_name(project, rev))
        snapshots.discard(snapshot_name(project, rev))
        if head and head.rev == rev:
            walk.check_head(head, items)
        yield rev
    for name in sorted(names | snapshots):
        raise LedgerFaultError(f"{name} belongs to no commit", newest + 1)


class _Walk:
    """Carry the state along the chain; each step raises LedgerFaultError naming its revision."""

    def __init__(self, objects: ObjectStore, project: str) -> None:
        self._objects, self._project = objects, project
        self._last: Commit | None = None
        self._image: Image = {}
        self._leaves: dict[int, dict[str, bytes]] = {}
        self._buckets = NO_BUCKETS

    def advance(self, rev: int) -> None:
        commit = find_commit(self._objects, self._project, rev)
        if commit is None:
            raise LedgerFaultError(f"commit {rev} of {self._project} is missing", rev)
        self._check_link(commit)
        self._image.update((entity.key, entity) for entity in commit.entities)
        self._buckets = self._rehash(commit)
        if self._buckets.state_root != commit.header.state_root:
            raise LedgerFaultError(f"the graph after commit {rev} has another digest than its header says", rev)
        snapshot = self._objects.get(snapshot_name(self._project, rev))
        if snapshot is not None and snapshot != encode_snapshot(self._image):
            raise LedgerFaultError(f"the snapshot of revision {rev} is not what the commits lead to", rev)
        self._last = commit

    def check_head(self, head: Head, items: ItemStore) -> None:
        header = self._last.header if self._last else None
        said = (head.digest, head.state_root, head.at, head.origin, head.entities)
        if header is None or said != (
            header.digest,
            header.state_root,
            header.at,
            header.origin,
            self._buckets.entities,
        ):
            raise LedgerFaultError("the head is not what its commit says", head.rev)
        found = {entity.key: entity for entity in items.scan(self._project)}
        for key in sorted(found.keys() | self._image.keys()):
            item, wanted = found.get(key), self._image.get(key)
            if item != wanted and (item is None or item.rev <= head.rev):
                raise LedgerFaultError(f"the item {key!r:.120} is not what the commits say", head.rev)

    def _check_link(self, commit: Commit) -> None:
        header, last = commit.header, self._last.header if self._last else None
        if header.parent != (last.digest if last else ""):
            raise LedgerFaultError(f"commit {header.rev} of {self._project} does not follow the one before", header.rev)
        if last and header.at < last.at:
            raise LedgerFaultError(f"commit {header.rev} of {self._project} is earlier than the one before", header.rev)

    def _rehash(self, commit: Commit) -> Buckets:
        touched = {}
        for entity in commit.entities:
            number = bucket_of(entity.key)
            touched[number] = leaves = self._leaves.setdefault(number, {})
            leaves.pop(entity.key, None)
            leaves.update(leaves_of([entity]))
        return self._buckets.replaced(commit.header.rev, touched)
