"""`attest:keys`: the keys a store attests with; and how the commands that sign open theirs."""

import os
import shutil
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from commandcenter.cli.hubs import passphrase as new_passphrase
from commandcenter.cli.render import json_option, say, show_json
from commandcenter.cli.waivers import PASSPHRASE
from commandcenter.kernel.errors import ConflictError, InvalidInputError, UnavailableError
from commandcenter.signing.signer import Signer, open_signer

MAX_SIGNATURES = 4
"""More would not fit beside the largest statement in an entry of the log."""
SIGNING, LOG, PUBLIC = "signing.pem", "log.pem", "keys.json"

key_option = click.option(
    "--key",
    "keys",
    multiple=True,
    metavar="file:PATH|awskms:KEY",
    help=f"a key to sign with; again for more. Files are opened with ${PASSPHRASE}, or a passphrase asked for",
)
log_key_option = click.option(
    "--log-key", metavar="file:PATH|awskms:KEY", help="the key of the store's log (Ed25519), opened likewise"
)


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path, file_okay=False))
@json_option
def keys(folder: Path, as_json: bool) -> None:
    """Make the keys a store attests with, in the new folder DIR: signing.pem (P-256), log.pem (Ed25519), keys.json.

    Both are encrypted with $COMMANDCENTER_PASSPHRASE, or one that is asked for. keys.json holds their public halves: give
    it to those who verify, by a way they trust.
    """
    made = make_keys(folder)
    if as_json:
        show_json(made)
        return
    for name, key in made.items():
        click.echo(f"{folder / name}  {key}")
    say(f"{folder / PUBLIC} is for those who verify: commandcenter attest:verify BUNDLE --keys {folder / PUBLIC}")


def make_keys(folder: Path) -> dict[str, str]:
    """Make both keys and their key set in a folder that appears at once; returns the name of each key by its file.

    Raises ConflictError when the folder holds something, InvalidInputError, UnavailableError.
    """
    from commandcenter.signing.jwks import KeySet, PublishedKey
    from commandcenter.signing.key_files import generate_key

    if folder.is_dir() and any(folder.iterdir()):
        raise ConflictError(f"{folder} is not empty")
    given = new_passphrase()
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        draft = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
        try:
            signing = generate_key(draft / SIGNING, "ecdsa-p256-sha256", given)
            log = generate_key(draft / LOG, "ed25519", given)
            (draft / PUBLIC).write_bytes(KeySet((PublishedKey(signing), PublishedKey(log))).canonical())
            draft.rename(folder)
        finally:
            shutil.rmtree(draft, ignore_errors=True)
    except OSError as error:
        raise UnavailableError(f"{folder} cannot be written: {error.strerror}") from None
    return {SIGNING: signing.key_id, LOG: log.key_id}


def open_keys(uris: Sequence[str]) -> list[Signer]:
    """Open the signers that URIs name, asking for a passphrase where that is needed; raises as `open_signer` does."""
    return [open_signer(uri, passphrase=_passphrase(uri) if uri.startswith("file:") else None) for uri in uris]


def open_pair(keys: Sequence[str], log_key: str | None) -> tuple[list[Signer], Signer]:
    """Open the keys of statements and that of the log; raises InvalidInputError when one is not named."""
    if not keys or not log_key:
        raise InvalidInputError("--key and --log-key are needed; attest:keys makes both")
    *signers, log = open_keys([*keys, log_key])
    if not 1 <= len({one.key_id for one in signers}) == len(signers) <= MAX_SIGNATURES:
        raise InvalidInputError(f"--key: an envelope needs 1 to {MAX_SIGNATURES} signers, each once")
    if log.algorithm != "ed25519":
        raise InvalidInputError("--log-key: the key of a log is an Ed25519 key")
    return signers, log


def _passphrase(uri: str) -> str:
    given = os.environ.get(PASSPHRASE, "")
    if given:
        return given
    if not sys.stdin.isatty():
        raise InvalidInputError(f"set {PASSPHRASE}; there is no terminal to ask at")
    asked: Any = click.prompt(f"Passphrase of {uri.removeprefix('file:')}", hide_input=True, err=True)
    return str(asked)
