"""Trace provisions to controls, spec items, tasks and findings of one project, and find the gaps."""

from collections.abc import Iterator, Mapping, Sequence
from operator import attrgetter

from commandcenter.compliance.categories.matrix import Gap, LastVerdict, Matrix, Row
from commandcenter.compliance.categories.overrides import Overrides, overrides_of, resolve_items
from commandcenter.compliance.categories.placing import Placed, place_items
from commandcenter.compliance.categories.spec_items import status_of, title_of
from commandcenter.compliance.categories.weights import Weights, read_weights
from commandcenter.compliance.measures.quality import has_code, specified_items
from commandcenter.compliance.model import Control, Pack
from commandcenter.graph.model import Node
from commandcenter.graph.project_graph import ProjectGraph

_VERDICTS: Mapping[str, LastVerdict] = {"pass": "pass", "fail": "fail", "not_applicable": "not_applicable"}


def trace(
    graph: ProjectGraph, packs: Sequence[Pack], overrides: Overrides | None = None, weights: Weights | None = None
) -> Matrix:
    """Make the matrix of a project.

    Args:
        graph: The project at the revision to show, with its findings.
        packs: The packs whose controls to trace.
        overrides: Decisions of people, by name or id of an item; those of the repository when left out.
        weights: What speaks for each category; those that come with the package when left out.
    """
    decided = resolve_items(graph, overrides_of(graph) if overrides is None else overrides)
    controls = [(pack, control) for pack in packs for control in pack.controls.values()]
    covering = (weights or read_weights()).covering(control.category for _, control in controls)
    placed = place_items(graph, covering, decided)
    rows = [row for pack, control in controls for row in _rows(graph, pack, control, placed)]
    gaps = [
        *_control_gaps(graph, rows),
        *_item_gaps(graph, placed),
        *_decision_gaps(graph, decided, covering),
    ]
    shown = {(row.pack, row.control) for row in rows}
    return Matrix(
        project=graph.project,
        rev=graph.rev,
        rows=tuple(sorted(rows, key=attrgetter("position"))),
        gaps=tuple(sorted(gaps, key=attrgetter("position"))),
        left_out=tuple(sorted(one.control_id for pack, one in controls if (pack.id, one.control_id) not in shown)),
    )


def _rows(graph: ProjectGraph, pack: Pack, control: Control, placed: Placed) -> Iterator[Row]:
    finding = graph.nodes.get(f"finding:{pack.id}/{control.control_id}")
    verdict = _verdict(graph, pack, finding)
    items = placed.of_category.get(control.category, ())
    for item in items or ((None,) if verdict != "not_applicable" else ()):
        yield Row(
            citation=control.citation,
            pack=pack.id,
            control=control.control_id,
            title=control.title,
            category=control.category,
            severity=control.severity,
            verdict=verdict,
            reason=str(finding.props.get("reason", "")) if finding else "",
            finding=finding.key if finding else "",
            waiver=str(finding.props.get("waiver", "")) if finding else "",
            item=item.key if item else "",
            item_title=title_of(item) if item else "",
            item_status=status_of(item) if item else "",
            by=placed.mapped[item.key].by if item else "",
            tasks=placed.tasks[item.key] if item else (),
        )


def _verdict(graph: ProjectGraph, pack: Pack, finding: Node | None) -> LastVerdict:
    """Read the last verdict; an audit records what applies only, so what it knows and does not name does not apply."""
    if finding is not None:
        return _VERDICTS.get(str(finding.props.get("verdict")), "unknown")
    audit = graph.nodes.get(f"audit:{pack.id}")
    if audit is None or audit.props.get("status") == "error" or audit.props.get("packDigest") != pack.digest:
        return "unknown"
    return "not_applicable"


def _control_gaps(graph: ProjectGraph, rows: Sequence[Row]) -> Iterator[Gap]:
    worked_on = {
        (row.pack, row.control) for row in rows for task in row.tasks if status_of(graph.nodes[task]) != "done"
    }
    failing = {(row.pack, row.control): row.title for row in rows if row.verdict == "fail"}
    for row in rows:
        if not row.item:
            yield Gap("control_without_item", row.control, row.pack, row.title)
    for (pack, control), title in failing.items():
        if (pack, control) not in worked_on:
            yield Gap("failing_without_task", control, pack, title)


def _item_gaps(graph: ProjectGraph, placed: Placed) -> Iterator[Gap]:
    holders = {
        around.key
        for key, found in placed.mapped.items()
        if found.categories
        for around in placed.items.containers(graph.nodes[key])
    }
    for item in placed.items.items:
        found = placed.mapped[item.key]
        if not found.categories and found.by == "rules" and item.key not in holders:
            yield Gap("item_without_category", item.key, title=title_of(item))
    for item in specified_items(graph):
        if status_of(item) == "done" and not has_code(graph, item):
            yield Gap("done_without_code", item.key, title=title_of(item))


def _decision_gaps(graph: ProjectGraph, decided: Overrides, weights: Weights) -> Iterator[Gap]:
    for item, categories in decided.items():
        if f"specitem:{item}" not in graph.nodes and item not in graph.nodes:
            yield Gap("unknown_item", item)
        for category in sorted(set(categories) - weights.categories.keys()):
            yield Gap("unknown_category", item, title=category)
