"""`attest:verify`: check a bundle offline, by the very code that `attestation/verify.py` runs alone."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from commandcenter.cli.render import json_option, show_table

if TYPE_CHECKING:
    from commandcenter.attestation.verify import Report


@click.command()
@click.argument("bundle", type=click.Path())
@click.option("--at", metavar="TIME", help="the moment to check for, RFC 3339 [default: now]")
@click.option(
    "--keys", metavar="JWKS", multiple=True, help="file with the keys of the hub that you trust; again for more"
)
@click.option("--witness-keys", metavar="JWKS", multiple=True, help="file with the keys of one witness; again for more")
@click.option("--witnesses", metavar="N", help="how many of the witnesses must have cosigned [default: 0]")
@click.option("--max-age", metavar="DURATION", help="how old the status may be: 30m, 12h, 7d")
@json_option
def verify(
    bundle: str,
    at: str | None,
    keys: tuple[str, ...],
    witness_keys: tuple[str, ...],
    witnesses: str | None,
    max_age: str | None,
    as_json: bool,
) -> None:
    """Verify BUNDLE, offline: what a hub says of an audit, that its log holds it, that it was not revoked.

    Exit codes: 0 VALID; 1 INVALID, or UNTRUSTED (all fits, but no --keys say whose it is); 2 bad input.
    """
    from commandcenter.attestation.verify import main

    given = {"at": [at], "keys": keys, "witness-keys": witness_keys, "witnesses": [witnesses], "max-age": [max_age]}
    options = [f"--{name}={value}" for name, values in given.items() for value in values if value is not None]
    code = main([*options, *(["--json"] if as_json else []), "--", bundle], show_report)
    if code:
        raise click.exceptions.Exit(code)


def show_report(report: "Report") -> None:
    """Print a report: the verdict, what failed, what the bundle says, notes."""
    facts, failed = report.facts, [one for one in report.checks if not one.ok]
    click.echo(f"{report.verdict}: {len(report.checks) - len(failed)} of {len(report.checks)} checks passed")
    if failed:
        columns = ("check", "part", "what is wrong")
        show_table("Failed", columns, [(one.check, one.part, one.reason) for one in failed])
    if facts:
        show_table(f"Audit {facts['audit']}", ("", "as the bundle says"), _rows(report))
    if report.notes:
        show_table("Notes", ("",), [(note,) for note in report.notes])


def _rows(report: "Report") -> Sequence[tuple[str, object]]:
    facts = report.facts
    witnesses = ", ".join(str(one["name"]) for one in facts.get("witnesses", ())) or "none"
    told = {"validUntil": "valid until", "logSize": "entries of the log", "statusTime": "status as of"}
    shown = [(told.get(name, name), value) for name, value in facts.items() if name not in ("audit", "witnesses")]
    return [*shown, ("cosigned by", witnesses)]
