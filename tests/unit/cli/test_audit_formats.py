"""The formats of an audit, as its command writes them."""

import json
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from click.testing import CliRunner
from trestle.oscal.assessment_results import Model as AssessmentResults
from trestle.oscal.catalog import Model as Catalog

from commandcenter.cli.audits import audit
from commandcenter.cli.packs import export
from commandcenter.compliance.audit import Audit

EXCHANGE = Path(__file__).parents[3] / "infra" / "demo" / "exchange"


def written(form: str, *more: str) -> str:
    done = CliRunner().invoke(
        audit, [str(EXCHANGE), "--packs", "mica,quality", "--format", form, *more], catch_exceptions=False
    )
    assert done.exit_code == 0, done.output
    return done.stdout


@pytest.fixture(scope="module")
def whole() -> Audit:
    return Audit.from_json(json.loads(written("json")))


def by_verdict(whole: Audit, verdict: str) -> set[str]:
    return {one.finding.control_id for one in whole.findings if one.finding.verdict == verdict}


def test_sarif_tells_the_same(whole: Audit) -> None:
    (run,) = json.loads(written("sarif"))["runs"]
    kinds: dict[str, set[str]] = {}
    for result in run["results"]:
        kinds.setdefault(result["kind"], set()).add(result["ruleId"])
    assert kinds.get("fail") == by_verdict(whole, "fail")
    assert kinds.get("pass") == by_verdict(whole, "pass")
    assert {rule["id"] for rule in run["tool"]["driver"]["rules"]} == {one.finding.control_id for one in whole.findings}


def test_junit_tells_the_same(whole: Audit) -> None:
    suites = ET.fromstring(written("junit"))
    failed = {case.get("name") for case in suites.iter("testcase") if case.find("failure") is not None}
    skipped = {case.get("name") for case in suites.iter("testcase") if case.find("skipped") is not None}
    assert failed == by_verdict(whole, "fail")
    assert skipped == by_verdict(whole, "not_applicable")


def test_oscal_is_read_and_refers_to_controls_of_the_catalogs(whole: Audit) -> None:
    text = written("oscal")
    AssessmentResults(**json.loads(text))
    assert "attested by cli" in text
    catalogs = set()
    for pack in ("mica", "quality"):
        done = CliRunner().invoke(export, [pack, "--at", "2026-01-01T00:00:00Z"], catch_exceptions=False)
        Catalog(**json.loads(done.stdout))
        catalogs |= ids(json.loads(done.stdout))
    referred = {
        one["control-id"]
        for result in json.loads(text)["assessment-results"]["results"]
        for selection in result["reviewed-controls"]["control-selections"]
        for one in selection.get("include-controls", ())
    }
    assert referred
    assert referred <= catalogs


def ids(value: Any) -> set[str]:
    """Collect every `id` of a document."""
    if isinstance(value, dict):
        own = {value["id"]} if isinstance(value.get("id"), str) else set()
        return own.union(*map(ids, value.values()))
    return set().union(*map(ids, value)) if isinstance(value, list) else set()


def test_a_file_takes_the_format_and_the_terminal_the_table(tmp_path: Path) -> None:
    out = tmp_path / "audit.sarif"
    shown = written("sarif", "--out", str(out))
    assert json.loads(out.read_text())["version"] == "2.1.0"
    assert "Packs" in shown
    refused = CliRunner().invoke(audit, [str(EXCHANGE), "--out", str(out)])
    assert refused.exit_code != 0
