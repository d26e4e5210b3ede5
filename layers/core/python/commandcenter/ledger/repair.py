"""Bring the items up to the commits: what every writer does first, and what finishes the work of one that died.

Writers, repairers and readers may interleave freely, because
1. items of revision r are written only after the commit object r exists, and only where the stored revision is lower;
2. the head moves to r only from a revision at or after the one the mover started from, after all items up to r were
   written; so all items up to the head's revision are complete at any moment, and later ones may be there in part;
3. a reader refuses an item later than its head (state.py), so nothing beyond the head leaks into a plan;
4. bucket roots are accepted only when they lead to the `state_root` of the commit they stand for.
Repeating any part writes what is there already, that is, nothing.
"""

from collections.abc import Iterable

from commandcenter.kernel.errors import ConflictError
from commandcenter.ledger.history import newest_rev, read_commit, read_image, read_on, write_snapshot
from commandcenter.ledger.model import Commit, Entity, Head, Header, LedgerFaultError
from commandcenter.ledger.ports import ItemStore, ObjectStore
from commandcenter.ledger.state import HeadMovedError, State
from commandcenter.ledger.state_tree import BUCKETS, NO_BUCKETS, Buckets, bucket_of, buckets_of, leaves_of

TRIES = 50
"""How often to start again when others move the head; each time somebody has made progress."""


class Materialiser:
    """Write what commits say into the items.

    Args:
        objects, items: The two stores.
        snapshot_every: A snapshot is written for each revision this divides.
    """

    def __init__(self, objects: ObjectStore, items: ItemStore, snapshot_every: int) -> None:
        self._objects = objects
        self._items = items
        self._snapshot_every = snapshot_every

    def repair(self, project: str) -> Head | None:
        """Show in the items all commits there are; returns the head, or None when there is no commit."""
        for _ in range(TRIES):
            head = self._items.head(project)
            commits = list(read_on(self._objects, project, *((head.rev, head.digest) if head else (0, ""))))
            if not commits:
                return head
            self._catch_up(project, head.rev if head else 0, commits)
        raise ConflictError(f"the head of {project} keeps moving; try again")

    def finish(self, header: Header, entities: Iterable[Entity], buckets: Buckets) -> None:
        """Show one commit, made on a head that was complete, in the items."""
        self._items.write(header.project, entities)
        self._move_head(header, buckets, header.rev - 1)

    def replay(self, project: str) -> Head:
        """Rebuild items and head from the objects alone; raises NotFoundError, LedgerFaultError, ConflictError.

        Meant for an operator: while it runs, readers may find entities missing.
        """
        before = self._items.head(project)
        for _ in range(TRIES):
            header = read_commit(self._objects, project, newest_rev(self._objects, project)).header
            image = read_image(self._objects, project, header.rev)
            self._items.clear(project)
            self._items.write(project, image.values())
            self._move_head(header, buckets_of(header.rev, image.values()), 0)
            head = self.repair(project)
            if head and self._is_whole(head):
                self._items.mark_published(project, min(before.published, head.rev) if before else 0)
                return self._items.head(project) or head
        raise ConflictError(f"{project} keeps changing while it is rebuilt; try again")

    def _catch_up(self, project: str, base: int, commits: list[Commit]) -> None:
        """Show some commits in the items; gives up in silence when somebody else is already further."""
        merged = {entity.key: entity for commit in commits for entity in commit.entities}
        self._items.write(project, merged.values())
        buckets = self._buckets_after(commits[-1].header, merged)
        if buckets:
            for commit in commits[:-1]:
                self._snapshot(commit.header)
            self._move_head(commits[-1].header, buckets, base)

    def _move_head(self, header: Header, buckets: Buckets, base: int) -> None:
        self._snapshot(header)
        head = Head(
            project=header.project,
            rev=header.rev,
            digest=header.digest,
            state_root=header.state_root,
            at=header.at,
            origin=header.origin,
            entities=buckets.entities,
            materialised=header.rev,
        )
        self._items.set_head(head, buckets, base)

    def _snapshot(self, header: Header) -> None:
        if header.rev % self._snapshot_every == 0:
            write_snapshot(self._objects, header.project, header.rev)

    def _buckets_after(self, target: Header, touched: Iterable[str]) -> Buckets | None:
        """Compute the buckets at `target` from the items; None when the items are already past it.

        Rehashing the touched buckets is enough unless the stored roots are of another revision than the head's.
        """
        stored = self._items.buckets(target.project) or NO_BUCKETS
        if stored.rev == target.rev and stored.state_root == target.state_root:
            return stored
        few = {bucket_of(key) for key in touched}
        state = State(self._items, target.project, target.rev)
        try:
            for numbers in (few, set(range(BUCKETS))):
                leaves = {number: leaves_of(bucket.values()) for number, bucket in state.buckets(numbers).items()}
                buckets = stored.replaced(target.rev, leaves)
                if buckets.state_root == target.state_root:
                    return buckets
        except HeadMovedError:
            return None
        raise LedgerFaultError(
            f"the items of {target.project} are not what revision {target.rev} says; replay it", target.rev
        )

    def _is_whole(self, head: Head) -> bool:
        state = State(self._items, head.project, head.rev)
        try:
            return buckets_of(head.rev, state.entities()).state_root == head.state_root
        except HeadMovedError:
            return False
