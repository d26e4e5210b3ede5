"""`attest:show`: what is attested of a project, where that is logged, and what became of it."""

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import click

from commandcenter.cli.places import place_options
from commandcenter.cli.render import json_option, say, show_json, show_table
from commandcenter.kernel.errors import InvalidInputError

MOST = 20
"""Of attestations in one table; each is asked for by itself."""
COLUMNS = (
    "audit",
    "state",
    "issued",
    "valid until",
    "status",
    "log",
    "CID of the audit's statement",
    "what became of it",
)

Told = Mapping[str, Any]


@click.command()
@click.argument("project")
@click.argument("audit", required=False)
@place_options
@json_option
def show(project: str, audit: str | None, store: Path | None, hub: str | None, as_json: bool) -> None:
    """Show what is attested of PROJECT, or of one AUDIT of it: state, validity, place in the log, CID, what became of it."""
    if store and hub:
        raise InvalidInputError("give --store or --hub, not both")
    audits, tell = _ask_hub(hub, project) if hub else _look_here(project, store)
    if audit:
        show_attested(project, tell(audit), as_json=as_json)
        return
    known = audits()
    found = sorted(map(tell, known[:MOST]), key=lambda one: str(one.get("issued", "")), reverse=True)
    if as_json:
        show_json({"project": project, "attestations": found, "audits": known})
        return
    show_table(f"{project}: {len(known)} audits attested", COLUMNS, map(_row, found))
    if len(known) > MOST:
        say(f"{len(known) - MOST} more; --json lists their audits")


def show_attested(project: str, told: Told, *, as_json: bool) -> None:
    """Print how what is attested of one audit stands."""
    if as_json:
        show_json(dict(told))
        return
    show_table(f"{project}: what is attested of audit {told['audit']}", COLUMNS, [_row(told)])
    kinds = [(kind, one["index"], one["cid"], one["statement"]) for kind, one in told.get("statements", {}).items()]
    if kinds:
        show_table("Statements", ("kind", "log", "CID", "SHA-256"), kinds)
    outside = [
        (one["kind"], one["target"], one["state"], one["attempts"], one["content"], one["error"])
        for one in told.get("deliveries", ())
    ]
    if outside:
        show_table("Deliveries outside", ("what", "to", "state", "tries", "content", "last error"), outside)


def _row(told: Told) -> tuple[Any, ...]:
    place = told.get("statements", {}).get("audit", {})
    times = (told.get("issued"), told.get("valid_until"), told.get("status"))
    return (told["audit"], told["state"], *times, place.get("index"), place.get("cid"), "; ".join(_became(told)))


def _became(told: Told) -> Iterable[str]:
    for one in told.get("changes", ()):
        yield f"{one['action']} {one['at']}: {one['reason']}"
    states = [one["state"] for one in told.get("deliveries", ())]
    if states:
        yield ", ".join(f"{states.count(state)} deliveries {state}" for state in sorted(set(states)))


def _ask_hub(hub: str, project: str) -> tuple[Callable[[], list[str]], Callable[[str], Told]]:
    from commandcenter.cli.attest_hub import HubAttestations

    asked = HubAttestations(hub, project)

    def audits() -> list[str]:
        """List those the graph shows first."""
        told = asked.list()
        return list(dict.fromkeys([*(one["audit"] for one in told["current"]), *told["audits"]]))

    return audits, asked.tell


def _look_here(project: str, store: Path | None) -> tuple[Callable[[], list[str]], Callable[[str], Told]]:
    from commandcenter.cli.attest_store import check_audit, open_attestations

    room = open_attestations(project, store)

    def tell(audit: str) -> Told:
        check_audit(room, audit)
        return room.tell(audit)

    return room.audits, tell
