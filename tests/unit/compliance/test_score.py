"""Scores: weights by severity, waived failures counted apart."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commandcenter.compliance.model import SEVERITIES, Finding, at_least
from commandcenter.compliance.score import score_findings

WEIGHT = {"critical": 8, "high": 4, "medium": 2, "low": 1}
_numbers = itertools.count()


def finding(verdict: str, severity: str) -> Finding:
    return Finding(
        control_id=f"C-{next(_numbers)}", verdict=verdict, reason="", severity=severity, title="", category="",
        citation="", remediation="", facts_used={}, missing=(), due=None, confidence=1, status="automated",
        audit_kinds=(), as_of="2026-01-01", pack="p", pack_version="1.0.0", pack_digest="",
    )  # fmt: skip


def test_nothing_applies() -> None:
    total = score_findings([finding("not_applicable", "critical")])
    assert (total.score, total.status, total.not_applicable) == (None, "ok", 1)


@pytest.mark.parametrize(
    ("severity", "status"), [("critical", "fail"), ("high", "fail"), ("medium", "warn"), ("low", "warn")]
)
def test_the_worst_failure_decides_the_status(severity: str, status: str) -> None:
    passes = [finding("pass", "critical")]
    failure = finding("fail", severity)
    total = score_findings([*passes, failure])
    assert total.status == status
    assert total.score == 100 * 8 / (8 + WEIGHT[severity])
    waived = score_findings([*passes, failure], {failure.control_id})
    assert (waived.status, waived.failed, waived.waived, waived.passed) == ("ok", 0, 1, 1)
    assert waived.score == total.score


findings = st.lists(
    st.builds(finding, st.sampled_from(["pass", "fail", "not_applicable"]), st.sampled_from(SEVERITIES))
)


@given(findings)
def test_every_finding_is_counted_once_and_the_score_is_a_share(found: list[Finding]) -> None:
    waived = {one.control_id for one in found[::2]}
    total = score_findings(found, waived)
    assert total.passed + total.failed + total.waived + total.not_applicable == len(found)
    assert total.score is None or 0 <= total.score <= 100
    assert (total.score is None) == all(one.verdict == "not_applicable" for one in found)
    if total.status == "ok":
        assert total.failed == 0


@given(findings, st.sampled_from(SEVERITIES))
def test_failures_as_bad_as_or_worse(found: list[Finding], severity: str) -> None:
    picked = at_least(severity, found)
    assert all(one.verdict == "fail" and WEIGHT[one.severity] >= WEIGHT[severity] for one in picked)
    assert len(picked) == sum(one.verdict == "fail" and WEIGHT[one.severity] >= WEIGHT[severity] for one in found)
