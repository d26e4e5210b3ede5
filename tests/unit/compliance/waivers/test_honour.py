"""When a waiver excuses a failure: never a moment too early or too late, never another's failure."""

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from waiver_parts import ALICE, BOB, DAY, MICROSECOND, T0, approved, finding, instants, moments, waiver

from commandcenter.compliance.model import SEVERITIES
from commandcenter.compliance.score import score_findings
from commandcenter.compliance.waivers.honour import honour
from commandcenter.compliance.waivers.model import Waiver
from commandcenter.kernel.errors import InvalidInputError

FAILURE = finding()
ID = FAILURE.control_id


def excused(*waivers: Waiver, at: datetime) -> dict[str, Waiver]:
    return honour([FAILURE], waivers, project="shop", at=at)


@given(asked=instants, days=st.tuples(st.integers(0, 99), st.integers(1, 366)), at=moments, data=st.data())
def test_it_counts_from_approval_up_to_but_not_at_expiry(asked, days, at, data) -> None:
    agreed = asked + days[0] * DAY
    one = approved(requested_at=asked, approved_at=agreed, expires=agreed + days[1] * DAY)
    near = st.sampled_from([agreed, one.expires]).flatmap(
        lambda edge: st.sampled_from([edge - MICROSECOND, edge, edge + MICROSECOND])
    )
    for moment in (at, data.draw(near)):
        assert excused(one, at=moment) == ({ID: one} if agreed <= moment < one.expires else {})


@given(at=moments)
def test_a_request_counts_for_nothing(at: datetime) -> None:
    assert excused(waiver(), at=at) == {}


@given(at=moments, revoked=instants)
def test_it_does_not_count_once_revoked_in_any_copy(at: datetime, revoked: datetime) -> None:
    one = approved(approved_at=T0, expires=T0 + 366 * DAY)
    ended = one.revoke(ALICE, revoked)
    for copies in ([ended], [one, ended], [ended, one]):
        found = excused(*copies, at=at)
        assert {name: by.id for name, by in found.items()} == ({ID: one.id} if at < min(revoked, one.expires) else {})


@pytest.mark.parametrize(
    "other",
    [
        {"project": "shop2"},
        {"pack": "sec"},
        {"controls": ("MICA-ART-4-WP-DUTY.1",)},
        {"controls": ("MICA-ART-4",)},
    ],
)
def test_it_counts_for_its_own_project_pack_and_controls(other: dict[str, object]) -> None:
    assert excused(approved(), at=T0 + 2 * DAY)
    assert excused(approved(**other), at=T0 + 2 * DAY) == {}


@pytest.mark.parametrize("verdict", ["pass", "not_applicable"])
def test_only_failures_are_excused(verdict: str) -> None:
    assert honour([finding(verdict=verdict)], [approved()], project="shop", at=T0 + 2 * DAY) == {}


@given(ends=st.lists(st.integers(1, 365), min_size=1, max_size=6), at=st.integers(0, 366), seed=st.randoms())
def test_of_several_the_one_that_expires_last(ends: list[int], at: int, seed) -> None:
    several = [approved(approved_at=T0, expires=T0 + end * DAY) for end in ends]
    seed.shuffle(several)
    found = excused(*several, at=T0 + at * DAY)
    assert found == ({ID: approved(approved_at=T0, expires=T0 + max(ends) * DAY)} if at < max(ends) else {})


def test_of_two_that_expire_together_it_is_always_the_same() -> None:
    pair = [approved(reason="one"), approved(reason="other")]
    assert excused(*pair, at=T0 + 2 * DAY) == excused(*pair[::-1], at=T0 + 2 * DAY)


def test_a_moment_needs_a_zone() -> None:
    with pytest.raises(InvalidInputError):
        excused(approved(), at=datetime(2026, 1, 3))  # noqa: DTZ001


judged = st.tuples(st.sampled_from(["pass", "fail", "not_applicable"]), st.sampled_from(SEVERITIES))


@given(found=st.lists(judged, min_size=1, max_size=8), some=st.sets(st.integers(0, 7)))
def test_a_waived_failure_is_no_pass(found: list[tuple[str, str]], some: set[int]) -> None:
    """The score, the verdicts and the number of passes are as without waivers; only the status is spared."""
    findings = [finding(f"ACME-{place}", verdict, severity=severity) for place, (verdict, severity) in enumerate(found)]
    covering = approved(controls=[f"ACME-{place}" for place in some]) if some else None
    waived = honour(findings, [covering] if covering else [], project="shop", at=T0 + 2 * DAY)
    before, after = score_findings(findings), score_findings(findings, waived)
    assert (after.score, after.passed, after.not_applicable) == (before.score, before.passed, before.not_applicable)
    assert after.failed + after.waived == before.failed
    failing = {place for place, (verdict, _) in enumerate(found) if verdict == "fail"}
    assert after.waived == len(failing & some)
    standing = {found[place][1] for place in failing - some}
    assert after.status == ("fail" if standing & {"critical", "high"} else "warn" if standing else "ok")


def test_requester_and_approver_differ_in_all_that_counts() -> None:
    with pytest.raises(InvalidInputError):
        approved(requester=BOB)
