"""The ledger of a hub: every accepted change to a project is a commit, and all else follows from the commits.

The commit point is one `put_new` of `commits/<project>/<rev>`: exactly one writer wins a revision, the loser plans
again on the new head. Everything after it is repair that anyone may finish (repair.py says why that is safe).
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import TypeVar

from commandcenter.kernel.errors import ConflictError, InvalidInputError, NotFoundError
from commandcenter.kernel.urn import check_name
from commandcenter.ledger import history, outbox
from commandcenter.ledger.model import Body, Commit, Diff, Head, Header, Meta, Receipt, Verification
from commandcenter.ledger.objects import commit_name
from commandcenter.ledger.ports import ItemStore, ObjectStore
from commandcenter.ledger.proofs import Proof, make_proof
from commandcenter.ledger.repair import TRIES, Materialiser
from commandcenter.ledger.state import HeadMovedError, State
from commandcenter.ledger.state_tree import NO_BUCKETS
from commandcenter.ledger.stepped import Step, SteppedItems, SteppedObjects
from commandcenter.ledger.submit import Draft, Plan, draft_commit
from commandcenter.ledger.verify import verify_ledger

T = TypeVar("T")
_READ_TRIES = 3


class Ledger:
    """Read and write the histories of all projects of one hub.

    Args:
        objects: Where commits and snapshots are kept for good.
        items: Where the state at head is kept for quick reading; can be rebuilt from `objects`.
        snapshot_every: A snapshot is written for each revision this divides.
        step: Called before every operation on a store, with its name; what it raises ends the work there.
    """

    def __init__(
        self, objects: ObjectStore, items: ItemStore, *, snapshot_every: int = 64, step: Step | None = None
    ) -> None:
        self.objects: ObjectStore = SteppedObjects(objects, step) if step else objects
        self.items: ItemStore = SteppedItems(items, step) if step else items
        self._materialiser = Materialiser(self.objects, self.items, snapshot_every)

    def submit(self, project: str, plan: Plan, meta: Meta) -> Receipt:
        """Commit what the plan wants; without a difference to the head nothing is written.

        Raises what the plan raises, InvalidInputError for a change that cannot be kept, ConflictError when others were
        faster too often, LedgerFaultError when the store contradicts itself.
        """
        check_name(project)
        for _ in range(TRIES):
            head = self._materialiser.repair(project)
            try:
                draft = draft_commit(self.items, project, head, plan, meta)
            except HeadMovedError:
                continue
            if draft is None:
                return _unchanged(project, head)
            if self._put(draft):
                self._materialiser.finish(draft.header, draft.entities, draft.buckets)
                header = draft.header
                return Receipt(
                    project, header.rev, header.digest, header.state_root, len(draft.entities), committed=True
                )
        raise ConflictError(f"other writers of {project} were faster {TRIES} times; try again")

    def repair(self, project: str) -> Head | None:
        """Finish what a writer left undone; returns the head, or None when the project has no commit."""
        return self._materialiser.repair(check_name(project))

    def replay(self, project: str) -> Head:
        """Rebuild the items from the objects alone; raises NotFoundError when the project has no commit."""
        return self._materialiser.replay(check_name(project))

    def head(self, project: str) -> Head | None:
        return self.items.head(check_name(project))

    def heads(self) -> Iterator[Head]:
        return self.items.heads()

    def projects(self) -> list[str]:
        """List the projects there is anything of: a head, or a commit whose writer died before there was one."""
        return sorted({*outbox.project_names(self.objects), *(head.project for head in self.heads())})

    def read(self, project: str, reader: Callable[[State], T]) -> tuple[Head, T]:
        """Run a reader on the state at head and return it with the head it saw; writes nothing.

        Raises NotFoundError when the project has no head, and what the reader raises.
        """
        head = self._head(project)
        for _ in range(_READ_TRIES):
            state = State(self.items, project, head.rev)
            try:
                return head, reader(state)
            except HeadMovedError:
                head = self._head(project)
        image = history.read_image(self.objects, project, head.rev)
        return head, reader(State.of_image(self.items, project, head.rev, image.values()))

    def commit(self, project: str, rev: int) -> Commit:
        """Read one commit; raises NotFoundError."""
        return history.read_commit(self.objects, check_name(project), rev)

    def commits(self, project: str, after: int = 0, limit: int = 50) -> list[Header]:
        """Read the headers of up to `limit` commits after revision `after`, oldest first."""
        found: list[Header] = []
        while len(found) < limit and (commit := history.find_commit(self.objects, check_name(project), after + 1)):
            found.append(commit.header)
            after += 1
        return found

    def as_of(self, project: str, *, rev: int | None = None, time: datetime | None = None) -> Mapping[str, Body]:
        """Return all bodies by key at a revision, at a time, or at head; before the first commit there are none.

        Raises NotFoundError for a project without commits or a revision it has not reached.
        """
        if rev is None and time is None:
            return self.read(project, lambda state: state.items())[1]
        at = self.rev_at(project, rev=rev, time=time)
        image = history.read_image(self.objects, project, at)
        return {key: body for key, entity in image.items() if (body := entity.body) is not None}

    def rev_at(self, project: str, *, rev: int | None = None, time: datetime | None = None) -> int:
        """Say which revision a revision, a time or neither (the head) means; 0 is before the first."""
        if rev is not None and time is not None:
            raise InvalidInputError("ask for a revision or for a time, not for both")
        if rev is not None:
            return rev
        newest = self._head(project).rev
        return newest if time is None else history.rev_at(self.objects, project, time, newest)

    def diff(self, project: str, a: int, b: int) -> Diff:
        """List what differs between two revisions, from `a` to `b`."""
        check_name(project)
        before, after = (history.read_image(self.objects, project, rev) for rev in (a, b))
        return history.compare(before, after)

    def verify(self, project: str) -> Verification:
        """Recompute the chain, all roots, the snapshots and the items; names the first bad revision."""
        return verify_ledger(self.objects, self.items, check_name(project))

    def prove(self, project: str, key: str, rev: int | None = None) -> Proof:
        """Prove one entity at a revision (the head's by default) without showing another; raises NotFoundError."""
        at = self.rev_at(check_name(project), rev=rev)
        header = history.read_commit(self.objects, project, at).header
        return make_proof(header, history.read_image(self.objects, project, at).values(), key)

    def pending(self) -> Iterator[Head]:
        """Yield the heads of projects with something to publish, after finishing what was left undone."""
        for project in outbox.lagging(self.objects, self.items):
            head = self.repair(project)
            if head and head.materialised > head.published:
                yield head

    def publish(self, project: str, emit: outbox.Emit) -> int:
        """Emit the commits not yet published, in order, and count them; one may go out twice, none is left out."""
        head = self.repair(project)
        return outbox.publish_head(self.objects, self.items, head, emit) if head else 0

    def _put(self, draft: Draft) -> bool:
        """Take the revision. A put that was repeated by the network finds its own bytes and has won all the same."""
        name = commit_name(draft.header.project, draft.header.rev)
        return self.objects.put_new(name, draft.data) or self.objects.get(name) == draft.data

    def _head(self, project: str) -> Head:
        head = self.items.head(check_name(project))
        if head is None:
            raise NotFoundError(f"there is no project {project} in this ledger")
        return head


def _unchanged(project: str, head: Head | None) -> Receipt:
    if head is None:
        return Receipt(project, 0, "", NO_BUCKETS.state_root, 0, committed=False)
    return Receipt(project, head.rev, head.digest, head.state_root, 0, committed=False)
