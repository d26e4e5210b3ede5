"""From provisions to findings, and what is missing on the way."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from traced_projects import audit, finding, graph_of, item, pack, projects

from commandcenter.compliance.categories.matrix import Gap, Matrix, Row
from commandcenter.compliance.categories.matrix_csv import COLUMNS, guard, matrix_csv
from commandcenter.compliance.categories.traceability import trace
from commandcenter.compliance.packs import Packs
from commandcenter.graph.model import Node

PAPER = pack("mica", ["whitepaper_disclosure"])
(CONTROL,) = PAPER.controls.values()


def kinds(matrix: Matrix) -> list[tuple[str, str]]:
    return [(gap.kind, gap.subject) for gap in matrix.gaps]


def rows_of(matrix: Matrix) -> list[tuple[str, str, str, tuple[str, ...]]]:
    return [(row.control, row.verdict, row.item.rpartition("#")[2], row.tasks) for row in matrix.rows]


@given(projects())
def test_rows_name_what_is_there(project) -> None:
    nodes, packs, overrides = project
    graph = graph_of(nodes)
    controls = {(one.id, control.control_id): control for one in packs for control in one.controls.values()}
    for row in trace(graph, packs, overrides).rows:
        assert controls[row.pack, row.control].citation == row.citation
        assert all(key in graph.nodes for key in (row.item, row.finding, *row.tasks) if key)
        assert {graph.nodes[task].type for task in row.tasks} <= {"specitem", "task"}
        assert bool(row.item) == bool(row.by)


@given(projects())
def test_rows_and_what_is_left_out_share_the_controls(project) -> None:
    nodes, packs, overrides = project
    matrix = trace(graph_of(nodes), packs, overrides)
    every = {(one.id, name) for one in packs for name in one.controls}
    with_item = {(row.pack, row.control) for row in matrix.rows if row.item}
    without = {(row.pack, row.control) for row in matrix.rows if not row.item}
    left_out = {pair for pair in every if pair[1] in matrix.left_out}
    assert sorted([*with_item, *without, *left_out]) == sorted(every)
    assert without == {(gap.pack, gap.subject) for gap in matrix.gaps if gap.kind == "control_without_item"}
    assert all(row.verdict != "not_applicable" for row in matrix.rows if not row.item)
    failing = {(row.pack, row.control) for row in matrix.rows if row.verdict == "fail"}
    assert {(gap.pack, gap.subject) for gap in matrix.gaps if gap.kind == "failing_without_task"} <= failing


@given(projects())
def test_each_stands_once_and_in_order(project) -> None:
    nodes, packs, overrides = project
    matrix = trace(graph_of(nodes), packs, overrides)
    for listed in (matrix.rows, matrix.gaps):
        places = [one.position for one in listed]
        assert places == sorted(set(places))


@given(projects(), st.randoms(use_true_random=False))
def test_the_order_of_nodes_does_not_matter(project, random) -> None:
    nodes, packs, overrides = project
    mixed, turned = random.sample(nodes, len(nodes)), dict(reversed(overrides.items()))
    assert trace(graph_of(mixed), packs[::-1], turned) == trace(graph_of(nodes), packs, overrides)


@given(projects())
def test_the_matrix_of_a_pack_is_its_part_of_the_whole(project) -> None:
    nodes, packs, overrides = project
    whole = trace(graph_of(nodes), packs, overrides)
    for one in packs:
        part = trace(graph_of(nodes), [one], overrides)
        assert part.rows == tuple(row for row in whole.rows if row.pack == one.id)


@given(projects())
def test_tasks_belong_to_their_item(project) -> None:
    """Told anew by walking up from each task, where the matrix walks down from each item."""
    nodes, packs, overrides = project
    graph = graph_of(nodes)
    matrix = trace(graph, packs, overrides)
    for row in matrix.rows:
        for key in set(row.tasks) - {row.item}:
            planned = row.item in graph.nodes[key].edges.get("plannedFor", ())
            above = []
            while (parent := graph.nodes[(above or [key])[-1]].parent) in graph.nodes:
                above.append(parent)
            assert planned or row.item in above


@given(projects())
def test_csv_is_read_back(project) -> None:
    nodes, packs, overrides = project
    matrix = trace(graph_of(nodes), packs, overrides)
    head, *lines = list(csv.reader(io.StringIO(matrix_csv(matrix), newline="")))
    assert tuple(head) == COLUMNS
    assert len(lines) == len(matrix.rows) + sum(not gap.pack for gap in matrix.gaps)
    for row, line in zip(matrix.rows, lines, strict=False):
        said = dict(zip(COLUMNS, line, strict=True))
        assert said["control"] == row.control
        assert said["item title"] == guard(row.item_title)
        assert said["tasks"].split("\n") == list(row.tasks or ("",))
    assert not any(cell.lstrip().startswith(("=", "+", "-", "@")) for line in lines for cell in line)


@given(st.text())
def test_a_guard_adds_an_apostrophe_or_nothing(cell: str) -> None:
    assert guard(cell) in {cell, f"'{cell}"}
    for formula in (f"={cell}", f"  +{cell}", f"\t{cell}"):
        assert guard(formula) == f"'{formula}"
    assert guard(cell) == cell or cell.strip()[:1] in {"=", "+", "-", "@"} or cell[0] in "\t\r"


SECTION = item("paper", "White paper", name="WP-1")
OPEN, DONE = (
    item("open", "Send it", "paper", kind="task"),
    item("sent", "Wrote it", "paper", kind="task", status="done"),
)


@pytest.mark.parametrize(
    ("nodes", "verdict", "gaps"),
    [
        ([], "unknown", ["control_without_item"]),
        ([audit(PAPER)], "left out", []),
        ([audit(PAPER, status="error")], "unknown", ["control_without_item"]),
        ([audit(PAPER, packDigest="old")], "unknown", ["control_without_item"]),
        ([audit(PAPER), finding(CONTROL, "fail")], "fail", ["control_without_item", "failing_without_task"]),
        ([audit(PAPER), finding(CONTROL, "pass")], "pass", ["control_without_item"]),
        ([audit(PAPER), finding(CONTROL, "fail"), SECTION], "fail", ["failing_without_task"]),
        ([audit(PAPER), finding(CONTROL, "fail"), SECTION, OPEN], "fail", []),
        (
            [audit(PAPER), finding(CONTROL, "fail"), SECTION, DONE],
            "fail",
            ["done_without_code", "failing_without_task"],
        ),
        ([audit(PAPER), SECTION], "not_applicable", []),
        ([SECTION], "unknown", []),
        ([SECTION, item("other", "Dark mode")], "unknown", ["item_without_category"]),
    ],
)
def test_gaps_of_a_control(nodes: list[Node], verdict: str, gaps: list[str]) -> None:
    matrix = trace(graph_of(nodes), [PAPER])
    assert ({row.verdict for row in matrix.rows} or {"left out"}) == {verdict}
    assert [gap.kind for gap in matrix.gaps] == gaps


def test_a_section_of_another_category_keeps_its_tasks() -> None:
    both = pack("mica", ["whitepaper_disclosure", "testing"])
    inner = item("tests", "Unit tests", "paper")
    box = item("box", "Write them", "tests", kind="task")
    plain, loose = item("more", "More", "paper"), item("loose", "Ask legal", "more", kind="task")
    matrix = trace(graph_of([SECTION, inner, box, plain, loose]), [both], {plain.id: []})
    assert rows_of(matrix) == [("MICA-0", "unknown", "paper", (loose.key,)), ("MICA-1", "unknown", "tests", (box.key,))]


def test_a_task_stands_for_itself_where_nothing_around_it_does() -> None:
    lonely = item("lonely", "Publish the white paper", "plan", kind="task")
    matrix = trace(graph_of([item("plan", "Plan"), lonely]), [PAPER], {})
    assert rows_of(matrix) == [("MICA-0", "unknown", "lonely", (lonely.key,))]


def test_a_task_does_not_stand_beside_what_contains_it() -> None:
    inner = item("inner", "Publish the white paper", "paper", kind="task")
    assert rows_of(trace(graph_of([SECTION, inner]), [PAPER])) == [("MICA-0", "unknown", "paper", (inner.key,))]


def test_what_holds_items_with_categories_needs_none() -> None:
    plan, paper = item("plan", "Plan", kind="document"), item("paper", "White paper", "plan")
    menu, box = item("menu", "Dark mode", "plan"), item("box", "Notify the GDPR officer", "menu", kind="task")
    assert kinds(trace(graph_of([plan, paper, menu]), [PAPER])) == [("item_without_category", menu.key)]
    assert kinds(trace(graph_of([plan, paper, menu, box]), [PAPER])) == []


def test_no_category_is_a_decision_too() -> None:
    menu = item("menu", "Dark mode")
    assert kinds(trace(graph_of([SECTION, menu]), [PAPER], {})) == [("item_without_category", menu.key)]
    assert kinds(trace(graph_of([SECTION, menu]), [PAPER], {menu.id: []})) == []


def test_tasks_of_other_tools_are_joined_by_plans() -> None:
    task = Node("task", "JIRA-1", {"title": "Do it", "status": "planned"}, None, {"plannedFor": (SECTION.key,)})
    assert rows_of(trace(graph_of([SECTION, task]), [PAPER])) == [("MICA-0", "unknown", "paper", (task.key,))]


def test_a_comment_that_names_an_item_is_none_itself() -> None:
    pointer = Node(
        "specitem", "src/a.py#spec-wp-1", {"kind": "spec", "title": "WP-1", "status": "done"}, None,
        {"plannedFor": (SECTION.key,)},
    )  # fmt: skip
    own = Node("specitem", "src/b.py#spec-gdpr", {"kind": "spec", "title": "GDPR erasure", "status": "planned"})
    todo = Node("specitem", "src/b.py#todo-x", {"kind": "todo", "title": "Tidy up", "status": "planned"})
    matrix = trace(graph_of([SECTION, pointer, own, todo]), [PAPER, pack("privacy", ["data_protection"])])
    assert [row.item for row in matrix.rows] == [SECTION.key, own.key]
    assert matrix.gaps == ()


def test_code_closes_the_gap_of_what_is_done() -> None:
    done = item("done", "White paper", status="done")
    code = Node("file", "src/paper.py", {}, None, {"implements": (done.key,)})
    assert kinds(trace(graph_of([done]), [PAPER])) == [("done_without_code", done.key)]
    assert kinds(trace(graph_of([done, code]), [PAPER])) == []


def test_decisions_that_name_nothing_are_told() -> None:
    matrix = trace(graph_of([SECTION]), [PAPER], {"WP-1": ["made_up"], "GONE-1": []})
    assert [gap for gap in matrix.gaps if gap.kind.startswith("unknown")] == [
        Gap("unknown_category", "specs/a.md#paper", title="made_up"),
        Gap("unknown_item", "GONE-1"),
    ]


def test_a_repository_decides_unless_told_otherwise() -> None:
    decided = Node("evidence", "compliance/categories.yaml", {"kind": "categories", "items": {"WP-1": []}})
    graph = graph_of([SECTION, decided])
    assert [row.item for row in trace(graph, [PAPER]).rows] == [""]
    assert [(row.item, row.by) for row in trace(graph, [PAPER], {}).rows] == [(SECTION.key, "rules")]


def test_every_control_of_the_packs_is_accounted_for(packs: Packs) -> None:
    matrix = trace(graph_of([SECTION]), list(packs.values()))
    assert {row.control for row in matrix.rows} == {name for one in packs.values() for name in one.controls}
    assert sum(bool(row.item) for row in matrix.rows) == sum(
        control.category == "whitepaper_disclosure" for one in packs.values() for control in one.controls.values()
    )
    assert isinstance(matrix.rows[0], Row)
