"""What the host tells becomes facts: asked over HTTP of a server that answers as GitHub's REST API is documented to."""

import json
import random
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, unquote
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commandcenter.compliance.measures.repository import HOST_FACTS, measure_repository
from commandcenter.graph.project_graph import ProjectGraph
from commandcenter.hub.host_facts import host_getter, read_host
from commandcenter.hub.run_job import IndexingParts, run_job
from commandcenter.hub.source_plugins import find_source
from commandcenter.kernel.errors import ForbiddenError, InvalidInputError, NotFoundError, UnavailableError
from commandcenter.ledger.open import open_memory
from commandcenter.sources.model import IndexJob
from commandcenter.sources.network import Network

ROOT = "/api/v3/repos/acme/shop"
LOOPBACK = Network(loopback_http=True)
NAMES = ("ann", "bob", "cyd")


@dataclass
class Host:
    """Hold a repository as GitHub knows it, and what the token may see of it."""

    branch: str = "main"
    rules: list[dict[str, Any]] = field(default_factory=list)
    protection: dict[str, Any] | None = None
    pulls: list[dict[str, Any]] = field(default_factory=list)
    reviews: dict[int, list[dict[str, Any]]] = field(default_factory=dict)
    runs: list[tuple[str, str | None]] = field(default_factory=list)
    status: tuple[str, int] = ("pending", 0)
    alerts: int | None = 0
    push_protection: str | None = "enabled"
    people: list[str] = field(default_factory=list)
    without_mfa: list[str] = field(default_factory=list)
    requires_mfa: bool = False
    admin: bool = True
    token: str = "t0ken"
    asked: list[str] = field(default_factory=list)

    def answer(self, path: str, query: dict[str, list[str]]) -> tuple[int, Any]:
        """Answer one request: (status, JSON)."""
        rows = self._lists(path, query)
        if rows is not None:
            size, page = int(query.get("per_page", ["30"])[0]), int(query.get("page", ["1"])[0])
            cut = rows[(page - 1) * size : page * size]
            return (200, {"total_count": len(rows), "check_runs": cut} if path.endswith("/check-runs") else cut)
        found = self._objects(path)
        return (200, found) if found is not None else (404, {"message": "Not Found"})

    def _lists(self, path: str, query: dict[str, list[str]]) -> list[Any] | None:
        if path == f"{ROOT}/rules/branches/{self.branch}":
            return self.rules
        if path == f"{ROOT}/pulls" and query["state"] == ["closed"]:
            return [pull for pull in self.pulls if query["base"] == [pull["base"]["ref"]]]
        if path.endswith("/reviews"):
            return self.reviews.get(int(path.split("/")[-2]), [])
        if path == f"{ROOT}/commits/{self.branch}/check-runs":
            return [{"status": status, "conclusion": conclusion} for status, conclusion in self.runs]
        if path == f"{ROOT}/secret-scanning/alerts" and self.alerts is not None and query["state"] == ["open"]:
            return [{"number": number} for number in range(self.alerts)]
        if path == f"{ROOT}/collaborators" and self.admin:
            return [{"login": name} for name in self.people]
        if path in ("/api/v3/orgs/acme/members", "/api/v3/orgs/acme/outside_collaborators") and self.admin:
            listed = self.without_mfa if query.get("filter") == ["2fa_disabled"] else self.people
            return [{"login": name} for at, name in enumerate(listed) if at % 2 == path.endswith("members")]
        return None

    def _objects(self, path: str) -> dict[str, Any] | None:
        said = {"secret_scanning_push_protection": {"status": self.push_protection}} if self.push_protection else {}
        state, count = self.status
        objects: dict[str, Any] = {
            ROOT: {
                "default_branch": self.branch, "owner": {"login": "acme", "type": "Organization"},
                **({"security_and_analysis": said} if self.admin else {}),
            },
            "/api/v3/orgs/acme": {"two_factor_requirement_enabled": self.requires_mfa} if self.admin else {"login": "acme"},
            f"{ROOT}/branches/{self.branch}": {"name": self.branch, "protected": bool(self.rules) or self.protection is not None},
            f"{ROOT}/commits/{self.branch}/status": {"state": state, "total_count": count},
        }  # fmt: skip
        if self.admin and self.protection is not None:
            objects[f"{ROOT}/branches/{self.branch}/protection"] = self.protection
        return objects.get(path)

    def __call__(self, environ: Any, start_response: Any) -> list[bytes]:
        path, query = environ["PATH_INFO"], parse_qs(environ["QUERY_STRING"])
        self.asked.append(path)
        authorized = environ.get("HTTP_AUTHORIZATION") == f"Bearer {self.token}"
        status, body = self.answer(unquote(path), query) if authorized else (401, {"message": "Bad credentials"})
        data = json.dumps(body).encode()
        start_response(f"{status} X", [("Content-Type", "application/json"), ("Content-Length", str(len(data)))])
        return [data]


