"""JUnit XML becomes tests that lead to their files."""

import subprocess
import sys
from pathlib import Path

import pytest

from commandcenter.kernel.errors import InvalidInputError

from .conftest import Read

GRADLE = """<?xml version="1.0" encoding="UTF-8"?>
<testsuites time="1,234.5">
  <testsuite name="org.acme.CartTest" tests="4" time="2.31">
    <testsuite name="inner">
      <testcase name="deep" classname="org.acme.CartTest" time="1,000.24"/>
    </testsuite>
    <testcase name="adds" classname="org.acme.CartTest" time="0.51"/>
    <testcase name="adds" classname="org.acme.CartTest" time="0.5">
      <failure message="expected 1" type="x">trace</failure>
    </testcase>
    <testcase name="sometimes" classname="org.acme.CartTest"><flakyFailure message="once"/></testcase>
    <testcase name="lonely"/>
  </testsuite>
</testsuites>
"""


def test_a_real_pytest_run(read: Read, tmp_path: Path) -> None:
    folder = tmp_path / "tests" / "unit"
    folder.mkdir(parents=True)
    (folder / "test_sums.py").write_text(
        "import pytest\n\n\ndef test_right():\n    assert 1 + 1 == 2\n\n\nclass TestMore:\n"
        "    @pytest.mark.parametrize('n', [1, 2])\n    def test_wrong(self, n):\n        assert n == 1, 'n is \u00e9 \\x1b'\n\n"
        "    @pytest.mark.skip(reason='later')\n    def test_later(self):\n        pass\n\n"
        "    def test_broken(self, no_such_fixture):\n        pass\n"
    )
    out = tmp_path / "junit.xml"
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        f"--junitxml={out}",
        "--rootdir=.",
        "tests",
    ]
    subprocess.run(command, cwd=tmp_path, capture_output=True, check=False)
    nodes = read("junit", out.read_bytes(), ["tests/unit/test_sums.py"])
    statuses = {key: node.props["status"] for key, node in nodes.items() if node.type == "test"}
    group = "test:tests.unit.test_sums"
    assert statuses == {
        f"{group}::test_right": "passed", f"{group}.TestMore::test_wrong[1]": "passed",
        f"{group}.TestMore::test_wrong[2]": "failed", f"{group}.TestMore::test_later": "skipped",
        f"{group}.TestMore::test_broken": "error",
    }  # fmt: skip
    failed = nodes[f"{group}.TestMore::test_wrong[2]"]
    assert failed.edges == {"producedBy": ("evidence:report:junit",), "tests": ("file:tests/unit/test_sums.py",)}
    assert failed.parent == "file:tests/unit/test_sums.py"
    assert "n is é" in failed.props["message"]
    evidence = nodes["evidence:report:junit"].props
    assert (evidence["tests"], evidence["passed"], evidence["failed"], evidence["error"]) == (5, 2, 1, 1)
    assert evidence["commit"].startswith("0123")


def test_suites_nest_and_runs_of_one_test_merge_to_the_worst(read: Read) -> None:
    nodes = read("junit", GRADLE, ["src/test/java/org/acme/CartTest.java"])
    adds = nodes["test:org.acme.CartTest::adds"].props
    assert (adds["status"], adds["runs"], adds["duration"], adds["message"]) == ("failed", 2, 1.0, "expected 1")
    assert nodes["test:org.acme.CartTest::deep"].props["duration"] == 1000.2
    assert nodes["test:org.acme.CartTest::sometimes"].props["flaky"] is True
    assert nodes["test:org.acme.CartTest::lonely"].edges["tests"] == ("file:src/test/java/org/acme/CartTest.java",)


def test_durations_that_differ_a_little_change_nothing_but_the_evidence(read: Read) -> None:
    document = '<testsuite name="s"><testcase name="a" classname="c" time="{}"/></testsuite>'
    first, second = (read("junit", document.format(time)) for time in ("0.512", "0.534"))
    assert [key for key in first if first[key] != second[key]] == ["evidence:report:junit"]


@pytest.mark.parametrize(
    ("document", "pointer"),
    [
        ("<html/>", "/"),
        ("<testsuite><testcase/></testsuite>", "/testsuite/0"),
        (
            "<testsuites><testsuite/><testsuite><testcase name='a' time='soon'/></testsuite></testsuites>",
            "/testsuites/1/0/time",
        ),
        ("<testsuite><testcase name='a' time='nan'/></testsuite>", "/testsuite/0/time"),
    ],
)
def test_wrong_shapes_are_refused_with_the_place(read: Read, document: str, pointer: str) -> None:
    with pytest.raises(InvalidInputError) as caught:
        read("junit", document)
    assert caught.value.pointer == pointer
