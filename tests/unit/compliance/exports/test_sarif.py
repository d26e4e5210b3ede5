"""SARIF: valid, complete, the same from day to day, and read back as it was meant."""

import json
from dataclasses import replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from pydantic_sarif.model import StaticAnalysisResultsFormatSarifVersion210JsonSchema as Model
from random_audits import SECRET, Case, cases, few, projects

from commandcenter.compliance.exports.sarif import FINGERPRINT, SCORES, fingerprint, sarif
from commandcenter.compliance.model import SEVERITIES
from commandcenter.indexing.reports.parse import parse_report
from commandcenter.kernel.canonical import canonical


def written(case: Case, project: str = "shop", **rest: str) -> dict[str, Any]:
    return sarif(case.findings, case.packs, project=project, as_of="2026-07-01", waived=case.waived, **rest)


def before_errata(log: dict[str, Any]) -> dict[str, Any]:
    """Name the status of a suppression as the draft of SARIF 2.1.0 did that the models were made of."""
    copy = json.loads(json.dumps(log))
    for result in copy["runs"][0]["results"]:
        for suppression in result.get("suppressions", []):
            suppression["state"] = suppression.pop("status")
    return copy


@few
@given(cases(), st.sampled_from(["", "0123abc"]), st.sampled_from(["", "https://git.example/a b"]))
def test_any_findings_make_a_valid_log(case: Case, commit: str, repository: str) -> None:
    log = json.loads(canonical(written(case, commit=commit, repository=repository)))
    Model.model_validate(before_errata(log))
    run = log["runs"][0]
    assert ("versionControlProvenance" in run) == bool(commit and repository)
    assert SECRET not in json.dumps(log)
    assert len(run["results"]) == len(case.findings)
    controls = {(pack.id, one) for pack in case.packs for one in pack.controls}
    assert len(run["tool"]["driver"]["rules"]) == len(
        controls | {(each.pack, each.control_id) for each in case.findings}
    )


@few
@given(cases())
def test_each_result_tells_of_its_finding(case: Case) -> None:
    run = written(case)["runs"][0]
    results = {(each["properties"]["pack"], each["ruleId"]): each for each in run["results"]}
    for finding in case.findings:
        result = results[finding.pack, finding.control_id]
        rule = run["tool"]["driver"]["rules"][result["ruleIndex"]]
        assert (rule["id"], rule["properties"]["pack"]) == (finding.control_id, finding.pack)
        kinds = {"pass": "pass", "fail": "fail", "not_applicable": "notApplicable"}
        assert result["kind"] == kinds[finding.verdict]
        assert (result["level"] == "none") == (finding.verdict != "fail")
        assert all(path in result["message"]["text"] for path in finding.missing)
        assert ("suppressions" in result) == (finding in case.excused())
        if finding in case.excused():
            assert result["suppressions"][0]["justification"] == case.waived[finding.control_id]


@few
@given(cases(), st.randoms())
def test_the_same_findings_in_any_order_make_the_same_bytes(case: Case, random: Any) -> None:
    shuffled = replace(case, findings=random.sample(case.findings, len(case.findings)), packs=case.packs[::-1])
    assert canonical(written(case)) == canonical(written(shuffled))


@few
@given(cases(), st.sampled_from(["pass", "fail"]), projects)
def test_fingerprints_outlive_verdict_version_and_day(case: Case, verdict: Any, project: str) -> None:
    later = [
        replace(each, verdict=verdict, pack_version="9.9.9", pack_digest="other", as_of="2031-01-01", severity="low")
        for each in case.findings
    ]
    assert prints(written(case, project)) == prints(written(replace(case, findings=later), project))


@few
@given(cases())
def test_fingerprints_differ_between_controls_and_projects(case: Case) -> None:
    found = [*prints(written(case, "shop")), *prints(written(case, "exchange"))]
    assert len(set(found)) == 2 * len(case.findings)


def test_a_fingerprint_is_pinned() -> None:
    # dashboards hold what was found by it: with another one every finding would be new
    assert (
        fingerprint("shop", "sec", "SEC-8K-1.05") == "ed2c3fb098e978bbef521c490c714fe2bb0e3c2732ed27cf14ddd875ad4d26c3"
    )


@few
@given(cases())
def test_our_own_reader_finds_the_failures(case: Case) -> None:
    facts = parse_report("sarif", canonical(written(case)), known=())
    failures = case.of("fail")
    evidence = next(node for node in facts.nodes if node.type == "evidence")
    assert evidence.props["results"] == len(failures)
    nodes = [node for node in facts.nodes if node.type == "finding"]
    assert {node.props["rule"] for node in nodes} == {f"CommandCenter/{each.control_id}" for each in failures}
    assert sum(node.props["count"] for node in nodes) == len(failures)
    assert sum(node.props.get("suppressed") or 0 for node in nodes) == len(case.excused())


def test_scores_lie_in_the_bands_of_their_names() -> None:
    bands = {"critical": (9, 10), "high": (7, 9), "medium": (4, 7), "low": (0.1, 4)}
    assert list(SCORES) == list(SEVERITIES)
    assert all(bands[name][0] <= float(score) < bands[name][1] for name, score in SCORES.items())


def prints(log: dict[str, Any]) -> list[str]:
    return [each["partialFingerprints"][FINGERPRINT] for each in log["runs"][0]["results"]]