class _Quiet(WSGIRequestHandler):
    def log_message(self, *arguments: Any) -> None:
        pass


@contextmanager
def serving(application: Any) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, application, handler_class=_Quiet)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/acme/shop.git"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def job(url: str, ref: str = "HEAD", kind: str = "github") -> IndexJob:
    return IndexJob("shop", kind, url, ref, "tokens/shop", "d" * 64, "test", datetime(2026, 1, 1, tzinfo=UTC))


def ask(host: Host, ref: str = "HEAD", token: str | None = "t0ken") -> dict[str, Any]:
    with serving(host) as url:
        return read_host(job(url, ref), find_source("github"), token, LOOPBACK)


def rule(kind: str, **parameters: Any) -> dict[str, Any]:
    return {"type": kind, "ruleset_id": 1, **({"parameters": parameters} if parameters else {})}


def pull(number: int, author: str, *, merged: bool = True, base: str = "main") -> dict[str, Any]:
    at = "2026-01-01T00:00:00Z" if merged else None
    return {"number": number, "user": {"login": author, "type": "User"}, "merged_at": at, "base": {"ref": base}}


def review(who: str, state: str, kind: str = "User") -> dict[str, Any]:
    return {"user": {"login": who, "type": kind}, "state": state}


def careful(**changes: Any) -> Host:
    host = Host(
        rules=[
            rule("deletion"), rule("non_fast_forward"), rule("pull_request", required_approving_review_count=2),
            rule("required_status_checks", required_status_checks=[{"context": "test"}]),
        ],
        pulls=[pull(1, "ann"), pull(2, "bob"), pull(3, "bob", merged=False), pull(4, "cyd", base="other")],
        reviews={1: [review("bob", "APPROVED")], 2: [review("bob", "APPROVED"), review("cyd", "COMMENTED")]},
        runs=[("completed", "success"), ("completed", "skipped")],
        alerts=230, people=["ann", "bob", "cyd"], without_mfa=["bob", "zoe"],
    )  # fmt: skip
    for name, value in changes.items():
        setattr(host, name, value)
    return host


def test_all_that_a_host_tells() -> None:
    assert ask(careful()) == {
        "direct_push_blocked": True, "deletion_blocked": True, "status_checks_required": True, "required_approvals": 2,
        "changes_sampled": 2, "changes_reviewed": 1, "last_main_build_passed": True, "open_secret_findings": 230,
        "push_protection": True, "collaborators": 3, "collaborators_with_mfa": 2,
    }  # fmt: skip
    assert ask(careful()).keys() == HOST_FACTS.keys()


def test_what_a_plain_token_may_not_see_is_left_out() -> None:
    said = ask(careful(admin=False, alerts=None))
    assert said.keys() == {
        "direct_push_blocked", "deletion_blocked", "status_checks_required", "required_approvals", "changes_sampled",
        "changes_reviewed", "last_main_build_passed",
    }  # fmt: skip
    some = ask(careful(admin=False, rules=[rule("deletion")], protection={"allow_deletions": {"enabled": False}}))
    assert {name: some.get(name) for name in ("deletion_blocked", "direct_push_blocked", "required_approvals")} == {
        "deletion_blocked": True, "direct_push_blocked": None, "required_approvals": None,
    }  # fmt: skip


def test_nothing_is_asked_without_a_token_or_told_to_a_wrong_one() -> None:
    host = careful()
    assert ask(host, token=None) == {}
    assert host.asked == []
    assert ask(host, token="wrong") == {}
    assert host.asked == [ROOT], "one refusal is enough"


def test_other_sources_tell_nothing() -> None:
    host = careful()
    with serving(host) as url:
        assert read_host(job(url, kind="gitlab"), find_source("gitlab"), "t0ken", LOOPBACK) == {}
        assert read_host(job("file:///tmp/x"), find_source("github"), "t0ken", LOOPBACK) == {}
        assert read_host(job(url), find_source("github"), "t0ken", Network()) == {}, "the network's rules hold here too"
    assert host.asked == []


