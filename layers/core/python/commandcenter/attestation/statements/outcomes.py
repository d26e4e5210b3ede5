"""How the findings of an audit come out: what applied and passed, failed, or failed and is excused."""

from typing import Literal

from commandcenter.compliance.audit import Audit, Audited
from commandcenter.compliance.model import Finding

Outcome = Literal["pass", "fail", "waived"]
OUTCOMES: tuple[Outcome, ...] = ("pass", "fail", "waived")


def outcome_of(audited: Audited) -> Outcome | None:
    """Say how a finding comes out, None when the control does not apply; a waived failure is neither pass nor fail."""
    if audited.finding.fails():
        return "waived" if audited.waiver else "fail"
    return "pass" if audited.finding.verdict == "pass" else None


def controls_of(audit: Audit, outcome: Outcome) -> list[str]:
    """List the controls that come out so, as `<pack>/<control id>`, sorted."""
    return sorted(control_name(one.finding) for one in audit.findings if outcome_of(one) == outcome)


def control_name(finding: Finding) -> str:
    """Name the control of a finding uniquely among packs: `<pack>/<control id>`."""
    return f"{finding.pack}/{finding.control_id}"
