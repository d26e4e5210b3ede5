"""`evidence:add`: keep a file by its digest."""

import json
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import quote

import click

from commandcenter.cli.connection import HubClient
from commandcenter.cli.facts import hub_option, store_option
from commandcenter.cli.places import default_store, find_hub
from commandcenter.cli.render import json_option, show_json
from commandcenter.cli.targets import open_target
from commandcenter.kernel.clock import SystemClock
from commandcenter.kernel.errors import InvalidInputError


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--project", required=True, help="the project it proves something of")
@store_option
@hub_option
@json_option
def add(file: Path, project: str, store: Path | None, hub: str | None, as_json: bool) -> None:
    """Keep FILE as evidence, and print the reference to write into compliance/*.yaml."""
    if hub and store:
        raise InvalidInputError("give --store or --hub, not both")
    data = file.read_bytes()
    reference = (
        _add_on_hub(HubClient(find_hub(hub)), project, _plain(file.name), data)
        if hub
        else _add_here(store or default_store(), project, _plain(file.name), data)
    )
    if as_json:
        show_json(dict(reference))
    else:
        click.echo(f"{{{', '.join(f'{name}: {_quoted(value)}' for name, value in reference.items())}}}")


def _quoted(text: str) -> str:
    """Write text as YAML and JSON both read it."""
    return json.dumps(text, ensure_ascii=False)


def _plain(name: str) -> str:
    """Write the name of a file, which may be no text at all, so that it can stand in a reference."""
    return "".join(sign if sign.isprintable() else "_" for sign in name)


def _add_here(store: Path, project: str, name: str, data: bytes) -> Mapping[str, str]:
    from commandcenter.compliance.facts.evidence import add_evidence

    return add_evidence(open_target(project, store).ledger, project, name, data, "cli", SystemClock().now())


def _add_on_hub(client: HubClient, project: str, name: str, data: bytes) -> Mapping[str, str]:
    url = f"{client.address.url}/v1/projects/{quote(project, safe='')}/evidence?name={quote(name, safe='')}"
    headers = {"x-api-key": client.address.key, "Content-Type": "application/octet-stream"}
    answer: Mapping[str, str] = client.send("POST", url, data, headers)
    return answer