def test_a_branch_may_have_slashes() -> None:
    host = careful(branch="release/1.x", pulls=[pull(1, "ann", base="release/1.x")])
    assert ask(host, "refs/heads/release/1.x")["changes_reviewed"] == 1
    assert ask(host)["required_approvals"] == 2


flags = st.sampled_from([None, {"enabled": True}, {"enabled": False}])
protections = st.none() | st.fixed_dictionaries(
    {"enforce_admins": flags, "allow_deletions": flags},
    optional={
        "required_pull_request_reviews": st.fixed_dictionaries(
            {}, optional={"required_approving_review_count": st.integers(0, 6)}
        ),
        "required_status_checks": st.sampled_from(
            [
                {"contexts": [], "checks": []},
                {"contexts": ["a"]},
                {"contexts": [], "checks": [{"context": "a", "app_id": 1}]},
            ]
        ),
    },
)
rule_lists = st.lists(
    st.sampled_from(
        [rule("deletion"), rule("non_fast_forward"), rule("pull_request", required_approving_review_count=0),
         rule("pull_request", required_approving_review_count=3), rule("required_status_checks", required_status_checks=[]),
         rule("required_status_checks", required_status_checks=[{"context": "a"}])]
    ),
    max_size=4,
)  # fmt: skip


@given(rules=rule_lists, protection=protections, admin=st.booleans())
@settings(max_examples=60, deadline=None)
def test_rules_and_protection_add_up(rules: list[Any], protection: dict[str, Any] | None, admin: bool) -> None:
    said = ask(Host(rules=rules, protection=protection, admin=admin))
    kinds = [each["type"] for each in rules]
    old = protection or {}

    def on(name: str) -> bool:
        return (old.get(name) or {}).get("enabled", False)

    checks = old.get("required_status_checks") or {}
    approvals = (old.get("required_pull_request_reviews") or {}).get("required_approving_review_count", 0)
    by_rules = {
        "direct_push_blocked": "pull_request" in kinds, "deletion_blocked": "deletion" in kinds,
        "status_checks_required": any(each.get("parameters", {}).get("required_status_checks") for each in rules),
        "required_approvals": max(
            (each.get("parameters", {}).get("required_approving_review_count", 0) for each in rules), default=0
        ),
    }  # fmt: skip
    by_protection = {
        "direct_push_blocked": "required_pull_request_reviews" in old and on("enforce_admins"),
        "deletion_blocked": protection is not None and not on("allow_deletions"),
        "status_checks_required": bool(checks.get("contexts") or checks.get("checks")), "required_approvals": approvals,
    }  # fmt: skip
    sees_both = (admin and protection is not None) or (protection is None and not rules)
    for name, value in by_rules.items():
        seen = max(value, by_protection[name]) if sees_both else value
        assert said.get(name) == (seen if sees_both or seen else None), name


histories = st.lists(
    st.tuples(
        st.sampled_from(NAMES),
        st.booleans(),
        st.lists(
            st.tuples(
                st.sampled_from(NAMES), st.sampled_from(["APPROVED", "CHANGES_REQUESTED", "DISMISSED", "COMMENTED"])
            ),
            max_size=5,
        ),
    ),
    max_size=5,
)


@given(history=histories)
@settings(max_examples=40, deadline=None)
def test_a_change_is_reviewed_when_the_last_word_of_somebody_else_approves(history: list[Any]) -> None:
    pulls = [pull(number, author, merged=merged) for number, (author, merged, _) in enumerate(history)]
    reviews = {number: [review(*said) for said in row] for number, (_, _, row) in enumerate(history)}
    said = ask(Host(pulls=pulls, reviews=reviews))
    expected = 0
    for author, merged, row in history:
        words = {who: state for who, state in row if state != "COMMENTED"}
        words.pop(author, None)
        expected += merged and "APPROVED" in words.values()
    assert (said["changes_sampled"], said["changes_reviewed"]) == (sum(merged for _, merged, _ in history), expected)


def test_a_program_approves_nothing() -> None:
    host = Host(
        pulls=[pull(1, "ann")],
        reviews={1: [review("helper[bot]", "APPROVED", "Bot"), {"user": None, "state": "APPROVED"}]},
    )
    assert ask(host)["changes_reviewed"] == 0


