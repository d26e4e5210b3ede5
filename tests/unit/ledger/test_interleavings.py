"""Writers, repairers and readers stopped and resumed between any two operations on the stores, under a set schedule."""

import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from itertools import chain, product, repeat

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from commandcenter.ledger.history import read_image
from commandcenter.ledger.ledger import Ledger
from commandcenter.ledger.memory import MemoryItems, MemoryObjects
from commandcenter.ledger.model import Change, Meta

START = datetime(2026, 3, 1, tzinfo=UTC)
KEYS = ["file:a", "file:b", "symbol:c", "symbol:d", "test:e"]


class KilledError(Exception):
    """Ends a writer where it stands."""


class Job:
    """Work that runs only from one call of its `step` to the next, when told."""

    def __init__(self, work: Callable[[Callable[[str], None]], object], kill_at: int | None = None) -> None:
        self.work, self.kill_at, self.alive, self.killed = work, kill_at, True, False
        self.go, self.back = threading.Semaphore(0), threading.Semaphore(0)
        self.pool = ThreadPoolExecutor(1)
        self.future = self.pool.submit(self.run)

    @property
    def result(self):
        return self.future.result()

    def step(self, name: str) -> None:
        self.back.release()
        self.go.acquire()
        if self.kill_at is not None:
            self.kill_at -= 1
            if self.kill_at < 0:
                raise KilledError(name)

    def run(self) -> object:
        self.go.acquire()
        try:
            return self.work(self.step)
        except KilledError:
            self.killed = True
            return None
        finally:
            self.alive = False
            self.back.release()

    def resume(self) -> None:
        self.go.release()
        self.back.acquire()


def interleave(jobs: Sequence[Job], schedule: Iterator[int]) -> None:
    """Resume the job each number of the schedule means, until all are done."""
    while living := [job for job in jobs if job.alive]:
        chosen = jobs[next(schedule) % len(jobs)]
        (chosen if chosen.alive else living[0]).resume()
    for job in jobs:
        job.pool.shutdown()
        job.future.result()


def meta(name, minutes=0):
    return Meta(START + timedelta(minutes=minutes), name, "race", "source")


def truth(objects, rev):
    image = read_image(objects, "p", rev)
    return {key: body for key, entity in image.items() if (body := entity.body) is not None}


class World:
    """Two plain stores with a first commit, and what the racers do to them."""

    def __init__(self, snapshot_every=2):
        self.objects, self.items, self.snapshot_every = MemoryObjects(), MemoryItems(), snapshot_every
        self.ledger = self.open()
        facts = {"file:count": {"n": 0}, "file:victim": {"n": 1}, "file:bystander": {"n": 1}}
        self.ledger.submit("p", lambda _: [Change(key, body) for key, body in facts.items()], meta("first"))

    def open(self, step=None):
        return Ledger(self.objects, self.items, snapshot_every=self.snapshot_every, step=step)

    def writer(self, name, *, whole):
        """Count one up, leave a mark, take the victim away or bring it back; refuse to plan on anything but the truth."""

        def plan(state):
            keys = ["file:count", "file:victim", "file:bystander", "file:mark-a", "file:mark-b"]
            seen = state.items() if whole else state.get_many(keys)
            assert seen == truth(self.objects, state.rev), "the plan saw what was not at its revision"
            yield Change("file:count", {"n": seen["file:count"]["n"] + 1})
            yield Change(f"file:mark-{name}", {"n": 1})
            yield Change("file:victim", None if "file:victim" in seen else {"n": 2})

        return lambda step: self.open(step).submit("p", plan, meta(name))

    def reader(self, step):
        for _ in range(2):
            head, seen = self.open(step).read("p", lambda state: dict(state.items()))
            assert seen == truth(self.objects, head.rev), "the reader saw what was not at its revision"

    def repairer(self, step):
        self.open(step).repair("p")

    def check(self, commits):
        """All is repaired and whole, and the count says that each writer's change is there once."""
        self.ledger.repair("p")
        assert self.ledger.verify("p").ok, self.ledger.verify("p")
        state = self.ledger.as_of("p")
        assert state == truth(self.objects, 1 + commits)
        assert state["file:count"] == {"n": commits}
        assert ("file:victim" in state) == (commits % 2 == 0)


def two_writers(world):
    return [Job(world.writer("a", whole=True)), Job(world.writer("b", whole=False))]


@pytest.mark.parametrize("first", [0, 1])
def test_two_writers_switched_anywhere_twice(first):
    """All schedules with up to two switches: one runs i steps, the other j, then the first to its end."""
    orders = set()
    for i, j in product(range(18), range(0, 40, 2 if first else 3)):
        world = World()
        jobs = two_writers(world)
        interleave(jobs, chain([first] * i, [1 - first] * j, repeat(first)))
        world.check(2)
        receipts = [job.result for job in jobs]
        assert all(receipt.committed and receipt.changed == 3 for receipt in receipts)
        assert sorted(receipt.rev for receipt in receipts) == [2, 3]
        orders.add(receipts[0].rev)
    assert orders == {2, 3}


schedules = st.lists(st.integers(0, 3), max_size=120).map(lambda chosen: chain(chosen, [0, 1, 2, 3] * 200, repeat(0)))


@settings(max_examples=150, deadline=None)
@given(schedule=schedules, kill_at=st.none() | st.integers(0, 30))
def test_writers_a_repairer_and_a_reader_in_any_order_with_a_death(schedule, kill_at):
    world = World()
    jobs = [*two_writers(world), Job(world.repairer), Job(world.reader)]
    jobs[0].kill_at = kill_at
    interleave(jobs, schedule)
    if jobs[0].killed:
        made = sum(header.actor == "a" for header in world.ledger.commits("p"))
        assert made in (0, 1)
        world.check(1 + made)
    else:
        world.check(2)


