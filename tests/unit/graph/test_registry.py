import pytest

from commandcenter.graph.cache import GraphCache
from commandcenter.graph.model import Node
from commandcenter.graph.registry import Repository, find_repository, register_project
from commandcenter.kernel.errors import ConflictError, InvalidInputError
from commandcenter.ledger.open import open_memory

from .worlds import HUB, index, meta

REPO = Repository("github", "Org/Ada", "https://github.com/Org/Ada.git", "trunk", "hub/hooks/ada")


def test_a_registration_is_read_back_and_found_by_its_repository():
    ledger = open_memory()
    register_project(
        ledger, HUB, "ada", meta=meta(), title="Ada", domain="Finance", tags=["b", "a"], repositories=[REPO]
    )
    found = GraphCache(ledger).hub().registrations["ada"]
    assert (found.title, found.domain, found.status, found.tags) == ("Ada", "Finance", "active", ("a", "b"))
    for name in ("Org/Ada", "org/ada", "ORG/ADA"):
        repository = find_repository(ledger, "github", name)
        assert repository == found.repositories[0]
        assert (repository.project, repository.branch, repository.secret) == ("ada", "trunk", "hub/hooks/ada")
    for kind, name in (
        ("gitlab", "org/ada"),
        ("github", "org/bob"),
        ("No Kind", "x"),
        ("github", "a\nb"),
        ("github", "x" * 800),
    ):
        assert find_repository(ledger, kind, name) is None


def test_registering_again_replaces_the_entry_and_the_same_again_writes_nothing():
    ledger = open_memory()
    other = Repository("gitlab", "org/ada", "https://gitlab.com/org/ada")
    register_project(ledger, HUB, "ada", meta=meta(), repositories=[REPO])
    assert not register_project(ledger, HUB, "ada", meta=meta(1), repositories=[REPO]).committed
    register_project(ledger, HUB, "ada", meta=meta(2), repositories=[other], status="paused")
    assert find_repository(ledger, "github", "org/ada") is None
    assert find_repository(ledger, "gitlab", "org/ada").project == "ada"
    assert GraphCache(ledger).hub().registrations["ada"].status == "paused"


def test_a_repository_belongs_to_one_project():
    ledger = open_memory()
    register_project(ledger, HUB, "ada", meta=meta(), repositories=[REPO])
    with pytest.raises(ConflictError) as refused:
        register_project(ledger, HUB, "bob", meta=meta(), repositories=[REPO])
    assert refused.value.pointer == "/repositories/0"
    assert "bob" not in GraphCache(ledger).hub().registrations
    register_project(ledger, HUB, "ada", meta=meta())
    register_project(ledger, HUB, "bob", meta=meta(), repositories=[REPO])
    assert find_repository(ledger, "github", "org/ada").project == "bob"


def test_indexing_and_registering_do_not_overwrite_each_other():
    ledger = open_memory()
    index(ledger, "ada", [Node("project", "ada", {"provides": ["pkg:pypi/ada"]})])
    assert GraphCache(ledger).hub().registrations["ada"].title == "ada"
    register_project(ledger, HUB, "ada", meta=meta(), title="Ada the Great", repositories=[REPO])
    index(ledger, "ada", [Node("project", "ada")], days=1)
    view = GraphCache(ledger).hub()
    assert view.registrations["ada"].title == "Ada the Great"
    assert view.registrations["ada"].repositories[0].key == REPO.key
    assert (view.claims["ada"].rev, view.claims["ada"].provides) == (2, ())


def repository(**fields):
    good = {"kind": "github", "full_name": "o/n", "url": "https://github.com/o/n", "branch": "main", "secret": "s"}
    return {"repositories": [Repository(**{**good, **fields})]}


@pytest.mark.parametrize(
    ("pointer", "name", "fields"),
    [
        ("/name", "_hub", {}),
        ("/title", "ada", {"title": "two\nlines"}),
        ("/title", "ada", {"title": "x" * 201}),
        ("/domain", "ada", {"domain": "9 lives"}),
        ("/status", "ada", {"status": "asleep"}),
        ("/tags/1", "ada", {"tags": ["a", "b c"]}),
        ("/tags", "ada", {"tags": [f"t{n}" for n in range(51)]}),
        (
            "/repositories",
            "ada",
            {"repositories": [Repository("github", f"o/{n}", "https://x.org/y") for n in range(201)]},
        ),
        ("/repositories/0/kind", "ada", repository(kind="Git Hub")),
        ("/repositories/0/full_name", "ada", repository(full_name="")),
        ("/repositories/0/url", "ada", repository(url="javascript:alert(1)")),
        ("/repositories/0/url", "ada", repository(url="https://me:hunter2@github.com/o/n")),
        ("/repositories/0/branch", "ada", repository(branch="--upload-pack=x")),
        ("/repositories/0/secret", "ada", repository(secret="two words")),
    ],
)
def test_a_bad_entry_is_refused_and_the_fault_is_pointed_at(pointer, name, fields):
    ledger = open_memory()
    with pytest.raises(InvalidInputError) as refused:
        register_project(ledger, HUB, name, meta=meta(), **fields)
    assert refused.value.pointer == pointer
    assert "hunter2" not in str(refused.value.problem())
    assert ledger.head("_hub") is None
