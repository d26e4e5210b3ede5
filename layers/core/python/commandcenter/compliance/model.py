"""Controls, packs and findings: what is asked of a project, and what was found."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from commandcenter.kernel.canonical import Json

Severity = Literal["critical", "high", "medium", "low"]
Verdict = Literal["pass", "fail", "not_applicable"]

SEVERITIES: tuple[Severity, ...] = ("critical", "high", "medium", "low")
"""From the worst on."""
WEIGHTS: Mapping[str, int] = {"critical": 8, "high": 4, "medium": 2, "low": 1}
REASONS: Mapping[str, frozenset[str]] = {
    "pass": frozenset({"requirement_met", "pending"}),
    "fail": frozenset({"requirement_not_met", "evidence_missing"}),
    "not_applicable": frozenset({"not_in_force", "not_in_scope"}),
}
"""The reasons each verdict may have."""


@dataclass(frozen=True)
class Control:
    """Describe one control, as the metadata of its Rego package do.

    Args:
        path: Its package below `data`, parts joined by slashes.
        status: `automated` when measured facts decide it, `attested` when somebody's word does.
        effective_from: First day it holds (YYYY-MM-DD), "" when no start is modelled.
        confidence: How sure we are of the citation and its reading, 0 to 1.
        audit_kinds: Kinds of audit its findings belong to.
    """

    control_id: str
    pack: str
    path: str
    title: str
    description: str
    category: str
    severity: Severity
    citation: str
    effective_from: str
    status: Literal["automated", "attested"]
    remediation: str
    confidence: float
    source: str = ""
    note: str = ""
    audit_kinds: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    parameters: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


@dataclass(frozen=True)
class Pack:
    """Describe one rule pack of a bundle.

    Args:
        digest: Of everything it judges by, the shared library included: equal digests, equal verdicts.
        effective: Days (YYYY-MM-DD) `from` and `to` which it holds; None when there is no such bound.
        parameters: By name, intervals `{default, unit, from, to}`.
        schema: JSON Schema of the part of a fact sheet it reads.
    """

    id: str
    version: str
    title: str
    owner: str
    digest: str
    effective: Mapping[str, str | None]
    parameters: Mapping[str, tuple[Mapping[str, Any], ...]]
    schema: Mapping[str, Any]
    controls: Mapping[str, Control]


@dataclass(frozen=True)
class Finding:
    """Hold the verdict of one control over one fact sheet, with everything needed to understand it.

    Args:
        facts_used: By path, the facts the control reads, null where the sheet has none.
        missing: Paths of the facts whose absence failed it.
        due: The deadline (YYYY-MM-DD) a pass waits for, None when it waits for none.
    """

    control_id: str
    verdict: Verdict
    reason: str
    severity: Severity
    title: str
    category: str
    citation: str
    remediation: str
    facts_used: Mapping[str, Json]
    missing: tuple[str, ...]
    due: str | None
    confidence: float
    status: str
    audit_kinds: tuple[str, ...]
    as_of: str
    pack: str
    pack_version: str
    pack_digest: str

    def fails(self) -> bool:
        return self.verdict == "fail"


def at_least(severity: str, findings: Iterable[Finding]) -> list[Finding]:
    """Pick the failures of that severity or a worse one."""
    worse = SEVERITIES[: SEVERITIES.index(severity) + 1]
    return [finding for finding in findings if finding.fails() and finding.severity in worse]
