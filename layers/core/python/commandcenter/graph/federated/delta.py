"""The difference between what another hub has of this one and what there is to show now."""

from collections.abc import Iterator, Mapping
from typing import Any

from commandcenter.graph.federated.exported import exported_view, root_of
from commandcenter.graph.federated.model import Allowed, View
from commandcenter.kernel.canonical import Json, canonical
from commandcenter.kernel.errors import NotFoundError
from commandcenter.kernel.urn import HUB_PROJECT
from commandcenter.ledger.ledger import Ledger

MAX_PART_BYTES = 150_000


def deltas(ledger: Ledger, rev: int, root: str, allowed: Allowed) -> Iterator[dict[str, Json]]:
    """Yield, in order, the parts that lead from what a receiver has to the head of the hub's own ledger.

    Args:
        ledger: Of this hub.
        rev, root: What the receiver has: a revision and the digest of the view it holds; 0 and "" for nothing.
        allowed: What may leave.

    Returns: Data of `<hub>.global.summary` events {from, to, part, parts, root, changes}; none when the receiver has all.
    `from` is 0, and the parts hold everything, unless the digest is the one of the view at `rev`.
    """
    try:
        head, bodies = ledger.read(HUB_PROJECT, lambda state: state.items())
    except NotFoundError:
        return
    now = exported_view(bodies, allowed)
    reached = root_of(now)
    if reached == root:
        return
    before = _view_at(ledger, rev, head.rev, allowed)
    base = rev if before is not None and root_of(before) == root else 0
    changes = _changes(before if base and before is not None else {}, now)
    parts = list(_parts(changes))
    for number, part in enumerate(parts, 1):
        yield {
            "from": base, "to": head.rev, "part": number, "parts": len(parts), "root": reached, "changes": part,
        }  # fmt: skip


def _view_at(ledger: Ledger, rev: int, newest: int, allowed: Allowed) -> View | None:
    return exported_view(ledger.as_of(HUB_PROJECT, rev=rev), allowed) if 0 < rev <= newest else None


def _changes(before: View, now: View) -> list[dict[str, Any]]:
    gone = [{"key": key, "body": None} for key in before if key not in now]
    put = [{"key": key, "body": dict(body)} for key, body in now.items() if before.get(key) != body]
    return sorted([*gone, *put], key=lambda change: str(change["key"]))


def _parts(changes: list[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    """Cut changes into parts of at most MAX_PART_BYTES; without any there is one empty part."""
    part: list[Mapping[str, Any]] = []
    size = 0
    for change in changes:
        cost = len(canonical(change)) + 1
        if part and size + cost > MAX_PART_BYTES:
            yield [dict(one) for one in part]
            part, size = [], 0
        part.append(change)
        size += cost
    yield [dict(one) for one in part]
