"""Deliveries as a state machine: services that fail, workers that die at every step, a clock that is moved by hand."""

import contextlib
from datetime import timedelta
from typing import ClassVar

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from commandcenter.attestation.delivery.attempt import Services, attempt, attempt_due
from commandcenter.attestation.delivery.memory import MemoryDeliveries
from commandcenter.attestation.delivery.model import FIRST_WAIT, LEASE, LONGEST_WAIT, Delivery
from commandcenter.kernel.clock import FixedClock
from commandcenter.kernel.errors import ConflictError, InvalidInputError, UnavailableError
from commandcenter.ledger.memory import MemoryObjects

PLACES = st.sampled_from(
    [(kind, target, content) for kind in ("pin", "register") for target in "xy" for content in "ab"]
)
WEATHER = st.sampled_from(["fine", "down", "lost", "dies", "refuses", "conflict"])
WAITS = st.sampled_from([1, 29, 30, 299, 300, 301, 3_600, 21_600, 100_000])


class DeathError(BaseException):
    """Stands for a process that ends."""


class Outside:
    """One service behind many names; what it was given stays, however the answer is lost."""

    def __init__(self, machine):
        self.machine, self.weather = machine, "fine"
        self.held, self.receipts = set(), {}

    def of(self, target):
        outside = self

        class Speaking:
            def pin(self, cid, data, name):
                assert data == cid.encode()
                return outside.ask("pin", target, cid)

            def register(self, entry):
                return outside.ask("register", target, entry["digest"])

        return Speaking()

    def ask(self, *place):
        self.machine.is_asked(place)
        if self.weather in ("down", "refuses", "conflict"):
            raise {"down": UnavailableError, "refuses": InvalidInputError, "conflict": ConflictError}[self.weather](
                "no"
            )
        receipt = self.receipts.setdefault(place, {"id": f"r{len(self.receipts)}"})
        if self.weather == "lost":
            raise UnavailableError("the answer was lost")
        if self.weather == "dies":
            raise DeathError
        return receipt


class Deliveries(RuleBasedStateMachine):
    """Compare with a model: place -> (state, when it may be tried next, attempts)."""

    ENDS: ClassVar = {"fine": "done", "refuses": "refused", "conflict": "refused"}

    def __init__(self):
        super().__init__()
        self.clock, self.outside = FixedClock(), Outside(self)
        objects = MemoryObjects()
        for content in "ab":
            objects.put_new(f"blocks/{content}", content.encode())
        entry = lambda one: {"digest": one.content}  # noqa: E731
        self.services = Services(MemoryDeliveries(), objects, self.outside.of, self.outside.of, entry, self.clock)
        self.model = {}

    def is_asked(self, place):
        """Take note of an attempt: it comes for what is pending, and not before its time."""
        state, due, attempts = self.model[place]
        assert state == "pending"
        assert due <= self.clock.now()
        attempts += 1
        weather, now = self.outside.weather, self.clock.now()
        state = self.ENDS.get(weather, "pending")
        wait = LEASE if weather == "dies" else min(FIRST_WAIT * 2 ** (attempts - 1), LONGEST_WAIT)
        self.model[place] = state, now + wait, attempts

    @rule(place=PLACES, weather=WEATHER, at_once=st.booleans())
    def open(self, place, weather, at_once):
        kind, target, content = place
        one = Delivery("shop", "a1", kind, target, content, f"blocks/{content}", self.clock.now())
        assert self.services.store.open(one) == (place not in self.model)
        self.model.setdefault(place, ("pending", self.clock.now(), 0))
        if at_once:
            self.outside.weather = weather
            with contextlib.suppress(DeathError):
                attempt(self.services, one)

    @rule(weather=WEATHER, limit=st.integers(1, 9), workers=st.integers(1, 2))
    def work(self, weather, limit, workers):
        self.outside.weather = weather
        for _ in range(workers):
            with contextlib.suppress(DeathError):
                attempt_due(self.services, limit, 60)

    @rule(weather=WEATHER)
    def two_workers_on_what_both_saw(self, weather):
        self.outside.weather = weather
        for one in self.services.store.due(self.clock.now(), 9) * 2:
            with contextlib.suppress(DeathError):
                attempt(self.services, one)

    @rule(seconds=WAITS)
    def wait(self, seconds):
        self.clock.advance(seconds)

    @invariant()
    def nothing_is_lost(self):
        kept = {(one.kind, one.target, one.content): one for one in self.services.store.of_audit("shop", "a1")}
        assert {place: (one.state, one.attempts) for place, one in kept.items()} == {
            place: (state, attempts) for place, (state, _, attempts) in self.model.items()
        }
        pending = {place: due for place, (state, due, _) in self.model.items() if state == "pending"}
        assert {place: one.due for place, one in kept.items() if one.state == "pending"} == pending
        due = self.services.store.due(self.clock.now(), 99)
        assert {(one.kind, one.target, one.content) for one in due} == {
            place for place, when in pending.items() if when <= self.clock.now()
        }
        for place, one in kept.items():
            assert one.receipt == (self.outside.receipts[place] if one.state == "done" else {})

    def teardown(self):
        """In the end, with everybody well, all are over, and each is held outside once."""
        self.outside.weather = "fine"
        self.clock.advance((LONGEST_WAIT + timedelta(seconds=1)).total_seconds())
        attempt_due(self.services, 99, 60)
        states = {(one.kind, one.target, one.content): one.state for one in self.services.store.of_audit("shop", "a1")}
        assert set(states) == set(self.model)
        assert "pending" not in states.values()
        assert {place for place, state in states.items() if state == "done"} <= set(self.outside.receipts)


TestDeliveries = Deliveries.TestCase
TestDeliveries.settings = settings(max_examples=120, stateful_step_count=30, deadline=None)
