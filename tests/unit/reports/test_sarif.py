"""SARIF becomes findings."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from commandcenter.kernel.errors import InvalidInputError

from .conftest import Read

RUN: dict[str, Any] = {
    "tool": {
        "driver": {
            "name": "Scan",
            "rules": [
                {"id": "S1", "helpUri": "https://example.org/S1", "properties": {"security-severity": "9.8"}},
                {"id": "S2", "defaultConfiguration": {"level": "note"}, "messageStrings": {"m": {"text": "by id"}}},
            ],
        }
    },
    "originalUriBaseIds": {"ROOT": {"uri": "file:///home/ci/repo/"}},
    "artifacts": [{"location": {"uri": "src/b%20c.py"}}],
    "results": [
        {"ruleId": "S1/sub", "message": {"text": "bad"}, "locations": [
            {"physicalLocation": {"artifactLocation": {"uri": "src/a.py", "uriBaseId": "ROOT"}, "region": {"startLine": 9}}}]},
        {"ruleIndex": 0, "message": {"text": "bad again"}, "locations": [
            {"physicalLocation": {"artifactLocation": {"uri": "src/a.py", "uriBaseId": "ROOT"}, "region": {"startLine": 4}}}]},
        {"rule": {"index": 1}, "message": {"id": "m"}, "suppressions": [{"kind": "inSource"}], "locations": [
            {"physicalLocation": {"artifactLocation": {"index": 0}}}]},
        {"ruleId": "new", "level": "error", "message": {"text": "nowhere"}},
        {"ruleId": "S1", "kind": "pass", "message": {"text": "fine"}},
        {"ruleId": "S1", "baselineState": "absent", "message": {"text": "was"}},
    ],
}  # fmt: skip


def sarif(*runs: Any) -> str:
    return json.dumps({"version": "2.1.0", "runs": runs})


def test_results_of_a_rule_in_a_file_are_one_finding(read: Read) -> None:
    nodes = read("sarif", sarif(RUN), ["src/a.py", "src/b c.py"])
    findings = {key: node for key, node in nodes.items() if node.type == "finding"}
    assert sorted(findings) == [
        "finding:Scan/S1:src/a.py", "finding:Scan/S2:src/b c.py", "finding:Scan/new:.",
    ]  # fmt: skip
    worst = findings["finding:Scan/S1:src/a.py"]
    assert worst.parent == "file:src/a.py"
    assert worst.props == {
        "rule": "Scan/S1", "severity": "critical", "path": "src/a.py", "reason": "bad", "help": "https://example.org/S1",
        "line": 4, "lines": [4, 9], "count": 2,
    }  # fmt: skip
    assert findings["finding:Scan/S2:src/b c.py"].props["reason"] == "by id"
    assert findings["finding:Scan/S2:src/b c.py"].props["severity"] == "low"
    assert findings["finding:Scan/S2:src/b c.py"].props["suppressed"] == 1
    assert findings["finding:Scan/new:."].props["severity"] == "high"
    assert findings["finding:Scan/new:."].parent == "evidence:report:sarif"
    assert nodes["evidence:report:sarif"].props["results"] == 4


def test_a_real_ruff_report(read: Read, tmp_path: Path) -> None:
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "a.py").write_text("import os\nimport sys\n\nprint(undefined)\n")
    command = [sys.executable, "-m", "ruff", "check", "--isolated", "--no-cache", "--output-format=sarif", "src"]
    report = subprocess.run(command, cwd=tmp_path, capture_output=True, check=False).stdout
    nodes = read("sarif", report, ["src/a.py"])
    assert nodes["finding:ruff/F401:src/a.py"].props["lines"] == [1, 2]
    assert nodes["finding:ruff/F821:src/a.py"].parent == "file:src/a.py"


@pytest.mark.parametrize(
    ("document", "pointer"),
    [
        ("{}", "/version"),
        ('{"version": "2.0.0"}', "/version"),
        (sarif({"tool": {"driver": {}}}), "/runs/0/tool/driver/name"),
        (sarif({"tool": {"driver": {"name": "x"}}, "results": {}}), "/runs/0/results"),
        (sarif({**RUN, "results": [{"ruleId": "a", "message": "text"}]}), "/runs/0/results/0/message"),
        (sarif({**RUN, "results": [{"locations": [{"physicalLocation": {"artifactLocation": {"uri": []}}}]}]}),
         "/runs/0/results/0/locations/0/physicalLocation/artifactLocation/uri"),
    ],
)  # fmt: skip
def test_wrong_shapes_are_refused_with_the_place(read: Read, document: str, pointer: str) -> None:
    with pytest.raises(InvalidInputError) as caught:
        read("sarif", document)
    assert caught.value.pointer == pointer
