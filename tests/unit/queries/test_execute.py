"""Every request has an answer: data, or errors that carry problem details and nothing internal."""

import json
import logging
import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commandcenter.graph.model import Node
from commandcenter.graph.replace import plan_delta
from commandcenter.kernel.errors import UnavailableError
from commandcenter.ledger.ledger import Ledger
from commandcenter.ledger.memory import MemoryItems, MemoryObjects
from commandcenter.queries.execute import execute
from commandcenter.queries.schema import executable_schema

from .worlds import LATER, ask, context, data, full_query, meta, open_world, urn


@pytest.fixture(scope="module")
def hub():
    return context(open_world())


def problem(answer):
    return answer["errors"][0]["extensions"]["problem"]


@pytest.mark.parametrize(
    ("as_of", "rev"),
    [
        (0, 0),
        (1, 1),
        ("1", 1),
        (2.0, 2),
        ("2026-01-01T00:02:00Z", 1),
        ("2026-01-01T02:00:00+02:00", 1),
        (LATER, 2),
        (None, 2),
    ],
)
def test_as_of_is_a_revision_or_a_time(hub, as_of, rev) -> None:
    asked = 'query($asOf: AsOf) { projectGraph(project: "alpha", asOf: $asOf) { rev total } }'
    graph = data(hub, asked, asOf=as_of)["projectGraph"]
    assert graph["rev"] == rev
    assert (
        graph["total"]
        == data(hub, f'{{ projectGraph(project: "alpha", asOf: {rev}) {{ total }} }}')["projectGraph"]["total"]
    )


@pytest.mark.parametrize("as_of", [-1, 1.5, True, "yesterday", "2026-01-01T00:00:00", [], {}, 10**30, "", " 1"])
def test_what_is_no_moment_is_refused_with_the_reason(hub, as_of) -> None:
    asked = (
        'query($asOf: AsOf) { projectGraph(project: "alpha", asOf: $asOf) { rev } ecosystemGraph(asOf: $asOf) { rev } }'
    )
    assert problem(ask(hub, asked, asOf=as_of))["status"] == 400


@pytest.mark.parametrize("literal", ["-1", "true", "now", '"soon"', "1.5", "[1]", "9" * 40, "{a: 1}"])
def test_a_literal_that_is_no_moment_is_refused_with_the_reason(hub, literal) -> None:
    assert problem(ask(hub, f'{{ projectGraph(project: "alpha", asOf: {literal}) {{ rev }} }}'))["status"] == 400


def test_a_revision_not_reached_is_not_found(hub) -> None:
    for field in (
        'projectGraph(project: "alpha", asOf: 99)',
        'diff(project: "alpha", from: 99)',
        "ecosystemGraph(asOf: 99)",
    ):
        assert problem(ask(hub, f"{{ {field} {{ total }} }}"))["status"] == 404


@pytest.mark.parametrize("moment", range(12))
@pytest.mark.parametrize("as_of", [None, 2])
def test_a_commit_while_reading_mixes_no_revisions(moment, as_of) -> None:
    """At whichever step of the read another commit lands, the answer is one revision's."""
    writer, counted = open_world(), iter(range(1000))

    def step(_operation):
        if next(counted) == moment:
            writer.submit("alpha", plan_delta([Node("file", "new.py")], ["file:m0.py"], "source"), meta(9))

    reader = context(Ledger(writer.objects, writer.items, step=step))
    asked = 'query($asOf: AsOf) { projectGraph(project: "alpha", asOf: $asOf) { rev nodes { key rev } } }'
    shown = data(reader, asked, asOf=as_of)["projectGraph"]
    assert shown["rev"] in ({2, 3} if as_of is None else {2})
    names = {node["key"] for node in shown["nodes"]}
    assert {"file:m0.py", "file:new.py"} & names == ({"file:m0.py"} if shown["rev"] == 2 else {"file:new.py"})
    assert {node["rev"] for node in shown["nodes"]} == {shown["rev"]}


def test_one_field_that_fails_leaves_the_others(hub) -> None:
    answer = ask(hub, '{ projects { total } projectGraph(project: "nope") { rev } }')
    assert answer["data"] == {"projects": {"total": 2}, "projectGraph": None}
    assert answer["errors"][0]["path"] == ["projectGraph"]
    assert problem(answer)["type"] == "urn:commandcenter:problem:not-found"


def test_null_means_what_leaving_out_means(hub) -> None:
    for name, needed in {
        "ecosystemGraph": {"asOf": LATER},
        "projectGraph": {"project": "alpha"},
        "dependencies": {"urn": urn("alpha", "project:alpha")},
        "search": {"text": "m"},
        "commits": {"project": "alpha"},
        "diff": {"project": "alpha", "from": 1},
        "projects": {},
    }.items():
        query, optional = full_query(name), executable_schema().query_type.fields[name].args
        with_null = {**dict.fromkeys(optional), **needed}
        assert ask(hub, query, **with_null) == ask(hub, query, **needed)
        assert "errors" not in ask(hub, query, **with_null)


