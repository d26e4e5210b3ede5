"""What is measured is what stands in the tree, in the reports and at the host; what none of them tells is left out."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commandcenter.compliance.facts.attested import put
from commandcenter.compliance.judge import Judge
from commandcenter.compliance.measures.repository import HOST_FACTS, measure_repository
from commandcenter.graph.model import Node
from commandcenter.graph.project_graph import ProjectGraph
from commandcenter.indexing.reports import parse_report
from commandcenter.indexing.run import index_tree
from commandcenter.indexing.trees import MemoryTree
from commandcenter.plugins.loader import find_plugins

ROOT = Path(__file__).parents[4]
WANTED = ("index-ci", "index-manifests", "index-reports")
SHA = "3" * 40
WORKFLOWS = ".github/workflows"


@pytest.fixture(scope="session")
def graph() -> Any:
    plugins = [plugin for plugin in find_plugins([ROOT / "plugins"], "indexer") if plugin.id in WANTED]
    indexers = {plugin.id: plugin.create() for plugin in plugins}

    def make(files: Mapping[str, str], *extra: Node, reports: Mapping[str, str] | None = None) -> ProjectGraph:
        tree = MemoryTree({path: text.encode() for path, text in files.items()})
        nodes = {node.key: node for node in index_tree("shop", tree, indexers, extra_nodes=extra)}
        for kind, text in (reports or {}).items():
            pushed = parse_report(kind, text.encode(), known=nodes.keys())
            nodes |= {node.key: node for node in pushed}
        return ProjectGraph("shop", 1, {key: node.body("source") for key, node in nodes.items()})

    return make


@pytest.fixture(scope="session")
def measure(graph: Any) -> Any:
    def run(files: Mapping[str, str], *extra: Node, reports: Mapping[str, str] | None = None) -> dict[str, Any]:
        at = graph(files, *extra, reports=reports)
        measures = measure_repository(at)
        assert len({one.path for one in measures}) == len(measures)
        assert all(one.nodes and set(one.nodes) <= at.nodes.keys() for one in measures)
        return {one.path: one.value for one in measures}

    return run


def workflow(*steps: Any, on: Any = "push", **more: Any) -> str:
    return json.dumps({"on": on, "permissions": {}, "jobs": {"a": {"steps": list(steps)}}, **more})


def test_a_tree_that_says_nothing_has_no_facts(measure: Any) -> None:
    assert measure({}) == {}
    assert measure({"a.py": "x = 1\n", "README.md": "# a", "LICENSE": "x"}) == {}


one_workflow = st.fixed_dictionaries(
    {
        "unpinned": st.integers(0, 3),
        "pinned": st.integers(0, 3),
        "readonly": st.booleans(),
        "injections": st.integers(0, 2),
        "sast": st.sampled_from(["", "blocking", "tolerated"]),
        "opaque": st.booleans(),
        "on": st.sampled_from(["push", "schedule"]),
    }
)


@given(flows=st.lists(one_workflow, max_size=4))
@settings(max_examples=60, deadline=None)
def test_pipelines_are_summed_up(measure: Any, flows: list[dict[str, Any]]) -> None:
    files = {}
    for number, flow in enumerate(flows):
        steps: list[Any] = [{"uses": "a/b@v1"}] * flow["unpinned"] + [{"uses": f"a/b@{SHA}"}] * flow["pinned"]
        steps += [{"run": "echo ${{ github.head_ref }}"}] * flow["injections"]
        steps += [{"run": "bandit -r ."}] if flow["sast"] == "blocking" else []
        steps += [{"run": "bandit -r . || true"}] if flow["sast"] == "tolerated" else []
        steps += [{"run": "make all"}] if flow["opaque"] else []
        grants = {"contents": "read" if flow["readonly"] else "write"}
        files[f"{WORKFLOWS}/{number}.yml"] = workflow(*steps, on=flow["on"], permissions=grants)
    said = measure(files)
    if not flows:
        assert said == {}
        return
    assert said.pop("repo.unpinned_ci_actions") == sum(flow["unpinned"] for flow in flows)
    assert said.pop("repo.ci_default_readonly") is all(flow["readonly"] for flow in flows)
    assert said.pop("repo.dangerous_workflows") == sum(flow["injections"] for flow in flows)
    changes = [flow for flow in flows if flow["on"] == "push"]
    if any(flow["sast"] for flow in changes):
        assert said.pop("repo.sast_in_ci") is True
        assert said.pop("repo.sast_blocking") is any(flow["sast"] == "blocking" for flow in changes)
    elif not any(flow["opaque"] for flow in changes):
        assert said.pop("repo.sast_in_ci") is False
    assert said == {}


def test_what_a_workflow_calls_runs_with_it(measure: Any) -> None:
    called = workflow({"run": "bandit ."}, on="workflow_call")
    files = {f"{WORKFLOWS}/sast.yml": called, f"{WORKFLOWS}/a.yml": workflow()}
    assert measure(files)["repo.sast_in_ci"] is False
    caller = json.dumps({"on": "push", "jobs": {"a": {"uses": f"./{WORKFLOWS}/sast.yml"}}})
    assert measure({**files, f"{WORKFLOWS}/a.yml": caller})["repo.sast_in_ci"] is True
    action = json.dumps({"runs": {"steps": [{"uses": "x/y@v1"}, {"run": "bandit ."}]}})
    files = {
        ".github/actions/check/action.yml": action,
        f"{WORKFLOWS}/a.yml": workflow({"uses": "./.github/actions/check"}),
    }
    said = measure(files)
    assert (said["repo.sast_in_ci"], said["repo.unpinned_ci_actions"]) == (True, 1)
    assert measure({".github/actions/check/action.yml": action}) == {}


def test_what_gitlab_sets_elsewhere_is_left_out(measure: Any) -> None:
    said = measure({".gitlab-ci.yml": "test: {script: [pytest]}"})
    assert said == {"repo.unpinned_ci_actions": 0, "repo.sast_in_ci": False}
    said = measure({".gitlab-ci.yml": "test: {script: [pytest]}", f"{WORKFLOWS}/a.yml": workflow()})
    assert "repo.ci_default_readonly" not in said
    assert "repo.dangerous_workflows" not in said


NAMES = ("alpha", "beta", "gamma")
folder = st.fixed_dictionaries(
    {
        "at": st.sampled_from(["", "a/", "a/b/", "c/"]),
        "asks": st.sets(st.sampled_from(NAMES)),
        "lock": st.none() | st.sets(st.sampled_from(NAMES)),
    }
)


def manifest(kind: str, asks: set[str]) -> tuple[str, str]:
    if kind == "npm":
        return "package.json", json.dumps({"dependencies": dict.fromkeys(sorted(asks), "^1.0.0")})
    return "pyproject.toml", f"[project]\nname = 'shop'\nversion = '1'\ndependencies = {json.dumps(sorted(asks))}\n"


def lock(kind: str, names: set[str]) -> tuple[str, str]:
    if kind == "npm":
        packages = {f"node_modules/{name}": {"version": "1.0.0"} for name in sorted(names)}
        return "package-lock.json", json.dumps({"lockfileVersion": 3, "packages": {"": {}, **packages}})
    if kind == "uv":
        return "uv.lock", "".join(
            f"[[package]]\nname = '{name}'\nversion = '1.0'\nsource = {{registry = 'https://packages.example/simple'}}\n"
            for name in sorted(names)
        )
    return "requirements.txt", "".join(f"{name}==1.0.0\n" for name in sorted(names))


@pytest.mark.parametrize("kind", ["npm", "uv", "requirements"])
@given(folders=st.lists(folder, max_size=4, unique_by=lambda one: one["at"]))
@settings(max_examples=40, deadline=None)
def test_a_package_is_locked_by_a_lock_at_or_above_its_manifest(
    measure: Any, kind: str, folders: list[dict[str, Any]]
) -> None:
    files = {}
    for one in folders:
        name, text = manifest(kind, one["asks"])
        files[one["at"] + name] = text
        if one["lock"] is not None:
            name, text = lock(kind, one["lock"])
            files[one["at"] + name] = text
    said = measure(files).get("repo.lockfile")
    locks = {one["at"]: one["lock"] for one in folders if one["lock"] is not None}
    if kind == "requirements":
        locks = {at: names for at, names in locks.items() if names}
    asked = [one for one in folders if one["asks"]]
    expected = all(
        any(one["at"].startswith(at) and name in names for at, names in locks.items())
        for one in asked
        for name in one["asks"]
    )
    assert said is (expected if asked or locks else None)


@pytest.mark.parametrize(
    ("files", "locked"),
    [
        ({"requirements.txt": "a==1\nb==2\n"}, True),
        ({"requirements.txt": "a==1\nb>=2\n"}, False),
        ({"requirements.txt": "a==1.*\n"}, False),
        ({"go.mod": "module x.org/y\ngo 1.22\nrequire a.org/b v1.0.0\n", "go.sum": "a.org/b v1.0.0 h1:x=\n"}, True),
        ({"go.mod": "module x.org/y\ngo 1.22\nrequire a.org/b v1.0.0\n"}, False),
        ({"tests/requirements.txt": "a\n", "vendor/package.json": '{"dependencies": {"a": "1"}}'}, None),
        ({"pyproject.toml": "[build-system]\nrequires = ['setuptools']\n", "uv.lock": ""}, True),
    ],
)
def test_locks_of_all_kinds(measure: Any, files: dict[str, str], locked: bool | None) -> None:
    assert measure(files).get("repo.lockfile") is locked


def test_the_policy_that_is_shown(measure: Any) -> None:
    policies = {"SECURITY.md": "Mail a@b.io. We answer within 4 days.", "docs/SECURITY.md": "Call us."}
    assert measure(policies) == {
        "repo.security_policy.published": True,
        "repo.security_policy.private_channel": True,
        "repo.security_policy.response_days": 4,
    }
    said = measure({**policies, ".github/SECURITY.md": "Tell us at https://acme.org."})
    assert said == {"repo.security_policy.published": True}


results = st.lists(
    st.tuples(
        st.sampled_from(["R1", "R2"]), st.sampled_from(["none", "note", "error"]), st.sampled_from(["a.py", "b.py"]),
        st.sampled_from([None, [], [{"kind": "inSource"}], [{"status": "accepted"}], [{"status": "rejected"}],
                         [{"status": "accepted"}, {"status": "underReview"}]]),
    ),
    max_size=8,
)  # fmt: skip


def sarif(rows: list[Any]) -> str:
    told = [
        {
            "ruleId": f"{rule}-{level}", "level": level, "message": {"text": "x"},
            "locations": [{"physicalLocation": {"artifactLocation": {"uri": path}}}],
            **({} if suppressions is None else {"suppressions": suppressions}),
        }
        for rule, level, path, suppressions in rows
    ]  # fmt: skip
    return json.dumps({"version": "2.1.0", "runs": [{"tool": {"driver": {"name": "scan"}}, "results": told}]})


@given(rows=results)
@settings(max_examples=60, deadline=None)
def test_open_findings_are_those_nobody_suppressed(measure: Any, rows: list[Any]) -> None:
    accepted = ([{"kind": "inSource"}], [{"status": "accepted"}])
    expected = sum(level != "none" and said not in accepted for _, level, _, said in rows)
    files = {"a.py": "x = 1\n"}
    assert measure(files, reports={"sarif": sarif(rows)}) == {"repo.sast_open_unsuppressed": expected}
    assert measure({**files, "scan.sarif": sarif(rows)}) == {"repo.sast_open_unsuppressed": expected}
    assert measure({**files, "tests/scan.sarif": sarif(rows)}) == {}
    pushed = measure({**files, "scan.sarif": sarif(rows)}, reports={"sarif": sarif([])})
    assert pushed == {"repo.sast_open_unsuppressed": 0}


def bill(**more: Any) -> str:
    component = {"type": "application", "name": "shop", "version": "2.0"}
    return json.dumps({"bomFormat": "CycloneDX", "specVersion": "1.6", "metadata": {"component": component}, **more})


VULNERABILITIES = [
    {"id": "CVE-1", "ratings": [{"severity": "low"}, {"severity": "high"}], "published": "2026-01-02T23:30:00-05:00"},
    {"id": "CVE-2", "ratings": [{"severity": "critical"}], "published": "2020-01-01T00:00:00Z",
     "analysis": {"state": "not_affected", "firstIssued": "2026-02-01T00:00:00Z"}},
    {"id": "CVE-3", "ratings": [{"severity": "none"}], "published": "2026-01-01T00:00:00",
     "analysis": {"state": "resolved", "lastUpdated": "2026-03-01T00:00:00Z"}},
]  # fmt: skip


def test_vulnerabilities_of_a_bill(measure: Any) -> None:
    assert measure({}, reports={"sbom": bill()}) == {}
    assert measure({}, reports={"sbom": bill(vulnerabilities=[])}) == {"vulnerabilities": []}
    said = measure({}, reports={"sbom": bill(vulnerabilities=VULNERABILITIES * 2)})
    assert sorted(said["vulnerabilities"], key=lambda row: row["id"]) == [
        {"id": "CVE-1", "severity": "high", "known_on": "2026-01-03", "vex_not_affected": False},
        {"id": "CVE-2", "severity": "critical", "known_on": "2026-02-01", "vex_not_affected": True},
        {"id": "CVE-3", "fixed_on": "2026-03-01", "vex_not_affected": False},
    ]


def test_releases_are_versions_that_were_rolled_out_with_a_bill(measure: Any) -> None:
    out = json.dumps({"environment": "live", "at": "2026-01-01T00:00:00Z", "version": "2.0"})
    assert measure({}, reports={"sbom": bill()}) == {}
    assert measure({}, reports={"deployment": out}) == {}
    release = {"version": "2.0", "sbom_format": "cyclonedx"}
    assert measure({}, reports={"sbom": bill(), "deployment": out}) == {"releases": [release]}
    failed = out.replace("}", ', "status": "failed"}')
    assert measure({}, reports={"sbom": bill(), "deployment": failed}) == {}
    attested = Node("evidence", "x", {"kind": "attested", "group": "releases", "facts": []})
    assert measure({}, attested, reports={"sbom": bill(), "deployment": out}) == {}


values = st.one_of(st.booleans(), st.integers(-1, 99), st.none(), st.text(max_size=3), st.floats(-9, 9))


@given(said=st.dictionaries(st.sampled_from([*HOST_FACTS, "tests_required", "threat_model_on"]), values))
@settings(max_examples=60, deadline=None)
def test_the_host_tells_what_it_is_asked_and_of_the_right_type(measure: Any, said: dict[str, Any]) -> None:
    expected = {f"repo.{name}": value for name, value in said.items() if type(value) is HOST_FACTS.get(name)}
    assert measure({}, Node("repo", ".", {"commits": 1, "host": said})) == expected


CAREFUL = {
    "pyproject.toml": "[project]\nname = 'shop'\nversion = '1'\ndependencies = ['alpha']\n",
    "uv.lock": "[[package]]\nname = 'alpha'\nversion = '1'\nsource = {registry = 'https://packages.example/simple'}\n",
    f"{WORKFLOWS}/ci.yml": workflow({"uses": f"actions/checkout@{SHA}"}, {"run": "bandit -r ."}),
    "SECURITY.md": "Mail a@b.io. We answer within 4 days.",
}
HOST = {
    "direct_push_blocked": True, "deletion_blocked": True, "status_checks_required": True, "required_approvals": 1,
    "changes_sampled": 3, "changes_reviewed": 3, "push_protection": True, "open_secret_findings": 0,
    "collaborators": 2, "collaborators_with_mfa": 2,
}  # fmt: skip
MEASURED = {
    "SECU-DEPENDENCIES-PINNED", "SECU-CI-PERMISSIONS", "SECU-SAST-GATE", "SECU-DISCLOSURE-POLICY", "SECU-BRANCH-PROTECTION",
    "SECU-CODE-REVIEW", "SECU-SECRETS", "SECU-MFA",
}  # fmt: skip


def sheet(graph: ProjectGraph) -> dict[str, Any]:
    facts: dict[str, Any] = {"as_of": "2026-09-01"}
    for one in measure_repository(graph):
        put(facts, one.path, one.value)
    return facts


def test_what_is_measured_settles_controls(graph: Any, judge: Judge) -> None:
    """A careful repository passes by measurement alone; each thing taken away fails a control, and none is passed by it."""
    host = Node("repo", ".", {"host": HOST})
    full = sheet(graph(CAREFUL, host, reports={"sarif": sarif([])}))
    passed = {one.control_id for one in judge.judge(full) if one.verdict == "pass"}
    assert passed >= MEASURED
    for path in CAREFUL.keys() - {"pyproject.toml"}:
        less = sheet(
            graph({name: text for name, text in CAREFUL.items() if name != path}, host, reports={"sarif": sarif([])})
        )
        assert {one.control_id for one in judge.judge(less) if one.verdict == "pass"} < passed
    for name in HOST:
        fewer = {key: value for key, value in HOST.items() if key != name}
        less = sheet(graph(CAREFUL, Node("repo", ".", {"host": fewer}), reports={"sarif": sarif([])}))
        assert {one.control_id for one in judge.judge(less) if one.verdict == "pass"} < passed
