"""One API in four places: the template, the policy, the OpenAPI contract and its page say the same."""

import json
import re
from typing import Any

import docs_template
import pytest
from docs_pages import DOCS, ROOT, named, rows

CONTRACT = json.loads((ROOT / "layers/core/python/commandcenter/hub/openapi.json").read_text())
METHODS = {"get", "post", "put", "patch", "delete"}
OPERATIONS = {
    f"{method.upper()} {path}": operation
    for path, item in CONTRACT["paths"].items()
    for method, operation in item.items()
    if method in METHODS
}
ROUTES = dict(docs_template.routes())
TABLE = {named(row[0])[0]: row[1] for row in rows(DOCS / "http-api.md", "route | roles")}


def law() -> dict[str, tuple[list[str], bool]]:
    """Read the table of the policy: route -> roles, scoped."""
    text = (ROOT / "policies/hub/access/routes.rego").read_text()
    known = {
        name: json.loads(f"[{roles}]") for name, roles in re.findall(r"^(\w+) := {(\"[^}]*)}$", text, re.MULTILINE)
    }
    lines = re.findall(r'"([A-Z]+ /\S*)": {"roles": (roles|readers|{[^}]*})(, "scoped": true)?}', text)
    return {
        route: (sorted(known.get(roles) or json.loads(f"[{roles[1:-1]}]")), bool(scoped))
        for route, roles, scoped in lines
    }


def test_the_contract_and_the_page_have_the_routes_of_the_template() -> None:
    assert sorted(OPERATIONS) == sorted(ROUTES)
    assert sorted(TABLE) == sorted(ROUTES)


def test_routes_without_a_key_are_said_to_have_none() -> None:
    open_routes = {route for route, said in ROUTES.items() if said.get("Auth", {}).get("Authorizer") == "NONE"}
    assert open_routes == {route for route, roles in TABLE.items() if roles.startswith("no key")}
    assert open_routes == {route for route, said in OPERATIONS.items() if "x-roles" not in said}
    assert open_routes == ROUTES.keys() - law().keys()
    for route in open_routes:
        assert {"ApiKey": []} not in OPERATIONS[route]["security"]


@pytest.mark.parametrize("route", sorted(law()))
def test_roles_are_those_of_the_policy(route: str) -> None:
    roles, scoped = law()[route]
    assert OPERATIONS[route]["x-roles"] == roles
    assert TABLE[route] == " ".join(roles) + (", scoped" if scoped else "")
    assert scoped == ("{project}" in route)


def without_prose(schema: Any) -> Any:
    """Drop what the gateway's models do not say: descriptions and formats."""
    if isinstance(schema, dict):
        return {name: without_prose(value) for name, value in schema.items() if name not in ("description", "format")}
    return [without_prose(value) for value in schema] if isinstance(schema, list) else schema


@pytest.mark.parametrize("route", sorted(route for route, said in ROUTES.items() if "RequestModel" in said))
def test_bodies_are_those_the_gateway_checks(route: str) -> None:
    name = ROUTES[route]["RequestModel"]["Model"]
    body = OPERATIONS[route]["requestBody"]
    assert body["required"]
    assert body["content"]["application/json"]["schema"] == {"$ref": f"#/components/schemas/{name}"}
    model = docs_template.load()["Resources"]["Api"]["Properties"]["Models"][name]
    said = without_prose(CONTRACT["components"]["schemas"][name])
    if model.get("additionalProperties") is False:
        assert said == model
    else:
        assert said["required"] == model["required"]
        assert model["properties"].items() <= said["properties"].items()


def test_parameters_of_the_path_are_declared() -> None:
    for path, item in CONTRACT["paths"].items():
        for method in METHODS & item.keys():
            said = [*item.get("parameters", ()), *item[method].get("parameters", ())]
            found = [CONTRACT["components"]["parameters"]["Project"] if "$ref" in one else one for one in said]
            assert {one["name"] for one in found if one["in"] == "path"} == set(re.findall(r"{(\w+)}", path))


def test_required_query_parameters_are_those_the_gateway_checks() -> None:
    for route, said in ROUTES.items():
        wanted = {
            name.rpartition(".")[2]
            for one in said.get("RequestParameters", ())
            for name in (one if isinstance(one, dict) else {one: {}})
        }
        said_of = OPERATIONS[route].get("parameters", ())
        declared = {one["name"] for one in said_of if one.get("in") == "query" and one.get("required")}
        assert declared == wanted, route
