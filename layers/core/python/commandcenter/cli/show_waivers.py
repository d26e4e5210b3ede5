"""`waiver:show`: which waivers in signed files count, and why."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from commandcenter.cli.render import json_option, show_json, show_table
from commandcenter.compliance.waivers.model import Waiver
from commandcenter.compliance.waivers.signed import read_signed
from commandcenter.kernel.clock import SystemClock, format_time, parse_time
from commandcenter.kernel.errors import InvalidInputError, ProblemError
from commandcenter.signing.jwks import KeySet, PublishedKey, parse_key_set

COLUMNS = ("waiver", "project", "controls", "requester", "approver", "expires", "counts", "why")


@dataclass(frozen=True)
class Shown:
    """Hold one file: its waiver, None when it is refused, and its state or the reason."""

    path: Path
    waiver: Waiver | None
    why: str

    @property
    def counts(self) -> bool:
        return self.waiver is not None and self.why == "in_force"


@click.command()
@click.argument("place", metavar="FILE|DIR", type=click.Path(exists=True, path_type=Path))
@click.option(
    "--trust",
    required=True,
    multiple=True,
    metavar="JWKS",
    type=click.Path(exists=True, path_type=Path, dir_okay=False),
    help="file with the trusted keys, or with one (JWK); again for more",
)
@click.option("--at", metavar="TIME", help="the moment to ask about, RFC 3339 [default: now]")
@json_option
def show(place: Path, trust: tuple[Path, ...], at: str | None, as_json: bool) -> None:
    """Show waivers: who, until when, whether they count and why.

    Exit code 1 when a file is refused: a signature that does not hold, or no waiver at all.
    """
    moment = read_moment(at, "--at") if at else SystemClock().now()
    shown = look(_files(place), read_trust(trust), moment)
    if as_json:
        show_json([_shown_json(one) for one in shown])
    else:
        show_table(f"{len(shown)} waivers at {format_time(moment)}", COLUMNS, [_row(one) for one in shown])
    if any(one.waiver is None for one in shown):
        raise click.exceptions.Exit(1)


def read_trust(paths: tuple[Path, ...]) -> KeySet:
    """Join the keys of files, each a JWK Set or one JWK; raises InvalidInputError naming the file."""
    entries: dict[str, PublishedKey] = {}
    for path in paths:
        try:
            body = json.loads(path.read_bytes())
            wrapped = {"keys": [body]} if isinstance(body, dict) and "kty" in body else body
            keys = parse_key_set(json.dumps(wrapped).encode())
        except ValueError:
            raise InvalidInputError(f"{path}: not JSON") from None
        except ProblemError as error:
            raise InvalidInputError(f"{path}: {error}") from None
        for entry in keys.entries:
            if entries.setdefault(entry.key.key_id, entry) != entry:
                raise InvalidInputError(f"{path}: the key {entry.key.key_id} is trusted for another time elsewhere")
    return KeySet(tuple(entries.values()))


def look(paths: Iterable[Path], trusted: KeySet, at: datetime) -> list[Shown]:
    """Read files, and say of each whether it counts at a moment; a copy that is revoked ends the others."""
    read = [(path, *_read(path, trusted)) for path in paths]
    states = [waiver.state_at(at) if waiver else why for _, waiver, why in read]
    revoked = {one[1].id for one, state in zip(read, states, strict=True) if one[1] and state == "revoked"}
    return [
        Shown(path, waiver, "revoked" if waiver and waiver.id in revoked else state)
        for (path, waiver, _), state in zip(read, states, strict=True)
    ]


def read_moment(text: str, option: str) -> datetime:
    """Read the time given by an option; raises InvalidInputError naming it."""
    try:
        return parse_time(text)
    except InvalidInputError as error:
        raise InvalidInputError(f"{option}: {error.detail}") from None


def _read(path: Path, trusted: KeySet) -> tuple[Waiver | None, str]:
    try:
        return read_signed(path.read_bytes(), trusted), ""
    except ProblemError as error:
        return None, str(error)


def _files(place: Path) -> list[Path]:
    return sorted(place.glob("*.json")) if place.is_dir() else [place]


def _row(shown: Shown) -> list[Any]:
    waiver, verdict = shown.waiver, ("yes" if shown.counts else "no", shown.why)
    if waiver is None:
        return [shown.path.name, "", "", "", "", "", *verdict]
    who, until = (waiver.requester, waiver.approver), format_time(waiver.expires)
    return [waiver.id[:12], waiver.project, " ".join(waiver.controls), *who, until, *verdict]


def _shown_json(shown: Shown) -> dict[str, Any]:
    waiver = None if shown.waiver is None else shown.waiver.to_json()
    return {"file": str(shown.path), "counts": shown.counts, "why": shown.why, "waiver": waiver}
