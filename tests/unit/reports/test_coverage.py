"""Cobertura XML becomes health samples inside the files measured."""

import pytest

from commandcenter.kernel.errors import InvalidInputError

from .conftest import Read

COVERAGE = """<?xml version="1.0" ?>
<!DOCTYPE coverage SYSTEM "http://cobertura.sourceforge.net/xml/coverage-04.dtd">
<coverage version="7.6" lines-valid="6" lines-covered="3" line-rate="0.5" branch-rate="0" timestamp="1">
  <sources><source>/home/ci/build/repo/src</source></sources>
  <packages><package name="app"><classes>
    <class name="main.py" filename="app/main.py" line-rate="0.5">
      <methods><method name="m" signature=""><lines><line number="1" hits="0"/></lines></method></methods>
      <lines>
        <line number="1" hits="4"/><line number="2" hits="0"/><line number="3" hits="0"/>
        <line number="7" hits="1" branch="true" condition-coverage="50% (1/2)"/><line number="9" hits="0"/>
      </lines>
    </class>
    <class name="Inner" filename="app/main.py"><lines><line number="9" hits="2"/></lines></class>
    <class name="gone" filename="/somewhere/else/gone.py"><lines/></class>
    <class name="abs" filename="/home/ci/build/repo/src/app/other.py"><lines><line number="1" hits="0"/></lines></class>
  </classes></package></packages>
</coverage>
"""


def test_samples_stand_in_their_files(read: Read) -> None:
    nodes = read("coverage", COVERAGE, ["src/app/main.py", "src/app/other.py"])
    sample = nodes["healthsample:coverage:src/app/main.py"]
    assert sample.parent == "file:src/app/main.py"
    assert sample.props == {
        "metric": "coverage", "path": "src/app/main.py", "lines": 5, "covered": 3, "line_rate": 0.6, "missed": "2-3",
        "branches": 2, "branches_taken": 1, "branch_rate": 0.5,
    }  # fmt: skip
    assert nodes["healthsample:coverage:src/app/other.py"].props["line_rate"] == 0
    gone = nodes["healthsample:coverage:somewhere/else/gone.py"]
    assert gone.parent == "evidence:report:coverage"
    assert "line_rate" not in gone.props, "no data is not 0"
    assert nodes["healthsample:coverage"].props["line_rate"] == 0.5


def test_nothing_measured_is_no_rate(read: Read) -> None:
    nodes = read("coverage", "<coverage><packages/></coverage>")
    assert nodes["healthsample:coverage"].props == {"metric": "coverage", "lines": 0, "covered": 0}


@pytest.mark.parametrize(
    ("document", "pointer"),
    [
        ("<coverage><project/></coverage>", "/"),
        ("<coverage><packages><package><classes><class/></classes></package></packages></coverage>",
         "/coverage/packages/0/classes/0"),
        (COVERAGE.replace('number="9" hits="0"', 'number="9" hits="-1"'), "/coverage/packages/0/classes/0/lines/4/hits"),
    ],
)  # fmt: skip
def test_wrong_shapes_are_refused_with_the_place(read: Read, document: str, pointer: str) -> None:
    with pytest.raises(InvalidInputError) as caught:
        read("coverage", document)
    assert caught.value.pointer == pointer
