"""From findings to a score and a status."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Literal

from commandcenter.compliance.model import WEIGHTS, Finding

Status = Literal["ok", "warn", "fail"]


@dataclass(frozen=True)
class Score:
    """Sum up findings.

    Args:
        score: 100 x weight of passes / weight of applicable controls, None when nothing applies.
        status: `fail` for an unwaived failure that is critical or high, `warn` for any other failure.
    """

    score: float | None
    status: Status
    passed: int
    failed: int
    waived: int
    not_applicable: int


def score_findings(findings: Sequence[Finding], waived: Collection[str] = ()) -> Score:
    """Sum up findings; a waived failure (by control id) is no pass: it keeps its weight and only spares the status."""
    passes = [finding for finding in findings if finding.verdict == "pass"]
    failures = [finding for finding in findings if finding.fails()]
    standing = [finding for finding in failures if finding.control_id not in waived]
    applicable = _weight(passes) + _weight(failures)
    return Score(
        score=100 * _weight(passes) / applicable if applicable else None,
        status=_status(standing),
        passed=len(passes),
        failed=len(standing),
        waived=len(failures) - len(standing),
        not_applicable=len(findings) - len(passes) - len(failures),
    )


def _status(failures: Sequence[Finding]) -> Status:
    if any(finding.severity in {"critical", "high"} for finding in failures):
        return "fail"
    return "warn" if failures else "ok"


def _weight(findings: Sequence[Finding]) -> int:
    return sum(WEIGHTS[finding.severity] for finding in findings)
