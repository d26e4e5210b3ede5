"""`facts:*` and `evidence:add`: what is known of a project, where each fact comes from, and what proves it."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from commandcenter.cli.judge import default_policies, parse_names, policies_option
from commandcenter.cli.places import default_store
from commandcenter.cli.render import json_option, show_json, show_table
from commandcenter.cli.targets import Target, open_target
from commandcenter.compliance.facts.model import FactSheet
from commandcenter.compliance.sheet import read_fact
from commandcenter.kernel.clock import SystemClock, format_time

as_of_option = click.option("--as-of", metavar="YYYY-MM-DD", help="the day to judge for [default: today]")
store_option = click.option(
    "--store",
    type=click.Path(path_type=Path, file_okay=False),
    help="a directory store, of which TARGET is a project",
)


def assemble(target: Target, as_of: str | None, rev: int | None = None) -> FactSheet:
    """Assemble the facts of a target, for today unless told otherwise."""
    from commandcenter.compliance.facts.assemble import assemble_facts

    day = as_of or format_time(SystemClock().now())[:10]
    return assemble_facts(target.ledger, target.project, day, rev)


@click.command()
@click.argument("target")
@as_of_option
@click.option("--rev", type=click.IntRange(1), help="at this revision of the project [default: the newest]")
@click.option("--sheet", is_flag=True, help="print only the sheet, as `judge` reads it")
@store_option
@json_option
def show(target: str, as_of: str | None, rev: int | None, sheet: bool, store: Path | None, as_json: bool) -> None:
    """Show the facts of TARGET, a folder or a project of a store, each with where it comes from."""
    facts = assemble(open_target(target, store), as_of, rev)
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
@json_option
def check(
    target: str, as_of: str | None, packs: str | None, policies: Path | None, store: Path | None, as_json: bool
) -> None:
    """Check the facts of TARGET: wrong types, evidence that cannot be followed, files that could not be read.

    Exit codes: 0 all in order, 1 something is wrong.
    """
    from commandcenter.compliance.facts.check import check_facts
    from commandcenter.compliance.open import cached_bundle, default_cache
    from commandcenter.compliance.packs import choose_packs, read_packs

    opened = open_target(target, store)
    facts = assemble(opened, as_of)
    catalogue = read_packs(cached_bundle(policies or default_policies(), default_cache()))
    faults = check_facts(opened.ledger, facts, choose_packs(catalogue, parse_names(packs)))
    if as_json:
        show_json({"project": facts.project, "rev": facts.rev, "faults": [vars(one) for one in faults]})
    elif faults:
        rows = [(one.where, one.reason, one.node) for one in faults]
        show_table(f"{facts.project}: {len(rows)} faults", ("where", "what is wrong", "told by"), rows)
    else:
        click.echo(f"{facts.project}: {len(facts.provenance)} facts, all in order")
    if faults:
        raise click.exceptions.Exit(1)


@click.command("evidence:add")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--project", required=True, help="the project it proves something of")
@click.option("--collected-at", metavar="TIME", help="when it was collected [default: now]")
@store_option
@json_option
def add_evidence(file: Path, project: str, collected_at: str | None, store: Path | None, as_json: bool) -> None:
    """Keep FILE by its digest, and print the reference to write into compliance/*.yaml."""
    from commandcenter.compliance.facts.evidence import plan_evidence, read_reference, store_evidence
    from commandcenter.ledger.model import Meta

    target = open_target(project, store or default_store())
    data, now = file.read_bytes(), SystemClock().now()
    at = collected_at or format_time(now)
    sha256 = store_evidence(target.ledger.objects, project, data)
    reference = read_reference({"uri": f"evidence:{file.name}", "sha256": sha256, "collected_at": at})
    plan = plan_evidence(sha256, file.name, len(data), at)
    target.ledger.submit(project, plan, Meta(now, "cli", f"evidence {sha256[:12]}", "source"))
    show_reference(vars_of(reference), as_json=as_json)


def show_reference(reference: Mapping[str, str], *, as_json: bool) -> None:
    """Print a reference: as JSON, or as the line of YAML that goes into `compliance/*.yaml`."""
    if as_json:
        show_json(dict(reference))
    else:
        click.echo("{" + ", ".join(f'{name}: "{value}"' for name, value in reference.items()) + "}")


def vars_of(reference: Any) -> dict[str, str]:
    """Write a reference as its members."""
    return {name: getattr(reference, name) for name in ("uri", "sha256", "collected_at")}


def _show_refused(facts: FactSheet) -> None:
    rows = [(one.path, one.reason, one.node) for one in facts.refused]
    show_table(f"{len(rows)} that do not count", ("fact", "why", "told by"), rows)


def _shown(value: Any) -> str:
    import json

    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 60 else f"{text[:59]}…"
