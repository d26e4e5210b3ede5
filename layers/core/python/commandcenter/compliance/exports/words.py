"""What an export says of a finding: the same sentences in every format, and never the value of a fact."""

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from urllib.parse import quote

from commandcenter.compliance.model import Control, Finding, Pack

NONE: Mapping[str, str] = MappingProxyType({})
"""No waivers, or nothing known of where facts come from."""
Key = tuple[str, str]
"""Pack id and control id."""

_URI = ":/?#[]@!$&'()*+,;=%-._~"
_REASONS: Mapping[str, str] = {
    "requirement_met": "The requirement is met.",
    "pending": "Nothing is owed yet.",
    "requirement_not_met": "The requirement is not met.",
    "evidence_missing": "Facts are missing without which the requirement counts as not met.",
    "not_in_force": "The requirement is not in force on the day judged for.",
    "not_in_scope": "The requirement does not concern the project.",
}


def explain(finding: Finding) -> str:
    """Say in sentences why a finding is as it is and, of a failure, what to do; facts are named, their values are not."""
    said = [_REASONS.get(finding.reason, f"{finding.verdict}: {finding.reason}")]
    if finding.missing:
        said.append(f"Missing: {', '.join(finding.missing)}.")
    if finding.due:
        said.append(f"Due on {finding.due}.")
    if finding.fails() and finding.remediation:
        said.append(finding.remediation)
    return " ".join(said)


def key_of(finding: Finding) -> Key:
    return finding.pack, finding.control_id


def in_order(findings: Iterable[Finding]) -> list[Finding]:
    """Sort findings by pack and control, so that the order they come in shows nowhere."""
    return sorted(findings, key=key_of)


def is_waived(finding: Finding, waived: Mapping[str, str]) -> bool:
    return finding.fails() and finding.control_id in waived


def packs_of(packs: Sequence[Pack], findings: Iterable[Finding]) -> dict[str, Pack | None]:
    """Return packs by id, sorted; None stands for one that only findings name."""
    named: dict[str, Pack | None] = {finding.pack: None for finding in findings}
    return dict(sorted((named | {pack.id: pack for pack in packs}).items()))


def controls_of(packs: Sequence[Pack], findings: Iterable[Finding]) -> dict[Key, Control]:
    """Return the controls of packs and of findings, sorted by key; a finding outside the packs describes its own."""
    told = {key_of(finding): _described_by(finding) for finding in findings}
    known = {(pack.id, control.control_id): control for pack in packs for control in pack.controls.values()}
    return dict(sorted((told | known).items()))


def as_uri(address: str) -> str:
    """Escape what an address that somebody typed may not hold."""
    return quote(address, safe=_URI)


def _described_by(finding: Finding) -> Control:
    return Control(
        finding.control_id, finding.pack, "", finding.title, finding.title, finding.category, finding.severity,
        finding.citation, "", "attested" if finding.status == "attested" else "automated", finding.remediation,
        finding.confidence, audit_kinds=finding.audit_kinds,
    )  # fmt: skip
