"""Pushes over HTTP: from a signed message to a graph that anyone with a key can see."""

import hashlib
import hmac
import json
import time
import uuid

import pytest
from living_hub import JSON

from commandcenter.kernel.clock import SystemClock
from commandcenter.sources.receive import MAX_BODY_BYTES
from commandcenter.sources.signatures import sign_push


def test_a_signed_push_becomes_a_graph_and_the_next_one_a_revision(hub, repository):
    secret = hub.register(repository.name, repository)
    first = hub.indexed(hub.push(repository, secret), repository.name)
    assert first["rev"] == 1
    assert "symbol:shop.py#sell" in hub.graph(repository.name)

    repository.commit({"shop.py": "def sell():\n    return 1\n\n\ndef buy():\n    return sell()\n"})
    second = hub.indexed(hub.push(repository, secret), repository.name)
    assert second["rev"] == 2
    assert "symbol:shop.py#buy" in hub.graph(repository.name)
    query = "query($p: String!) { commits(project: $p) { items { rev parent digest actor } } }"
    commits = sorted(hub.ask(query, p=repository.name)["commits"]["items"], key=lambda commit: commit["rev"])
    assert [commit["actor"] for commit in commits] == ["webhook:generic"] * 2
    assert commits[1]["parent"] == commits[0]["digest"]


def test_a_redelivered_push_makes_no_second_job_and_a_replayed_one_no_revision(hub, repository):
    secret = hub.register(repository.name, repository)
    hub.indexed(hub.push(repository, secret, "once"), repository.name)
    jobs, kept = hub.jobs(), hub.kept()

    again = hub.push(repository, secret, "once")
    assert (again.status, again.json) == (202, {"job": None, "duplicate": True})
    assert hub.jobs() == jobs

    replayed = hub.indexed(hub.push(repository, secret, "another"), repository.name)
    assert (replayed["rev"], replayed["changed"]) == (1, 0)
    project = {key for key in kept if repository.name in key}
    assert {key: hub.kept()[key]["rev"] for key in project} == {key: kept[key]["rev"] for key in project}


def test_a_late_push_indexes_the_present_tip(hub, repository):
    """The message tells of a branch, not of a commit: what is there when the job runs is what is indexed."""
    secret = hub.register(repository.name, repository)
    body = json.dumps({"repository": repository.full_name, "ref": repository.ref, "after": "0" * 40}).encode()
    repository.commit({"shop.py": "def later():\n    return 2\n"})
    headers = sign_push(secret.encode(), body, SystemClock().now(), "late")
    hub.indexed(hub.send("POST", "/v1/webhooks/generic", body, headers), repository.name)
    assert "symbol:shop.py#later" in hub.graph(repository.name)


def test_github_signs_the_body(hub, repository):
    secret = hub.register(repository.name, repository, kind="github")
    body = json.dumps({"ref": repository.ref, "repository": {"full_name": repository.full_name}}).encode()
    signature = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    headers = {"X-GitHub-Event": "push", "X-GitHub-Delivery": str(uuid.uuid4()), "Content-Type": JSON}

    def send(mac):
        return hub.send("POST", "/v1/webhooks/github", body, headers | {"X-Hub-Signature-256": f"sha256={mac}"})

    assert send(signature[::-1]).status == 401
    assert hub.indexed(send(signature), repository.name)["rev"] == 1


def test_gitlab_sends_the_secret_itself(hub, repository):
    secret = hub.register(repository.name, repository, kind="gitlab")
    body = json.dumps({"ref": repository.ref, "project": {"path_with_namespace": repository.full_name}}).encode()
    headers = {"X-Gitlab-Event": "Push Hook", "Idempotency-Key": str(uuid.uuid4()), "Content-Type": JSON}

    def send(token):
        return hub.send("POST", "/v1/webhooks/gitlab", body, headers | {"X-Gitlab-Token": token})

    assert send(secret + "x").status == 401
    assert hub.indexed(send(secret), repository.name)["rev"] == 1


def test_a_branch_nobody_follows_makes_no_job(hub, repository):
    secret = hub.register(repository.name, repository)
    jobs = hub.jobs()
    assert hub.push(repository, secret, ref="refs/heads/side").status == 204
    assert hub.push(repository, secret, ref="refs/tags/v1").status == 200
    assert hub.jobs() == jobs


def test_strangers_cannot_tell_a_wrong_secret_from_an_unknown_repository(hub, repository):
    secret = hub.register(repository.name, repository)
    jobs = hub.jobs()
    body = json.dumps({"repository": repository.full_name, "ref": repository.ref}).encode()
    elsewhere = body.replace(b"acme/", b"nowhere/")
    now, old = SystemClock().now(), SystemClock().now().fromtimestamp(time.time() - 3600, tz=SystemClock().now().tzinfo)
    refused = [
        hub.send("POST", "/v1/webhooks/generic", message, headers)
        for message, headers in [
            (body, sign_push(b"wrong", body, now, "1")),
            (elsewhere, sign_push(secret.encode(), elsewhere, now, "1")),
            (body, sign_push(secret.encode(), body, old, "1")),
            (body, sign_push(secret.encode(), elsewhere, now, "1")),
            (body, {"Content-Type": JSON}),
        ]
    ]
    assert [answer.problem["status"] for answer in refused] == [401] * len(refused)
    assert len({answer.body for answer in refused}) == 1
    assert hub.jobs() == jobs


@pytest.mark.parametrize(
    ("source", "body", "content", "status"),
    [
        ("generic", b"{", JSON, 400),
        ("generic", b"[]", JSON, 400),
        ("generic", b'{"repository": 7}', JSON, 400),
        ("github", b'{"repository": {}}', JSON, 400),
        ("gitlab", b'{"project": null}', JSON, 400),
        ("generic", b'"' + b"x" * MAX_BODY_BYTES, JSON, 413),
        ("generic", b"{}", "text/plain", 415),
        ("nothing", b"{}", JSON, 404),
    ],
)
def test_what_is_no_push_is_refused_with_the_reason(hub, source, body, content, status):
    answer = hub.send("POST", f"/v1/webhooks/{source}", body, {"Content-Type": content})
    assert answer.problem["status"] == status
