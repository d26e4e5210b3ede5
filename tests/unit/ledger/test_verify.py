"""What `verify` finds, and that nothing escapes it."""

from dataclasses import replace

import pytest

from commandcenter.kernel.errors import ProblemError
from commandcenter.ledger.ledger import Ledger
from commandcenter.ledger.memory import MemoryItems, MemoryObjects
from commandcenter.ledger.model import Change, Entity, LedgerFaultError
from commandcenter.ledger.objects import commit_name, decode_commit, encode_commit, snapshot_name
from commandcenter.ledger.state_tree import NO_BUCKETS


@pytest.fixture
def bench(make_workbench):
    bench = make_workbench(snapshot_every=2)
    bench.put({"file:a": {"n": 1}, "file:é": {"n": "ü"}})
    bench.put({"file:a": None, "file:b": {"n": 2}})
    bench.put({"file:c": {"n": 3}})
    return bench


def stored(bench):
    return {name: bench.objects.get(name) for name in bench.objects.names("")}


def altered(objects, changes):
    """Copy objects with some replaced, or left out when None."""
    copy = MemoryObjects()
    for name, data in (objects | changes).items():
        if data is not None:
            copy.put_new(name, data)
    return copy


def test_a_whole_ledger_is_whole(bench):
    result = bench.ledger.verify("p")
    assert (result.ok, result.revisions, result.bad_rev, result.reason) == (True, 3, None, "")
    assert bench.ledger.verify("nothing").revisions == 0


@pytest.mark.parametrize("rev", [1, 2, 3])
@pytest.mark.parametrize(
    "change",
    [lambda byte: byte ^ 1, lambda byte: byte ^ 0x20, lambda byte: byte ^ 0x80, lambda _: 0x30],
    ids=["bit", "case", "high", "zero"],
)
def test_any_byte_of_any_commit_changed_is_named(bench, rev, change):
    objects, name = stored(bench), commit_name("p", rev)
    data = objects[name]
    tried = 0
    for position in range(len(data)):
        tampered = bytearray(data)
        tampered[position] = change(data[position])
        if tampered != data:
            tried += 1
            result = bench.with_objects(altered(objects, {name: bytes(tampered)})).verify("p")
            assert (result.ok, result.bad_rev, result.revisions) == (False, rev, rev - 1), bytes(tampered)
    assert tried > len(data) / 2


@pytest.mark.parametrize("rev", [1, 2, 3])
@pytest.mark.parametrize(
    "data", [None, b"", b"null", b"[]", b"{}", b'{"header":{},"changes":[],"digest":""}', b"[" * 5000]
)
def test_a_missing_or_foreign_commit_is_named(bench, rev, data):
    result = bench.with_objects(altered(stored(bench), {commit_name("p", rev): data})).verify("p")
    assert (result.ok, result.bad_rev) == (False, rev)


@pytest.mark.parametrize("rev", [1, 2, 3])
def test_any_cut_or_longer_commit_is_named(bench, rev):
    objects, name = stored(bench), commit_name("p", rev)
    for cut in [
        *(objects[name][:end] for end in range(0, len(objects[name]), 7)),
        objects[name] + b" ",
        b" " + objects[name],
    ]:
        result = bench.with_objects(altered(objects, {name: cut})).verify("p")
        assert (result.ok, result.bad_rev) == (False, rev)


def forged(bench, number, **fields):
    """Write a commit anew with other header fields, its own digest right."""
    commit = decode_commit(bench.objects.get(commit_name("p", number)), "p", number)
    return encode_commit(replace(commit.header, **fields), commit.entities)


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({"state_root": "0" * 64}, 2),
        ({"changes_root": "0" * 64}, 2),
        ({"parent": "0" * 64}, 2),
        ({"rev": 3}, 2),
        ({"project": "q"}, 2),
        ({"actor": "someone else"}, 3),
        ({"cause": "another"}, 3),
        ({"origin": "derived"}, 3),
    ],
)
def test_a_commit_forged_with_its_digest_is_named(bench, fields, named):
    """What only the digest holds shows at the next commit, whose parent it was."""
    result = bench.with_objects(altered(stored(bench), {commit_name("p", 2): forged(bench, 2, **fields)})).verify("p")
    assert (result.ok, result.bad_rev) == (False, named)


def test_the_last_commit_forged_with_its_digest_shows_in_the_head(bench):
    forgery = {commit_name("p", 3): forged(bench, 3, actor="someone else")}
    assert bench.with_objects(altered(stored(bench), forgery)).verify("p").bad_rev == 3


def test_time_going_back_is_named(bench, make_workbench):
    first = bench.ledger.commit("p", 1).header
    result = bench.with_objects(
        altered(stored(bench), {commit_name("p", 2): forged(bench, 2, at=first.at.replace(year=2025))})
    ).verify("p")
    assert (result.ok, result.bad_rev) == (False, 2)
    assert "earlier" in result.reason


