"""`report:push`: what a checkout cannot show."""

from pathlib import Path
from urllib.parse import urlencode

import click

from commandcenter.cli.connection import HubClient
from commandcenter.cli.jobs import wait_for_job
from commandcenter.cli.places import LOCAL_HUB, default_store, find_hub, place_options
from commandcenter.cli.render import json_option, show_json
from commandcenter.indexing.reports import KINDS
from commandcenter.kernel.clock import SystemClock
from commandcenter.kernel.errors import InvalidInputError


@click.command()
@click.argument("project")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--kind", required=True, type=click.Choice(sorted(KINDS)))
@click.option("--commit", required=True, help="the commit the report is about, 7 to 64 hex digits")
@place_options
@json_option
def push(project: str, file: Path, kind: str, commit: str, store: Path | None, hub: str | None, as_json: bool) -> None:
    """Add a report about one commit of PROJECT: JUnit, coverage, SARIF, CycloneDX, deployments."""
    if store and hub:
        raise InvalidInputError("give --store or --hub, not both")
    data = file.read_bytes()
    if hub:
        client = HubClient(find_hub(hub))
        url = f"{client.address.url}/v1/projects/{project}/reports?{urlencode({'kind': kind, 'commit': commit})}"
        sent = client.send(
            "POST", url, data, {"x-api-key": client.address.key, "Content-Type": "application/octet-stream"}
        )
        answer = dict(wait_for_job(client, project, sent["job"]))
    else:
        answer = _push_here(store or default_store(), project, data, kind, commit)
    if as_json:
        show_json(answer)
    else:
        click.echo(f"{project}: revision {answer['rev']}, {answer['changed']} entities changed")


def _push_here(store: Path, project: str, data: bytes, kind: str, commit: str) -> dict[str, object]:
    from commandcenter.graph.link_projects import link_projects
    from commandcenter.hub.run_job import commit_report
    from commandcenter.ledger.model import Meta
    from commandcenter.ledger.open import open_directory

    ledger, at = open_directory(store), SystemClock().now()
    receipt = commit_report(ledger, project, kind, data, commit, Meta(at, "cli", f"report {kind}", "source"))
    link_projects(ledger, LOCAL_HUB, project, at=at, cause=receipt.digest)
    return {"project": project, "rev": receipt.rev, "changed": receipt.changed}
