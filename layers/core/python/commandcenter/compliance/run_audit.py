"""Use case: audit a project - judge its facts by some packs, honour its waivers, sum up."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from commandcenter.compliance.audit import Audit, Audited, PackAudit, audit_id, sum_up
from commandcenter.compliance.facts.model import FactSheet
from commandcenter.compliance.judge import Judge
from commandcenter.compliance.model import Finding, Pack
from commandcenter.compliance.packs import choose_packs
from commandcenter.compliance.waivers.gather import living
from commandcenter.compliance.waivers.honour import honour
from commandcenter.compliance.waivers.model import Waiver
from commandcenter.kernel.clock import format_time
from commandcenter.kernel.errors import InvalidInputError


def audit_facts(
    judge: Judge,
    sheet: FactSheet,
    *,
    at: datetime,
    packs: Sequence[str] | None = None,
    waivers: Sequence[Waiver] = (),
    name: str | None = None,
) -> Audit:
    """Judge a fact sheet and honour waivers at the instant `at`.

    Args:
        packs: Ids of the packs to judge by; all of them when left out.
        name: Id of the audit where it was named before; it follows from what is audited otherwise.

    A pack whose schema refuses a fact comes to `error`, with the place of that fact; the others judge all the same.
    Raises NotFoundError for an unknown pack, UnavailableError and ProblemError as `Judge.judge` does.
    """
    chosen = choose_packs(judge.packs, packs)
    refusals = {pack.id: reason for pack in chosen if (reason := _refusal(judge, sheet, pack)) is not None}
    able = [pack.id for pack in chosen if pack.id not in refusals]
    findings = judge.judge(dict(sheet.facts), able) if able else []
    honoured = honour(findings, waivers, project=sheet.project, at=at)
    audited = tuple(_audited(one, sheet, honoured) for one in findings)
    summed = tuple(
        _broken(pack, refusals[pack.id])
        if pack.id in refusals
        else sum_up(pack, [one for one in audited if one.finding.pack == pack.id])
        for pack in chosen
    )
    live = [one.id for one in living(waivers, project=sheet.project, at=at)]
    return Audit(
        id=name or audit_id(sheet.project, sheet.rev, chosen, sheet.as_of, live),
        project=sheet.project,
        rev=sheet.rev,
        commit=sheet.commit,
        source=sheet.source,
        as_of=sheet.as_of,
        at=format_time(at),
        packs=summed,
        findings=audited,
        refused=sheet.refused,
    )


def _refusal(judge: Judge, sheet: FactSheet, pack: Pack) -> str | None:
    try:
        judge.check(dict(sheet.facts), [pack.id])
    except InvalidInputError as error:
        return f"{error.detail} at {error.pointer}" if error.pointer else error.detail
    return None


def _broken(pack: Pack, reason: str) -> PackAudit:
    kinds = dict.fromkeys(kind for control in pack.controls.values() for kind in control.audit_kinds)
    return PackAudit(pack.id, pack.version, pack.digest, tuple(kinds), "error", None, error=reason)


def _audited(finding: Finding, sheet: FactSheet, honoured: Mapping[str, Waiver]) -> Audited:
    origins = {path: tuple(sheet.origins(path)) for path in finding.facts_used}
    waiver = honoured.get(finding.control_id)
    found = {path: one for path, one in origins.items() if one}
    if waiver is None:
        return Audited(finding, found)
    return Audited(finding, found, waiver.id, format_time(waiver.expires))