@pytest.mark.parametrize(
    "query",
    [
        '{ projectGraph(project: "alpha", depth: -1) { rev } }',
        '{ projectGraph(project: "alpha", types: [nothing]) { rev } }',
        '{ projectGraph(project: "ALPHA!") { rev } }',
        '{ projectGraph(project: "alpha") { nodes { neighbours(first: 0) { edge } } } }',
        '{ dependencies(urn: "urn:cc:h:alpha") { rev } }',
        '{ dependencies(urn: "pkg:pypi/x") { rev } }',
        '{ dependencies(urn: "urn:cc:h:alpha:project:alpha", direction: up) { rev } }',
        '{ search(text: "") { total } }',
        f'{{ search(text: "{"x" * 300}") {{ total }} }}',
        '{ resolve(id: "what is this") { asked { text } } }',
        "{ projects(first: 0) { total } }",
        '{ commits(project: "alpha", first: -1) { total } }',
        "{ ecosystemGraph(minStrength: 2) { total } }",
        "{ nothing }",
        "mutation { projects { total } }",
        "subscription { projects { total } }",
        "query A { projects { total } } query B { projects { total } }",
        "{",
        "fragment F on Query { projects { total } }",
        "query($n: Int!) { projects(first: $n) { total } }",
    ],
)
def test_wrong_input_is_a_400_with_the_reason(hub, query) -> None:
    answer = ask(hub, query)
    assert problem(answer)["status"] == 400
    assert len(problem(answer)["detail"]) > 10


def test_another_hub_and_an_unknown_node_are_not_found(hub) -> None:
    for name in ("urn:cc:other:alpha:project:alpha", urn("alpha", "file:nope"), urn("nope", "file:nope")):
        assert problem(ask(hub, f'{{ dependencies(urn: "{name}") {{ rev }} }}'))["status"] == 404


@pytest.mark.parametrize(
    "request_",
    [
        {},
        {"query": None},
        {"query": ""},
        {"query": 5},
        {"query": "{ projects { total } }", "variables": []},
        {"query": "{ projects { total } }", "variables": "x"},
        {"query": "{ projects { total } }", "operationName": 1},
        {"query": "{ projects { total } }", "operationName": "Missing"},
    ],
)
def test_a_request_of_the_wrong_shape_is_a_400(hub, request_) -> None:
    assert problem(execute(hub, request_))["status"] == 400


def test_the_named_operation_runs(hub) -> None:
    query = "query A { projects { total } } query B { projects { rev } }"
    assert set(execute(hub, {"query": query, "operationName": "A", "variables": None})["data"]["projects"]) == {"total"}


class FailingItems(MemoryItems):
    """Fail as a store may, with what nobody may see."""

    def __init__(self, error):
        super().__init__()
        self.error = error

    def head(self, project):
        raise self.error


def test_a_failure_nobody_expected_is_logged_and_shown_bare(caplog) -> None:
    broken = context(Ledger(MemoryObjects(), FailingItems(RuntimeError("password=hunter2 in /opt/secret.py"))))
    with caplog.at_level(logging.ERROR, "commandcenter.queries"):
        answer = ask(broken, '{ projectGraph(project: "alpha") { rev } }')
    assert answer["data"] == {"projectGraph": None}
    assert problem(answer)["status"] == 500
    assert "hunter2" not in json.dumps(answer)
    assert "secret" not in json.dumps(answer)
    assert "hunter2" in caplog.text


def test_a_failure_with_a_reason_tells_it() -> None:
    broken = context(Ledger(MemoryObjects(), FailingItems(UnavailableError("the table does not answer"))))
    answer = ask(broken, '{ projectGraph(project: "alpha") { rev } }')
    assert (problem(answer)["status"], problem(answer)["detail"]) == (503, "the table does not answer")


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=5,
)
names = st.sampled_from(sorted(executable_schema().query_type.fields))


@settings(max_examples=60, deadline=None)
@given(names, st.data())
def test_any_variables_have_an_answer_and_no_internal_error(hub, name, draw) -> None:
    arguments = executable_schema().query_type.fields[name].args
    variables = {key: draw.draw(json_values) for key in arguments if draw.draw(st.booleans())}
    answer = ask(hub, full_query(name), **variables)
    assert all(error["extensions"]["problem"]["status"] < 500 for error in answer.get("errors", ())), answer


@settings(max_examples=60, deadline=None)
@given(st.text('{}()[]:!$@."#, \n\\abqueryfragmonFprojcst019_-', max_size=60) | st.text(max_size=20))
def test_any_text_has_an_answer(hub, query) -> None:
    answer = execute(hub, {"query": query})
    assert "data" in answer or problem(answer)["status"] in (400, 403, 413)


def test_the_import_brings_nothing_a_question_does_not_need() -> None:
    code = "import sys, commandcenter.queries.execute, commandcenter.queries.explorer; print(*sys.modules)"
    loaded = set(
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    )
    assert (
        loaded & {"boto3", "botocore", "pynamodb", "chalice", "dulwich", "tree_sitter", "packageurl", "yaml"} == set()
    )
