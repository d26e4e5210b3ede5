"""`waiver:request`, `waiver:approve`, `waiver:revoke`: waivers in signed files."""

import os
import sys
from pathlib import Path

import click

from commandcenter.cli.render import say
from commandcenter.cli.show_waivers import read_moment
from commandcenter.compliance.waivers.model import Waiver, whole_milliseconds
from commandcenter.compliance.waivers.signed import (
    SignedWaiver,
    parse_signed,
    principal_of,
    sign_approval,
    sign_request,
    sign_revocation,
)
from commandcenter.kernel.clock import SystemClock, format_time
from commandcenter.kernel.errors import ConflictError, InvalidInputError, NotFoundError
from commandcenter.signing.signer import Signer, open_signer

FOLDER = Path("compliance/waivers")
PASSPHRASE = "COMMANDCENTER_PASSPHRASE"  # noqa: S105 (the name of a variable)

key_option = click.option(
    "--key",
    required=True,
    metavar="file:PATH",
    help=f"the key to sign with; opened with ${PASSPHRASE}, or one asked for",
)
file_argument = click.argument("file", type=click.Path(exists=True, path_type=Path, dir_okay=False))


@click.command()
@click.option("--project", required=True)
@click.option("--pack", required=True, help="the rule pack of the controls")
@click.option("--control", "controls", required=True, multiple=True, metavar="ID", help="again for more")
@click.option("--reason", required=True)
@click.option("--owner", required=True, help="who answers for putting it right")
@click.option("--expires", required=True, metavar="TIME", help="RFC 3339; 366 days after approval at most")
@click.option("--compensating", required=True, help="the control that protects meanwhile")
@click.option("--scope", default="the whole project", show_default=True, help="what part of the project it is about")
@key_option
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help=f"[default: {FOLDER}/<id>.json]")
def request(
    project: str,
    pack: str,
    controls: tuple[str, ...],
    reason: str,
    owner: str,
    expires: str,
    compensating: str,
    scope: str,
    key: str,
    out: Path | None,
) -> None:
    """Ask that failing controls be excused for a while, in a new file that the requester's key signs."""
    signer, now = _open(key), SystemClock().now()
    waiver = Waiver(
        project=project,
        pack=pack,
        controls=controls,
        scope=scope,
        reason=reason,
        owner=owner,
        requester=principal_of(signer),
        requested_at=whole_milliseconds(now),
        expires=read_moment(expires, "--expires"),
        compensating_control=compensating,
    )
    path = out or FOLDER / f"{waiver.id}.json"
    _write_new(path, sign_request(waiver, signer))
    click.echo(str(path))
    say(f"waiver {waiver.id} is asked for; somebody else approves it: commandcenter waiver:approve {path} --key ...")


@click.command()
@file_argument
@key_option
def approve(file: Path, key: str) -> None:
    """Agree to the request in FILE with another key than the requester's."""
    signed = parse_signed(file.read_bytes())
    _write(file, sign_approval(signed, _open(key), SystemClock().now()))
    waiver = signed.claimed()
    click.echo(f"approved until {format_time(waiver.expires)}: {', '.join(waiver.controls)} of {waiver.project}")


@click.command()
@file_argument
@key_option
def revoke(file: Path, key: str) -> None:
    """End the waiver in FILE from now on."""
    signed = parse_signed(file.read_bytes())
    _write(file, sign_revocation(signed, _open(key), SystemClock().now()))
    click.echo(f"revoked: {signed.claimed().id}")


def _open(uri: str) -> Signer:
    return open_signer(uri, passphrase=_passphrase() if uri.startswith("file:") else None)


def _passphrase() -> str:
    given = os.environ.get(PASSPHRASE, "")
    if given:
        return given
    if not sys.stdin.isatty():
        raise InvalidInputError(f"set {PASSPHRASE}; there is no terminal to ask at")
    asked: str = click.prompt("Passphrase", hide_input=True, err=True)
    return asked


def _write_new(path: Path, signed: SignedWaiver) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("xb") as file:
            file.write(signed.to_bytes())
    except FileExistsError:
        raise ConflictError(f"{path} is there already") from None
    except OSError as error:
        raise NotFoundError(f"{path} cannot be written: {error.strerror}") from None


def _write(path: Path, signed: SignedWaiver) -> None:
    draft = path.with_name(f".{path.name}.new")
    draft.write_bytes(signed.to_bytes())
    draft.replace(path)
