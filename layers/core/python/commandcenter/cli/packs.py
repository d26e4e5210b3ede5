"""`pack:list`, `pack:docs`, `pack:test`, `pack:new`, `pack:export`: the rule packs of a folder."""

from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from commandcenter.cli.judge import default_policies, policies_option
from commandcenter.cli.render import json_option, say, show_json, show_table
from commandcenter.compliance.model import Pack
from commandcenter.compliance.packs import Packs, choose_packs
from commandcenter.kernel.errors import InvalidInputError


@click.command("list")
@policies_option
@json_option
def list_packs(policies: Path | None, as_json: bool) -> None:
    """List the rule packs with their controls."""
    packs = _read(policies or default_policies()).values()
    if as_json:
        show_json([_pack_json(pack) for pack in packs])
        return
    rows = [(pack.id, pack.version, len(pack.controls), pack.owner, pack.digest[:12], pack.title) for pack in packs]
    show_table(f"{len(rows)} rule packs", ("pack", "version", "controls", "owner", "digest", "title"), rows)


@click.command("docs")
@click.argument("pack", required=False)
@click.option("--all", "every", is_flag=True, help="all packs")
@click.option("--check", is_flag=True, help="write nothing; exit with 1 when a page is not current")
@policies_option
def docs(pack: str | None, every: bool, check: bool, policies: Path | None) -> None:
    """Write the README of PACK from the metadata of its controls and its notes.md."""
    from commandcenter.compliance.pack_docs import README, pack_readme

    if every == bool(pack):
        raise InvalidInputError("give the name of a pack, or --all")
    root = policies or default_policies()
    pages = {
        root / one.id / README: pack_readme(one, root / one.id)
        for one in choose_packs(_read(root), [pack] if pack else None)
    }
    stale = {path: text for path, text in pages.items() if not path.is_file() or path.read_text() != text}
    for path, text in stale.items():
        click.echo(f"{path.relative_to(root)} {'is not current' if check else 'written'}")
        if not check:
            path.write_text(text)
    if check and stale:
        raise click.exceptions.Exit(1)


@click.command("test")
@click.argument("pack", required=False)
@policies_option
def test(pack: str | None, policies: Path | None) -> None:
    """Check PACK, or all packs: metadata, its own tests and whether they can fail, samples, README.

    Exit code 1 when anything is wrong.
    """
    from commandcenter.compliance.check_pack import check_pack
    from commandcenter.compliance.open import open_judge
    from commandcenter.plugins.rulepacks import find_rulepacks
    from commandcenter.policy.binary import find_opa

    root, wrong = policies or default_policies(), 0
    with open_judge(root) as judge:
        chosen = {one.id for one in choose_packs(judge.packs, [pack] if pack else None)}
        for one in (found for found in find_rulepacks(root) if found.id in chosen):
            faults = check_pack(root, one, judge, find_opa())
            wrong += len(faults)
            click.echo(f"{one.id}: {f'{len(faults)} faults' if faults else 'ok'}")
            for fault in faults:
                click.echo(f"  {fault}")
    if wrong:
        raise click.exceptions.Exit(1)


@click.command("new")
@click.argument("name")
@click.argument("control_id")
@policies_option
def new(name: str, control_id: str, policies: Path | None) -> None:
    """Start the rule pack NAME with the control CONTROL_ID: rules, tests, samples, schema, README."""
    from commandcenter.compliance.pack_docs import README, pack_readme
    from commandcenter.compliance.scaffold import scaffold_pack
    from commandcenter.policy.pack_bundle import LIBRARY

    root = policies or default_policies()
    paths = scaffold_pack(root, name, control_id, default_policies() / LIBRARY)
    readme = root / name / README
    readme.write_text(pack_readme(_read(root)[name], root / name))
    for path in sorted([*paths, readme]):
        click.echo(str(path))
    say(f"next: commandcenter pack:test {name}{f' --policies {policies}' if policies else ''}")


@click.command("export")
@click.argument("pack")
@click.option("--at", metavar="TIME", help="when it was last changed, RFC 3339 [default: now]")
@policies_option
def export(pack: str, at: str | None, policies: Path | None) -> None:
    """Print PACK as an OSCAL catalog: one control for each of its controls, grouped by category."""
    from commandcenter.compliance.exports.oscal_catalog import oscal_catalog
    from commandcenter.kernel.clock import SystemClock, format_time, parse_time

    (chosen,) = choose_packs(_read(policies or default_policies()), [pack])
    moment = parse_time(at) if at else SystemClock().now()
    show_json(oscal_catalog(chosen, at=format_time(moment)))


def _read(root: Path) -> Packs:
    from commandcenter.compliance.open import cached_bundle, default_cache
    from commandcenter.compliance.packs import read_packs

    return read_packs(cached_bundle(root, default_cache()))


def _pack_json(pack: Pack) -> dict[str, Any]:
    return {
        "id": pack.id,
        "version": pack.version,
        "title": pack.title,
        "owner": pack.owner,
        "digest": pack.digest,
        "effective": dict(pack.effective),
        "parameters": {name: [dict(one) for one in intervals] for name, intervals in pack.parameters.items()},
        "controls": [asdict(control) for control in pack.controls.values()],
    }
