"""The law of access, held against a table written down by hand: role x route x project, through real OPA."""

import itertools
import json
import subprocess
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commandcenter.policy.client import OpaClient

POLICIES = Path(__file__).parents[3] / "policies"
ROLES = ("partner", "auditor", "developer", "operator")

# One letter for each role that may, in the order partner, auditor, developer, operator; "own" routes take a project.
TABLE = """
POST    /graphql                             any  p a d o
GET     /explorer                            any  - - - o
GET     /v1/openapi.json                     any  p a d o
GET     /v1/projects                         any  p a d o
POST    /v1/projects                         any  - - - o
GET     /v1/projects/{project}               own  p a d o
POST    /v1/projects/{project}/index         own  - - d o
POST    /v1/projects/{project}/uploads       own  - - d o
POST    /v1/projects/{project}/reports       own  - - d o
GET     /v1/projects/{project}/jobs/{job}    own  - - d o
GET     /v1/keys                             any  - - - o
POST    /v1/keys                             any  - - - o
DELETE  /v1/keys/{key}                       any  - - - o
"""
ROWS = {tuple(line.split()[:2]): (line.split()[2], line.split()[3:]) for line in TABLE.strip().splitlines()}
METHODS = ("GET", "POST", "DELETE", "PUT")
PATHS = sorted({path for _, path in ROWS} | {"", "/v1/Projects", "/graphql/", "/v1/projects/*"})
GRANTS = {"own": ["alpha", "beta"], "all": ["*"], "hub": ["_hub"], "none": []}
PROJECTS = ("alpha", "gamma", "_hub", "*", None)


def expected(role: str, grant: str, method: str, path: str, project: str | None) -> bool:
    scope, who = ROWS.get((method, path), ("any", ["-"] * 4))
    if role not in ROLES or who[ROLES.index(role)] == "-":
        return False
    if scope == "any":
        return True
    if project is None:
        return False
    if role == "operator":
        return True
    return project != "_hub" and (
        (grant == "all" and role != "partner") or (project in GRANTS["own"] and grant == "own")
    )


def ask(
    policies: OpaClient, role: object, projects: object, method: object, path: object, project: object
) -> dict[str, object]:
    principal = {"name": "someone", "role": role, "projects": projects}
    action = {"method": method, "route": path, "project": project}
    return dict(policies.decide("hub/access/decision", {"principal": principal, "action": action}))


@pytest.mark.parametrize("role", [*ROLES, "Operator"])
def test_role_by_route_by_project(hub_policies: OpaClient, role: str) -> None:
    wrong = []
    for grant, method, path, project in itertools.product(GRANTS, METHODS, PATHS, PROJECTS):
        got = ask(hub_policies, role, GRANTS[grant], method, path, project)["allow"]
        if got is not expected(role, grant, method, path, project):
            wrong.append((grant, method, path, project, got))
    assert wrong == []


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("grant", GRANTS)
def test_what_a_role_may_see(hub_policies: OpaClient, role: str, grant: str) -> None:
    decision = ask(hub_policies, role, GRANTS[grant], "POST", "/graphql", None)
    seen = {"own": ["alpha", "beta"], "all": ["*"], "hub": [], "none": []}[grant]
    if role == "partner" and grant == "all":
        seen = []
    assert decision["projects"] == (["*"] if role == "operator" else seen)
    capabilities = {"operator": ["introspection", "traceability"], "partner": []}
    assert decision["capabilities"] == capabilities.get(role, ["traceability"])


json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.sampled_from([*ROLES, "*", "alpha", "/graphql", "GET", "POST"]),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["role", "projects", "method", "x"]), inner)
    ),
    max_leaves=6,
)


@given(role=json_values, projects=json_values, method=json_values, path=json_values, project=json_values)
@settings(max_examples=60, deadline=None)
def test_odd_input_is_denied_or_a_row_of_the_table(
    hub_policies: OpaClient, role: object, projects: object, method: object, path: object, project: object
) -> None:
    decision = ask(hub_policies, role, projects, method, path, project)
    row = (method, path) if isinstance(method, str) and isinstance(path, str) else None
    if decision["allow"]:
        assert isinstance(role, str)
        assert row in ROWS
    else:
        assert decision["projects"] == decision["capabilities"] == []


@given(facts=json_values)
@settings(max_examples=40, deadline=None)
def test_input_of_any_shape_is_denied(hub_policies: OpaClient, facts: object) -> None:
    assert hub_policies.decide("hub/access/decision", facts)["allow"] is False


def run(opa: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([opa, *arguments], cwd=POLICIES.parent, capture_output=True, text=True, check=False)


def test_the_policies_own_tests_pass_and_reach_every_rule(opa: Path) -> None:
    """The hub's own laws; those of the packs are tried by `make check`."""
    done = run(opa, "test", "--bundle", "--coverage", "--format=json", "policies/hub")
    report = json.loads(done.stdout)
    missed = {name: seen["not_covered"] for name, seen in report["files"].items() if seen.get("not_covered")}
    assert (done.returncode, missed) == (0, {})
    assert report["covered_lines"] > 0
    assert any(name.endswith("hub/access/access.rego") for name in report["files"])


def test_the_policies_are_formatted_and_strict(opa: Path) -> None:
    own = "layers/core/python/commandcenter/policy/system"
    assert run(opa, "fmt", "--list", "--fail", "policies", own).stdout == ""
    assert run(opa, "check", "--strict", "--bundle", "policies").stderr == ""
    assert run(opa, "check", "--strict", own).stderr == ""


def test_every_policy_describes_itself() -> None:
    for path in (POLICIES / "hub").rglob("*.rego"):
        assert "# METADATA\n# title:" in path.read_text(), path
