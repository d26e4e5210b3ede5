import hashlib
import hmac
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commandcenter.kernel.errors import InvalidInputError, ProblemError, UnauthenticatedError
from commandcenter.plugins.loader import find_plugins
from commandcenter.sources.headers import Headers
from commandcenter.sources.model import Push, SourcePlugin
from commandcenter.sources.signatures import sign_push

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)
SECRET = b"s3cret"
SHA = "1" * 40
FOUND = {p.id: p for p in find_plugins([Path(__file__).parents[3] / "plugins"], "source")}


def plugin(kind):
    return FOUND[f"source-{kind}"].create(contract=SourcePlugin)


def github(body, *, event="push", delivery="d-1", secret=SECRET):
    signature = "sha256=" + hmac.new(secret, body, hashlib.sha256).hexdigest()
    return {"X-Hub-Signature-256": signature, "X-GitHub-Event": event, "X-GitHub-Delivery": delivery}


def gitlab(body, *, event="Push Hook", delivery="d-1", secret=SECRET):
    return {"X-Gitlab-Token": secret.decode(), "X-Gitlab-Event": event, "Idempotency-Key": delivery}


def generic(body, *, delivery="d-1", secret=SECRET):
    return sign_push(secret, body, NOW, delivery)


def github_push(**changes):
    return {
        "ref": "refs/heads/main",
        "before": "0" * 40,
        "after": SHA,
        "deleted": False,
        "repository": {"full_name": "acme/shop", "default_branch": "main", "id": 1},
    } | changes


def gitlab_push(**changes):
    project = {"path_with_namespace": "acme/shop", "default_branch": "main", "id": 1}
    return {"object_kind": "push", "ref": "refs/heads/main", "after": SHA, "project": project} | changes


def generic_push(**changes):
    return {"repository": "acme/shop", "ref": "refs/heads/main", "after": SHA, "default_branch": "main"} | changes


KINDS = {"github": (github, github_push), "gitlab": (gitlab, gitlab_push), "generic": (generic, generic_push)}
each_kind = pytest.mark.parametrize("kind", sorted(KINDS))


def test_the_three_built_in_sources_are_found():
    assert {"source-github", "source-gitlab", "source-generic"} <= set(FOUND)


@each_kind
def test_a_signed_push_is_understood(kind):
    sign, push = KINDS[kind]
    body = json.dumps(push()).encode()
    headers, source = Headers.of(sign(body)), plugin(kind)
    assert source.repository_hint(headers, body) == "acme/shop"
    source.verify(headers, body, SECRET, NOW)
    expected = Push(kind, "d-1", "acme/shop", "refs/heads/main", SHA, deleted=False, default_branch="main")
    assert source.parse(headers, body) == expected


@each_kind
@pytest.mark.parametrize("secret", [b"other", b"", SECRET + b"x", SECRET[:-1]])
def test_another_secret_is_refused(kind, secret):
    sign, push = KINDS[kind]
    body = json.dumps(push()).encode()
    with pytest.raises(UnauthenticatedError):
        plugin(kind).verify(Headers.of(sign(body)), body, secret, NOW)


@each_kind
def test_a_message_without_a_signature_is_refused(kind):
    body = json.dumps(KINDS[kind][1]()).encode()
    for secret in (SECRET, b""):
        with pytest.raises(UnauthenticatedError):
            plugin(kind).verify(Headers([]), body, secret, NOW)


@each_kind
def test_signature_headers_that_come_twice_are_refused(kind):
    sign, push = KINDS[kind]
    body = json.dumps(push()).encode()
    pairs = list(sign(body).items())
    with pytest.raises(ProblemError):
        plugin(kind).verify(Headers(pairs + pairs), body, SECRET, NOW)


@pytest.mark.parametrize("kind", ["github", "generic"])
def test_a_changed_body_is_refused(kind):
    sign, push = KINDS[kind]
    body = json.dumps(push()).encode()
    with pytest.raises(UnauthenticatedError):
        plugin(kind).verify(Headers.of(sign(body)), body + b" ", SECRET, NOW)


def test_the_documented_github_example_verifies():
    # docs.github.com, "Validating webhook deliveries", section "Testing the webhook payload validation".
    headers = Headers.of(
        {"X-Hub-Signature-256": "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17"}
    )
    plugin("github").verify(headers, b"Hello, World!", b"It's a Secret to Everybody", NOW)


@pytest.mark.parametrize(
    ("kind", "message", "event"),
    [
        ("github", {"zen": "x", "repository": {"full_name": "acme/shop"}}, "ping"),
        ("github", github_push(ref="refs/tags/v1"), "push"),
        ("github", github_push(deleted=True), "push"),
        ("gitlab", gitlab_push(ref="refs/tags/v1"), "Push Hook"),
        ("gitlab", gitlab_push(ref="refs/tags/v1"), "Tag Push Hook"),
        ("gitlab", gitlab_push(after="0" * 40), "Push Hook"),
    ],
)
def test_events_that_move_no_branch_are_ignored(kind, message, event):
    body = json.dumps(message).encode()
    assert plugin(kind).parse(Headers.of(KINDS[kind][0](body, event=event)), body) is None


@pytest.mark.parametrize("change", [{"ref": "refs/tags/v1"}, {"deleted": True}])
def test_generic_events_that_move_no_branch_are_ignored(change):
    body = json.dumps(generic_push(**change)).encode()
    assert plugin("generic").parse(Headers.of(generic(body)), body) is None


BAD = [b"", b"[]", b"nul", b"\xff", b"[" * 100_000, b'"x"', b"{}"]


@each_kind
@pytest.mark.parametrize("body", BAD, ids=range(len(BAD)))
def test_a_malformed_body_is_invalid_input(kind, body):
    headers = Headers.of(KINDS[kind][0](body))
    for read in (plugin(kind).repository_hint, plugin(kind).parse):
        with pytest.raises(InvalidInputError):
            read(headers, body)


@each_kind
@pytest.mark.parametrize("ref", [None, 5, "", "refs/heads/\x00", "x" * 600, ["refs/heads/main"]])
def test_a_bad_ref_is_named_by_its_pointer(kind, ref):
    body = json.dumps(KINDS[kind][1](ref=ref)).encode()
    with pytest.raises(InvalidInputError) as error:
        plugin(kind).parse(Headers.of(KINDS[kind][0](body)), body)
    assert error.value.pointer == "/ref"


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@each_kind
@given(st.data())
@settings(max_examples=40)
def test_no_json_makes_a_plugin_fail_in_another_way(kind, data):
    message = KINDS[kind][1]()
    for _ in range(data.draw(st.integers(0, 3))):
        message[data.draw(st.sampled_from(sorted(message)))] = data.draw(json_values)
    body = json.dumps(message).encode()
    try:
        push = plugin(kind).parse(Headers.of(KINDS[kind][0](body)), body)
    except InvalidInputError:
        return
    assert push is None or push.ref.startswith("refs/heads/")


def test_gitlab_without_idempotency_keys_tells_events_apart_that_share_a_uuid():
    source, headers = plugin("gitlab"), Headers.of({"X-Gitlab-Event-UUID": "u-1"})
    ids = {source.delivery_id(headers, body) for body in (b"1", b"2", b"1")}
    assert len(ids) == 2
    with pytest.raises(InvalidInputError):
        source.delivery_id(Headers([]), b"1")
