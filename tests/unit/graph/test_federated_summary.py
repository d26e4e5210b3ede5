"""Summaries: whatever happens on the way, a good exchange ends as a rebuild from nothing would."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commandcenter.graph.federated.apply import apply_part, forget, held_of
from commandcenter.graph.federated.delta import deltas
from commandcenter.graph.federated.exported import MAX_ENTITY_BYTES, exported_view, root_of
from commandcenter.graph.federated.peer_parts import held_view
from commandcenter.graph.link_projects import link_projects
from commandcenter.graph.model import Link, Node
from commandcenter.graph.registry import Repository, register_project
from commandcenter.graph.replace import plan_delta, plan_replace
from commandcenter.kernel.canonical import canonical
from commandcenter.kernel.errors import InvalidInputError
from commandcenter.kernel.urn import HUB_PROJECT, Urn
from commandcenter.ledger.ledger import Ledger
from commandcenter.ledger.memory import MemoryItems, MemoryObjects
from commandcenter.ledger.model import Meta
from commandcenter.ledger.open import open_memory

HUB, AT = "north", datetime(2026, 3, 1, tzinfo=UTC)
ALLOWED = {
    "project": frozenset(
        {
            "title", "domain", "status", "tags", "rev", "at", "counts", "provides", "requires", "schemas", "offers",
            "consumes", "links", "services",
        }
    ),
    "link": frozenset({"link", "type", "source", "target", "evidence", "count"}),
}  # fmt: skip
PROJECTS = ("app", "lib", "web")


def index(ledger: Ledger, project: str, edition: int, size: int = 3) -> None:
    """Make one project's facts differ by edition: what it asks for, what it offers, its files."""
    root = f"project:{project}"
    asked = PROJECTS[edition % len(PROJECTS)]
    nodes = [
        Node("project", project, {"provides": [f"pkg:pypi/{project}"]}),
        Node("dependency", f"pkg:pypi/{asked}", {"purl": f"pkg:pypi/{asked}", "scope": "runtime"}, root),
        Node("endpoint", f"GET /{edition % 4}", {}, root),
        *(Node("file", f"secret-{number}-{edition}.py", {}, root) for number in range(size)),
    ]
    ledger.submit(project, plan_replace(nodes, "source"), Meta(AT, "t", f"edition {edition}", "source"))
    link_projects(ledger, HUB, project, at=AT + timedelta(seconds=edition), cause=f"edition {edition}")


def view_of(ledger: Ledger) -> dict[str, Any]:
    return dict(exported_view(ledger.as_of(HUB_PROJECT), ALLOWED)) if ledger.head(HUB_PROJECT) else {}


def held(ledger: Ledger) -> dict[str, Any]:
    return dict(held_view(ledger.as_of(HUB_PROJECT), HUB)) if ledger.head(HUB_PROJECT) else {}


def send(sender: Ledger, receiver: Ledger, *, parts: int | None = None) -> bool:
    """Send what the receiver lacks, or just the first parts of it; returns whether all was taken."""
    have = held_of(receiver, HUB)
    for number, data in enumerate(deltas(sender, have.rev, have.root, ALLOWED)):
        if number == parts:
            return False
        if apply_part(receiver, HUB, data, at=AT, cause="summary").gap:
            return False
    return True


def send_all(sender: Ledger, receiver: Ledger) -> None:
    for _ in range(3):
        if send(sender, receiver) and held_of(receiver, HUB).root == root_of(view_of(sender)):
            return
    raise AssertionError("the summary does not come to an end")


steps = st.lists(
    st.one_of(
        st.tuples(st.just("index"), st.sampled_from(PROJECTS), st.integers(0, 9)),
        st.tuples(st.just("send"), st.none(), st.none() | st.integers(0, 2)),
    ),
    max_size=14,
)


@given(steps)
@settings(max_examples=50, deadline=None)
def test_after_any_outage_the_receiver_holds_what_a_rebuild_would(history: list[tuple[str, Any, Any]]) -> None:
    """Revisions come and go, exchanges end anywhere; in the end one good exchange makes both sides say the same."""
    sender, receiver = open_memory(), open_memory()
    for kind, project, number in history:
        if kind == "index":
            index(sender, project, number)
        else:
            send(sender, receiver, parts=number)
    if sender.head(HUB_PROJECT) is None:
        return
    send_all(sender, receiver)
    rebuilt = open_memory()
    send_all(sender, rebuilt)
    assert held(receiver) == held(rebuilt) == view_of(sender)
    assert held_of(receiver, HUB) == held_of(rebuilt, HUB)
    assert receiver.verify(HUB_PROJECT).ok


