"""A caller sees its projects, and everything else is as if it did not exist."""

import json

import pytest

from commandcenter.graph.cache import GraphCache
from commandcenter.graph.model import Link
from commandcenter.graph.replace import plan_delta
from commandcenter.kernel.errors import ForbiddenError, NotFoundError
from commandcenter.kernel.urn import Urn
from commandcenter.ledger.model import Change
from commandcenter.queries.schema import executable_schema
from commandcenter.queries.visible import restrict

from .worlds import LATER, OTHERS, SEEN, ask, context, full_query, meta, open_world, package_of, questions, urn

SHARED_BLOB = f"swh:1:cnt:{1:040x}"
ABOUT_SEEN = [each for project in SEEN for each in questions(project, OTHERS[0])]
ABOUT_OTHERS = [each for each in questions(OTHERS[0], OTHERS[1]) if "canary" in json.dumps(each)]


@pytest.fixture(scope="module")
def whole():
    return open_world(OTHERS)


@pytest.fixture(scope="module")
def alone():
    return open_world()


def answer(who, name, asked):
    return ask(who, full_query(name), **asked)


def test_the_matrix_asks_every_field_of_query() -> None:
    fields = set(executable_schema().query_type.fields)
    assert {name for name, _ in ABOUT_SEEN} == fields
    assert {name for name, _ in ABOUT_OTHERS} == fields - {"ecosystemGraph", "projects"}


@pytest.mark.parametrize(("name", "asked"), ABOUT_SEEN)
def test_no_answer_names_a_project_outside(whole, name, asked) -> None:
    got = answer(context(whole, SEEN), name, asked)
    assert "errors" not in got, got["errors"]
    assert "canary" not in json.dumps(got)


def test_whoever_sees_all_hears_the_canaries(whole) -> None:
    everyone = context(whole)
    heard = {name for name, asked in ABOUT_SEEN if "canary" in json.dumps(answer(everyone, name, asked))}
    assert heard == {"ecosystemGraph", "projects", "search", "resolve"}
    shown = answer(everyone, "ecosystemGraph", {"asOf": LATER, "first": 10})["data"]["ecosystemGraph"]
    ties = {(tie["type"], tie["sourceProject"], tie["targetProject"]) for tie in shown["links"] + shown["edges"]}
    one, two, bare = OTHERS
    assert {
        ("dependsOn", "alpha", one),
        ("dependsOn", one, "alpha"),
        ("supersedes", two, "beta"),
        ("api", one, "alpha"),
        ("sharedSchema", "beta", two),
    } <= ties
    assert (shown["missing"], shown["stale"]) == ([bare], ["beta", "canary-hub/canary-far", one])


@pytest.mark.parametrize(("name", "asked"), ABOUT_SEEN)
def test_answers_are_those_of_a_hub_without_the_others(whole, alone, name, asked) -> None:
    got, expected = (answer(context(ledger, SEEN), name, asked) for ledger in (whole, alone))
    assert hub_revisions_aside(got) == hub_revisions_aside(expected)


@pytest.mark.parametrize(("name", "asked"), ABOUT_OTHERS)
@pytest.mark.parametrize("projects", [SEEN, (), ("_hub", "alpha")])
def test_a_project_outside_is_as_one_that_does_not_exist(whole, projects, name, asked) -> None:
    partner = context(whole, projects)
    names = {OTHERS[0]: "nobody-abc", package_of(OTHERS[0]): "lib0", package_of(OTHERS[1]): "lib1"}
    got = answer(partner, name, asked)
    unknown = answer(partner, name, json.loads(replaced(asked, names)))
    assert replaced(got, names) == replaced(unknown, {})


@pytest.mark.parametrize("projects", [SEEN, ("_hub",), ("*",)])
@pytest.mark.parametrize("name", ["projectGraph", "commits", "diff", "search"])
def test_the_ledger_of_the_hub_itself_is_no_project(whole, projects, name) -> None:
    asked = {"project": "_hub", "from": 0, "text": "canary", "first": 5}
    wanted = executable_schema().query_type.fields[name].args
    got = answer(context(whole, projects), name, {key: value for key, value in asked.items() if key in wanted})
    assert got["errors"][0]["extensions"]["problem"]["status"] == 404


def test_nothing_is_written_or_read_past_a_restriction(whole) -> None:
    graphs = GraphCache(whole)
    ledger, seen = restrict(whole, graphs, frozenset({"alpha", "_hub", "*"}))
    assert [head.project for head in ledger.heads()] == ["alpha"]
    assert set(seen.hub().claims) == {"alpha"}
    with pytest.raises(NotFoundError):
        seen.graph("beta")
    with pytest.raises(NotFoundError):
        seen.commit_time("beta", 1)
    assert {project for project, _ in whole.items.find_alias(SHARED_BLOB)} > {"alpha", "beta"}
    assert {project for project, _ in ledger.items.find_alias(SHARED_BLOB)} == {"alpha"}
    assert ledger.commits("beta") == ledger.commits("_hub") == []
    with pytest.raises(ForbiddenError):
        ledger.submit("alpha", lambda state: [Change("file:new", {"type": "file", "id": "new"})], meta())


def test_reasons_are_for_those_who_see_all(alone) -> None:
    asked = {"id": urn("alpha", "service:old")}
    for projects, reason in ((SEEN, ""), (("*",), "renamed")):
        history = answer(context(alone, projects), "resolve", asked)["data"]["resolve"]["history"]
        assert [record["reason"] for record in history] == [reason]


def test_evidence_seen_elsewhere_is_not_shown() -> None:
    ledger = open_world(OTHERS)
    pieces = [
        {"kind": "traffic", "ref": urn(name, "service:web"), "at": LATER, "weight": 0.5}
        for name in ("alpha", OTHERS[0])
    ]
    ends = (Urn.parse(urn(name, f"project:{name}")) for name in SEEN)
    link = Link("IntegrationEdge", "secret", *ends, tuple(pieces), count=7)
    ledger.submit("_hub", plan_delta([link], [], "link:alpha"), meta())
    for projects, refs, count in ((SEEN, pieces[:1], 6), (("*",), pieces, 7)):
        shown = answer(context(ledger, projects), "ecosystemGraph", {"first": 10})["data"]["ecosystemGraph"]["edges"]
        (tie,) = [tie for tie in shown if tie["type"] == "secret"]
        assert ([piece["ref"] for piece in tie["evidence"]], tie["evidenceCount"]) == (
            [piece["ref"] for piece in refs],
            count,
        )


def replaced(value, names):
    text = json.dumps(value, sort_keys=True)
    for old, new in names.items():
        text = text.replace(old, new)
    return text


def hub_revisions_aside(value):
    """Leave out the revision of the hub's own ledger: it counts the commits of all, and names none."""
    if isinstance(value, list):
        return [hub_revisions_aside(item) for item in value]
    if not isinstance(value, dict):
        return value
    counts = "projects" in value or ("items" in value and "project" not in value) or value.get("project") == "_hub"
    return {key: hub_revisions_aside(inner) for key, inner in value.items() if not (counts and key == "rev")}


def test_a_list_of_projects_holds_none_outside(whole) -> None:
    view, _ = restrict(whole, GraphCache(whole), frozenset(SEEN))
    assert view.projects() == sorted(SEEN)
    assert set(OTHERS[:2]) < set(whole.projects())
