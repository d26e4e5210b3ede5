"""Cobertura XML, as coverage.py, gocover-cobertura, Istanbul and others write it: one health sample per file."""

import re
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any
from xml.etree.ElementTree import Element

from commandcenter.graph.model import Node
from commandcenter.indexing.names import excerpt
from commandcenter.indexing.reports.bounded_xml import attribute, parse_xml, whole
from commandcenter.indexing.reports.model import Report
from commandcenter.indexing.reports.places import find_file
from commandcenter.kernel.errors import InvalidInputError

MAX_SOURCES = 20
_BRANCHES = re.compile(r"\((\d{1,9})/(\d{1,9})\)")


@dataclass(slots=True)
class _Sample:
    """Gather the lines of one file, each once, and its branches (taken, all)."""

    lines: dict[int, bool] = field(default_factory=dict)
    branches: dict[int, tuple[int, int]] = field(default_factory=dict)

    def counts(self) -> tuple[int, int, int, int]:
        """Count (lines covered, lines, branches taken, branches)."""
        taken, every = (sum(pair[place] for pair in self.branches.values()) for place in (0, 1))
        return sum(self.lines.values()), len(self.lines), taken, every


def read(data: bytes, report: Report) -> list[Node]:
    """Make `healthsample:coverage:<path>` for each file, inside the file when the project has it, and one for the whole."""
    root = parse_xml(data)
    if root.tag != "coverage" or root.find("packages") is None:
        raise InvalidInputError(f"not Cobertura XML: <{root.tag:.40}> without <packages>", pointer="/")
    sources = [element.text.strip() for element in root.iterfind("sources/source") if element.text][:MAX_SOURCES]
    samples: dict[tuple[str, str | None], _Sample] = {}
    for number, group in enumerate(root.iterfind("packages/package")):
        for index, element in enumerate(group.iterfind("classes/class")):
            pointer = f"/coverage/packages/{number}/classes/{index}"
            place = find_file(report, attribute(element, "filename", pointer), sources)
            _read_class(samples.setdefault(place, _Sample()), element, pointer)
    nodes = [_node(report, path, file, sample) for (path, file), sample in samples.items()]
    totals = [sum(column) for column in zip(*(sample.counts() for sample in samples.values()), strict=True)]
    whole_tree = report.node("healthsample", "coverage", _measures(*(totals or [0, 0, 0, 0])))
    return [report.evidence({"files": len(samples), **_measures(*(totals or [0, 0, 0, 0]))}), whole_tree, *nodes]


def _read_class(sample: _Sample, element: Element, pointer: str) -> None:
    lines = sample.lines
    for index, line in enumerate(element.iterfind("lines/line")):
        at = (pointer, "lines", index)
        number = whole(line, "number", at)
        lines[number] = whole(line, "hits", at) > 0 or lines.get(number, False)
        branches = _BRANCHES.search(line.get("condition-coverage") or "")
        if branches:
            taken = min(int(branches[1]), int(branches[2]))
            sample.branches[number] = max(sample.branches.get(number, (0, 0)), (taken, int(branches[2])))


def _measures(covered: int, lines: int, taken: int, branches: int) -> dict[str, Any]:
    """Describe what was measured; a rate of nothing is left out, not 0."""
    props: dict[str, Any] = {"metric": "coverage", "lines": lines, "covered": covered}
    if lines:
        props["line_rate"] = round(covered / lines, 4)
    if branches:
        props |= {"branches": branches, "branches_taken": taken, "branch_rate": round(taken / branches, 4)}
    return props


def _node(report: Report, path: str, file: str | None, sample: _Sample) -> Node:
    missed = excerpt(_ranges(sorted(number for number, hit in sample.lines.items() if not hit)))
    props = {**_measures(*sample.counts()), "path": path, "missed": missed}
    return report.node("healthsample", f"coverage:{path}", props, file=file)


def _ranges(numbers: list[int]) -> str:
    """Write sorted line numbers as `3-5,9`."""
    runs = (list(run) for _, run in groupby(enumerate(numbers), lambda pair: pair[1] - pair[0]))
    ends = ((run[0][1], run[-1][1]) for run in runs)
    return ",".join(str(first) if first == last else f"{first}-{last}" for first, last in ends)
