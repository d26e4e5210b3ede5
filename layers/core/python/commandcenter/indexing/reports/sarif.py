"""SARIF 2.1.0: one finding per tool, rule and file."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from commandcenter.graph.model import Node
from commandcenter.indexing.documents import load_json
from commandcenter.indexing.names import excerpt
from commandcenter.indexing.reports.model import Report
from commandcenter.indexing.reports.places import find_file, from_uri
from commandcenter.indexing.shapes import Shape
from commandcenter.kernel.errors import InvalidInputError

SEVERITIES = ("info", "low", "medium", "high", "critical")
MAX_LINES = 50
_LEVELS = {"none": "info", "note": "low", "warning": "medium", "error": "high"}
_NO_PROBLEM = frozenset({"pass", "notApplicable", "informational"})


@dataclass(slots=True)
class _Finding:
    """Gather the results of one rule in one file."""

    rule: str
    path: str
    file: str | None
    help: str
    severity: str = "info"
    reason: str = ""
    lines: set[int] = field(default_factory=set)
    count: int = 0
    suppressed: int = 0

    def props(self) -> dict[str, Any]:
        lines = sorted(self.lines)
        return {
            "rule": self.rule, "severity": self.severity, "path": self.path, "reason": self.reason, "help": self.help,
            "line": lines[0] if lines else None, "lines": lines[:MAX_LINES] if len(lines) > 1 else None,
            "count": self.count, "suppressed": self.suppressed or None,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Run:
    """Know the tool of a run, its rules by id and place, and the names of its base folders."""

    tool: str
    rules: dict[str, Shape]
    order: list[str]
    bases: dict[str, str]
    artifacts: list[Shape]


def read(data: bytes, report: Report) -> list[Node]:
    """Make `finding:<tool>/<rule>:<path>` nodes; results that tell of no problem, or of one gone since, are passed over."""
    document = Shape(load_json(data))
    if document.get("version").text() != "2.1.0":
        raise InvalidInputError("not SARIF 2.1.0", pointer="/version")
    findings: dict[tuple[str, str], _Finding] = {}
    tools = set()
    for shape in document.get("runs").rows():
        run = _open_run(shape)
        tools.add(run.tool)
        for result in shape.get("results").rows():
            if _is_problem(result):
                _take(report, run, result, findings)
    nodes = [
        report.node("finding", f"{each.rule}:{each.path}", each.props(), file=each.file) for each in findings.values()
    ]
    results = sum(each.count for each in findings.values())
    return [report.evidence({"tools": sorted(tools), "results": results, "findings": len(findings)}), *nodes]


def _open_run(run: Shape) -> _Run:
    driver = run.at("tool", "driver")
    tool = driver.get("name").text()
    if not tool:
        raise InvalidInputError("a run names its tool", pointer=f"{driver.pointer}/name")
    rules = list(driver.get("rules").rows())
    order = [rule.get("id").text() for rule in rules]
    for extension in run.at("tool", "extensions").rows():
        rules += extension.get("rules").rows()
    by_id = {rule.get("id").text(): rule for rule in reversed(rules)}
    bases = {name: base.get("uri").text() for name, base in run.get("originalUriBaseIds").items()}
    return _Run(excerpt(tool, 60), by_id, order, bases, list(run.get("artifacts").rows()))


def _is_problem(result: Shape) -> bool:
    return result.get("kind").text("fail") not in _NO_PROBLEM and result.get("baselineState").text() != "absent"


def _take(report: Report, run: _Run, result: Shape, findings: dict[tuple[str, str], _Finding]) -> None:
    rule_id = _rule_id(run, result)
    rule = run.rules.get(rule_id, Shape(None))
    places = list(_places(run, result)) or [("", None)]
    suppressed = _is_suppressed(result)
    for uri, line in places:
        path, file = find_file(report, from_uri(uri)) if uri else (".", None)
        name = excerpt(f"{run.tool}/{rule_id}", 200)
        finding = findings.setdefault(
            (name, path), _Finding(name, path, file, excerpt(rule.get("helpUri").text(), 300))
        )
        finding.count += 1
        finding.suppressed += suppressed
        finding.severity = max(finding.severity, _severity(result, rule), key=SEVERITIES.index)
        finding.reason = finding.reason or _message(result, rule)
        finding.lines |= {line} if line is not None else set()


def _is_suppressed(result: Shape) -> bool:
    """Say whether somebody suppressed a result and nobody doubts it (SARIF 2.1.0 section 3.27.23)."""
    said = [row.get("status").text("accepted") for row in result.get("suppressions").rows()]
    return bool(said) and set(said) == {"accepted"}


def _rule_id(run: _Run, result: Shape) -> str:
    """Name the rule by `ruleId`, `rule.id` or its place in the driver's list."""
    named = result.get("ruleId").text() or result.at("rule", "id").text()
    if named:
        # `CA1000/1` names a part of rule CA1000 (SARIF 2.1.0 section 3.27.5)
        return (
            named if named in run.rules else next((rule for rule in run.rules if named.startswith(f"{rule}/")), named)
        )
    index = result.get("ruleIndex").number()
    if index is None:
        index = result.at("rule", "index").number()
    return run.order[int(index)] if index is not None and 0 <= index < len(run.order) else "unnamed"


def _places(run: _Run, result: Shape) -> Iterator[tuple[str, int | None]]:
    for location in result.get("locations").rows():
        artifact = location.at("physicalLocation", "artifactLocation")
        index = artifact.get("index").number()
        if artifact.get("uri").value is None and index is not None and 0 <= index < len(run.artifacts):
            artifact = run.artifacts[int(index)].get("location")
        uri, base = artifact.get("uri").text(), run.bases.get(artifact.get("uriBaseId").text(), "")
        line = location.at("physicalLocation", "region", "startLine").number()
        if uri:
            joined = f"{base.rstrip('/')}/{uri}" if base and not uri.startswith(("/", "file:")) else uri
            yield joined, int(line) if line is not None and 0 < line < 1e9 else None


def _severity(result: Shape, rule: Shape) -> str:
    """Rate a result: by the rule's CVSS-like score when it has one, else by its level."""
    try:
        score = float(rule.at("properties", "security-severity").text())
    except ValueError:
        level = result.get("level").text() or rule.at("defaultConfiguration", "level").text() or "warning"
        return _LEVELS.get(level, "medium")
    return SEVERITIES[1 + (score >= 4) + (score >= 7) + (score >= 9)]


def _message(result: Shape, rule: Shape) -> str:
    message = result.get("message")
    named = message.get("id").text()
    text = message.get("text").text() or (rule.at("messageStrings", named, "text").text() if named else "")
    return excerpt(text or rule.at("shortDescription", "text").text())
