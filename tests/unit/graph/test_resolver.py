import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commandcenter.graph.aliases import Alias, add_alias, follow, forget_alias, merge, tombstone
from commandcenter.graph.identifiers import parse_identifier
from commandcenter.graph.model import Node
from commandcenter.graph.registry import Repository, register_project
from commandcenter.graph.resolver import resolve
from commandcenter.kernel.errors import ConflictError, InvalidInputError, NotFoundError
from commandcenter.kernel.urn import Urn
from commandcenter.ledger.model import Change
from commandcenter.ledger.open import open_memory

from .worlds import HUB, index, meta

SHA = "0123456789abcdef0123456789abcdef01234567"
ARN = "arn:aws:sqs:eu-west-1:123456789012:orders"


def urn(key, project="ada"):
    return str(Urn.of(HUB, project, key))


def nodes(*more):
    root = Node("project", "ada", {"provides": ["pkg:pypi/ada"], "revision": SHA})
    return [root, *more]


THINGS = {
    "purl": Node("dependency", "pkg:pypi/requests", {"purl": "pkg:pypi/requests"}, "project:ada"),
    "swhid": Node("file", "a.py", {"swhid": f"swh:1:cnt:{SHA}", "blob": SHA}, "project:ada"),
    "arn": Node("queue", "orders", {"arn": ARN}, "project:ada"),
    "backstage": Node("service", "web", {"backstage": "component:default/web"}, "project:ada"),
    "git": Node("repo", "main", {"git": "git+https://example.com/o/n"}, "project:ada"),
}


@pytest.mark.parametrize("scheme", THINGS)
def test_names_lead_to_the_urn_and_the_urn_to_the_names(scheme):
    ledger = open_memory()
    index(ledger, "ada", nodes(*THINGS.values()))
    there = resolve(ledger, HUB, urn(THINGS[scheme].key))
    assert there.urns == (urn(THINGS[scheme].key),)
    assert [name.scheme for name in there.identifiers] == [scheme]
    back = resolve(ledger, HUB, str(there.identifiers[0]))
    assert back.urns == there.urns
    assert back.identifiers == there.identifiers


def test_spellings_and_versions_lead_to_the_same_thing():
    ledger = open_memory()
    index(ledger, "ada", nodes(*THINGS.values()))
    register_project(
        ledger, HUB, "ada", meta=meta(), repositories=[Repository("github", "O/Ada", "https://github.com/O/Ada")]
    )
    assert resolve(ledger, HUB, "pkg:PyPI/Requests@2.31.0").urns == (urn("dependency:pkg:pypi/requests"),)
    assert resolve(ledger, HUB, f"git:blob:{SHA}").urns == (urn("file:a.py"),)
    assert resolve(ledger, HUB, "git@example.com:o/n.git").urns == (urn("repo:main"),)
    assert resolve(ledger, HUB, "component:WEB").urns == (urn("service:web"),)
    assert resolve(ledger, HUB, "ssh://git@github.com/o/ada.git").urns == (urn("repo:github/o/ada", "_hub"),)


def test_a_purl_means_the_project_that_provides_it_before_those_who_use_it():
    ledger = open_memory()
    index(ledger, "ada", nodes())
    index(
        ledger,
        "bob",
        [Node("project", "bob"), Node("dependency", "pkg:pypi/ada", {"purl": "pkg:pypi/ada"}, "project:bob")],
    )
    found = resolve(ledger, HUB, "pkg:pypi/ada@3")
    assert found.urns == (urn("project:ada"), urn("dependency:pkg:pypi/ada", "bob"))
    assert [str(name) for name in resolve(ledger, HUB, urn("project:ada")).identifiers] == [
        "pkg:pypi/ada",
        f"swh:1:rev:{SHA}",
    ]


def test_nothing_is_found_for_what_was_never_there():
    ledger = open_memory()
    for text in ("pkg:pypi/none", urn("file:none"), "urn:cc:elsewhere:ada:file:a.py", ARN):
        found = resolve(ledger, HUB, text)
        assert (found.urns, found.identifiers, found.history) == ((), (), ())
    with pytest.raises(InvalidInputError):
        resolve(ledger, HUB, "just words")


def test_what_was_deleted_resolves_to_its_tombstone_and_comes_back_when_it_does():
    ledger = open_memory()
    file = Node("file", "a.py", {"swhid": f"swh:1:cnt:{SHA}"}, "project:ada")
    index(ledger, "ada", nodes(file))
    index(ledger, "ada", nodes(), days=1)
    unsaid = resolve(ledger, HUB, urn(file.key))
    assert unsaid.urns == ()
    assert [(stone.rev, stone.at[:10]) for stone in unsaid.tombstones] == [(1, "2026-01-02")]
    tombstone(ledger, HUB, urn(file.key), meta(2), reason="moved out")
    said = resolve(ledger, HUB, urn(file.key))
    assert [(stone.rev, stone.reason) for stone in said.tombstones] == [(1, "moved out")]
    index(ledger, "ada", nodes(file), days=3)
    assert resolve(ledger, HUB, urn(file.key)).urns == (urn(file.key),)


