"""Take a part of another hub's summary into this hub's ledger."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from commandcenter.graph.federated.entities import check_entity
from commandcenter.graph.federated.exported import root_of
from commandcenter.graph.federated.model import View, scope_of
from commandcenter.graph.federated.peer_parts import entity_body, entity_key, held_view, state_key
from commandcenter.graph.ports import GraphState
from commandcenter.kernel.clock import format_time
from commandcenter.kernel.urn import HUB_PROJECT
from commandcenter.ledger.ledger import Ledger
from commandcenter.ledger.model import Change, Meta


@dataclass(frozen=True, slots=True)
class Applied:
    """Tell what is held after a part: a revision and the digest of the view, 0 and "" while there is no whole one.

    `gap` says why the part does not follow from what was held, "" when it did; nothing was written then, unless the view
    that came together is not the one the sender meant, in which case what is held counts for nothing.
    """

    rev: int
    root: str
    gap: str = ""


def apply_part(ledger: Ledger, hub: str, data: Mapping[str, Any], *, at: datetime, cause: str) -> Applied:
    """Apply the data of one `<hub>.global.summary` event; the same part again changes nothing.

    Raises InvalidInputError for an entity the hub cannot have shown of itself; nothing is written then.
    """
    for change in data["changes"]:
        if change["body"] is not None:
            check_entity(hub, change["key"], change["body"])
    outcome: list[Applied] = []

    def plan(state: GraphState) -> Iterator[Change]:
        outcome[:] = []
        held = state.items()
        said = held.get(state_key(hub), {}).get("props", {})
        gap = _gap(said, data)
        if gap or _known(said, data):
            outcome.append(Applied(said.get("rev", 0), said.get("root", ""), gap))
            return
        before = held_view(held, hub)
        after = _after(before, data)
        made = _next(said, data, after, at)
        outcome.append(Applied(made["rev"], made["root"], "" if "wrong" not in made else str(made["wrong"])))
        yield Change(state_key(hub), {"scope": scope_of(hub), "type": "hub", "id": hub, "props": made})
        yield from _changes(hub, before, after)

    ledger.submit(HUB_PROJECT, plan, Meta(at, f"hub:{hub}", cause, "derived"))
    return outcome[-1]


def held_of(ledger: Ledger, hub: str) -> Applied:
    """Return what is held of another hub."""
    if ledger.head(HUB_PROJECT) is None:
        return Applied(0, "")
    found = ledger.read(HUB_PROJECT, lambda state: state.get(state_key(hub)))[1]
    said = found.get("props", {}) if found else {}
    return Applied(said.get("rev", 0), said.get("root", ""))


def forget(ledger: Ledger, hub: str, *, at: datetime, cause: str) -> None:
    """Delete all that is kept of another hub; the ledger's history keeps it."""

    def plan(state: GraphState) -> Iterator[Change]:
        yield from (Change(key, None) for key, body in state.items().items() if body.get("scope") == scope_of(hub))

    ledger.submit(HUB_PROJECT, plan, Meta(at, "unlink", cause, "derived"))


def _known(said: Mapping[str, Any], data: Mapping[str, Any]) -> bool:
    """Say whether a part was applied before: its whole summary, or it and perhaps more of the one under way."""
    if said.get("rev") == data["to"] and said.get("root") == data["root"]:
        return True
    way = said.get("way", {})
    return _same_way(way, data) and data["part"] <= way["part"]


def _gap(said: Mapping[str, Any], data: Mapping[str, Any]) -> str:
    """Say why a part does not follow from what is held; "" when it does."""
    if _known(said, data) or (data["part"] == 1 and data["from"] == 0):
        return ""
    way = said.get("way", {})
    if data["part"] == 1:
        held = said.get("rev", 0)
        return "" if data["from"] == held else f"it leads on from revision {data['from']}; revision {held} is held"
    if _same_way(way, data) and data["part"] == way["part"] + 1:
        return ""
    return f"part {data['part']} does not follow from what is held"


def _same_way(way: Mapping[str, Any], data: Mapping[str, Any]) -> bool:
    return bool(way) and all(way[name] == data[name] for name in ("from", "to", "parts", "root"))


def _after(before: View, data: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    after = {} if data["from"] == 0 and data["part"] == 1 else dict(before)
    for change in data["changes"]:
        if change["body"] is None:
            after.pop(change["key"], None)
        else:
            after[change["key"]] = change["body"]
    return after


def _next(said: Mapping[str, Any], data: Mapping[str, Any], after: View, at: datetime) -> dict[str, Any]:
    """Write how far the view has come: on its way, whole, or not the one that was meant."""
    if data["part"] < data["parts"]:
        way = {name: data[name] for name in ("from", "to", "part", "parts", "root")}
        # From nothing on there is no whole view until the last part; else the one before stays the one to go on from.
        base = {"rev": 0, "root": ""} if data["from"] == 0 else {"rev": said["rev"], "root": said["root"]}
        return {**base, "at": said.get("at", ""), "way": way}
    if root_of(after) != data["root"]:
        return {"rev": 0, "root": "", "at": format_time(at), "wrong": "the view is not the one the sender meant"}
    return {"rev": data["to"], "root": data["root"], "at": format_time(at)}


def _changes(hub: str, before: View, after: View) -> Iterator[Change]:
    for key in sorted(before.keys() - after.keys()):
        yield Change(entity_key(hub, key), None)
    for key in sorted(after):
        if before.get(key) != after[key]:
            yield Change(entity_key(hub, key), entity_body(hub, key, after[key]))
