"""JUnit XML, as pytest, Maven, Jest, gotestsum and many others write it: one node per test."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from xml.etree.ElementTree import Element

from commandcenter.graph.model import Node
from commandcenter.indexing.names import excerpt
from commandcenter.indexing.reports.bounded_xml import attribute, bad_attribute, parse_xml
from commandcenter.indexing.reports.model import Report
from commandcenter.indexing.reports.places import find_file
from commandcenter.indexing.shapes import clean
from commandcenter.kernel.errors import InvalidInputError

STATUSES = ("passed", "skipped", "failed", "error")
"""From best to worst; of a test that ran several times the worst counts."""
_OUTCOMES = {"failure": "failed", "error": "error", "skipped": "skipped"}
_AGAIN = frozenset({"flakyFailure", "flakyError"})
_SOURCES = (".py", ".java", ".kt", ".ts", ".js")
_HOMES = ("", "src/test/java/", "src/test/kotlin/", "src/", "test/")


@dataclass(slots=True)
class _Test:
    """Gather the runs of one test."""

    suite: str
    status: str
    seconds: float
    message: str
    file: str | None
    line: str
    flaky: bool
    runs: int = 1

    def merge(self, other: "_Test") -> None:
        if STATUSES.index(other.status) > STATUSES.index(self.status):
            self.status, self.message = other.status, other.message
        self.seconds, self.runs, self.flaky = self.seconds + other.seconds, self.runs + 1, self.flaky or other.flaky

    def props(self) -> dict[str, Any]:
        """Describe it; seconds to one digit, so that a run of the same outcome writes nothing new."""
        props: dict[str, Any] = {"suite": self.suite, "status": self.status, "duration": round(self.seconds, 1)}
        props |= {"message": self.message, "line": int(self.line) if self.line else None}
        return props | ({"flaky": True} if self.flaky else {}) | ({"runs": self.runs} if self.runs > 1 else {})


def read(data: bytes, report: Report) -> list[Node]:
    """Make a `test` node for each test case, with a `tests` edge to the file it stands in when that can be told."""
    root = parse_xml(data)
    if root.tag not in ("testsuites", "testsuite"):
        raise InvalidInputError(f"not JUnit XML: the root is <{root.tag:.40}>", pointer="/")
    tests: dict[str, _Test] = {}
    files: dict[str, str | None] = {}
    for suite, element, pointer in _cases(root):
        name, test = _read_case(report, suite, element, pointer, files)
        known = tests.setdefault(name, test)
        if known is not test:
            known.merge(test)
    nodes = [_node(report, name, test) for name, test in tests.items()]
    counts = {status: sum(test.status == status for test in tests.values()) for status in STATUSES}
    seconds = round(sum(test.seconds for test in tests.values()), 3)
    return [report.evidence({"tests": len(tests), "duration": seconds, **counts}), *nodes]


def _cases(root: Element) -> Iterator[tuple[Element, Element, str]]:
    """Yield (suite, case, pointer) of suites nested in suites, in order."""
    stack = [(root, f"/{root.tag}")]
    while stack:
        suite, pointer = stack.pop()
        inner = []
        for index, child in enumerate(suite):
            if child.tag == "testcase":
                yield suite, child, f"{pointer}/{index}"
            elif child.tag == "testsuite":
                inner.append((child, f"{pointer}/{index}"))
        stack.extend(reversed(inner))


def _read_case(
    report: Report, suite: Element, case: Element, pointer: str, files: dict[str, str | None]
) -> tuple[str, _Test]:
    name = attribute(case, "name", pointer)
    group = clean(case.get("classname") or suite.get("name") or "")
    path = case.get("file") or suite.get("file") or ""
    place = f"{path}\n{group}"
    if place not in files:
        files[place] = _file_of(report, path, group)
    status, message, flaky = "passed", "", False
    for child in case:
        flaky = flaky or child.tag in _AGAIN
        outcome = _OUTCOMES.get(child.tag, "passed")
        if STATUSES.index(outcome) > STATUSES.index(status):
            status, message = outcome, excerpt(child.get("message") or child.text or "")
    line = case.get("line") or ""
    line = line if line.isascii() and line.isdigit() and len(line) < 10 else ""
    test = _Test(excerpt(group, 200), status, _seconds(case, pointer), message, files[place], line, flaky)
    return f"{group}::{name}" if group else name, test


def _seconds(case: Element, pointer: str) -> float:
    text = (case.get("time") or "0").replace(",", "")
    try:
        seconds = float(text)
    except ValueError:
        seconds = math.nan
    if not 0 <= seconds < 1e9:
        bad_attribute("time", text, "seconds", pointer)
    return seconds


def _file_of(report: Report, path: str, group: str) -> str | None:
    """Find the file by the path given, or by the class: `tests.unit.test_x.TestIt`, `org.acme.ThingTest`, `src/a.test.ts`."""
    if path:
        return find_file(report, path)[1]
    direct = report.find(group)
    if direct is not None:
        return direct
    steps = group.split(".")[:12]
    for length in range(len(steps), 0, -1):
        for candidate in (f"{home}{'/'.join(steps[:length])}{ending}" for home in _HOMES for ending in _SOURCES):
            key = report.find(candidate)
            if key is not None:
                return key
    return None


def _node(report: Report, name: str, test: _Test) -> Node:
    edges = {"tests": (test.file,)} if test.file else {}
    return report.node("test", name, test.props(), file=test.file, edges=edges)
