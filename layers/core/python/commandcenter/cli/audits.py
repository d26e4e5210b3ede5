"""`audit`: judge a folder, a project of a store, or a project of a hub; one evaluator for all of them."""

from pathlib import Path
from typing import Any

import click

from commandcenter.cli.audit_formats import FORMATS, write_audit
from commandcenter.cli.facts import as_of_option, assemble, store_option
from commandcenter.cli.judge import default_policies, parse_names, policies_option
from commandcenter.cli.render import show_table
from commandcenter.cli.targets import Target, open_target
from commandcenter.compliance.audit import Audit, Audited, worst
from commandcenter.compliance.model import SEVERITIES
from commandcenter.kernel.clock import SystemClock, parse_time
from commandcenter.kernel.errors import InvalidInputError, UnavailableError


@click.command()
@click.argument("target")
@click.option("--packs", help="packs to judge by, such as mica,sec [default: all]")
@as_of_option
@click.option(
    "--fail-on", type=click.Choice(SEVERITIES), help="exit with 1 for an unwaived failure as bad as this, or worse"
)
@click.option("--format", "form", type=click.Choice(("table", *FORMATS)), default="table", show_default=True)
@click.option(
    "--out", type=click.Path(path_type=Path, dir_okay=False), help="write there, and the table to the terminal"
)
@click.option(
    "--trust",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="JWKS with the keys of those who may sign waivers; without it no waiver of a repository counts",
)
@policies_option
@store_option
@click.option("--hub", metavar="NAME|URL", help="ask this hub to audit its project TARGET, and wait for it")
def audit(
    target: str,
    packs: str | None,
    as_of: str | None,
    fail_on: str | None,
    form: str,
    out: Path | None,
    trust: Path | None,
    policies: Path | None,
    store: Path | None,
    hub: str | None,
) -> None:
    """Audit TARGET: a folder (nothing is kept), a project of a store (the audit is recorded), or a project of a hub.

    Exit codes: 0 audited, 1 a failure that --fail-on names, a pack that could not judge, or no answer; 2 bad input.
    """
    _check_out(form, out)
    if hub:
        if store or trust or policies:
            raise InvalidInputError("--store, --trust and --policies say how to audit here; a hub has its own")
        from commandcenter.cli.hub_audits import audit_on_hub

        done = audit_on_hub(hub, target, parse_names(packs), as_of)
    else:
        done = audit_here(open_target(target, store), parse_names(packs), as_of, trust, policies)
    _show(done, form, out, policies)
    if done.status == "error" or (fail_on and _fails(done, fail_on)):
        raise click.exceptions.Exit(1)


def audit_here(
    target: Target, packs: list[str] | None, as_of: str | None, trust: Path | None, policies: Path | None
) -> Audit:
    """Audit on this machine; of a project of a store the audit is recorded in its ledger."""
    from commandcenter.compliance.open import open_judge
    from commandcenter.compliance.record import keep_audit, record_audit, source_rev
    from commandcenter.compliance.run_audit import audit_facts
    from commandcenter.compliance.waivers.gather import gather_waivers

    sheet, now = assemble(target, as_of, source_rev(target.ledger, target.project)), SystemClock().now()
    waivers = gather_waivers(target.ledger, target.project, sheet.rev, trusted=trust.read_bytes() if trust else None)
    with open_judge(policies or default_policies()) as judge:
        done = audit_facts(judge, sheet, at=now, packs=packs, waivers=waivers)
    if target.folder is None:
        done = keep_audit(target.ledger, done)
        record_audit(target.ledger, done)
    return done


def _fails(done: Audit, severity: str) -> bool:
    worse = SEVERITIES[: SEVERITIES.index(severity) + 1]
    return any(one.finding.fails() and not one.waiver and one.finding.severity in worse for one in done.findings)


def _check_out(form: str, out: Path | None) -> None:
    """Refuse what could not be shown before anything is audited, and recorded."""
    if out is not None and form == "table":
        raise InvalidInputError("--out needs a --format other than table")
    if out is not None and not out.parent.is_dir():
        raise InvalidInputError(f"--out {out}: there is no folder {out.parent}")


def _show(done: Audit, form: str, out: Path | None, policies: Path | None) -> None:
    if form == "table":
        show_audit(done)
        return
    data = write_audit(done, form, policies or default_policies())
    if out is None:
        click.echo(data, nl=False)
    else:
        try:
            out.write_bytes(data)
        except OSError as error:
            raise UnavailableError(f"{out}: {error.strerror}") from None
        show_audit(done)


def show_audit(done: Audit) -> None:
    """Print what applied as a table, the failures first, and a line for each pack."""
    now = SystemClock().now()
    shown = done.at_instant(max(now, parse_time(done.at)))
    applicable = [one for one in shown.findings if one.finding.verdict != "not_applicable"]
    applicable.sort(key=_order)
    rows = [
        (
            "waived" if one.waiver else one.finding.verdict,
            one.finding.control_id,
            one.finding.severity,
            _why(one),
            one.finding.title,
        )
        for one in applicable
    ]
    show_table(
        f"{done.project}, revision {done.rev}, as of {done.as_of}",
        ("verdict", "control", "severity", "reason", "what"),
        rows,
    )
    columns = ("pack", "version", "status", "score", "pass", "fail", "waived", "not applicable", "")
    show_table("Packs", columns, [_pack_row(one) for one in shown.packs])
    if done.refused:
        click.echo(f"{len(done.refused)} attested facts do not count; see: commandcenter facts:check", err=True)
    click.echo(f"{done.project}: {worst(one.status for one in shown.packs)}")


def _pack_row(one: Any) -> tuple[Any, ...]:
    score = "" if one.score is None else f"{one.score:.1f}"
    return one.pack, one.version, one.status, score, one.passed, one.failed, one.waived, one.not_applicable, one.error


def _order(one: Audited) -> tuple[bool, bool, int, str]:
    finding = one.finding
    return not finding.fails(), bool(one.waiver), SEVERITIES.index(finding.severity), finding.control_id


def _why(one: Audited) -> str:
    finding = one.finding
    if one.waiver:
        return f"{finding.reason}; waived until {one.waived_until}"
    if finding.missing:
        return f"{finding.reason}: {', '.join(finding.missing)}"
    return f"{finding.reason}, due {finding.due}" if finding.due else finding.reason
