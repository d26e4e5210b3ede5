"""Turn wanted changes into the next commit: read the head, lay the changes against it, build the commit object."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from commandcenter.kernel.clock import format_time, parse_time
from commandcenter.kernel.errors import InvalidInputError
from commandcenter.kernel.urn import check_key
from commandcenter.ledger.model import Change, Entity, Head, Header, LedgerFaultError, Meta, encode_body
from commandcenter.ledger.objects import changes_root, encode_commit
from commandcenter.ledger.ports import ItemStore
from commandcenter.ledger.state import HeadMovedError, State
from commandcenter.ledger.state_tree import (
    NO_BUCKETS,
    Buckets,
    bucket_of,
    bucket_root,
    buckets_of,
    entity_leaf,
    leaves_of,
)

Plan = Callable[[State], Iterable[Change]]
"""Says what to change, given the state at head; run again whenever another writer was faster."""


@dataclass(frozen=True, slots=True)
class Draft:
    """Hold a commit ready to be put, and what it leaves behind."""

    header: Header
    entities: tuple[Entity, ...]
    buckets: Buckets
    data: bytes


def draft_commit(items: ItemStore, project: str, head: Head | None, plan: Plan, meta: Meta) -> Draft | None:
    """Run the plan on the head; None when it changes nothing.

    Raises HeadMovedError when the items are past this head, InvalidInputError for a change that cannot be kept,
    LedgerFaultError when the items do not fit the head's digest.
    """
    state = State(items, project, head.rev if head else 0)
    wanted = _encoded(plan(state))
    if state.moved:  # the plan swallowed it
        raise HeadMovedError(project)
    old = state.buckets({bucket_of(key) for key in wanted})
    changed = tuple(
        Entity(key, state.rev + 1, data)
        for key, data in sorted(wanted.items())
        if data != _data(old[bucket_of(key)].get(key))
    )
    if not changed:
        return None
    buckets = _next_buckets(_buckets_at(items, state, head), state, changed)
    header = _header(project, head, meta, changed, buckets)
    return Draft(header, changed, buckets, encode_commit(header, changed))


def _header(project: str, head: Head | None, meta: Meta, changed: tuple[Entity, ...], buckets: Buckets) -> Header:
    return Header(
        project=project,
        rev=changed[0].rev,
        parent=head.digest if head else "",
        at=_later(meta, head),
        actor=meta.actor,
        cause=meta.cause,
        origin=meta.origin,
        changes_root=changes_root(changed),
        state_root=buckets.state_root,
    )


def _encoded(changes: Iterable[Change]) -> dict[str, bytes | None]:
    wanted: dict[str, bytes | None] = {}
    for change in changes:
        if check_key(change.key) in wanted:
            raise InvalidInputError(f"one commit changes {change.key!r:.120} twice")
        wanted[change.key] = None if change.body is None else encode_body(change.body)
    return wanted


def _data(entity: Entity | None) -> bytes | None:
    return entity.data if entity else None


def _later(meta: Meta, head: Head | None) -> datetime:
    """Clamp the job's time so that it never goes back along the chain, at the precision it is written with."""
    at = parse_time(format_time(meta.at))
    return max(at, head.at) if head else at


def _buckets_at(items: ItemStore, state: State, head: Head | None) -> Buckets:
    """Read the buckets at head; computed from all items when the stored ones are of another revision."""
    if head is None:
        return NO_BUCKETS
    stored = items.buckets(state.project)
    if stored and stored.rev == head.rev and stored.state_root == head.state_root:
        return stored
    buckets = buckets_of(head.rev, state.entities())
    if buckets.state_root != head.state_root:
        raise _unfit(state)
    return buckets


def _next_buckets(base: Buckets, state: State, changed: tuple[Entity, ...]) -> Buckets:
    """Compute the buckets after the changes; what is built upon must fit the digest at head."""
    numbers = {entity.key: bucket_of(entity.key) for entity in changed}
    leaves = {}
    for number, bucket in state.buckets(numbers.values()).items():
        leaves[number] = leaves_of(bucket.values())
        if bucket_root(leaves[number]) != base.roots[number]:
            raise _unfit(state)
    for entity in changed:
        if entity.data is None:
            del leaves[numbers[entity.key]][entity.key]
        else:
            leaves[numbers[entity.key]][entity.key] = entity_leaf(entity.key, entity.data)
    return base.replaced(state.rev + 1, leaves)


def _unfit(state: State) -> LedgerFaultError:
    return LedgerFaultError(
        f"the items of {state.project} are not what revision {state.rev} says; replay it", state.rev
    )
