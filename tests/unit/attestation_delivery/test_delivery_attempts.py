"""Attempts at delivering: what each answer of a service leads to, and that nothing is lost whatever happens."""

import logging
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from commandcenter.attestation.delivery.attempt import Services, attempt, attempt_due
from commandcenter.attestation.delivery.memory import MemoryDeliveries
from commandcenter.attestation.delivery.model import FIRST_WAIT, LEASE, LONGEST_WAIT, Delivery
from commandcenter.kernel.canonical import canonical
from commandcenter.kernel.clock import FixedClock
from commandcenter.kernel.errors import (
    ConflictError,
    ForbiddenError,
    InvalidInputError,
    NotFoundError,
    RateLimitedError,
    TooLargeError,
    UnavailableError,
)
from commandcenter.ledger.memory import MemoryObjects

CANARY = "CANARY-91c0-token"


class Service:
    """Speaks as a pinner and as a registry; answers what it is told, or raises it."""

    def __init__(self, clock):
        self.clock, self.says, self.asked = clock, {"id": "r1"}, []

    def pin(self, cid, data, name):
        return self._answer(cid, data, name)

    def register(self, entry):
        return self._answer(entry)

    def _answer(self, *said):
        self.asked.append((self.clock.now(), *said))
        if isinstance(self.says, Exception):
            raise self.says
        return self.says


@pytest.fixture
def clock():
    return FixedClock()


@pytest.fixture
def service(clock):
    return Service(clock)


def open_service(service):
    """Open the one service there is."""

    def find(name):
        if name != "out":
            raise InvalidInputError(f"the hub has no service {name}")
        return service

    return find


@pytest.fixture
def services(clock, service):
    objects = MemoryObjects()
    objects.put_new("blocks/bafy", b"the bytes")
    find = open_service(service)
    return Services(MemoryDeliveries(), objects, find, find, lambda one: {"digest": one.content}, clock)


def opened(services, kind="pin", target="out", content="bafy"):
    one = Delivery("shop", "a1", kind, target, content, f"blocks/{content}", services.clock.now())
    assert services.store.open(one)
    return one


def kept(services, one):
    return next(found for found in services.store.of_audit("shop", "a1") if found.key == one.key)


def test_a_pin_is_asked_for_with_the_bytes_and_a_registration_with_the_entry(services, service, clock):
    for kind in ("pin", "register"):
        after = attempt(services, opened(services, kind))
        assert after == kept(services, after)
        assert (after.state, after.receipt, after.error, after.attempts) == ("done", {"id": "r1"}, "", 1)
    assert service.asked == [(clock.now(), "bafy", b"the bytes", "shop a1"), (clock.now(), {"digest": "bafy"})]
    assert attempt_due(services, 10, 60) == []


@pytest.mark.parametrize("kind", ["pin", "register"])
@pytest.mark.parametrize(
    ("error", "state"),
    [
        *((error, "pending") for error in (UnavailableError, RateLimitedError, NotFoundError)),
        *((error, "refused") for error in (InvalidInputError, TooLargeError, ConflictError, ForbiddenError)),
    ],
)
def test_each_error_leads_to_its_state(services, service, kind, error, state):
    one, service.says = opened(services, kind), error("is as it is")
    after = attempt(services, one)
    assert (after.state, after.error, after.receipt) == (state, "is as it is", {})
    services.clock.advance(86_400)
    service.says = {"id": "r2"}
    again = attempt_due(services, 10, 60)
    assert [found.state for found in again] == (["done"] if state == "pending" else [])
    assert len(service.asked) == 1 + len(again)


@pytest.mark.parametrize("target", ["gone", "out"])
def test_what_can_never_succeed_is_refused_without_asking(services, service, target):
    after = attempt(services, opened(services, target=target, content="bafy" if target == "gone" else "missing"))
    assert after.state == "refused"
    assert after.error == ("the hub has no service gone" if target == "gone" else "the content is gone")
    assert service.asked == []


BROKEN = [KeyError(CANARY), RuntimeError(CANARY), RecursionError(), TimeoutError(CANARY), OSError(CANARY)]


@pytest.mark.parametrize("error", BROKEN, ids=lambda error: type(error).__name__)
def test_the_fault_of_a_plugin_holds_up_nothing_and_tells_nothing(services, service, error, caplog):
    caplog.set_level(logging.DEBUG)
    one, other = opened(services), opened(services, content="other", kind="register")
    service.says = error
    found = attempt_due(services, 10, 60)
    assert [after.state for after in found] == ["pending", "pending"]
    assert kept(services, one).error == f"the plugin failed: {type(error).__name__}"
    assert CANARY not in f"{found}{caplog.text}{[after.to_json() for after in found]}"
    services.clock.advance(FIRST_WAIT.total_seconds())
    service.says = {"id": "r1"}
    assert {after.key for after in attempt_due(services, 10, 60)} == {one.key, other.key}
    assert kept(services, one).state == "done"


