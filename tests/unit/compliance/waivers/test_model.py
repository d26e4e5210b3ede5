"""What a waiver may be, and how it is written and read back."""

import copy
import json
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from waiver_parts import ALICE, BOB, DAY, MICROSECOND, STRANGER, T0, approved, instants, moments, texts, waiver

from commandcenter.compliance.waivers.model import LONGEST, Waiver, whole_milliseconds
from commandcenter.compliance.waivers.signed import principal_of
from commandcenter.kernel.errors import ConflictError, ForbiddenError, InvalidInputError

MILLISECOND = timedelta(milliseconds=1)
FAULTS: list[tuple[str, Any, str]] = [
    ("project", "_hub", "/project"),
    ("project", "Shop", "/project"),
    ("project", None, "/project"),
    ("pack", "*", "/pack"),
    ("pack", "", "/pack"),
    ("controls", (), "/controls"),
    ("controls", "MICA-ART-4-WP-DUTY", "/controls"),
    ("controls", ("*",), "/controls/0"),
    ("controls", ("MICA-ART-4", "MICA-*"), "/controls/1"),
    ("controls", ("MICA-ART-4", "all"), "/controls/1"),
    ("controls", ("MICA-ART-4", "MICA-ART-4"), "/controls"),
    ("scope", "", "/scope"),
    ("scope", {}, "/scope"),
    ("scope", ["api"], "/scope"),
    ("scope", {"n": float("nan")}, "/scope"),
    ("scope", {"n": "x" * 20_001}, "/scope"),
    ("reason", " \n", "/reason"),
    ("reason", "x" * 4_001, "/reason"),
    ("reason", "a\x1b[2J", "/reason"),
    ("owner", None, "/owner"),
    ("compensating_control", "", "/compensating_control"),
    ("requester", "alice", "/requester"),
    ("requester", "key:", "/requester"),
    ("requester", "key:a b", "/requester"),
    ("requester", "sig:short", "/requester"),
    ("requester", "sig:" + "A" * 42 + "B", "/requester"),  # spare bits are set: a second spelling
    ("requested_at", T0 + MICROSECOND, "/requested_at"),
    ("requested_at", T0.replace(tzinfo=None), "/requested_at"),
    ("expires", T0, "/expires"),
    ("expires", "2026-02-01T00:00:00.000Z", "/expires"),
    ("approver", BOB, "/approver"),
    ("approved_at", T0, "/approver"),
    ("revoked_by", BOB, "/revoked_by"),
]


@pytest.mark.parametrize(("name", "value", "pointer"), FAULTS)
def test_a_faulty_field_is_refused_where_it_stands(name: str, value: Any, pointer: str) -> None:
    with pytest.raises(InvalidInputError) as caught:
        waiver(**{name: value})
    assert caught.value.pointer == pointer


@given(principal=st.sampled_from([ALICE, principal_of(STRANGER)]), at=instants)
def test_nobody_approves_what_they_asked_for(principal: str, at: datetime) -> None:
    asked = waiver(requester=principal, expires=at + DAY)
    with pytest.raises(ForbiddenError):
        asked.approve(principal, at)
    with pytest.raises(InvalidInputError) as caught:
        waiver(requester=principal, expires=at + DAY, approver=principal, approved_at=at)
    assert caught.value.pointer == "/approver"


@given(asked=instants, later=st.integers(0, 10**11), lasts=st.integers(-(10**11), 10**11))
def test_it_lasts_366_days_from_approval_at_most(asked: datetime, later: int, lasts: int) -> None:
    """The bound, worked out again in whole milliseconds."""
    agreed = asked + later * MILLISECOND
    expires = agreed + lasts * MILLISECOND
    fields = {"requested_at": asked, "expires": expires, "approver": BOB, "approved_at": agreed}
    if 0 < lasts <= 366 * 86_400_000:
        assert waiver(**fields).expires == expires
    else:
        with pytest.raises(InvalidInputError) as caught:
            waiver(**fields)
        assert caught.value.pointer == "/expires"


def test_the_longest_to_the_millisecond() -> None:
    assert approved(approved_at=T0, expires=T0 + LONGEST).state_at(T0 + LONGEST - MICROSECOND) == "in_force"
    with pytest.raises(InvalidInputError):
        approved(approved_at=T0, expires=T0 + LONGEST + MILLISECOND)
    end = datetime(9999, 12, 31, tzinfo=UTC)
    waiver(requested_at=end - DAY, expires=end).approve(BOB, end - DAY)


