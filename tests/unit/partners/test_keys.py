"""Keys: shown once, known again only whole, closed for good."""

import logging
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commandcenter.kernel.clock import FixedClock, SystemClock
from commandcenter.kernel.errors import InvalidInputError, NotFoundError, UnauthenticatedError
from commandcenter.partners.keys import authenticate, create_key, revoke_key
from commandcenter.partners.memory import MemoryKeys
from commandcenter.partners.model import ROLES, ApiKey, Principal, check_grant

CLOCK = FixedClock(datetime(2026, 5, 1, tzinfo=UTC))
names = st.sampled_from(["alpha", "beta", "gamma", "a.b-c_d"])


@given(
    role=st.sampled_from(ROLES),
    projects=st.lists(names, min_size=1, max_size=6),
    name=st.text(st.characters(min_codepoint=32, exclude_categories=("Cs", "Cc")), min_size=1, max_size=100),
)
@settings(max_examples=60)
def test_a_key_opens_what_it_was_made_for(role: str, projects: list[str], name: str) -> None:
    store = MemoryKeys()
    made = create_key(store, name=name, role=role, projects=projects, clock=SystemClock())
    expected = ("*",) if role == "operator" else tuple(sorted(set(projects)))
    assert authenticate(store, made.text, SystemClock()) == Principal(name, role, expected, made.record.id)  # type: ignore[arg-type]


@given(data=st.data())
@settings(max_examples=60)
def test_a_key_changed_anywhere_opens_nothing(data: st.DataObject) -> None:
    store = MemoryKeys()
    text = create_key(store, name="Ada", role="operator", clock=CLOCK).text
    spot = data.draw(st.integers(0, len(text) - 1))
    put = data.draw(st.text(max_size=2).filter(lambda put: put != text[spot]))
    with pytest.raises(UnauthenticatedError):
        authenticate(store, text[:spot] + put + text[spot + 1 :], CLOCK)


@pytest.mark.parametrize("text", ["", " ", "cck_", "\ud800", "x" * 100_000, None, 3, b"cck"])
def test_what_is_no_key_opens_nothing(text: object) -> None:
    with pytest.raises(UnauthenticatedError):
        authenticate(MemoryKeys(), text, CLOCK)  # type: ignore[arg-type]


def test_every_refusal_reads_the_same() -> None:
    store, reasons = MemoryKeys(), set()
    revoked, expired = (
        create_key(store, name="x", role="operator", clock=CLOCK, expires=CLOCK.now() + timedelta(seconds=1))
        for _ in range(2)
    )
    revoke_key(store, revoked.record.id, CLOCK)
    later = FixedClock(CLOCK.now() + timedelta(seconds=1))
    unknown = create_key(MemoryKeys(), name="x", role="operator", clock=CLOCK)
    for text in (revoked.text, expired.text, unknown.text, "nonsense"):
        with pytest.raises(UnauthenticatedError) as caught:
            authenticate(store, text, later)
        reasons.add(str(caught.value.problem()))
    assert len(reasons) == 1


def test_a_key_is_good_until_the_moment_it_expires() -> None:
    store, clock = MemoryKeys(), FixedClock(CLOCK.now())
    made = create_key(store, name="x", role="operator", clock=clock, expires=clock.now() + timedelta(seconds=10))
    clock.advance(9.999)
    assert authenticate(store, made.text, clock)
    clock.advance(0.001)
    with pytest.raises(UnauthenticatedError):
        authenticate(store, made.text, clock)


def test_revoking_twice_is_no_fault_and_an_unknown_id_is() -> None:
    store = MemoryKeys()
    made = create_key(store, name="x", role="operator", clock=CLOCK)
    assert revoke_key(store, made.record.id, CLOCK).revoked == CLOCK.now()
    assert revoke_key(store, made.record.id, FixedClock()).revoked == CLOCK.now()
    with pytest.raises(NotFoundError):
        revoke_key(store, "nobody", CLOCK)


@pytest.mark.parametrize(
    ("options", "pointer"),
    [
        ({"role": "root"}, "/role"),
        ({"role": ""}, "/role"),
        ({"name": ""}, "/name"),
        ({"name": "a\nb"}, "/name"),
        ({"name": "x" * 101}, "/name"),
        ({"projects": []}, "/projects"),
        ({"projects": ["ok"] * 201}, "/projects"),
        ({"projects": ["ok", "*"]}, "/projects/1"),
        ({"projects": ["_hub"]}, "/projects/0"),
        ({"projects": ["ok", "No Name"]}, "/projects/1"),
        ({"role": "developer", "projects": ["*", "_hub"]}, "/projects/1"),
        ({"expires": CLOCK.now()}, "/expires"),
    ],
)
def test_a_key_that_would_be_wrong_is_not_made(options: dict[str, object], pointer: str) -> None:
    store = MemoryKeys()
    with pytest.raises(InvalidInputError) as caught:
        create_key(store, **{"name": "x", "role": "partner", "projects": ["ok"], "clock": CLOCK, **options})  # type: ignore[arg-type]
    assert caught.value.pointer == pointer
    assert store.list() == []


def test_all_swallows_the_names_beside_it() -> None:
    assert check_grant("auditor", ["b", "*"]) == ("*",)
    assert check_grant("operator", []) == ("*",)


def test_no_two_keys_are_alike() -> None:
    store = MemoryKeys()
    texts = {create_key(store, name="x", role="operator", clock=CLOCK).text for _ in range(200)}
    assert len(texts) == len(store.list()) == 200


def test_neither_key_nor_digest_shows_where_people_look(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    store = MemoryKeys()
    made = create_key(store, name="x", role="operator", clock=CLOCK)
    authenticate(store, made.text, CLOCK)
    shown = f"{made!r} {made.record.summary()} {caplog.text}"
    assert made.text not in shown
    assert made.record.digest not in shown
    assert isinstance(store.find(made.record.digest), ApiKey)
