"""What was pulled is acknowledged by a later pull, and only after all of it was stored."""

import asyncio
import io

from hypothesis import given, settings
from hypothesis import strategies as st

from commandcenter.kernel.clock import FixedClock
from commandcenter.mesh.nats.allow_list import AllowList
from commandcenter.mesh.nats.journal import Journal
from commandcenter.mesh.nats.model import Pulled, WireEvent
from commandcenter.mesh.nats.outbound import Outbound
from commandcenter.mesh.nats.stream import NatsUnavailableError


class Both:
    """Be the hub's door and NATS, which fails at the given attempts; no acknowledgement may run ahead of the store."""

    def __init__(self, number, fails):
        self.number, self.fails = number, fails
        self.attempts, self.acknowledged, self.stored = 0, 0, []

    def pull(self, ack, limit):
        if ack:
            self.acknowledged = ack["sequence"]
            assert self.acknowledged <= len(self.stored)
        places = range(self.acknowledged, min(self.number, self.acknowledged + limit))
        events = tuple(WireEvent(str(n), "urn:cc:a", "fed.report", b"{}") for n in places)
        return Pulled(events, {"sequence": self.acknowledged + len(events)})

    async def publish(self, event):
        self.attempts += 1
        if self.attempts in self.fails:
            raise NatsUnavailableError("no word")
        known = event.id in self.stored
        if not known:
            self.stored.append(event.id)
        return not known


@given(st.integers(0, 20), st.sets(st.integers(1, 30)), st.integers(1, 7))
@settings(max_examples=60, deadline=None)
def test_no_acknowledgement_runs_ahead_of_the_store(number, fails, limit):
    both = Both(number, fails)
    out = Outbound(both, both, AllowList(["fed.>"]), Journal(io.StringIO(), FixedClock()), limit)

    async def work():
        busy = True
        while busy:
            try:
                busy = await out.turn()
            except NatsUnavailableError:
                continue
        await out.finish()

    asyncio.run(work())
    assert both.stored == [str(n) for n in range(number)]
    assert both.acknowledged == number
