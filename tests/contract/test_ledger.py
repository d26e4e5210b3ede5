"""What the ledger promises over every pair of stores."""

from datetime import UTC, datetime, timedelta

import pytest

from commandcenter.kernel.errors import NotFoundError
from commandcenter.ledger.ledger import Ledger
from commandcenter.ledger.model import Change, Meta
from commandcenter.ledger.open import open_memory
from commandcenter.ledger.proofs import verify_proof, verify_proof_in_commit

START = datetime(2026, 3, 1, tzinfo=UTC)
FACTS = {f"file:src/{name}.py": {"scope": "source", "type": "file", "n": len(name)} for name in "abcde"}


def meta(minutes=0):
    return Meta(START + timedelta(minutes=minutes), "tester", "test", "source")


def put(facts):
    return lambda _: [Change(key, body) for key, body in facts.items()]


def history(ledger, project="p"):
    """Four commits, with a deletion and a revival; snapshots fall on revision 3."""
    ledger.submit(project, put(FACTS), meta(0))
    ledger.submit(project, put({"file:src/a.py": None, "file:src/b.py": {"n": 2}}), meta(10))
    ledger.submit(project, put({"file:src/a.py": {"n": "back"}}), meta(20))
    return ledger.submit(project, put({"file:new": {"n": 1}}), meta(30))


def test_equal_facts_in_any_order_give_one_digest_in_every_store(ledger):
    here = ledger.submit("p", put(dict(reversed(FACTS.items()))), meta())
    there = open_memory()
    there.submit("other", put({key: FACTS[key] for key in list(FACTS)[:2]}), meta())
    assert there.submit("other", put(FACTS), meta(5)).state_root == here.state_root
    assert open_memory().submit("p", put(FACTS), meta()) == here


def test_time_travel(ledger):
    history(ledger)
    second = FACTS | {"file:src/b.py": {"n": 2}}
    del second["file:src/a.py"]
    states = [{}, FACTS, second, second | {"file:src/a.py": {"n": "back"}}]
    states.append(states[-1] | {"file:new": {"n": 1}})
    assert [ledger.as_of("p", rev=rev) for rev in range(5)] == states
    minutes = {-1: 0, 0: 1, 9: 1, 10: 2, 29: 3, 30: 4, 999: 4}
    for minute, rev in minutes.items():
        assert ledger.as_of("p", time=START + timedelta(minutes=minute)) == states[rev], minute
    assert ledger.as_of("p") == states[4]
    assert ledger.diff("p", 1, 4).changed == {
        "file:src/a.py": (FACTS["file:src/a.py"], {"n": "back"}),
        "file:src/b.py": (FACTS["file:src/b.py"], {"n": 2}),
    }
    assert (ledger.diff("p", 0, 4).added, ledger.diff("p", 4, 0).removed) == (states[4], states[4])
    with pytest.raises(NotFoundError):
        ledger.as_of("p", rev=5)


def test_unchanged_facts_make_no_commit(ledger):
    first = ledger.submit("p", put(FACTS), meta())
    again = ledger.submit("p", put(FACTS), meta(60))
    assert (again.committed, again.changed, again.digest) == (False, 0, first.digest)
    assert ledger.commits("p") == [ledger.commit("p", 1).header]


def test_replay_rebuilds_head_and_items_from_the_objects(stores, ledger):
    last = history(ledger)
    ledger.publish("p", lambda *_: None)
    before, state = ledger.head("p"), ledger.as_of("p")
    stores[1].clear("p")
    assert ledger.head("p") is None
    after = ledger.replay("p")
    assert (after.state_root, after.digest, ledger.as_of("p")) == (last.state_root, last.digest, state)
    assert (after.entities, ledger.replay("p").published) == (before.entities, 0)
    assert ledger.verify("p").ok
    ledger.publish("p", lambda *_: None)
    assert ledger.replay("p") == before


def test_repair_alone_rebuilds_what_was_lost(stores, ledger):
    last = history(ledger)
    before = set(stores[1].scan("p"))
    stores[1].clear("p")
    assert ledger.repair("p").digest == last.digest
    assert set(stores[1].scan("p")) == before
    assert ledger.verify("p").ok


def test_prove_one_entity_at_head_and_in_the_past(ledger):
    last = history(ledger)
    proof = ledger.prove("p", "file:src/b.py")
    assert verify_proof(proof, last.state_root)
    assert verify_proof_in_commit(proof, last.digest)
    assert ledger.prove("p", "file:src/b.py", rev=1).body == FACTS["file:src/b.py"]
    with pytest.raises(NotFoundError):
        ledger.prove("p", "file:src/a.py", rev=2)


class KilledError(Exception):
    pass


def killer(at):
    """Raise before operation number `at` of the stores."""
    left = [at]

    def step(name):
        left[0] -= 1
        if left[0] < 0:
            raise KilledError(name)

    return step


def test_a_writer_killed_between_any_two_steps_loses_and_doubles_nothing(stores):
    ledger = Ledger(*stores, snapshot_every=2)
    ledger.submit("model", put(FACTS), meta())
    plan, later = put({"file:src/a.py": None, "file:src/b.py": {"n": 2}, "file:z": {"n": 3}}), meta(1)
    expected = ledger.submit("model", plan, later)
    killed = finished = 0
    while not finished:
        project = f"p{killed}"
        ledger.submit(project, put(FACTS), meta())
        try:
            Ledger(*stores, snapshot_every=2, step=killer(killed)).submit(project, plan, later)
            finished = True
        except KilledError:
            killed += 1
        ledger.submit(project, plan, later)
        head = ledger.head(project)
        assert (head.rev, head.state_root, head.entities) == (2, expected.state_root, 5), killed
        assert ledger.verify(project).ok, ledger.verify(project)
        assert ledger.objects.get(f"snapshots/{project}/000000000002") is not None
    assert killed > 10


def test_the_outbox_publishes_each_commit_in_order_after_a_crash(stores, ledger):
    history(ledger, "a")
    history(ledger, "b")
    lost = Ledger(*stores, step=killer(7))
    with pytest.raises(KilledError):
        lost.submit("new", put(FACTS), meta())
    assert ledger.head("new") is None
    seen = []

    def emit(header, head):
        if len(seen) == 2 and "failed" not in seen:
            seen.append("failed")
            raise KilledError
        seen.append((header.project, header.rev, head.digest == header.digest))

    assert [head.project for head in ledger.pending()] == ["a", "b", "new"]
    with pytest.raises(KilledError):
        ledger.publish("a", emit)
    for head in ledger.pending():
        ledger.publish(head.project, emit)
    assert [item for item in seen if item != "failed"] == [
        *(("a", rev, rev == 4) for rev in range(1, 5)),
        *(("b", rev, rev == 4) for rev in range(1, 5)),
        ("new", 1, True),
    ]
    assert list(ledger.pending()) == []
    assert ledger.publish("a", emit) == 0
