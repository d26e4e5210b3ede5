"""`attest:bundle`: all that is needed to check an attestation, in one file."""

from pathlib import Path

import click

from commandcenter.cli.attest_files import check_out, out_options, write_file
from commandcenter.cli.attest_keys import key_option, open_keys
from commandcenter.cli.places import place_options
from commandcenter.cli.render import say
from commandcenter.kernel.clock import SystemClock
from commandcenter.kernel.errors import InvalidInputError


@click.command()
@click.argument("project")
@click.argument("audit", required=False)
@out_options
@click.option(
    "--evidence/--no-evidence", default=True, help="put in the files of evidence that are kept [default: yes]"
)
@key_option
@place_options
def bundle(
    project: str,
    audit: str | None,
    out: Path,
    force: bool,
    evidence: bool,
    keys: tuple[str, ...],
    store: Path | None,
    hub: str | None,
) -> None:
    """Write the bundle of what is attested of AUDIT of PROJECT (the one attested last) to a file.

    A store needs --key, one it was attested with: the status in the bundle is signed anew every hour.
    """
    check_out(out, force=force)
    if hub:
        if store or keys:
            raise InvalidInputError("--store and --key are for a store; a hub has its own")
        data = _ask_hub(hub, project, audit, evidence=evidence)
    else:
        data = _gather_here(project, audit, keys, store, evidence=evidence)
    write_file(out, data, force=force)
    click.echo(str(out))
    say(f"{len(data):,} bytes; check them: commandcenter attest:verify {out} --keys JWKS")


def _ask_hub(hub: str, project: str, audit: str | None, *, evidence: bool) -> bytes:
    from commandcenter.cli.attest_hub import HubAttestations

    asked = HubAttestations(hub, project)
    return asked.bundle(audit or asked.newest_attested(), evidence=evidence)


def _gather_here(
    project: str, audit: str | None, keys: tuple[str, ...], store: Path | None, *, evidence: bool
) -> bytes:
    from commandcenter.cli.attest_store import check_audit, open_attestations

    if not keys:
        raise InvalidInputError("--key is needed: the status in a bundle is signed")
    room = open_attestations(project, store)
    chosen = audit or room.newest_attested()
    check_audit(room, chosen)
    return room.bundle(chosen, SystemClock().now(), lambda: open_keys(keys), evidence=evidence)
