"""Tell how what the hub shows of a project stands to the project's own ledger."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from commandcenter.graph.cache import GraphCache
from commandcenter.graph.claims import Claims
from commandcenter.graph.federated.model import HubSighting, PeerPart
from commandcenter.graph.hub_view import HubView
from commandcenter.kernel.clock import format_time, parse_time
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


def peer_doubt(part: PeerPart, sighting: HubSighting | None) -> str:
    """Say why what is shown of another hub may not be how it stands there now; "" when it is."""
    if sighting is None or sighting.status == "unknown":
        return f"hub {part.hub} has not been heard of"
    if sighting.status != "online":
        since = format_time(sighting.seen) if sighting.seen else "it was linked"
        return f"hub {part.hub} is {sighting.status}; nothing was heard since {since}"
    if not part.root:
        return f"the summary of hub {part.hub} is under way"
    return "" if part.is_current(sighting) else f"hub {part.hub} has changed since revision {part.rev}, which is shown"


def peer_freshness(said: Claims | None, doubt: str) -> Freshness:
    """Tell how a project of another hub stands: as fresh as that hub's summary."""
    if said is None:
        return Freshness("missing", None, None, None, doubt or "never indexed")
    at = parse_time(said.at)
    return Freshness("stale" if doubt else "fresh", None if doubt else said.rev, said.rev, at, doubt)
