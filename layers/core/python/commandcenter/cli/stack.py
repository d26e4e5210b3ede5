"""`up`, `down`, `status`, `logs`: hubs on this machine."""

import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from commandcenter.cli.places import local_stack, save_key
from commandcenter.cli.render import json_option, say, show_json, show_table
from commandcenter.kernel.errors import NotFoundError
from commandcenter.kernel.urn import check_name


@click.command()
@click.option(
    "--hub", "hubs", multiple=True, default=("hub",), show_default=True, help="a hub to deploy; again for more"
)
@click.option("--keep", is_flag=True, help="keep state between runs")
@click.option("--iam", is_flag=True, help="enforce IAM: every function has just its role's rights")
@click.option(
    "--source-root",
    "roots",
    multiple=True,
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="a folder below which hubs may read file:// repositories",
)
def up(hubs: tuple[str, ...], keep: bool, iam: bool, roots: tuple[Path, ...]) -> None:
    """Start the local stack, build the template and deploy hubs, each into an account of its own.

    The first operator key of a new hub is shown once, and kept for this user's commands.
    """
    stack = local_stack()
    for hub in hubs:
        check_name(hub, "hub")
    stack.ensure_environments(say)
    stack.build({}, say)
    engine = stack.start(keep_state=keep, iam=iam)
    say(f"engine on {engine.endpoint}")
    for hub in hubs:
        bring_up(stack, hub, roots)
    say("stop with: commandcenter down")


def bring_up(
    stack: Any, hub: str, roots: tuple[Path, ...], progress: Callable[[str], None] = say, **parameters: str
) -> str:
    """Deploy one hub and make its first operator key if it has none; returns its address.

    Args:
        parameters: More of the template's.
    """
    from commandcenter.hub.first_key import first_operator_key

    # Commits are not locked here: the local stack is thrown away, and so must they.
    given = {
        "Hub": hub,
        "LockMode": "OFF",
        "SourceRoots": ":".join(str(root.resolve()) for root in roots),
        **parameters,
    }
    outputs = stack.deploy(hub, {name: value for name, value in given.items() if value}, progress)
    key = first_operator_key(stack.client_environment(hub), outputs)
    click.echo(f"hub {hub}: {outputs['api_url']}")
    if key:
        save_key(hub, key)
        click.echo(f"operator key of {hub}, shown this once: {key}")
    return str(outputs["api_url"])


@click.command()
def down() -> None:
    """Stop the local stack and all that it started."""
    local_stack().stop()
    say("stopped")


@click.command()
@json_option
def status(as_json: bool) -> None:
    """Say what runs on this machine; exit code 1 when nothing does."""
    found = local_stack().status()
    hubs = [
        {"hub": name, "account": hub.account, "url": hub.outputs.get("api_url")} for name, hub in found.hubs.items()
    ]
    running = found.engine is not None
    if as_json:
        show_json({"running": running, "endpoint": found.engine.endpoint if running else None, "hubs": hubs})
    elif running:
        show_table(
            f"Local stack on {found.engine.endpoint}",
            ("hub", "account", "address"),
            [tuple(hub.values()) for hub in hubs],
        )
    else:
        say("the local stack does not run; start it with: commandcenter up")
    if not running:
        raise click.exceptions.Exit(1)


@click.command()
@click.argument("name", default="engine")
@click.option("--follow", "-f", is_flag=True, help="go on as lines come")
def logs(name: str, follow: bool) -> None:
    """Print a log: `engine` (functions too), `sam-build`, or `sam-deploy-HUB`."""
    path = local_stack().logs(name)
    if os.sep in name or not path.exists():
        raise NotFoundError(f"no log {name}")
    command = ["tail", "-n", "200", *(["-f"] if follow else []), str(path)]
    raise click.exceptions.Exit(subprocess.run(command, check=False).returncode)  # noqa: S603 - a fixed program on our own file