@given(at=moments)
def test_approval_is_never_before_the_moment_it_was_given(at: datetime) -> None:
    agreed = waiver(expires=at.replace(microsecond=0) + DAY).approve(BOB, at)
    assert agreed.approved_at is not None
    assert timedelta() <= agreed.approved_at - at < MILLISECOND
    assert whole_milliseconds(agreed.approved_at) == agreed.approved_at


def test_an_answer_is_given_once() -> None:
    for answered in (approved(), waiver().revoke(BOB, T0)):
        with pytest.raises(ConflictError):
            answered.approve("key:carol", T0 + DAY)
    with pytest.raises(ConflictError):
        waiver().revoke(BOB, T0).revoke(ALICE, T0)
    with pytest.raises(ConflictError):
        waiver().approve(BOB, waiver().expires)
    with pytest.raises(InvalidInputError) as caught:
        waiver().approve(BOB, T0 - DAY)
    assert caught.value.pointer == "/approved_at"


@st.composite
def waivers(draw: st.DrawFn) -> Waiver:
    numbers = draw(st.lists(st.integers(0, 99), min_size=1, max_size=5, unique=True))
    asked = draw(instants)
    made = waiver(
        controls=[f"ACME-{number}" for number in numbers],
        scope=draw(texts | st.dictionaries(texts, st.none() | st.booleans() | st.integers(-9, 9) | texts, min_size=1)),
        reason=draw(texts),
        owner=draw(texts),
        compensating_control=draw(texts),
        requested_at=asked.astimezone(timezone(timedelta(hours=draw(st.integers(-14, 14))))),
        expires=asked + draw(st.integers(1, 366 * 86_400_000)) * MILLISECOND,
    )
    if draw(st.booleans()):
        made = made.approve(BOB, asked)
    return made.revoke(ALICE, draw(instants.filter(lambda at: at >= asked))) if draw(st.booleans()) else made


@given(made=waivers())
def test_what_is_written_is_read_back(made: Waiver) -> None:
    said = json.loads(json.dumps(made.to_json()))
    assert Waiver.from_json(said) == made
    assert Waiver.from_json(said).to_json() == said
    assert Waiver.from_request(json.loads(json.dumps(made.request()))).id == made.id


@given(made=waivers(), data=st.data())
def test_any_member_less_more_or_other_is_refused(made: Waiver, data: st.DataObject) -> None:
    said = made.to_json()
    name = data.draw(st.sampled_from(sorted(said)))
    for damaged in ({key: value for key, value in said.items() if key != name}, {**said, name + "~/": 1}):
        with pytest.raises(InvalidInputError):
            Waiver.from_json(damaged)
    if name in {"approver", "approved_at", "revoked_by", "revoked_at"}:
        return  # no part of the digest
    other = copy.deepcopy(said)
    other[name] = data.draw(
        st.sampled_from(["ACME-1", "key:carol", "2029-01-01T00:00:00.000Z", "shop2", ["ACME-100"], None])
    )
    with pytest.raises(InvalidInputError):
        Waiver.from_json(other)


@given(made=waivers())
def test_the_same_request_is_the_same_waiver(made: Waiver) -> None:
    """The order of controls, the zone of a time and the answers are not part of what was asked."""
    again = waiver(
        **{
            **made.request(),
            "controls": made.controls[::-1],
            "requested_at": made.requested_at.astimezone(UTC),
            "expires": made.expires,
        }
    )
    assert again.id == made.id


def test_other_requests_are_other_waivers() -> None:
    others = [
        waiver(),
        waiver(project="shop2"),
        waiver(controls=("MICA-ART-6",)),
        waiver(reason="another"),
        waiver(requester=BOB),
        waiver(expires=T0 + DAY),
        waiver(requested_at=T0 + MILLISECOND),
        waiver(scope={"text": "the whole project"}),
    ]
    assert len({one.id for one in others}) == len(others)


def test_controls_out_of_order_are_not_read() -> None:
    said = waiver(controls=("ACME-1", "ACME-2")).request()
    with pytest.raises(InvalidInputError):
        Waiver.from_request({**said, "controls": said["controls"][::-1]})
