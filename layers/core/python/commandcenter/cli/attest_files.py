"""Files that `attest:*` write: whole or not at all, and over no other unless told so."""

import os
import secrets
from pathlib import Path
from typing import Any

import click

from commandcenter.kernel.errors import ConflictError, InvalidInputError, UnavailableError


def out_options(command: Any) -> Any:
    """Add `--out FILE` and `--force`."""
    command = click.option("--force", is_flag=True, help="write over a file that is there")(command)
    return click.option(
        "--out", required=True, type=click.Path(path_type=Path, dir_okay=False), help="the file to write"
    )(command)


def check_out(path: Path, *, force: bool) -> None:
    """Refuse, before anything is done for it, a file that could not be written; raises ConflictError, InvalidInputError."""
    if not path.parent.is_dir():
        raise InvalidInputError(f"--out {path}: there is no folder {path.parent}")
    if not force and os.path.lexists(path):
        raise ConflictError(f"{path} is there already; --force writes over it")


def write_file(path: Path, data: bytes, *, force: bool) -> None:
    """Write a file at once; raises ConflictError when it is there and not to be replaced, UnavailableError."""
    draft = path.with_name(f".{secrets.token_hex(8)}")
    try:
        try:
            _write_draft(draft, data)
            if force:
                draft.replace(path)
            else:
                os.link(draft, path)  # fails where a rename would replace
        finally:
            draft.unlink(missing_ok=True)
    except FileExistsError:
        raise ConflictError(f"{path} is there already; --force writes over it") from None
    except OSError as error:
        raise UnavailableError(f"{path} cannot be written: {error.strerror}") from None


def _write_draft(draft: Path, data: bytes) -> None:
    with draft.open("xb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