@pytest.mark.parametrize(
    ("runs", "status", "passed"),
    [
        ([], ("pending", 0), None), ([("completed", "success")], ("pending", 0), True), ([], ("success", 1), True),
        ([("completed", "success"), ("in_progress", None)], ("pending", 0), None),
        ([("completed", "success")], ("pending", 2), None),
        ([("completed", "failure"), ("in_progress", None)], ("pending", 0), False),
        ([("completed", "success")], ("failure", 1), False),
        ([("completed", "timed_out")], ("pending", 0), False), ([("completed", "skipped")], ("pending", 0), None),
        ([("completed", "success")] * 150 + [("completed", "failure")], ("pending", 0), False),
    ],
)  # fmt: skip
def test_the_last_build(runs: list[Any], status: tuple[str, int], passed: bool | None) -> None:
    assert ask(Host(runs=runs, status=status)).get("last_main_build_passed") is passed


def test_a_second_factor_that_the_organisation_asks_of_all() -> None:
    said = ask(careful(requires_mfa=True, without_mfa=[]))
    assert (said["collaborators"], said["collaborators_with_mfa"]) == (3, 3)


def test_too_many_to_count_is_not_counted() -> None:
    assert "open_secret_findings" not in ask(careful(alerts=1_000))
    assert ask(careful(alerts=999))["open_secret_findings"] == 999


@given(
    seed=st.integers(0, 2**32),
    junk=st.sampled_from([None, [], {}, 5, "x", [5], {"check_runs": 5}, [{"user": 3}], {"total_count": "x"}]),
)
@settings(max_examples=60, deadline=None)
def test_whatever_a_host_answers_nothing_is_raised_and_no_fact_has_a_wrong_type(seed: int, junk: Any) -> None:
    chance, host = random.Random(seed), careful()
    good = host.answer

    def sometimes(path: str, query: dict[str, list[str]]) -> tuple[int, Any]:
        status, body = good(path, query)
        return (
            (chance.choice([200, 200, 301, 403, 404, 422, 429, 500, 503]), junk)
            if chance.random() < 0.4
            else (status, body)
        )

    host.answer = sometimes  # type: ignore[method-assign]
    said = ask(host)
    assert all(type(value) is HOST_FACTS[name] for name, value in said.items())


@pytest.mark.parametrize(
    ("status", "error"),
    [(401, ForbiddenError), (403, ForbiddenError), (404, NotFoundError), (429, UnavailableError), (502, UnavailableError),
     (301, InvalidInputError), (422, InvalidInputError)],
)  # fmt: skip
def test_refusals(status: int, error: type[Exception]) -> None:
    host = Host()
    host.answer = lambda path, query: (status, {})  # type: ignore[method-assign]
    with serving(host) as url, pytest.raises(error):
        host_getter(url.removesuffix("/acme/shop.git") + "/api/v3", "t0ken", LOOPBACK)("/x")


@pytest.mark.parametrize(
    ("url", "api"),
    [
        ("https://github.com/acme/shop.git", "https://api.github.com"), ("https://www.github.com/acme/shop", "https://api.github.com"),
        ("https://git.acme.org:8443/acme/shop.git", "https://git.acme.org:8443/api/v3"),
        ("https://github.com.evil.org/acme/shop", "https://github.com.evil.org/api/v3"),
        ("https://acme.ghe.com/acme/shop", "https://api.acme.ghe.com"),
    ],
)  # fmt: skip
def test_where_the_api_is(url: str, api: str) -> None:
    source: Any = find_source("github")
    assert source.api_url(url) == api


def test_a_job_writes_what_the_host_tells_into_the_graph(checkout: Any, serve: Any) -> None:
    """The repository by Git and the API stand on one host, as on a GitHub Enterprise Server."""
    checkout.commit("one", **{"a.txt": "a"})
    host = careful()
    with serve(checkout.folder, token="t0ken") as repository:

        def both(environ: Any, start_response: Any) -> Any:
            return (host if environ["PATH_INFO"].startswith("/api/") else repository)(environ, start_response)

        ledger = open_memory()
        parts = IndexingParts(
            ledger=ledger, indexers=[], uploads=lambda _name: b"", secrets=lambda _name: [b"t0ken"], source=find_source,
            pseudonym_key=b"k" * 32, network=LOOPBACK,
        )  # fmt: skip
        with serving(both) as url:
            run_job(job(url), parts)
    graph = ProjectGraph("shop", 1, ledger.as_of("shop"))
    (repo,) = graph.of_type("repo")
    assert repo.props["commits"] == 1
    measured = {one.path: (one.value, one.nodes) for one in measure_repository(graph)}
    assert measured["repo.required_approvals"] == (2, (repo.key,))
    assert {path.removeprefix("repo.") for path in measured} == HOST_FACTS.keys()
