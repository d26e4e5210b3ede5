"""Tell how what the hub shows of a project stands to the project's own ledger."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from commandcenter.graph.cache import GraphCache
from commandcenter.graph.hub_view import HubView
from commandcenter.kernel.clock import parse_time
from commandcenter.kernel.errors import ProblemError
from commandcenter.ledger.ledger import Ledger
from commandcenter.ledger.model import Head

FreshnessState = Literal["fresh", "stale", "missing"]


@dataclass(frozen=True, slots=True)
class Freshness:
    """Tell how a project's part of the answer stands to its own ledger.

    Args:
        state: `fresh`: shows the head. `stale`: the head has moved on. `missing`: never indexed, or its ledger cannot
            be read.
        head_rev: The project's newest revision (at `as_of`: then), None when unknown.
        shown_rev: The revision shown, None when none is.
        indexed_at: When the shown revision was committed.
        reason: Why it is not fresh, else "".

    """

    state: FreshnessState
    head_rev: int | None
    shown_rev: int | None
    indexed_at: datetime | None
    reason: str = ""


def read_heads(ledger: Ledger, names: Collection[str]) -> dict[str, Head | str]:
    """Read all heads; where that fails, one by one, so that one bad head costs one project and is named."""
    try:
        return {head.project: head for head in ledger.heads()}
    except ProblemError:
        return {name: head for name in names if (head := _one_head(ledger, name)) is not None}


def _one_head(ledger: Ledger, name: str) -> Head | str | None:
    try:
        return ledger.head(name)
    except ProblemError as error:
        return error.detail


def tell_freshness(
    reader: GraphCache, name: str, view: HubView, heads: Mapping[str, Head | str], past: datetime | None
) -> Freshness:
    said, head = view.claims.get(name), heads.get(name)
    shown = said.rev if said else None
    at = parse_time(said.at) if said else None
    if isinstance(head, str):
        return Freshness("missing", None, shown, at, f"its ledger cannot be read: {head}")
    if head is None:
        reason = "never indexed" if said is None else "its ledger cannot be found"
        return Freshness("missing", None, shown, at, reason)
    try:
        newest = head.rev if past is None else _newest_then(reader, head, shown or 0, past)
    except ProblemError as error:
        return Freshness("missing", head.rev, shown, at, f"its ledger cannot be read: {error.detail}")
    if shown is None:
        return Freshness(
            "missing", newest or None, None, None, "indexed, not yet linked" if newest else "never indexed"
        )
    if newest > shown:
        return Freshness("stale", newest, shown, at, f"shows revision {shown} of {newest}")
    return Freshness("fresh", newest, shown, at)


def _newest_then(reader: GraphCache, head: Head, shown: int, past: datetime) -> int:
    """Find the head as it was at a moment, reading forward from the revision shown: mostly one commit, cached."""
    newest = shown
    while newest < head.rev and reader.commit_time(head.project, newest + 1) <= past:
        newest += 1
    return newest
