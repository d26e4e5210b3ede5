"""`fed:sweep`: ask linked hubs to do something, and say who did."""

import time
from collections import Counter
from typing import Any

import click

from commandcenter.cli.connection import HubClient
from commandcenter.cli.keys import hub_option
from commandcenter.cli.places import find_hub
from commandcenter.cli.render import json_option, progress_bar, show_json, show_table
from commandcenter.kernel.errors import InvalidInputError

EVERY = 1.0
GRACE = 5.0
"""Seconds past the deadline, by our clock, after which the hub's own is no longer waited for."""


@click.command()
@click.option(
    "--command", "name", type=click.Choice(["audit.sweep", "refresh"]), default="audit.sweep", show_default=True
)
@click.option(
    "--target", "targets", multiple=True, metavar="HUB", help="a linked hub [default: all that send to this one]"
)
@click.option(
    "--project", "projects", multiple=True, metavar="P", help="for a sweep, only this project; again for more"
)
@click.option(
    "--seconds", type=click.IntRange(5, 3600), default=60, show_default=True, help="how long reports are waited for"
)
@hub_option
@json_option
def sweep(
    name: str, targets: tuple[str, ...], projects: tuple[str, ...], seconds: int, hub: str, as_json: bool
) -> None:
    """Ask linked hubs to audit their projects, or to send their summary anew; wait for their reports.

    Exit code 1 unless every hub ran it.
    """
    if projects and name != "audit.sweep":
        raise InvalidInputError("--project is for a sweep")
    body: dict[str, Any] = {"command": name, "seconds": seconds}
    body |= {"targets": list(targets)} if targets else {}
    body |= {"projects": list(projects)} if projects else {}
    client = HubClient(find_hub(hub))
    asked = client.call("POST", "/v1/fed/commands", body)
    told = _wait(client, asked["id"], seconds)
    if as_json:
        show_json(told)
    else:
        _show(told)
    if any(one["outcome"] != "ran" for one in told["hubs"]):
        raise click.exceptions.Exit(1)


def _wait(client: HubClient, command: str, seconds: float) -> dict[str, Any]:
    """Ask until no hub is waited for; the hub's clock says which have timed out."""
    end = time.monotonic() + seconds + GRACE
    with progress_bar() as bar:
        task = bar.add_task("hubs report", total=None)
        while True:
            told: dict[str, Any] = client.call("GET", f"/v1/fed/commands/{command}")
            waiting = [one["hub"] for one in told["hubs"] if one["outcome"] == "waiting"]
            said = len(told["hubs"]) - len(waiting)
            bar.update(task, total=len(told["hubs"]), completed=said, description=f"waiting for {', '.join(waiting)}")
            if not waiting or time.monotonic() >= end:
                return told
            time.sleep(EVERY)


def _show(told: dict[str, Any]) -> None:
    outcomes = Counter(one["outcome"].replace("_", " ") for one in told["hubs"])
    title = f"{told['command']}: {', '.join(f'{count} {outcome}' for outcome, count in sorted(outcomes.items()))}"
    rows = [
        [
            one["hub"],
            one["outcome"],
            " ".join(f"{name}={n}" for name, n in sorted(one["counts"].items())),
            one["detail"],
        ]
        for one in told["hubs"]
    ]
    show_table(title, ("hub", "outcome", "counts", "detail"), rows)