class DiedError(Exception):
    pass


@given(st.lists(st.tuples(st.sampled_from(PROJECTS), st.integers(0, 9)), min_size=1, max_size=4), st.integers(0, 60))
@settings(max_examples=60, deadline=None)
def test_a_receiver_that_dies_at_any_step_ends_alike(history: list[tuple[str, int]], at: int) -> None:
    sender = open_memory()
    for project, edition in history:
        index(sender, project, edition)
    objects, items, left = MemoryObjects(), MemoryItems(), [at]

    def die(_name: str) -> None:
        left[0] -= 1
        if left[0] == 0:
            raise DiedError

    with suppress(DiedError):
        send(sender, Ledger(objects, items, step=die))
    receiver = Ledger(objects, items)
    receiver.repair(HUB_PROJECT)
    send_all(sender, receiver)
    assert held(receiver) == view_of(sender)
    assert receiver.verify(HUB_PROJECT).ok


def test_only_what_changed_travels_and_nothing_when_nothing_did() -> None:
    sender, receiver = open_memory(), open_memory()
    for number, project in enumerate(PROJECTS):
        index(sender, project, number)
    send_all(sender, receiver)
    index(sender, "web", 7)
    have = held_of(receiver, HUB)
    (data,) = deltas(sender, have.rev, have.root, ALLOWED)
    assert data["from"] == have.rev
    assert {change["key"] for change in data["changes"] if change["key"].startswith("project:")} == {"project:web"}
    send_all(sender, receiver)
    have = held_of(receiver, HUB)
    assert list(deltas(sender, have.rev, have.root, ALLOWED)) == []


def test_a_large_hub_comes_in_parts_that_may_be_repeated() -> None:
    sender, receiver = open_memory(), open_memory()
    for number in range(40):
        name = f"p{number:02d}"
        nodes = [Node("project", name, {"provides": [f"pkg:pypi/{name}-{n}-{'x' * 60}" for n in range(120)]})]
        sender.submit(name, plan_replace(nodes, "source"), Meta(AT, "t", "t", "source"))
        link_projects(sender, HUB, name, at=AT, cause="t")
    parts = list(deltas(sender, 0, "", ALLOWED))
    assert len(parts) > 2
    for data in parts:
        for _ in range(3):
            assert not apply_part(receiver, HUB, data, at=AT, cause="t").gap
    revisions = receiver.head(HUB_PROJECT)
    assert revisions is not None
    assert revisions.rev == len(parts)
    assert held(receiver) == view_of(sender)
    late = apply_part(receiver, HUB, parts[1] | {"root": "0" * 64}, at=AT, cause="t")
    assert late.gap
    assert held(receiver) == view_of(sender)


def test_what_does_not_follow_is_refused_and_changes_nothing() -> None:
    sender, receiver = open_memory(), open_memory()
    index(sender, "app", 1)
    (first,) = deltas(sender, 0, "", ALLOWED)
    index(sender, "lib", 2)
    have = apply_part(open_memory(), HUB, first, at=AT, cause="t")
    (second,) = deltas(sender, have.rev, have.root, ALLOWED)
    assert second["from"] == have.rev > 0
    assert apply_part(receiver, HUB, second, at=AT, cause="t").gap
    assert receiver.head(HUB_PROJECT) is None
    # A digest that is not the one of what comes together counts for nothing, and the next exchange begins anew.
    wrong = apply_part(receiver, HUB, first | {"root": "0" * 64}, at=AT, cause="t")
    assert (wrong.rev, wrong.root) == (0, "")
    assert wrong.gap
    send_all(sender, receiver)
    assert held(receiver) == view_of(sender)


def between(kind: str, source: str, target: str) -> dict[str, Any]:
    ends = {"source": f"urn:cc:{source}:a:project:a", "target": f"urn:cc:{target}:b:project:b"}
    return {"link": "ProjectLink", "type": kind, **ends}


