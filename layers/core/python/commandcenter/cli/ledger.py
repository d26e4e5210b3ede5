"""`ledger:*`: the history itself - read, verified, rebuilt, proved. On a hub these use the operator's AWS credentials."""

import json
import os
from pathlib import Path
from typing import TextIO

import click

from commandcenter.cli.places import default_store, local_stack, place_options
from commandcenter.cli.render import json_option, show_json, show_table
from commandcenter.kernel.clock import format_time
from commandcenter.kernel.errors import InvalidInputError, NotFoundError
from commandcenter.kernel.urn import Urn
from commandcenter.ledger.ledger import Ledger


def open_ledger(store: Path | None, hub: str | None) -> Ledger:
    """Open the ledger of a directory store or of a local hub; raises NotFoundError, InvalidInputError for both."""
    if store and hub:
        raise InvalidInputError("give --store or --hub, not both")
    if hub is None:
        from commandcenter.ledger.open import open_directory

        path = store or default_store()
        if not path.is_dir():
            raise NotFoundError(f"there is no store at {path}")
        return open_directory(path)
    from commandcenter.hub.bootstrap import AwsHub
    from commandcenter.hub.settings import HubSettings
    from commandcenter.kernel.clock import SystemClock

    stack = local_stack()
    entry = stack.hubs().get(hub)
    if entry is None:
        raise NotFoundError(f"no hub {hub} on this machine")
    os.environ.update(stack.client_environment(hub))
    settings = HubSettings(hub, entry.outputs["TableName"], entry.outputs["BucketName"])
    return AwsHub(settings, os.environ["AWS_REGION"], SystemClock()).ledger


@click.command()
@click.argument("project")
@click.option("--after", default=0, help="show what came after this revision")
@click.option("--limit", default=50, type=click.IntRange(1, 1000), show_default=True)
@place_options
@json_option
def log(project: str, after: int, limit: int, store: Path | None, hub: str | None, as_json: bool) -> None:
    """List the commits of PROJECT, oldest first."""
    headers = open_ledger(store, hub).commits(project, after, limit)
    if not headers and after == 0:
        raise NotFoundError(f"there is no project {project} in this ledger")
    if as_json:
        show_json([{**header.to_json(), "digest": header.digest} for header in headers])
        return
    rows = [
        (header.rev, format_time(header.at), header.origin, header.actor, header.cause[:40], header.digest[:16])
        for header in headers
    ]
    show_table(f"commits of {project}", ("rev", "at", "origin", "actor", "cause", "digest"), rows)


@click.command()
@click.argument("projects", nargs=-1)
@place_options
@json_option
def verify(projects: tuple[str, ...], store: Path | None, hub: str | None, as_json: bool) -> None:
    """Recompute chain, roots, snapshots and items of PROJECTS (all by default); exit code 1 when one is not whole."""
    ledger = open_ledger(store, hub)
    names = projects or tuple(head.project for head in ledger.heads())
    found = {name: ledger.verify(name) for name in names}
    if as_json:
        show_json({name: vars_of(said) for name, said in found.items()})
    else:
        rows = [
            (name, said.revisions, "ok" if said.ok else "failed", said.bad_rev, said.reason)
            for name, said in found.items()
        ]
        show_table("ledger", ("project", "revisions", "state", "first bad", "reason"), rows)
    if not all(said.ok for said in found.values()):
        raise click.exceptions.Exit(1)


def vars_of(said: object) -> dict[str, object]:
    from dataclasses import asdict

    return asdict(said)  # type: ignore[call-overload, no-any-return]


@click.command()
@click.argument("project")
@place_options
def replay(project: str, store: Path | None, hub: str | None) -> None:
    """Rebuild the items of PROJECT at head from its commits alone."""
    head = open_ledger(store, hub).replay(project)
    click.echo(f"{project}: revision {head.rev}, {head.entities} entities, graph digest {head.state_root}")


@click.command()
@click.argument("urn")
@click.option("--rev", type=click.IntRange(1), help="revision [default: head]")
@place_options
def prove(urn: str, rev: int | None, store: Path | None, hub: str | None) -> None:
    """Print a Merkle proof of one entity, that shows no other and is checked without the store."""
    named = Urn.parse(urn)
    show_json(open_ledger(store, hub).prove(named.project, named.key, rev).to_json())


@click.command("check-proof")
@click.argument("file", type=click.File("r"))
@click.option("--digest", required=True, help="the commit digest you trust")
def check_proof(file: TextIO, digest: str) -> None:
    """Check a proof against a commit digest, with no store; exit code 1 when it does not hold."""
    from commandcenter.ledger.proofs import Proof, verify_proof_in_commit

    try:
        proof = Proof.from_json(json.load(file))
    except (ValueError, KeyError, TypeError):
        raise InvalidInputError("that is no proof") from None
    if not verify_proof_in_commit(proof, digest):
        click.echo("the proof does not hold", err=True)
        raise click.exceptions.Exit(1)
    click.echo(f"{proof.key} is in commit {digest}")