@settings(max_examples=40, deadline=None)
@given(schedule=schedules)
def test_one_job_delivered_twice_at_once_is_done_once(schedule):
    world = World()

    def work(step):
        return world.open(step).submit(
            "p", lambda _: [Change("file:new", {"n": 1}), Change("file:victim", None)], meta("a")
        )

    jobs = [Job(work), Job(work)]
    interleave(jobs, schedule)
    assert {(job.result.rev, job.result.state_root) for job in jobs} == {(2, world.ledger.head("p").state_root)}
    assert [header.rev for header in world.ledger.commits("p")] == [1, 2]
    assert world.ledger.verify("p").ok


changes = st.dictionaries(
    st.sampled_from(KEYS), st.none() | st.fixed_dictionaries({"n": st.integers(0, 2)}), max_size=4
)


def plan_of(wanted):
    return lambda _: [Change(key, body) for key, body in wanted.items()]


def applied(state, wanted):
    return {key: body for key, body in (state | wanted).items() if body is not None}


class LedgerMachine(RuleBasedStateMachine):
    """The ledger against a list of dicts, one for each revision."""

    def __init__(self):
        super().__init__()
        self.objects, self.items = MemoryObjects(), MemoryItems()
        self.ledger = self.open()
        self.states = [{}]
        self.times = [datetime.min.replace(tzinfo=UTC)]
        self.published = 0
        self.clock = 0

    def open(self, step=None):
        return Ledger(self.objects, self.items, snapshot_every=3, step=step)

    def commit(self, state):
        if state != self.states[-1]:
            self.states.append(state)
            self.times.append(max(self.times[-1], START + timedelta(minutes=self.clock)))

    @rule(wanted=changes, minutes=st.integers(-3, 5), kill_at=st.none() | st.integers(0, 25))
    def submit(self, wanted, minutes, kill_at):
        self.clock += minutes
        if kill_at is not None:
            job = Job(lambda step: self.open(step).submit("p", plan_of(wanted), meta("w", self.clock)), kill_at)
            interleave([job], repeat(0))
        receipt = self.ledger.submit("p", plan_of(wanted), meta("w", self.clock))
        self.commit(applied(self.states[-1], wanted))
        assert receipt.rev == len(self.states) - 1

    @rule(wanted=st.tuples(changes, changes), schedule=schedules)
    def race(self, wanted, schedule):
        def racer(number):
            name = f"w{number}"
            return Job(lambda step: self.open(step).submit("p", plan_of(wanted[number]), meta(name, self.clock)))

        jobs = [racer(0), racer(1)]
        interleave(jobs, schedule)
        ranked = sorted(
            zip(jobs, wanted, strict=True), key=lambda pair: (pair[0].result.rev, not pair[0].result.committed)
        )
        for job, facts in ranked:
            after = applied(self.states[job.result.rev - job.result.committed], facts)
            if job.result.committed:
                assert job.result.rev == len(self.states)
                self.commit(after)
            assert after == self.states[job.result.rev]

    @precondition(lambda self: len(self.states) > 1)
    @rule(data=st.data())
    def look_back(self, data):
        revs = st.integers(0, len(self.states) - 1)
        a, b = data.draw(revs), data.draw(revs)
        assert self.ledger.as_of("p", rev=a) == self.states[a]
        rebuilt = {}
        for rev in range(1, a + 1):
            rebuilt = applied(rebuilt, {change.key: change.body for change in self.ledger.commit("p", rev).changes})
        assert rebuilt == self.states[a]
        diff, old, new = self.ledger.diff("p", a, b), self.states[a], self.states[b]
        assert diff.added == {key: new[key] for key in new.keys() - old.keys()}
        assert diff.removed == {key: old[key] for key in old.keys() - new.keys()}
        assert diff.changed == {key: (old[key], new[key]) for key in new.keys() & old.keys() if old[key] != new[key]}
        time = self.times[max(a, 1)] + timedelta(seconds=data.draw(st.integers(-1, 1)))
        expected = sum(made <= time for made in self.times[1:])
        assert self.ledger.as_of("p", time=time) == self.states[expected]

    @precondition(lambda self: len(self.states) > 1)
    @rule()
    def replay(self):
        before = self.ledger.head("p")
        self.items.clear("p")
        assert self.ledger.replay("p").state_root == before.state_root
        self.items.mark_published("p", before.published)

    @rule(fails_after=st.none() | st.integers(0, 3))
    def publish(self, fails_after):
        seen = []

        def emit(header, head):
            if len(seen) == fails_after:
                raise KilledError
            seen.append(header.rev)

        with suppress(KilledError):
            self.ledger.publish("p", emit)
        assert seen == list(range(self.published + 1, self.published + 1 + len(seen)))
        self.published += len(seen)
        assert [head.project for head in self.ledger.pending()] == (
            ["p"] if self.published < len(self.states) - 1 else []
        )

    @invariant()
    def whole(self):
        head, newest = self.ledger.head("p"), len(self.states) - 1
        assert self.ledger.verify("p").revisions == newest
        assert self.ledger.verify("p").ok
        if newest:
            assert (head.rev, head.entities, head.at) == (newest, len(self.states[-1]), self.times[-1])
            assert self.ledger.as_of("p") == self.states[-1]


LedgerMachine.TestCase.settings = settings(max_examples=40, stateful_step_count=15, deadline=None)
TestLedgerMachine = LedgerMachine.TestCase
