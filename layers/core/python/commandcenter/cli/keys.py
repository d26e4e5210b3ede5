"""`key:create`, `key:list`, `key:revoke`: API keys of a hub."""

import click

from commandcenter.cli.connection import HubClient
from commandcenter.cli.places import find_hub
from commandcenter.cli.render import json_option, show_json, show_table

hub_option = click.option("--hub", required=True, metavar="NAME|URL")


@click.command()
@click.argument("name")
@click.option("--role", required=True, type=click.Choice(["partner", "auditor", "developer", "operator"]))
@click.option("--project", "projects", multiple=True, help="a project the key may see; * for all; again for more")
@click.option("--days", type=click.IntRange(1, 3650), help="days until the key expires [default: never]")
@hub_option
@json_option
def create(name: str, role: str, projects: tuple[str, ...], days: int | None, hub: str, as_json: bool) -> None:
    """Make a key called NAME and show it, this once."""
    body = {"name": name, "role": role, "projects": list(projects)} | ({"days": days} if days else {})
    made = HubClient(find_hub(hub)).call("POST", "/v1/keys", body)
    if as_json:
        show_json(made)
    else:
        click.echo(f"{made['key']}")
        click.echo(f"key {made['id']} of {name} ({role}); it will not be shown again", err=True)


@click.command("list")
@hub_option
@json_option
def list_keys(hub: str, as_json: bool) -> None:
    """List the keys of a hub, without the keys themselves."""
    keys = HubClient(find_hub(hub)).call("GET", "/v1/keys")["keys"]
    if as_json:
        show_json(keys)
        return
    columns = ("id", "name", "role", "projects", "created", "expires", "revoked")
    show_table(f"{len(keys)} keys", columns, [[_text(key.get(column)) for column in columns] for key in keys])


@click.command()
@click.argument("key_id")
@hub_option
def revoke(key_id: str, hub: str) -> None:
    """Revoke a key by its id, at once."""
    HubClient(find_hub(hub)).call("DELETE", f"/v1/keys/{key_id}")
    click.echo(f"key {key_id} is revoked")


def _text(value: object) -> object:
    return " ".join(map(str, value)) if isinstance(value, list) else value
