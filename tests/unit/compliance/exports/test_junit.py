"""JUnit XML: safe for any character, counts that add up, read back as it was meant."""

from collections import Counter
from dataclasses import replace
from typing import Any
from xml.etree.ElementTree import fromstring

from hypothesis import given
from hypothesis import strategies as st
from random_audits import SECRET, Case, cases, few

from commandcenter.compliance.exports.junit import junit
from commandcenter.indexing.reports.parse import parse_report


def status(case: Case, finding: Any) -> str:
    if finding.verdict == "pass":
        return "passed"
    return "skipped" if finding.verdict == "not_applicable" or finding in case.excused() else "failed"


@few
@given(cases())
def test_our_own_reader_counts_the_same(case: Case) -> None:
    facts = parse_report("junit", junit(case.findings, project="shop", waived=case.waived), known=())
    expected = Counter(status(case, each) for each in case.findings)
    evidence = next(node for node in facts.nodes if node.type == "evidence")
    assert evidence.props["tests"] == len(case.findings)
    assert {name: evidence.props[name] for name in ("passed", "skipped", "failed", "error")} == {
        "passed": expected["passed"], "skipped": expected["skipped"], "failed": expected["failed"], "error": 0,
    }  # fmt: skip
    read = Counter(node.props["status"] for node in facts.nodes if node.type == "test")
    assert read == expected


@few
@given(cases())
def test_counts_of_suites_add_up(case: Case) -> None:
    root = fromstring(junit(case.findings, project="shop", waived=case.waived))
    assert len(root) == len({each.pack for each in case.findings})
    for name in ("tests", "failures", "skipped", "errors"):
        assert int(root.get(name, "")) == sum(int(suite.get(name, "")) for suite in root)
    expected = Counter(status(case, each) for each in case.findings)
    assert int(root.get("tests", "")) == len(case.findings)
    assert (int(root.get("failures", "")), int(root.get("skipped", ""))) == (expected["failed"], expected["skipped"])


@few
@given(cases(), st.text(st.characters(), max_size=30), st.randoms())
def test_any_character_is_safe_and_order_shows_nowhere(case: Case, text: str, random: Any) -> None:
    # text holds control characters and lone surrogates too, which XML cannot say
    strange = [replace(each, title=text, remediation=text, citation=text) for each in case.findings]
    waived = dict.fromkeys(case.waived, text)
    data = junit(strange, project=text, waived=waived)
    fromstring(data)
    assert SECRET.encode() not in data
    assert data == junit(random.sample(strange, len(strange)), project=text, waived=waived)
