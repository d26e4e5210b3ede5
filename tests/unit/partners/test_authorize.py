"""Key and policy joined: what API Gateway is told, with the real judge behind it."""

import base64
import json
import logging
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commandcenter.kernel.clock import FixedClock
from commandcenter.kernel.errors import UnauthenticatedError, UnavailableError
from commandcenter.partners.authorize import Request, answer_gateway, authorize, key_of
from commandcenter.partners.keys import create_key, revoke_key
from commandcenter.partners.memory import MemoryKeys
from commandcenter.policy.bundle import build_bundle
from commandcenter.policy.client import OpaClient
from commandcenter.policy.opa import OpaProcess

CLOCK = FixedClock()
ARN = "arn:aws:execute-api:eu-west-1:000000000000:abc/prod/GET/v1/projects/alpha"


@pytest.fixture(scope="module")
def judge(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpaClient]:
    bundle = tmp_path_factory.mktemp("hub") / "bundle.tar.gz"
    build_bundle(Path(__file__).parents[3] / "policies", ["hub"], bundle)
    client = OpaClient(OpaProcess(bundle))
    yield client
    client.close()


class BrokenJudge:
    def decide(self, path: str, facts: Any) -> Mapping[str, Any]:
        raise UnavailableError("gone")


@pytest.fixture(scope="module")
def keys() -> MemoryKeys:
    return MemoryKeys()


def new_key(keys: MemoryKeys, role: str, *projects: str) -> str:
    return create_key(keys, name=f"a {role}", role=role, projects=projects, clock=CLOCK).text


def event(
    api_key: str, method: str = "GET", route: str = "/v1/projects/{project}", arn: str = ARN, **parameters: str
) -> dict[str, Any]:
    return {
        "type": "REQUEST",
        "methodArn": arn,
        "httpMethod": method,
        "resource": route,
        "pathParameters": parameters or None,
        "headers": {"X-Api-Key": api_key},
    }


def ask(keys: MemoryKeys, judge: Any, request: dict[str, Any]) -> dict[str, Any]:
    return answer_gateway(request, keys=keys, judge=judge, clock=CLOCK)


def test_an_allowed_call_opens_this_method_and_tells_the_function_who_calls(keys: MemoryKeys, judge: OpaClient) -> None:
    answer = ask(keys, judge, event(new_key(keys, "partner", "beta", "alpha"), project="alpha"))
    statement = {"Action": "execute-api:Invoke", "Effect": "Allow", "Resource": [ARN]}
    assert answer == {
        "principalId": "a partner",
        "policyDocument": {"Version": "2012-10-17", "Statement": [statement]},
        "context": {
            "principal": "a partner", "key": keys.list()[0].id, "role": "partner", "projects": '["alpha", "beta"]',
            "capabilities": "[]", "reason": "allowed",
        },
    }  # fmt: skip


def test_an_operator_may_look_into_the_schema(keys: MemoryKeys, judge: OpaClient) -> None:
    context = ask(keys, judge, event(new_key(keys, "operator"), "POST", "/graphql"))["context"]
    assert json.loads(context["capabilities"]) == ["introspection", "traceability"]
    assert json.loads(context["projects"]) == ["*"]


@pytest.mark.parametrize("project", ["gamma", "_hub", "*", "", "ALPHA", "alpha%2f", "alpha/..", "alpha\n"])
def test_a_project_of_others_is_closed(keys: MemoryKeys, judge: OpaClient, project: str) -> None:
    answer = ask(keys, judge, event(new_key(keys, "developer", "alpha"), project=project))
    assert answer["policyDocument"]["Statement"][0]["Effect"] == "Deny"
    assert set(answer["context"]) == {"reason"}
    assert "alpha" not in answer["context"]["reason"]


@pytest.mark.parametrize("spelling", ["_hub", "%5Fhub", "%5fhub", "_hub ", "_HUB"])
def test_all_projects_are_never_the_hubs_own(keys: MemoryKeys, judge: OpaClient, spelling: str) -> None:
    answer = ask(keys, judge, event(new_key(keys, "auditor", "*"), project=spelling))
    assert answer["policyDocument"]["Statement"][0]["Effect"] == "Deny"


@pytest.mark.parametrize("wild", ["*", "?", "${aws:username}"])
def test_a_wildcard_in_the_path_never_widens_the_document(keys: MemoryKeys, judge: OpaClient, wild: str) -> None:
    arn = f"arn:aws:execute-api:eu-west-1:000000000000:abc/prod/DELETE/v1/keys/{wild}"
    request = event(new_key(keys, "operator"), "DELETE", "/v1/keys/{key}", arn, key=wild)
    assert ask(keys, judge, request)["policyDocument"]["Statement"][0]["Effect"] == "Deny"


@pytest.mark.parametrize(
    "headers", [None, {}, {"X-Api-Key": ""}, {"X-Api-Key": "cck_wrong"}, {"Authorization": "Basic !"}]
)
def test_without_a_good_key_the_gateway_says_401(
    keys: MemoryKeys, judge: OpaClient, headers: dict[str, str] | None
) -> None:
    with pytest.raises(Exception, match=r"\AUnauthorized\Z"):
        ask(keys, judge, {**event("", project="alpha"), "headers": headers})


def test_a_revoked_key_is_out_at_once(keys: MemoryKeys, judge: OpaClient) -> None:
    made = create_key(keys, name="x", role="operator", clock=CLOCK)
    request = Request("GET", "/v1/projects", {}, made.text)
    assert authorize(request, keys=keys, judge=judge, clock=CLOCK).allow
    revoke_key(keys, made.record.id, CLOCK)
    with pytest.raises(UnauthenticatedError):
        authorize(request, keys=keys, judge=judge, clock=CLOCK)


def test_without_a_judge_nothing_passes(keys: MemoryKeys) -> None:
    with pytest.raises(UnavailableError):
        ask(keys, BrokenJudge(), event(new_key(keys, "operator"), project="alpha"))


def test_the_key_is_in_no_answer_no_log_and_no_repr(
    keys: MemoryKeys, judge: OpaClient, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    key = new_key(keys, "operator")
    answer = ask(keys, judge, event(key, project="alpha"))
    request = Request.from_event(event(key, project="alpha"))
    decision = authorize(request, keys=keys, judge=judge, clock=CLOCK)
    assert request.api_key == key
    assert key not in f"{answer} {request!r} {decision!r} {caplog.text}"


@pytest.mark.parametrize(
    "headers",
    [
        {"x-api-key": "cck_k"},
        {"X-API-KEY": " cck_k "},
        {"Authorization": "Bearer cck_k"},
        {"authorization": "bearer  cck_k"},
        {"Authorization": "Basic " + base64.b64encode(b"anyone:cck_k").decode()},
        {"x-api-key": "cck_k", "authorization": "Bearer other"},
    ],
)
def test_where_a_key_may_stand(headers: dict[str, str]) -> None:
    assert key_of(headers) == "cck_k"


@given(st.dictionaries(st.sampled_from(["x-api-key", "Authorization", "other"]), st.text(max_size=30) | st.none()))
@settings(max_examples=60)
def test_any_headers_are_read(headers: dict[str, Any]) -> None:
    assert isinstance(key_of(headers), str)
