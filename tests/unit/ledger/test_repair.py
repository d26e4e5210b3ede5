"""What repair, replay and the outbox find to do."""

import pytest

from commandcenter.ledger.ledger import Ledger
from commandcenter.ledger.memory import MemoryItems, MemoryObjects
from commandcenter.ledger.model import Change
from commandcenter.ledger.outbox import project_names
from commandcenter.ledger.state_tree import NO_BUCKETS


def counting(bench, commits, project="p"):
    for number in range(1, commits + 1):
        bench.put({"file:count": {"n": number}, f"file:{number % 3}": None if number % 2 else {"n": number}}, project)


class Crash(Exception):  # noqa: N818
    """Ends a writer right after its commit."""


def commit_and_die(bench, facts, project="p"):
    def step(name):
        if name == "write":
            raise Crash

    with pytest.raises(Crash):
        Ledger(bench.objects, bench.items, step=step).submit(
            project, lambda _: [Change(*fact) for fact in facts.items()], bench.meta()
        )


def test_repair_of_many_commits_writes_each_snapshot_that_is_due(make_workbench):
    bench = make_workbench(snapshot_every=3)
    counting(bench, 8)
    commits = MemoryObjects()
    for name in bench.objects.names("commits/"):
        commits.put_new(name, bench.objects.get(name))
    assert Ledger(commits, MemoryItems(), snapshot_every=3).repair("p") == bench.ledger.head("p")
    assert list(commits.names("snapshots/")) == list(bench.objects.names("snapshots/"))
    assert len(list(commits.names("snapshots/"))) == 2
    assert all(commits.get(name) == bench.objects.get(name) for name in commits.names("snapshots/"))


@pytest.mark.parametrize("lost", [None, NO_BUCKETS])
def test_repair_finds_the_bucket_roots_when_they_lag_or_are_gone(make_workbench, lost):
    bench = make_workbench()
    counting(bench, 4)

    class Lagging(MemoryItems):
        def buckets(self, project):
            return lost

    items = Lagging()
    ledger = Ledger(bench.objects, items)
    assert ledger.repair("p") == bench.ledger.head("p")
    commit_and_die(bench, {"file:late": {"n": 1}})
    assert ledger.repair("p").state_root == bench.ledger.repair("p").state_root
    receipt = ledger.submit("p", lambda _: [Change("file:more", {"n": 1})], bench.meta())
    assert receipt.rev == 6
    assert ledger.verify("p").ok


class Eaten(MemoryItems):
    """Loses an entity from the first write after being cleared, as when another clears at the same time."""

    def __init__(self):
        super().__init__()
        self.hungry = 0

    def clear(self, project):
        super().clear(project)
        self.hungry += 1

    def write(self, project, entities):
        written = list(entities)
        super().write(project, written[1:] if self.hungry == 1 else written)


def test_replay_goes_on_until_the_items_are_whole(make_workbench):
    bench = make_workbench()
    counting(bench, 3)
    items = Eaten()
    ledger = Ledger(bench.objects, items)
    assert ledger.replay("p").state_root == bench.ledger.head("p").state_root
    assert items.hungry == 2
    assert ledger.verify("p").ok


def test_a_commit_beyond_a_published_head_is_pending(workbench):
    seen = []
    counting(workbench, 2)
    workbench.ledger.publish("p", lambda header, _: seen.append(header.rev))
    assert list(workbench.ledger.pending()) == []
    commit_and_die(workbench, {"file:late": {"n": 1}})
    assert workbench.ledger.head("p").rev == 2
    assert [head.rev for head in workbench.ledger.pending()] == [3]
    workbench.ledger.publish("p", lambda header, head: seen.append((header.rev, head.rev)))
    assert seen == [1, 2, (3, 3)]


def test_projects_are_found_by_their_commits(workbench):
    names = ["a", "a-b", "a.b", "a0", "ab", "b", "_hub"]
    for name in names:
        counting(workbench, 2, name)
    assert sorted(project_names(workbench.objects)) == sorted(names)
    assert [head.project for head in workbench.ledger.heads()] == sorted(names)
    assert sorted(head.project for head in workbench.ledger.pending()) == sorted(names)


def test_a_reader_sees_the_head_while_a_commit_is_half_shown(workbench):
    """The writer died between two items: its commit is not at head, and readers that may not write still answer."""
    counting(workbench, 3)
    before = workbench.ledger.as_of("p")
    written = []

    def step(name):
        written.append(name)
        if written.count("write") == 2:
            raise Crash

    changes = [Change(f"file:{number}", {"n": "new"}) for number in range(5)]
    with pytest.raises(Crash):
        Ledger(workbench.objects, workbench.items, step=step).submit("p", lambda _: changes, workbench.meta())
    names = []
    reader = Ledger(workbench.objects, workbench.items, step=names.append)
    head, seen = reader.read("p", lambda state: state.items())
    assert (head.rev, seen) == (3, before)
    assert not {"write", "set_head", "put_new"} & set(names)
    assert workbench.ledger.repair("p").rev == 4
    assert workbench.ledger.as_of("p")["file:4"] == {"n": "new"}
