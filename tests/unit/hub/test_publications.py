"""What a project is released to: nothing at first, set field by field, by services the operator named."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from attested_parts import Rig
from hypothesis import given
from hypothesis import strategies as st

from commandcenter.attestation.delivery.publication import MAX_TARGETS, Target, read_targets
from commandcenter.graph.model import Node
from commandcenter.graph.replace import plan_replace
from commandcenter.hub.publications import PublicationDesk, open_service, set_publication, show_publication
from commandcenter.kernel.errors import InvalidInputError, NotFoundError
from commandcenter.kernel.urn import HUB_PROJECT
from commandcenter.ledger.model import Meta
from commandcenter.plugins.loader import Plugin
from commandcenter.plugins.manifest import Kind, Manifest

NOTHING: dict[str, Any] = {"pinners": [], "registries": [], "evidence": False}
SERVICES = {"kubo": "pinner", "paid": "pinner", "veria": "registry"}
CANARY = "CANARY-5e1f-token"
CODE = """
class Entry:
    def __init__(self, token=""):
        self.token = token
    def pin(self, cid, data, name): ...
    def fetch(self, cid): ...
    def register(self, entry): ...
    def find(self, digest): ...
"""
CONFIG = {"type": "object", "additionalProperties": False, "properties": {"token": {"type": "string"}}}


def targets() -> dict[str, Target]:
    return {
        "kubo": Target("a-pinner", {"token": CANARY}), "paid": Target("a-pinner"), "veria": Target("a-registry"),
        "lost": Target("not-installed"), "odd": Target("a-pinner", {"tokens": CANARY}),
    }  # fmt: skip


@pytest.fixture(scope="module")
def plugins(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Plugin]:
    def plugin(kind: Kind) -> Plugin:
        folder: Path = tmp_path_factory.mktemp(kind)
        (folder / "entry.py").write_text(CODE)
        return Plugin(Manifest(f"a-{kind}", "1.0.0", kind, "A service", "entry.py:Entry", CONFIG), folder)

    return {one.id: one for one in (plugin("pinner"), plugin("registry"))}


def desk_of(plugins: Mapping[str, Plugin]) -> PublicationDesk:
    """Make a desk of a hub with two projects, shop and other."""
    rig = Rig()
    meta = Meta(rig.hub.clock.now(), "key:alice", "index", "source")
    rig.ledger.submit("other", plan_replace([Node("project", "other", {})], "source"), meta)
    return PublicationDesk(rig.ledger, targets, lambda: plugins, rig.hub.clock)


@pytest.fixture
def desk(plugins: dict[str, Plugin]) -> PublicationDesk:
    return desk_of(plugins)


def test_nothing_is_released_until_it_is_set(desk: PublicationDesk) -> None:
    assert show_publication(desk, "shop") == NOTHING | {"services": {**SERVICES, "odd": "pinner"}}
    assert desk.ledger.head(HUB_PROJECT) is None


NAMES = {
    kind: st.lists(st.sampled_from([name for name, one in SERVICES.items() if one == kind]), max_size=4)
    for kind in ("pinner", "registry")
}
BODIES = st.fixed_dictionaries(
    {}, optional={"pinners": NAMES["pinner"], "registries": NAMES["registry"], "evidence": st.booleans()}
)


@given(st.lists(st.tuples(st.sampled_from(["shop", "other"]), BODIES), max_size=6))
def test_what_was_set_last_of_a_project_counts(
    plugins: dict[str, Plugin], steps: list[tuple[str, dict[str, Any]]]
) -> None:
    desk = desk_of(plugins)
    wanted = {"shop": NOTHING, "other": NOTHING}
    heads = {project: desk.ledger.head(project) for project in wanted}
    for project, body in steps:
        wanted[project] = {
            name: list(dict.fromkeys(one)) if isinstance(one, list) else one for name, one in (NOTHING | body).items()
        }
        assert set_publication(desk, project, body, "alice") == wanted[project]
        for name, publication in wanted.items():
            shown = show_publication(desk, name)
            del shown["services"]
            assert shown == publication
    assert heads == {project: desk.ledger.head(project) for project in wanted}, "no revision of a project"
    commits = desk.ledger.commits(HUB_PROJECT) if desk.ledger.head(HUB_PROJECT) else []
    assert {(one.actor, one.origin) for one in commits} <= {("key:alice", "derived")}


WRONG: list[tuple[dict[str, Any], str]] = [
    ({"pinners": ["kubo", "nobody"]}, "/pinners/1"),
    ({"pinners": ["veria"]}, "/pinners/0"),
    ({"registries": ["veria", "veria", "kubo"]}, "/registries/2"),
    ({"pinners": ["lost"]}, "/pinners/0"),
    ({"pinners": [""]}, "/pinners/0"),
    ({"pinners": [1]}, "/pinners"),
    ({"pinners": "kubo"}, "/pinners"),
    ({"pinners": None}, "/pinners"),
    ({"pinners": ["kubo"] * (MAX_TARGETS + 1)}, "/pinners"),
    ({"evidence": 1}, "/evidence"),
    ({"evidence": "true"}, "/evidence"),
    ({"evidence": None}, "/evidence"),
    ({"services": {}}, "/services"),
    ({"a/b~c": 1, "pinners": []}, "/a~1b~0c"),
]


@pytest.mark.parametrize(("body", "pointer"), WRONG, ids=[str(n) for n in range(len(WRONG))])
def test_what_does_not_fit_is_refused_at_its_place_and_changes_nothing(
    desk: PublicationDesk, body: dict[str, Any], pointer: str
) -> None:
    set_publication(desk, "shop", {"pinners": ["paid"]}, "alice")
    with pytest.raises(InvalidInputError) as caught:
        set_publication(desk, "shop", {"registries": ["veria"], "evidence": True} | body, "alice")
    assert caught.value.pointer == pointer
    assert CANARY not in str(caught.value)
    assert show_publication(desk, "shop")["pinners"] == ["paid"]
    assert not show_publication(desk, "shop")["evidence"]


def test_projects_that_are_not_there(desk: PublicationDesk) -> None:
    for name, error in (("nobody", NotFoundError), ("../shop", InvalidInputError), ("", InvalidInputError)):
        with pytest.raises(error):
            show_publication(desk, name)
        with pytest.raises(error):
            set_publication(desk, name, {}, "alice")
    assert desk.ledger.head(HUB_PROJECT) is None


def test_settings_outlive_a_service_that_is_no_longer_named(desk: PublicationDesk) -> None:
    set_publication(desk, "shop", {"pinners": ["kubo", "paid"]}, "alice")
    fewer = replace(desk, targets=lambda: {"paid": Target("a-pinner")})
    assert show_publication(fewer, "shop")["pinners"] == ["kubo", "paid"]
    assert show_publication(fewer, "shop")["services"] == {"paid": "pinner"}
    with pytest.raises(InvalidInputError) as caught:
        set_publication(fewer, "shop", {"pinners": ["kubo", "paid"]}, "alice")
    assert caught.value.pointer == "/pinners/0"


def test_a_service_is_opened_with_its_settings(desk: PublicationDesk) -> None:
    assert open_service(desk, "pinner", "kubo").token == CANARY
    assert open_service(desk, "pinner", "paid").token == ""
    assert open_service(desk, "registry", "veria").token == ""


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("registry", "kubo"),
        ("pinner", "veria"),
        ("pinner", "lost"),
        ("pinner", "nobody"),
        ("pinner", ""),
        ("pinner", "odd"),
    ],
)
def test_services_the_hub_does_not_have(desk: PublicationDesk, kind: str, name: str) -> None:
    with pytest.raises(InvalidInputError) as caught:
        open_service(desk, kind, name)
    assert CANARY not in str(caught.value)


def test_services_that_are_written_wrongly_are_told_of(desk: PublicationDesk) -> None:
    broken = replace(desk, targets=lambda: read_targets('{"kubo": {"plugin": "a-pinner", "token": "' + CANARY + '"}}'))
    for step in (lambda: show_publication(broken, "shop"), lambda: open_service(broken, "pinner", "kubo")):
        with pytest.raises(InvalidInputError) as caught:
            step()
        assert (caught.value.pointer, CANARY in str(caught.value)) == ("/kubo", False)
