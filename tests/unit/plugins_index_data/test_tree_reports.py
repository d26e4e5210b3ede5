"""Reports that stand in the tree say what pushed ones say, under their own path."""

from typing import Any

import yaml

from commandcenter.indexing.reports import parse_report

from .conftest import Index

JUNIT = b'<testsuite name="s"><testcase name="adds" classname="tests.test_a" time="0.1"/></testsuite>'
COVERAGE = (
    b'<coverage><packages><package><classes><class filename="a.py"><lines><line number="1" hits="1"/></lines></class>'
    b"</classes></package></packages></coverage>"
)


def test_reports_of_two_runs_stand_beside_each_other(index: Index) -> None:
    files = {
        "out/junit.xml": JUNIT,
        "out/old/junit.xml": JUNIT,
        "tests/test_a.py": "",
        "a.py": "",
        "coverage.xml": COVERAGE,
    }
    found = index(files, "index-reports")
    assert found.findings() == []
    assert found.keys("test") == ["test:out/junit.xml#tests.test_a::adds", "test:out/old/junit.xml#tests.test_a::adds"]
    test = found.nodes["test:out/junit.xml#tests.test_a::adds"]
    assert test.parent == "file:tests/test_a.py"
    assert found.edges(test.key, "tests") == ["file:tests/test_a.py"]
    assert found.edges(test.key, "producedBy") == ["evidence:report:out/junit.xml"]
    assert found.nodes["evidence:report:out/junit.xml"].parent == "file:out/junit.xml"
    assert found.props("healthsample:coverage.xml#coverage:a.py")["line_rate"] == 1
    pushed = parse_report("junit", JUNIT, known=set(found.nodes))
    assert set(found.nodes).isdisjoint(node.key for node in pushed)


def test_a_broken_report_is_a_finding(index: Index) -> None:
    found = index({"junit.xml": b"<testsuite", "x.sarif": b"{}", "coverage.xml": COVERAGE, "a.py": ""}, "index-reports")
    assert [finding.split(":")[0] for finding in found.findings()] == ["junit.xml", "x.sarif"]
    assert "healthsample:coverage.xml#coverage" in found.nodes


def test_the_manifest_lists_what_the_code_claims(plugins: Any) -> None:
    plugin = plugins["index-reports"]
    claims = yaml.safe_load((plugin.folder / "plugin.yaml").read_text())["contributes"]["claims"]
    assert all(plugin.create().claims(f"a/{claim.replace('*', 'x')}") for claim in claims)
    assert not plugin.create().claims("pom.xml")
