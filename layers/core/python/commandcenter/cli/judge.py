"""`judge`: fact sheets as they stand, judged on this machine; no hub, no ledger."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import click

from commandcenter.cli.render import json_option, show_json, show_table
from commandcenter.compliance.judge import Judge
from commandcenter.compliance.model import SEVERITIES, Finding, at_least
from commandcenter.compliance.score import score_findings
from commandcenter.kernel.errors import InvalidInputError, TooLargeError
from commandcenter.kernel.layers import find_in_layers

MAX_SHEETS = 10_000

policies_option = click.option(
    "--policies",
    type=click.Path(path_type=Path, file_okay=False),
    help="folder that holds the rule packs [default: those that come with the command]",
)


@dataclass(frozen=True)
class Entry:
    """Hold one sheet of a file: its facts, where they stand, and the name and pack it was given, if any."""

    facts: Any
    pointer: str
    name: str | None = None
    pack: str | None = None


@click.command()
@click.argument("sheet", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--packs", help="packs to judge by, such as mica,sec [default: all]")
@click.option("--as-of", metavar="YYYY-MM-DD", help="the day to judge for [default: the sheet's own as_of]")
@click.option("--fail-on", type=click.Choice(SEVERITIES), help="exit with 1 for a failure as bad as this, or worse")
@policies_option
@json_option
def judge(
    sheet: Path, packs: str | None, as_of: str | None, fail_on: str | None, policies: Path | None, as_json: bool
) -> None:
    """Judge SHEET, a JSON file with one fact sheet or a list of them, by rule packs.

    One sheet gives a list of findings, a list of sheets a list of such lists. A sheet may be wrapped as {"name": …, "facts": {…}}
    and then gives {"name": …, "findings": […]}; its "pack", if any, is the pack to judge by where --packs names none.
    Exit codes: 0 judged, 1 a failure that --fail-on names or no answer from OPA, 2 bad input.
    """
    from commandcenter.compliance.open import open_judge
    from commandcenter.compliance.sheet import read_json

    content = read_json(sheet)
    entries, names = read_entries(content), parse_names(packs)
    with open_judge(policies or default_policies()) as opened:
        chosen = [names or ([entry.pack] if entry.pack else None) for entry in entries]
        for entry, by in zip(entries, chosen, strict=True):
            _check(opened, entry, by, as_of)  # all of them before the first is judged
        judged = [opened.judge(entry.facts, by, as_of) for entry, by in zip(entries, chosen, strict=True)]
    if as_json:
        answers = [_answer(entry, findings) for entry, findings in zip(entries, judged, strict=True)]
        show_json(answers if isinstance(content, list) else answers[0])
    else:
        for entry, findings in zip(entries, judged, strict=True):
            show_findings(entry.name or sheet.name, findings)
    if fail_on and any(at_least(fail_on, findings) for findings in judged):
        raise click.exceptions.Exit(1)


def read_entries(content: Any) -> list[Entry]:
    """List the sheets of a file: one, or an array of them, wrapped with a name or bare; raises TooLargeError."""
    if not isinstance(content, list):
        return [_entry(content, "")]
    if len(content) > MAX_SHEETS:
        raise TooLargeError(f"more than {MAX_SHEETS} sheets in one file")
    return [_entry(one, f"/{place}") for place, one in enumerate(content)]


def parse_names(packs: str | None) -> list[str] | None:
    """Split `mica,sec` into names; None when nothing was said."""
    if packs is None:
        return None
    names = [name.strip() for name in packs.split(",") if name.strip()]
    if not names:
        raise InvalidInputError("--packs names no pack")
    return names


def default_policies() -> Path:
    """Return the folder of the rule packs that come with the command; raises UnavailableError."""
    return find_in_layers("policies")


def show_findings(title: str, findings: Sequence[Finding]) -> None:
    """Print what applied as a table, the failures first, and a line that sums it up."""
    applicable = [finding for finding in findings if finding.verdict != "not_applicable"]
    applicable.sort(key=lambda one: (not one.fails(), SEVERITIES.index(one.severity), one.control_id))
    rows = [(one.verdict, one.control_id, one.severity, _why(one), one.title) for one in applicable]
    show_table(title, ("verdict", "control", "severity", "reason", "what"), rows)
    total = score_findings(findings)
    score = "none" if total.score is None else f"{total.score:.1f}"
    click.echo(
        f"{total.passed} pass, {total.failed} fail, {total.not_applicable} not applicable; score {score}, {total.status}"
    )


def finding_json(finding: Finding) -> dict[str, Any]:
    """Write a finding as the JSON object that every interface shows."""
    return asdict(finding)


def _why(finding: Finding) -> str:
    if finding.missing:
        return f"{finding.reason}: {', '.join(finding.missing)}"
    return f"{finding.reason}, due {finding.due}" if finding.due else finding.reason


def _entry(content: Any, pointer: str) -> Entry:
    if not (isinstance(content, Mapping) and isinstance(content.get("facts"), dict)):
        return Entry(content, pointer)
    name, pack = content.get("name"), content.get("pack")
    for member, value in (("name", name), ("pack", pack)):
        if value is not None and not isinstance(value, str):
            raise InvalidInputError("must be string", pointer=f"{pointer}/{member}")
    return Entry(content["facts"], f"{pointer}/facts", name or "", pack)


def _answer(entry: Entry, findings: Sequence[Finding]) -> Any:
    shown = [finding_json(finding) for finding in findings]
    return shown if entry.name is None else {"name": entry.name, "findings": shown}


def _check(judge: Judge, entry: Entry, packs: Sequence[str] | None, as_of: str | None) -> None:
    """Check one sheet; a fault is told by its place in the file."""
    try:
        judge.check(entry.facts, packs, as_of)
    except InvalidInputError as error:
        raise InvalidInputError(error.detail, pointer=f"{entry.pointer}{error.pointer}") from None
