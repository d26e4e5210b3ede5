"""Who may do what, as the gateway, the authorizer and the policies have it together."""

import base64

import pytest
from test_uploads import archive

ECOSYSTEM = "{ ecosystemGraph { projects { name } } projects { items { name } } }"


@pytest.fixture(scope="module")
def two_projects(hub):
    for name in ("seen", "unseen"):
        hub.register(name)
        assert hub.upload(name, archive({"a.py": f"{name} = 1\n"}))["state"] == "done"


@pytest.mark.parametrize("key", ["", "cck_", "cck_aaaaaaaaaaaa_" + "A" * 43, "x" * 4000, "clé"])
def test_without_a_good_key_nothing_is_told(hub, key):
    headers = {"x-api-key": key.encode().decode("latin-1")} if key else {}
    for method, path in (("GET", "/v1/projects"), ("POST", "/graphql"), ("GET", "/v1/openapi.json")):
        assert hub.send(method, path, None, headers).problem["status"] == 401


def test_the_card_is_for_anyone(hub):
    answer = hub.send("GET", "/.well-known/commandcenter")
    assert (answer.status, answer.json["hub"]) == (200, hub.name)


def test_the_contract_names_every_route_that_answers(hub):
    contract = hub.call("GET", "/v1/openapi.json")
    assert contract.json["openapi"].startswith("3.1")
    assert {"/graphql", "/v1/projects", "/v1/webhooks/{source}"} <= set(contract.json["paths"])


def test_a_partner_sees_its_own_projects_only(hub, two_projects):
    key = hub.make_key("partner", "seen")["key"]
    assert [one["name"] for one in hub.call("GET", "/v1/projects", key=key).json["projects"]] == ["seen"]
    assert hub.ask(ECOSYSTEM, key=key) == {
        "ecosystemGraph": {"projects": [{"name": "seen"}]}, "projects": {"items": [{"name": "seen"}]},
    }  # fmt: skip
    assert hub.call("GET", "/v1/projects/seen", key=key).status == 200
    hidden = hub.call("GET", "/v1/projects/unseen", key=key)
    missing = hub.call("GET", "/v1/projects/no-such-project", key=key)
    assert (hidden.problem["status"], hidden.body) == (403, missing.body)
    query = '{ projectGraph(project: "unseen") { rev } }'
    answer = hub.call("POST", "/graphql", {"query": query}, key=key).json
    assert answer["errors"][0]["extensions"]["problem"]["status"] == 404


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "/v1/projects", {"name": "taken"}),
        ("GET", "/v1/keys", None),
        ("POST", "/v1/keys", {"name": "me", "role": "operator"}),
        ("DELETE", "/v1/keys/aaaaaaaaaaaa", None),
        ("POST", "/v1/projects/seen/index", {}),
        ("POST", "/v1/projects/seen/uploads", {}),
        ("GET", "/v1/projects/_hub", None),
    ],
)
def test_a_partner_may_not_work_the_hub(hub, partner, method, path, body):
    assert hub.call(method, path, body, key=partner).problem["status"] == 403


@pytest.fixture(scope="module")
def partner(hub, two_projects):
    return hub.make_key("partner", "seen")["key"]


def test_a_revoked_key_is_refused_at_once(hub, two_projects):
    made = hub.make_key("auditor", "*")
    assert hub.call("GET", "/v1/projects", key=made["key"]).status == 200
    assert hub.call("DELETE", f"/v1/keys/{made['id']}").status == 204
    assert hub.call("GET", "/v1/projects", key=made["key"]).problem["status"] == 401
    listed = {key["id"]: key for key in hub.call("GET", "/v1/keys").json["keys"]}
    assert listed[made["id"]]["revoked"]
    assert not {"digest", "key"} & set(listed[made["id"]])
    assert hub.call("DELETE", f"/v1/keys/{made['id']}").status in (204, 404)


def test_the_explorer_opens_to_operators_with_their_browser(hub, partner):
    def visit(key):
        credentials = base64.b64encode(f"anyone:{key}".encode()).decode()
        return hub.send("GET", "/explorer", None, {"Authorization": f"Basic {credentials}"})

    shown = visit(hub.operator)
    assert (shown.status, shown.headers["Content-Type"].partition(";")[0]) == (200, "text/html")
    assert visit(partner).problem["status"] == 403
    refused = hub.send("GET", "/explorer")
    assert refused.problem["status"] == 401
    assert "Basic" in refused.headers["WWW-Authenticate"]


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("POST", "/v1/projects", {}, 400),
        ("POST", "/v1/projects", {"name": "x", "colour": "red"}, 400),
        ("POST", "/v1/projects", {"name": "../x"}, 400),
        ("POST", "/v1/projects", {"name": "_hub"}, 400),
        ("POST", "/v1/keys", {"name": "x", "role": "king"}, 400),
        ("POST", "/v1/keys", {"name": "x", "role": "partner", "projects": ["*"]}, 400),
        ("POST", "/v1/keys", {"name": "x", "role": "auditor", "projects": ["a"], "days": 0}, 400),
        ("POST", "/graphql", {}, 400),
        ("POST", "/v1/projects/seen/index", {"upload": 7}, 400),
        ("GET", "/v1/projects/no-such-project", None, 404),
        ("POST", "/v1/projects/no-such-project/uploads", {}, 404),
        ("GET", "/v1/projects/seen/jobs/nothing", None, 404),
        ("GET", "/v1/nothing", None, 404),
        ("DELETE", "/v1/keys/aaaaaaaaaaaa", None, 404),
    ],
)
def test_wrong_input_is_refused_as_problem_details(hub, two_projects, method, path, body, status):
    assert hub.call(method, path, body).problem["status"] == status


def test_a_registration_is_no_way_to_read_other_secrets(hub):
    repository = {
        "kind": "generic", "full_name": "a/b", "url": "https://example.org/a/b",
        "secret": f"commandcenter/{hub.name}/pseudonyms",
    }  # fmt: skip
    refused = hub.call("POST", "/v1/projects", {"name": "curious", "repositories": [repository]})
    assert refused.problem["pointer"] == "/repositories/0/secret"