@pytest.mark.parametrize(
    "receipt",
    [
        None,
        [],
        "r1",
        {"id": float("nan")},
        {"id": 2**60},
        {"id": b"r1"},
        {1: 2},
        {"id": "\ud800"},
        {"id": "x" * 16_384},
    ],
)
def test_what_is_no_receipt_is_asked_for_again(services, service, receipt):
    one, service.says = opened(services), receipt
    after = attempt(services, one)
    assert (after.state, after.error) == ("pending", "what the service answered is no receipt")
    assert canonical(after.to_json())


def test_a_pin_that_is_queued_is_asked_for_until_it_is_done(services, service, clock):
    one, service.says = opened(services), {"status": "queued", "cid": "bafy"}
    assert attempt(services, one).state == "pending"
    clock.advance(FIRST_WAIT.total_seconds())
    service.says = {"status": "pinned", "cid": "bafy"}
    (after,) = attempt_due(services, 10, 60)
    assert (after.state, after.attempts, after.receipt["status"]) == ("done", 2, "pinned")


@given(st.text(max_size=400))
@example("the node says \ud800")
@example("x" * 299 + "\udfff\ud800")
def test_whatever_is_wrong_can_be_kept(words):
    one = Delivery("shop", "a1", "pin", "out", "bafy", "blocks/bafy", FixedClock().now()).claimed(FixedClock().now())
    after = one.failed(words, FixedClock().now(), final=False)
    assert canonical(after.to_json())
    assert len(after.error) <= 300
    assert Delivery.from_json(after.to_json()) == after


def test_waits_double_up_to_the_longest_and_attempts_have_no_limit(services, service):
    service.says = UnavailableError("is down")
    opened(services)
    waits = []
    for _ in range(60):
        (after,) = attempt_due(services, 10, 60)
        wait = after.due - services.clock.now()
        services.clock.advance((wait - timedelta(milliseconds=1)).total_seconds())
        assert attempt_due(services, 10, 60) == []
        services.clock.advance(0.001)
        waits.append(wait)
    assert waits[:10] == [FIRST_WAIT * 2**n for n in range(10)]
    assert waits[10:] == [LONGEST_WAIT] * 50
    assert after.attempts == 60
    service.says = {"id": "late"}
    (after,) = attempt_due(services, 10, 60)
    assert (after.receipt, after.error) == ({"id": "late"}, "")


def test_a_number_of_attempts_that_no_clock_can_hold_still_waits_the_longest():
    one = replace(Delivery("shop", "a1", "pin", "out", "b", "p", FixedClock().now()), attempts=10**6)
    assert one.failed("", FixedClock().now(), final=False).due == FixedClock().now() + LONGEST_WAIT


def test_of_two_workers_one_tries(services, service):
    one = opened(services)
    (seen_by_both,) = services.store.due(services.clock.now(), 10)
    assert attempt(services, seen_by_both).state == "done"
    assert attempt(services, seen_by_both) is None
    assert attempt(services, one) is None
    assert len(service.asked) == 1


def test_while_one_worker_tries_another_finds_nothing_due(services, service):
    opened(services)
    inner = []

    class Slow(Service):
        def pin(self, cid, data, name):
            inner.extend(attempt_due(services, 10, 60))
            return super().pin(cid, data, name)

    slow = Slow(services.clock)
    (after,) = attempt_due(replace(services, pinner=open_service(slow)), 10, 60)
    assert (after.state, inner, len(slow.asked), service.asked) == ("done", [], 1, [])


def test_a_worker_that_outlives_its_lease_changes_nothing_any_more(services, service):
    one = opened(services)

    class Sleepy(Service):
        def pin(self, cid, data, name):
            services.clock.advance(LEASE.total_seconds())
            assert [after.state for after in attempt_due(services, 10, 60)] == ["done"]
            raise UnavailableError("ended late")

    assert attempt(replace(services, pinner=open_service(Sleepy(services.clock))), one) is None
    assert kept(services, one).receipt == {"id": "r1"}


def test_no_more_is_tried_than_asked_for_and_none_when_time_is_up(services, service):
    for number in range(5):
        opened(services, "register", content=f"c{number}")
    assert len(attempt_due(services, 2, 60)) == 2
    assert attempt_due(services, 10, 0) == []

    class Slow(Service):
        def register(self, entry):
            services.clock.advance(20)
            return super().register(entry)

    slow = replace(services, registry=open_service(Slow(services.clock)))
    assert len(attempt_due(slow, 10, 30)) == 2
    assert len(attempt_due(services, 10, 60)) == 1
