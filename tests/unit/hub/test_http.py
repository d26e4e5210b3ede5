"""What every HTTP function answers when things go well, badly and very badly."""

import json

import pytest
from chalice import Chalice
from chalice.test import Client
from hypothesis import given
from hypothesis import strategies as st

from commandcenter.hub.http import MAX_RESPONSE_BYTES, caller, endpoint, json_body, query_parameter, render
from commandcenter.kernel import errors
from commandcenter.kernel.errors import ProblemError

PROBLEMS = [value for value in vars(errors).values() if isinstance(value, type) and issubclass(value, ProblemError)]


def make_app(view) -> Chalice:
    app = Chalice(app_name="test")
    endpoint(app, "/things/{name}", "POST")(view)
    return app


def post(app: Chalice, body: bytes = b"{}", path: str = "/things/a"):
    with Client(app) as client:
        return client.http.post(path, headers={"Content-Type": "application/json"}, body=body)


@pytest.mark.parametrize("problem", PROBLEMS)
def test_a_problem_says_why(problem: type[ProblemError]) -> None:
    """Each error of the kernel arrives with its own status, as problem details."""

    def view(name: str):
        raise problem("because", pointer="/name")

    answer = post(make_app(view))
    assert answer.status_code == problem.status
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert json.loads(answer.body) == problem("because", pointer="/name").problem()


def test_a_fault_says_nothing(caplog: pytest.LogCaptureFixture) -> None:
    """What was not meant to happen is logged with its trace and answered without a word of it."""

    def view(name: str):
        raise KeyError("the secret of the house")

    answer = post(make_app(view))
    assert answer.status_code == 500
    assert b"secret" not in answer.body
    assert "the secret of the house" in caplog.text


@given(st.binary(max_size=40))
def test_any_body_is_an_object_or_refused(body: bytes) -> None:
    def view(name: str):
        return render({"got": json_body(app)})

    app = make_app(view)
    answer = post(app, body)
    assert answer.status_code in (200, 400)
    if answer.status_code == 200 and body:
        assert isinstance(json.loads(body), dict)


def test_an_answer_too_large_for_lambda_is_a_problem() -> None:
    """6 MB is the most a function may answer; the local engine would let more through."""
    assert render({"text": "x" * MAX_RESPONSE_BYTES}).status_code == 413
    assert render({"text": "x" * (MAX_RESPONSE_BYTES - 100)}).status_code == 200


def test_without_an_authorizer_nobody_is_known() -> None:
    def view(name: str):
        return render({"caller": dict(caller(app)), "name": name})

    app = make_app(view)
    assert json.loads(post(app).body) == {"caller": {}, "name": "a"}


def test_a_missing_parameter_is_named() -> None:
    def view(name: str):
        return render({"kind": query_parameter(app, "kind")})

    app = make_app(view)
    assert "kind" in json.loads(post(app).body)["detail"]
    assert json.loads(post(app, path="/things/a?kind=junit").body) == {"kind": "junit"}
