"""`facts:*`: what is known of a project, and where each fact comes from."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import click

from commandcenter.cli.connection import HubClient
from commandcenter.cli.judge import default_policies, parse_names, policies_option
from commandcenter.cli.places import find_hub
from commandcenter.cli.render import json_option, show_json, show_table
from commandcenter.cli.targets import Target, open_target
from commandcenter.compliance.facts.model import FactSheet
from commandcenter.compliance.sheet import read_fact
from commandcenter.kernel.clock import SystemClock, format_time
from commandcenter.kernel.errors import InvalidInputError

as_of_option = click.option("--as-of", metavar="YYYY-MM-DD", help="the day to judge for [default: today]")
hub_option = click.option("--hub", metavar="NAME|URL", help="ask this hub; TARGET is a project of it")
store_option = click.option(
    "--store",
    type=click.Path(path_type=Path, file_okay=False),
    help="a directory store, of which TARGET is a project",
)


def assemble(target: Target, as_of: str | None, rev: int | None = None) -> FactSheet:
    """Assemble the facts of a target, for today unless told otherwise."""
    from commandcenter.compliance.facts.assemble import assemble_facts

    day = format_time(SystemClock().now())[:10] if as_of is None else as_of
    return assemble_facts(target.ledger, target.project, day, rev)


@click.command()
@click.argument("target")
@as_of_option
@click.option("--rev", type=click.IntRange(1), help="at this revision of the project [default: the newest]")
@click.option("--sheet", is_flag=True, help="print only the sheet, as `judge` reads it")
@store_option
@hub_option
@json_option
def show(
    target: str, as_of: str | None, rev: int | None, sheet: bool, store: Path | None, hub: str | None, as_json: bool
) -> None:
    """Show the facts of TARGET, a folder or a project of a store or of a hub, each with where it comes from."""
    if hub and (store or rev):
        raise InvalidInputError("--store and --rev are for a store; a hub tells its newest facts")
    facts = _ask(hub, target, as_of)[0] if hub else assemble(open_target(target, store), as_of, rev)
    if sheet or as_json:
        show_json(dict(facts.facts) if sheet else facts.to_json())
        return
    rows = [
        (path, _shown(read_fact(dict(facts.facts), path)), one.kind, one.by, one.rev, ", ".join(one.nodes[:2]))
        for path, one in sorted(facts.provenance.items())
    ]
    show_table(f"{facts.project}: {len(rows)} facts", ("fact", "value", "how", "by", "revision", "told by"), rows)
    if facts.refused:
        _show_refused(facts)


@click.command()
@click.argument("target")
@as_of_option
@click.option("--packs", help="packs whose schemas to check against, such as mica,sec [default: all]")
@policies_option
@store_option
@hub_option
@json_option
def check(
    target: str,
    as_of: str | None,
    packs: str | None,
    policies: Path | None,
    store: Path | None,
    hub: str | None,
    as_json: bool,
) -> None:
    """Check the facts of TARGET: wrong types, evidence that cannot be followed, files that could not be read.

    Exit codes: 0 all in order, 1 something is wrong.
    """
    if hub and (store or policies or packs):
        raise InvalidInputError("--store, --packs and --policies say how to check here; a hub has its own")
    facts, faults = _ask(hub, target, as_of) if hub else _check_here(target, as_of, packs, policies, store)
    if as_json:
        show_json({"project": facts.project, "rev": facts.rev, "faults": faults})
    elif faults:
        rows = [(one["where"], one["reason"], one["node"]) for one in faults]
        show_table(f"{facts.project}: {len(rows)} faults", ("where", "what is wrong", "told by"), rows)
    else:
        click.echo(f"{facts.project}: {len(facts.provenance)} facts, all in order")
    if faults:
        raise click.exceptions.Exit(1)


def _check_here(
    target: str, as_of: str | None, packs: str | None, policies: Path | None, store: Path | None
) -> tuple[FactSheet, list[dict[str, str]]]:
    from commandcenter.compliance.facts.check import check_facts
    from commandcenter.compliance.open import cached_bundle, default_cache
    from commandcenter.compliance.packs import choose_packs, read_packs

    opened = open_target(target, store)
    facts = assemble(opened, as_of)
    catalogue = read_packs(cached_bundle(policies or default_policies(), default_cache()))
    faults = check_facts(opened.ledger, facts, choose_packs(catalogue, parse_names(packs)))
    return facts, [asdict(one) for one in faults]


def _ask(hub: str, project: str, as_of: str | None) -> tuple[FactSheet, list[dict[str, str]]]:
    query = f"?{urlencode({'as_of': as_of})}" if as_of else ""
    answer = HubClient(find_hub(hub)).call("GET", f"/v1/projects/{quote(project, safe='')}/facts{query}")
    faults = answer.pop("faults")
    return FactSheet.from_json(answer), faults


def _show_refused(facts: FactSheet) -> None:
    rows = [(one.path, one.reason, one.node) for one in facts.refused]
    show_table(f"{len(rows)} that do not count", ("fact", "why", "told by"), rows)


def _shown(value: Any) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 60 else f"{text[:59]}…"
