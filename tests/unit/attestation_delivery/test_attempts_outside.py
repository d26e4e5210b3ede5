"""Trying deliveries: when, how often, by whom, and what is given up."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from outside_parts import START, CrashError, make_delivery, make_services, name_of

from commandcenter.attestation.delivery.attempt import attempt, attempt_due
from commandcenter.attestation.delivery.model import FIRST_WAIT, LEASE, LONGEST_WAIT, MAX_ERROR, Delivery
from commandcenter.kernel.errors import (
    ConflictError,
    ForbiddenError,
    InvalidInputError,
    NotFoundError,
    RateLimitedError,
    TooLargeError,
    UnavailableError,
)

SECRET = "CANARY-77aa"


def raising(error):
    def raise_it(_key):
        raise error

    return raise_it


def only(services):
    (one,) = services.store.of_audit("shop", "a1")
    return one


@pytest.mark.parametrize("kind", ["pin", "register"])
def test_what_is_delivered_is_done_and_is_not_delivered_again(kind):
    one = make_delivery(kind=kind)
    services, outside = make_services(one)
    done = attempt(services, one)
    assert (done.state, done.receipt, done.attempts, done.error) == ("done", {"id": "r1"}, 1, "")
    assert only(services) == done
    assert attempt(services, one) is None
    assert attempt(services, done) is None
    services.clock.advance(10**9)
    assert attempt_due(services, 9, 60) == []
    assert outside.asked == [(name_of(one), START)]


def test_waits_double_from_half_a_minute_to_six_hours():
    services, outside = make_services(make_delivery())
    outside.before = raising(UnavailableError("is down"))
    for failures in range(1, 40):
        asked = services.clock.now()
        (after,) = attempt_due(services, 9, 60)
        wait = min(timedelta(seconds=30) * 2 ** (failures - 1), timedelta(hours=6))
        assert (after.state, after.attempts, after.error) == ("pending", failures, "is down")
        assert after.due == asked + wait
        services.clock.at = after.due - timedelta(milliseconds=1)
        assert attempt_due(services, 9, 60) == []
        services.clock.at = after.due
    assert (timedelta(seconds=30), timedelta(hours=6)) == (FIRST_WAIT, LONGEST_WAIT)
    outside.before = lambda _key: None
    assert [one.state for one in attempt_due(services, 9, 60)] == ["done"]
    assert only(services).error == ""


@given(st.integers(1, 10**6), st.booleans())
def test_waits_stay_within_their_bounds_after_years_of_failures(attempts, final):
    after = replace(make_delivery(), attempts=attempts).failed("is down", START, final=final)
    assert FIRST_WAIT <= after.due - START <= LONGEST_WAIT


@pytest.mark.parametrize("kind", ["pin", "register"])
@pytest.mark.parametrize("error", [InvalidInputError, TooLargeError, ConflictError, ForbiddenError])
def test_what_never_can_succeed_is_refused_for_good(error, kind):
    services, outside = make_services(make_delivery(kind=kind))
    outside.before = raising(error("not this one", pointer="/digest"))
    (after,) = attempt_due(services, 9, 60)
    assert (after.state, after.error, after.attempts) == ("refused", "not this one", 1)
    outside.before = lambda _key: None
    services.clock.advance(10**9)
    assert attempt_due(services, 9, 60) == []
    assert (only(services), len(outside.asked)) == (after, 1)


@pytest.mark.parametrize("error", [UnavailableError, RateLimitedError])
def test_what_may_succeed_later_is_tried_for_ever(error):
    services, outside = make_services(make_delivery())
    outside.before = raising(error("later"))
    for _ in range(60):
        (after,) = attempt_due(services, 9, 60)
        assert after.state == "pending"
        services.clock.at = after.due
    assert len(outside.asked) == only(services).attempts == 60


def test_an_unknown_fault_of_a_plugin_is_kept_without_its_words_and_stops_nobody_else():
    services, outside = make_services(make_delivery("bafk1", wait=-9), make_delivery("bafk2"))

    def fail(key):
        if "bafk1" in key:
            raise KeyError(SECRET)

    outside.before = fail
    first, second = attempt_due(services, 9, 60)
    assert (first.content, first.state, second.state) == ("bafk1", "pending", "done")
    assert "KeyError" in first.error
    assert SECRET not in str(services.store.of_audit("shop", "a1"))
    outside.before = lambda _key: None
    services.clock.at = first.due
    assert [one.state for one in attempt_due(services, 9, 60)] == ["done"]


@pytest.mark.parametrize("answer", [{"n": float("nan")}, {"text": "\ud800"}, None, {"id": "x" * 500_000}])
def test_a_receipt_that_cannot_be_kept_stops_nobody_else(answer):
    services, outside = make_services(make_delivery("bafk1", wait=-9), make_delivery("bafk2"))
    plain = outside.pin
    outside.pin = lambda cid, data, name: answer if cid == "bafk1" else plain(cid, data, name)
    first, second = attempt_due(services, 9, 60)
    assert (first.receipt, second.state) == ({}, "done")
    assert first.state != "done"
    assert first.error


def test_a_service_the_hub_does_not_have_refuses():
    services, outside = make_services(make_delivery(target="elsewhere"), make_delivery(kind="register", target="other"))
    assert [one.state for one in attempt_due(services, 9, 60)] == ["refused"] * 2
    assert outside.asked == []


def test_content_that_is_gone_refuses():
    services, outside = make_services()
    services.store.open(make_delivery())
    (after,) = attempt_due(services, 9, 60)
    assert (after.state, after.error, outside.asked) == ("refused", "the content is gone", [])


@given(st.text(max_size=2 * MAX_ERROR))
def test_errors_are_kept_in_short(text):
    services, outside = make_services(make_delivery())
    outside.before = raising(UnavailableError(text))
    (after,) = attempt_due(services, 9, 60)
    assert after.error == text[:300]


def test_two_workers_make_one_attempt():
    one = make_delivery()
    services, outside = make_services(one)
    rivals = []
    outside.before = lambda _key: rivals.extend([attempt(services, one), *attempt_due(services, 9, 60)])
    assert attempt(services, one).state == "done"
    assert rivals == [None]
    assert len(outside.asked) == 1


@pytest.mark.parametrize("way", ["done", "refused", "down"])
def test_one_who_took_longer_than_the_lease_changes_nothing(way):
    services, outside = make_services(make_delivery())
    others = []

    def take_long(_key):
        if not others:
            others.append(None)
            services.clock.advance(LEASE.total_seconds())
            others[0] = attempt_due(services, 9, 60)[0]
            if way != "done":
                raise {"refused": ConflictError, "down": UnavailableError}[way]("too late")

    outside.after = take_long
    assert attempt_due(services, 9, 1000) == []
    assert (others[0].state, others[0].attempts) == ("done", 2)
    assert only(services) == others[0]
    assert list(outside.kept) == [name_of(make_delivery())]


@pytest.mark.parametrize("place", ["before", "after"])
@pytest.mark.parametrize("kind", ["pin", "register"])
def test_after_a_crash_it_is_tried_again_when_the_lease_ends(kind, place):
    one = make_delivery(kind=kind)
    services, outside = make_services(one)
    setattr(outside, place, raising(CrashError()))
    with pytest.raises(CrashError):
        attempt_due(services, 9, 60)
    setattr(outside, place, lambda _key: None)
    services.clock.at = START + LEASE - timedelta(milliseconds=1)
    assert attempt_due(services, 9, 60) == []
    services.clock.at = START + LEASE
    (after,) = attempt_due(services, 9, 60)
    assert (after.state, after.attempts, after.receipt) == ("done", 2, {"id": "r1"})
    assert outside.kept == {name_of(one): 1}


def test_a_run_ends_when_its_time_is_up_and_the_rest_waits():
    services, outside = make_services(*(make_delivery(f"bafk{place}", wait=-place) for place in range(6)))
    outside.before = lambda _key: services.clock.advance(10)
    assert [one.content for one in attempt_due(services, 9, 25)] == ["bafk5", "bafk4", "bafk3"]
    assert [one.content for one in attempt_due(services, 9, 10)] == ["bafk2"]
    assert attempt_due(services, 9, 0) == []
    assert [one.content for one in attempt_due(services, 1, 60)] == ["bafk1"]
    assert [one.content for one in attempt_due(services, 9, 60)] == ["bafk0"]
    assert set(outside.times().values()) == {1}


def test_an_entry_that_cannot_be_written_yet_is_tried_again():
    services, outside = make_services(make_delivery(kind="register"))
    assert attempt_due(replace(services, entry=raising(NotFoundError("not there"))), 9, 60)[0].state == "pending"
    services.clock.advance(30)
    assert attempt_due(services, 9, 60)[0].state == "done"
    assert len(outside.asked) == 1


DELIVERIES = st.builds(
    Delivery,
    *[st.text(min_size=1, max_size=9)] * 2, st.sampled_from(["pin", "register"]), *[st.text(min_size=1, max_size=9)] * 3,
    st.integers(0, 10**12).map(lambda wait: START + timedelta(milliseconds=wait)),
    state=st.sampled_from(["pending", "done", "refused"]), attempts=st.integers(0, 99), error=st.text(max_size=9),
    receipt=st.dictionaries(st.text(max_size=3), st.none() | st.integers() | st.lists(st.text(max_size=3))),
    version=st.integers(0, 99),
)  # fmt: skip


@given(DELIVERIES)
def test_deliveries_come_back_from_what_is_written_of_them(one):
    assert Delivery.from_json(one.to_json()) == one