def test_only_what_is_gone_gets_a_tombstone():
    ledger = open_memory()
    index(ledger, "ada", nodes())
    with pytest.raises(ConflictError):
        tombstone(ledger, HUB, urn("project:ada"), meta())
    with pytest.raises(NotFoundError):
        tombstone(ledger, HUB, urn("file:never"), meta())


def test_merges_and_other_names_are_followed_to_the_end_and_told():
    ledger = open_memory()
    index(ledger, "ada", nodes(Node("service", "new", {}, "project:ada")))
    merge(ledger, HUB, urn("service:oldest"), urn("service:old"), meta(1))
    merge(ledger, HUB, urn("service:old"), urn("service:new"), meta(2))
    add_alias(ledger, HUB, "Component:Old", urn("service:oldest"), meta(3))
    found = resolve(ledger, HUB, "component:old")
    assert found.urns == (urn("service:new"),)
    assert [step.record for step in found.history] == ["same", "merged", "merged"]
    assert {str(name) for name in found.identifiers} == {
        "component:default/old",
        urn("service:old"),
        urn("service:oldest"),
    }
    forget_alias(ledger, "component:old", meta(4))
    assert resolve(ledger, HUB, "component:old").urns == ()
    assert not forget_alias(ledger, "component:old", meta(5)).committed


def test_a_record_is_written_once_and_never_turned_into_another_kind():
    ledger = open_memory()
    assert merge(ledger, HUB, urn("file:a"), urn("file:b"), meta()).committed
    assert not merge(ledger, HUB, urn("file:a"), urn("file:b"), meta(9)).committed
    with pytest.raises(ConflictError):
        tombstone(ledger, HUB, urn("file:a"), meta(), rev=3)
    for bad in (
        lambda: add_alias(ledger, HUB, urn("file:c"), urn("file:b"), meta()),
        lambda: add_alias(ledger, HUB, ARN, "urn:cc:elsewhere:ada:file:b", meta()),
        lambda: merge(ledger, HUB, ARN, urn("file:b"), meta()),
        lambda: merge(ledger, HUB, urn("file:b"), "nonsense", meta()),
    ):
        with pytest.raises(InvalidInputError) as refused:
            bad()
        assert refused.value.pointer in ("/name", "/urn", "/old", "/new")


letters = st.sampled_from("abcdef")


@settings(max_examples=60)
@given(st.lists(st.tuples(letters, letters), max_size=12))
def test_a_merge_is_refused_just_when_it_would_close_a_circle(pairs):
    ledger, into = open_memory(), {}
    for old, new in pairs:
        end, reached = new, {new}
        while end in into and into[end] not in reached and end != old:
            end = into[end]
            reached.add(end)
        try:
            merge(ledger, HUB, urn(f"file:{old}"), urn(f"file:{new}"), meta())
        except InvalidInputError:
            assert old in reached
        else:
            assert old not in reached
            into[old] = new
    index(ledger, "ada", nodes(*(Node("file", letter, {}, "project:ada") for letter in "abcdef")))
    for start in "abcdef":
        end = start
        while end in into:
            end = into[end]
        assert resolve(ledger, HUB, urn(f"file:{start}")).urns == (urn(f"file:{end}"),)


@settings(max_examples=60)
@given(st.dictionaries(letters, st.none() | letters, max_size=6))
def test_circles_that_stand_in_a_store_all_the_same_do_no_harm(records):
    ledger = open_memory()
    aliases = [
        Alias(
            urn(f"file:{old}"), "merged" if new else "tombstone", new and urn(f"file:{new}"), "2026-01-01T00:00:00.000Z"
        )
        for old, new in records.items()
    ]
    ledger.submit("_hub", lambda _state: [Change(alias.key, alias.body()) for alias in aliases], meta())
    index(ledger, "ada", nodes(*(Node("file", letter, {}, "project:ada") for letter in "abcdef")))
    by_name = {alias.name: alias for alias in aliases}
    for letter in "abcdef":
        found = resolve(ledger, HUB, urn(f"file:{letter}"))
        assert len(found.history) <= len(records)
        assert found.urns == (follow(urn(f"file:{letter}"), by_name.get)[0],)


def test_a_long_name_has_a_record_too():
    ledger = open_memory()
    name = f"arn:aws:s3:::{'x' * 900}"
    index(ledger, "ada", nodes())
    add_alias(ledger, HUB, name, urn("project:ada"), meta())
    assert resolve(ledger, HUB, name).urns == (urn("project:ada"),)
    assert parse_identifier(name) in resolve(ledger, HUB, urn("project:ada")).identifiers