@pytest.mark.parametrize(
    ("key", "body"),
    [
        ("file:secret.py", {}),
        ("project:../x", {}),
        ("project:_hub", {}),
        ("project:app", {"rev": "1"}),
        ("project:app", {"secret": "x"}),
        ("link:1", {"link": "ProjectLink"}),
        ("link:1", between("api", "north", "north")),
        ("link:1", between("dependsOn", "south", "east")),
    ],
    ids=["code", "path", "hub", "type", "member", "no-ends", "kind", "others"],
)
def test_a_hub_may_show_of_itself_only_what_a_hub_can(key: str, body: dict[str, Any]) -> None:
    ledger = open_memory()
    data = {"from": 0, "to": 1, "part": 1, "parts": 1, "root": "0" * 64, "changes": [{"key": key, "body": body}]}
    with pytest.raises(InvalidInputError):
        apply_part(ledger, HUB, data, at=AT, cause="t")
    assert ledger.head(HUB_PROJECT) is None


def test_nothing_of_code_and_no_secret_is_shown() -> None:
    ledger = open_memory()
    place = Repository(
        "github", "acme/canary", "https://git.example/canary", secret="hooks/canary", credentials="canary"
    )
    register_project(ledger, HUB, "app", meta=Meta(AT, "t", "t", "source"), repositories=[place])
    index(ledger, "app", 0, size=5)
    index(ledger, "lib", 1)
    shown = canonical(view_of(ledger)).decode()
    assert '"requires":[["pkg:pypi/app","runtime"]]' in shown
    for word in ("canary", "secret-", "file:", "dependency:", "hooks", "git.example"):
        assert word not in shown, word
    assert exported_view(ledger.as_of(HUB_PROJECT), {}) == {}
    narrow = exported_view(ledger.as_of(HUB_PROJECT), {"project": frozenset({"title"})})
    assert narrow == {"project:app": {"title": "app"}, "project:lib": {"title": "lib"}} or set(
        narrow["project:app"]
    ) == {"title"}


def test_what_is_too_large_to_travel_is_cut_and_says_so() -> None:
    ledger = open_memory()
    nodes = [
        Node("project", "app"),
        *(Node("endpoint", f"GET /{'x' * 90}/{n}", {}, "project:app") for n in range(3_000)),
    ]
    ledger.submit("app", plan_replace(nodes, "source"), Meta(AT, "t", "t", "source"))
    link_projects(ledger, HUB, "app", at=AT, cause="t")
    body = view_of(ledger)["project:app"]
    assert len(canonical(body)) <= MAX_ENTITY_BYTES
    assert body["cut"] == {"offers": 3_000}
    assert 0 < len(body["offers"]) < 3_000
    receiver = open_memory()
    send_all(ledger, receiver)
    assert held(receiver) == view_of(ledger)


def test_what_others_told_never_leaves_and_is_not_touched_by_our_own() -> None:
    sender, receiver = open_memory(), open_memory()
    index(sender, "app", 1)
    send_all(sender, receiver)
    before = held(receiver)
    index(receiver, "lib", 2)
    assert held(receiver) == before
    assert set(view_of(receiver)) == {"project:lib"}
    forget(receiver, HUB, at=AT, cause="unlink")
    assert held(receiver) == {}
    assert set(view_of(receiver)) == {"project:lib"}
    send_all(sender, receiver)
    assert held(receiver) == before


def test_words_and_nodes_of_evidence_stay() -> None:
    """What a scan wrote into its evidence may name anything: only words this hub chose itself go out, and no node."""
    ledger = open_memory()
    for project in ("app", "lib"):
        index(ledger, project, 1)
    ends = (Urn.parse(f"urn:cc:{HUB}:{name}:project:{name}") for name in ("app", "lib"))
    source, target = ends
    pieces = [
        {"kind": "secret prod/db/CANARY", "ref": "trace-CANARY", "at": "2026-01-01T00:00:00.000Z", "weight": 0.5},
        {
            "kind": "declared",
            "ref": f"urn:cc:{HUB}:app:file:CANARY.py",
            "at": "2026-01-01T00:00:00.000Z",
            "weight": 0.5,
        },
    ]
    links = [Link("IntegrationEdge", kind, source, target, tuple(pieces)) for kind in ("api", "secret")]
    ledger.submit(HUB_PROJECT, plan_delta(links, [], "scan"), Meta(AT, "t", "t", "derived"))
    view = view_of(ledger)
    assert "CANARY" not in canonical(view).decode()
    (shown,) = [body for body in view.values() if body.get("type") == "api"]
    assert {piece["kind"] for piece in shown["evidence"]} == {"declared", "hint"}
    assert not [body for body in view.values() if body.get("type") == "secret"]
