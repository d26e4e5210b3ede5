"""`mesh:tail`, `mesh:publish`, `mesh:replay`: the events of a hub - followed, made by hand, told once more."""

import json
import re
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import click

from commandcenter.cli.connection import HubClient
from commandcenter.cli.keys import hub_option
from commandcenter.cli.places import find_hub
from commandcenter.cli.render import console, json_option, show_json
from commandcenter.kernel.clock import SystemClock, format_time, parse_time
from commandcenter.kernel.errors import InvalidInputError

POLL_SECONDS = 1.0
_AGO = re.compile(r"(?P<count>[0-9]{1,6})(?P<unit>[smhd])")
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}


@click.command()
@click.argument("subject", default=">")
@click.option("--since", metavar="TIME|10m", help="begin with what was entered then [default: now]")
@click.option("--once", is_flag=True, help="print what there is and do not wait for more")
@hub_option
@json_option
def tail(subject: str, since: str | None, once: bool, hub: str, as_json: bool) -> None:
    """Follow the events of a hub whose subject matches SUBJECT: `*` stands for one token, `>` for the rest."""
    client = HubClient(find_hub(hub))
    try:
        for entry in follow(client, subject, since, wait=not once):
            if as_json:
                click.echo(json.dumps(entry["event"], ensure_ascii=False))
            else:
                show_entry(entry)
    except KeyboardInterrupt:
        return  # how one stops following


@click.command()
@click.argument("subject")
@click.option("--data", required=True, metavar="JSON|@FILE", help="what the event says, as its schema asks")
@click.option("--about", metavar="URN", help="what it is about [default: the hub]")
@hub_option
@json_option
def publish(subject: str, data: str, about: str | None, hub: str, as_json: bool) -> None:
    """Publish an event under SUBJECT on a hub's bus."""
    body = {"type": subject, "data": read_data(data)} | ({"subject": about} if about else {})
    made = HubClient(find_hub(hub)).call("POST", "/v1/mesh/events", body)
    if as_json:
        show_json(made)
    else:
        click.echo(made["id"])


@click.command()
@click.option("--since", required=True, metavar="TIME|10m", help="events entered then or later")
@click.option("--subject", "pattern", default=">", show_default=True, help="only these, with wildcards")
@hub_option
@json_option
def replay(since: str, pattern: str, hub: str, as_json: bool) -> None:
    """Publish events of the log once more; they keep their ids, so consumers know them."""
    body = {"since": moment(since), "pattern": pattern}
    done = HubClient(find_hub(hub)).call("POST", "/v1/mesh/replays", body)
    if as_json:
        show_json(done)
    else:
        click.echo(f"{done['replayed']} events published once more")


def follow(client: HubClient, pattern: str, since: str | None, *, wait: bool) -> Iterator[dict[str, Any]]:
    """Yield entries of the log in order, and go on as more come if asked to; each comes once."""
    # Without a time a follower begins now, and who only looks begins with the oldest.
    start = (
        {"since": moment(since)}
        if since
        else {"after": str(_page(client, pattern, {"limit": "1"})["last"] if wait else 0)}
    )
    page = _page(client, pattern, start)
    while True:
        yield from page["events"]
        after = page["next"]
        if after >= page["last"]:
            if not wait:
                return
            time.sleep(POLL_SECONDS)
        page = _page(client, pattern, {"after": str(after)})


def show_entry(entry: dict[str, Any]) -> None:
    """Print one line: time, sequence, subject, what it is about, where it happened; and why, if it was stopped."""
    event, stopped = entry["event"], entry["outcome"] == "stopped"
    line = f"{entry['recorded']} {entry['sequence']:>6} {event['type']}  {event['subject']}  {event['source']}"
    if stopped:
        line += f"  stopped: {entry['reason']}"
    clean = "".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in line)
    console().print(clean, style="red" if stopped else None, markup=False, soft_wrap=True)


def moment(text: str) -> str:
    """Read a time (RFC 3339 with a zone) or how long ago: 30s, 10m, 2h, 1d. Raises InvalidInputError."""
    ago = _AGO.fullmatch(text)
    if ago is None:
        return format_time(parse_time(text))
    try:
        return format_time(SystemClock().now() - timedelta(**{_UNITS[ago["unit"]]: int(ago["count"])}))
    except OverflowError:
        raise InvalidInputError(f"{text} ago there was no calendar") from None


def read_data(text: str) -> dict[str, Any]:
    """Read JSON given as it is, or with `@` the file that holds it; raises InvalidInputError unless it is an object."""
    try:
        value = json.loads(Path(text[1:]).read_text("utf-8") if text.startswith("@") else text)
    except (OSError, ValueError, RecursionError) as error:
        raise InvalidInputError(f"the data is no JSON that can be read: {error}") from None
    if not isinstance(value, dict):
        raise InvalidInputError("the data is a JSON object")
    return value


def _page(client: HubClient, pattern: str, asked: dict[str, str]) -> dict[str, Any]:
    page: dict[str, Any] = client.call("GET", f"/v1/mesh/events?{urlencode({'pattern': pattern, **asked})}")
    return page