def test_changes_out_of_order_or_twice_are_named(bench):
    commit = decode_commit(bench.objects.get(commit_name("p", 2)), "p", 2)
    for entities in (commit.entities[::-1], commit.entities + commit.entities[-1:], ()):
        with pytest.raises(LedgerFaultError) as caught:
            decode_commit(encode_commit(commit.header, entities), "p", 2)
        assert caught.value.rev == 2
        assert isinstance(caught.value, ProblemError)


def test_a_snapshot_that_disagrees_is_named(bench):
    name = snapshot_name("p", 2)
    for data in (b"[]", b"not json", stored(bench)[name].replace(b'{"n":2}', b'{"n":9}')):
        ledger = bench.with_objects(altered(stored(bench), {name: data}))
        assert ledger.verify("p").bad_rev == 2
        assert ledger.as_of("p", rev=3) == bench.ledger.as_of("p", rev=3), "a bad snapshot is passed over"
    ledger = bench.with_objects(altered(stored(bench), {snapshot_name("p", 9): b"[]"}))
    assert ledger.verify("p").bad_rev == 4


def test_past_states_do_not_hide_a_commit_that_leads_elsewhere(bench):
    """With another state root the commit is sound in itself, but no state leads to it."""
    ledger = bench.with_objects(altered(stored(bench), {commit_name("p", 2): forged(bench, 2, state_root="0" * 64)}))
    with pytest.raises(LedgerFaultError) as caught:
        ledger.as_of("p", rev=2)
    assert caught.value.rev == 2


def items_like(bench, head, entities, buckets=None):
    items = MemoryItems()
    items.write("p", entities)
    items.set_head(head, buckets or bench.items.buckets("p"), 0)
    return Ledger(bench.objects, items)


def test_a_head_or_an_item_that_disagrees_is_named(bench):
    head, entities = bench.ledger.head("p"), list(bench.items.scan("p"))
    assert items_like(bench, head, entities).verify("p").ok
    for lie in (
        {"digest": "0" * 64},
        {"state_root": "0" * 64},
        {"entities": 9},
        {"origin": "derived"},
        {"rev": 2},
        {"rev": 4},
    ):
        result = items_like(bench, replace(head, **lie), entities).verify("p")
        assert (result.ok, result.bad_rev) == (False, lie.get("rev", 3)), lie
    for index, entity in enumerate(entities):
        rest = entities[:index] + entities[index + 1 :]
        for lie in (
            [],
            [replace(entity, data=b'{"n":99}')],
            [replace(entity, rev=0)],
            [entity, Entity("file:more", 1, b"{}")],
        ):
            assert items_like(bench, head, rest + lie).verify("p").bad_rev == 3, lie


@pytest.mark.parametrize("buckets", [None, NO_BUCKETS], ids=["bucket roots kept", "bucket roots lost"])
def test_a_writer_refuses_to_build_on_items_that_disagree(bench, buckets):
    head, entities = bench.ledger.head("p"), list(bench.items.scan("p"))
    lies = [replace(entity, data=b'{"n":99}') if entity.key == "file:b" else entity for entity in entities]
    ledger = items_like(bench, head, lies, buckets)
    with pytest.raises(LedgerFaultError, match="replay") as caught:
        ledger.submit("p", lambda _: [Change("file:b", {"n": 100})], bench.meta())
    assert caught.value.rev == 3
    assert ledger.objects.get(commit_name("p", 4)) is None
    assert ledger.replay("p").state_root == head.state_root
    assert ledger.verify("p").ok
    assert ledger.submit("p", lambda _: [Change("file:b", {"n": 100})], bench.meta()).rev == 4


def test_a_repair_refuses_items_that_disagree(bench):
    """The head stands at 2, commit 3 is to be shown, and an item in its bucket is wrong."""
    entities = [entity for entity in bench.items.scan("p") if entity.rev < 3 and entity.key != "file:b"]
    head = replace(bench.ledger.head("p"), rev=2, digest=bench.ledger.commit("p", 2).header.digest)
    ledger = items_like(bench, head, entities, NO_BUCKETS)
    with pytest.raises(LedgerFaultError, match="replay"):
        ledger.repair("p")
    assert ledger.replay("p") == bench.ledger.head("p")


def test_no_item_shows_a_commit_that_breaks_the_chain(bench):
    objects = altered(stored(bench), {commit_name("p", 3): forged(bench, 3, parent="0" * 64)})
    items = MemoryItems()
    with pytest.raises(LedgerFaultError) as caught:
        Ledger(objects, items).repair("p")
    assert (caught.value.rev, list(items.scan("p"))) == (3, [])
