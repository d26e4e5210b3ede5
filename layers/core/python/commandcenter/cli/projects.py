"""`project:add`, `project:list`: the register of projects."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from commandcenter.cli.connection import HubClient, questions
from commandcenter.cli.places import LOCAL_HUB, default_store, find_hub, place_options
from commandcenter.cli.render import json_option, show_json, show_table
from commandcenter.kernel.errors import InvalidInputError

_LIST = """query($after: String) { projects(first: 200, after: $after) { total next items {
  name title domain status tags nodes rev freshness { state headRev indexedAt reason } } } }"""


@click.command()
@click.argument("name")
@click.option("--title", default="")
@click.option("--domain", default="", help="such as Finance, Partnering, Creative, Infra")
@click.option("--status", default="active", type=click.Choice(["active", "paused", "archived"]), show_default=True)
@click.option("--tag", "tags", multiple=True)
@click.option(
    "--repo",
    "repos",
    multiple=True,
    metavar="KIND:FULL_NAME=URL",
    help="such as github:acme/shop=https://github.com/acme/shop",
)
@click.option("--branch", default="main", show_default=True, help="the branch to follow")
@click.option("--secret", default="", help="NAME of the secret that signs the webhooks, never the secret itself")
@click.option("--credentials", default="", help="NAME of the secret that holds the token to fetch with")
@place_options
def add(
    name: str,
    title: str,
    domain: str,
    status: str,
    tags: tuple[str, ...],
    repos: tuple[str, ...],
    branch: str,
    secret: str,
    credentials: str,
    store: Path | None,
    hub: str | None,
) -> None:
    """Register a project, or replace what is registered of it."""
    repositories = [_repository(text, branch, secret, credentials) for text in repos]
    entry = {
        "name": name,
        "title": title,
        "domain": domain,
        "status": status,
        "tags": list(tags),
        "repositories": repositories,
    }
    if store and hub:
        raise InvalidInputError("give --store or --hub, not both")
    if hub:
        HubClient(find_hub(hub)).call("POST", "/v1/projects", entry)
    else:
        _add_here(store or default_store(), entry)
    click.echo(f"{name} is registered")


def _add_here(store: Path, entry: Mapping[str, object]) -> None:
    from commandcenter.hub.registration import register
    from commandcenter.kernel.clock import SystemClock
    from commandcenter.ledger.model import Meta
    from commandcenter.ledger.open import open_directory

    meta = Meta(SystemClock().now(), "cli", f"register {entry['name']}", "source")
    register(open_directory(store), LOCAL_HUB, entry, meta)


def _repository(text: str, branch: str, secret: str, credentials: str) -> dict[str, str]:
    name, equals, url = text.partition("=")
    kind, colon, full_name = name.partition(":")
    if not (equals and colon and url and full_name):
        raise InvalidInputError(f"not KIND:FULL_NAME=URL: {text!r:.120}")
    return {
        "kind": kind,
        "full_name": full_name,
        "url": url,
        "branch": branch,
        "secret": secret,
        "credentials": credentials,
    }


@click.command("list")
@place_options
@json_option
def list_projects(store: Path | None, hub: str | None, as_json: bool) -> None:
    """List the registered projects and where each stands."""
    asked, items, after = questions(store, hub), [], None
    while True:
        page = asked.ask(_LIST, {"after": after})["projects"]
        items += page["items"]
        after = page["next"]
        if after is None:
            break
    if as_json:
        show_json(items)
        return
    rows = [_row(item) for item in items]
    show_table(
        f"{len(items)} projects", ("project", "domain", "status", "tags", "revision", "nodes", "freshness"), rows
    )


def _row(item: Mapping[str, Any]) -> tuple[object, ...]:
    standing = item["rev"], item["nodes"], item["freshness"]["state"]
    return item["name"], item["domain"], item["status"], " ".join(item["tags"]), *standing
