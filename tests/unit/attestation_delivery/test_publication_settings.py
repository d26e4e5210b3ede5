"""What of a project goes outside: nothing until it is set, to services the operator named, and only what fits is set."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commandcenter.attestation.delivery.publication import (
    Publication,
    plan_publication,
    publication_of,
    read_publication,
    read_targets,
)
from commandcenter.kernel.clock import FixedClock
from commandcenter.kernel.errors import InvalidInputError
from commandcenter.kernel.urn import HUB_PROJECT
from commandcenter.ledger.ledger import Ledger
from commandcenter.ledger.memory import MemoryItems, MemoryObjects
from commandcenter.ledger.model import Meta

CANARY = "CANARY-33d1-token"
KNOWN = {"kubo": "pinner", "paid": "pinner", "veria": "registry"}


@pytest.fixture
def ledger():
    return Ledger(MemoryObjects(), MemoryItems())


def put(ledger, project, publication):
    plan = plan_publication(project, publication)
    return ledger.submit(HUB_PROJECT, plan, Meta(FixedClock().now(), "key:alice", "publication", "derived"))


def test_nothing_goes_outside_until_it_is_set(ledger):
    assert publication_of(ledger, "shop") == Publication((), (), evidence=False)
    put(ledger, "other", Publication(("kubo",)))
    assert publication_of(ledger, "shop") == Publication((), (), evidence=False)
    assert read_publication({}, KNOWN) == Publication((), (), evidence=False)


NAMES = st.lists(st.sampled_from(["kubo", "paid"]), max_size=4)


@given(NAMES, st.lists(st.just("veria"), max_size=3), st.booleans())
def test_what_is_set_is_read_back_for_its_project_alone(pinners, registries, evidence):
    ledger = Ledger(MemoryObjects(), MemoryItems())
    said = {"pinners": pinners, "registries": registries, "evidence": evidence}
    wanted = read_publication(said, KNOWN)
    assert list(wanted.pinners) == sorted(set(pinners), key=pinners.index)
    assert read_publication(wanted.to_json(), KNOWN) == wanted
    put(ledger, "other", Publication(("veria",)))
    put(ledger, "shop", Publication(("kubo", "paid"), ("veria",), evidence=True))
    put(ledger, "shop", wanted)  # takes the place of all that was set before
    assert publication_of(ledger, "shop") == wanted
    assert publication_of(ledger, "other") == Publication(("veria",))


def test_setting_the_same_again_changes_nothing(ledger):
    first = put(ledger, "shop", Publication(("kubo",)))
    assert put(ledger, "shop", Publication(("kubo",))).rev == first.rev


@pytest.mark.parametrize(
    ("said", "pointer"),
    [
        ({"pinners": ["nobody"]}, "/pinners/0"),
        ({"pinners": ["kubo", "veria"]}, "/pinners/1"),
        ({"registries": ["kubo"]}, "/registries/0"),
        ({"pinners": "kubo"}, "/pinners"),
        ({"pinners": [1]}, "/pinners"),
        ({"pinners": None}, "/pinners"),
        ({"registries": {"veria": True}}, "/registries"),
        ({"pinners": ["kubo"] * 17}, "/pinners"),
        ({"evidence": "yes"}, "/evidence"),
        ({"evidence": 1}, "/evidence"),
        ({"publish": True}, "/publish"),
        ({"a/b~c": True}, "/a~1b~0c"),
    ],
)
def test_settings_that_do_not_fit_are_refused_with_the_member_at_fault(said, pointer):
    with pytest.raises(InvalidInputError) as caught:
        read_publication(said, KNOWN)
    assert caught.value.pointer == pointer
    if pointer.count("/") == 2:
        (name,) = (one for names in said.values() for one in names if one != "kubo" or "registries" in said)
        assert name in caught.value.detail


@pytest.mark.parametrize("project", ["", "../x", "Shop", "a" * 64])
def test_settings_are_for_projects(ledger, project):
    with pytest.raises(InvalidInputError):
        plan_publication(project, Publication())


def test_services_are_read_with_what_they_are_set_up_with():
    config = {"api": "http://127.0.0.1:5001", "token": CANARY}
    targets = read_targets(json.dumps({"kubo": {"plugin": "pin-kubo", "config": config}, "veria": {"plugin": "r"}}))
    assert {name: (one.plugin, one.config) for name, one in targets.items()} == {
        "kubo": ("pin-kubo", config),
        "veria": ("r", {}),
    }
    assert CANARY not in repr(targets)
    assert read_targets("{}") == {}


@pytest.mark.parametrize(
    "said",
    [
        CANARY, "", "[" * 20_000, f'["{CANARY}"]', "null", f'{{"a": "{CANARY}"}}', f'{{"a": {{"plugin": ["{CANARY}"]}}}}',
        f'{{"a": {{"config": {{"token": "{CANARY}"}}}}}}', f'{{"a": {{"plugin": "p", "config": "{CANARY}"}}}}',
        f'{{"a": {{"plugin": "p", "token": "{CANARY}"}}}}', f'{{"A B": {{"plugin": "p", "config": {{"t": "{CANARY}"}}}}}}',
    ],
    ids=range(11),
)  # fmt: skip
def test_services_that_are_written_wrongly_are_refused_without_telling_secrets(said):
    with pytest.raises(InvalidInputError) as caught:
        read_targets(said)
    assert CANARY not in f"{caught.value!r}{caught.value.problem()}"
    assert caught.value.__cause__ is None
