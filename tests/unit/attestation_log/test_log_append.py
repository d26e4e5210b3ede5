"""Appending: each entry once and one history, whoever dies wherever and whoever else writes."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from log_parts import (
    KEYS,
    LOG,
    ORIGIN,
    CuedStore,
    DiedError,
    assert_one_history,
    die,
    ed25519,
    entries,
    entry,
    log_of,
    logged,
    p256,
)

from commandcenter.attestation.log.append import append, complete, find_index
from commandcenter.attestation.log.batches import Entry, batch_name, parse_batch, tiles_after, write_batch
from commandcenter.attestation.log.checkpoint import Checkpoint, open_checkpoint, read_checkpoint, sign_checkpoint
from commandcenter.attestation.log.model import LogFaultError
from commandcenter.attestation.log.store import MemoryLogStore
from commandcenter.attestation.log.tiles import WIDTH, Tree, bundle_name, write_bundle
from commandcenter.kernel.errors import InvalidInputError, TooLargeError, UnavailableError
from commandcenter.kernel.merkle import EMPTY_ROOT, leaf_hash

BEFORE = 254
OURS, THEIRS = (254, 255, 256, 3, 254), (300, 255, 301)
"""What two writers add to a log of 254: each has an entry of its own, one they share; ours passes the edge of a tile."""


def run_out(store, numbers, *, at, when="before", cue=die):
    """Append until the cue; returns the store that counted, and the indexes unless the writer died."""
    cued = CuedStore(store, at, when, cue)
    try:
        return cued, append(cued, ORIGIN, LOG, entries(*numbers))
    except DiedError:
        return cued, None


def assert_whole(store, *histories):
    """Check that the log holds what it held and what both writers added, each once and where the index says."""
    found = logged(store)
    wanted = {number for history in histories for number in history} | set(range(BEFORE))
    assert sorted(found) == sorted(entry(number)[1] for number in wanted)
    for number in wanted:
        index = find_index(store, entry(number)[0])
        assert found[index] == entry(number)[1]


def steps_of(numbers):
    return run_out(log_of(BEFORE), numbers, at=0)[0].count


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("at", range(1, 21))
def test_a_writer_may_die_at_every_step_and_try_again(at, when):
    assert steps_of(OURS) <= 20
    store = log_of(BEFORE)
    first, done = run_out(store, OURS, at=at, when=when)
    second, again = run_out(store, OURS, at=0)
    assert done in (None, again)
    assert_whole(store, OURS)
    assert again == [find_index(store, entry(number)[0]) for number in OURS] == [254, 255, 256, 3, 254]
    assert_one_history([read_checkpoint(data) for data in (*first.heads, *second.heads)], store)


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("at", range(1, 21))
def test_another_may_write_between_death_and_the_next_try(at, when):
    store = log_of(BEFORE)
    first, _ = run_out(store, OURS, at=at, when=when)
    other, theirs = run_out(store, THEIRS, at=0)
    second, ours = run_out(store, OURS, at=0)
    assert_whole(store, OURS, THEIRS)
    assert ours[1] == theirs[1]
    assert_one_history([read_checkpoint(data) for data in (*first.heads, *other.heads, *second.heads)], store)


@pytest.mark.parametrize("at", range(1, 21))
def test_a_writer_may_stand_still_at_every_step_while_another_comes_and_dies_at_every_step(at):
    for their_at in range(24):
        store = log_of(BEFORE)
        others = []

        def visit(store=store, others=others, their_at=their_at):
            others.append(run_out(store, THEIRS, at=their_at, when="after")[0])

        first, ours = run_out(store, OURS, at=at, cue=visit)
        assert ours is not None
        last, _ = run_out(store, THEIRS, at=0)
        assert_whole(store, OURS, THEIRS)
        assert ours == [find_index(store, entry(number)[0]) for number in OURS]
        heads = [data for one in (*others, first, last) for data in one.heads]
        assert len(heads) == len(set(heads))
        assert_one_history(sorted(map(read_checkpoint, heads), key=lambda one: one.size), store)


def test_what_a_dead_writer_decided_is_completed_without_it():
    store = log_of(BEFORE)
    while run_out(store, OURS, at=7, when="after")[1]:
        pass
    assert find_index(store, entry(255)[0]) is None
    complete(store, ORIGIN, LOG)
    assert_whole(store, OURS)
    held = store.checkpoint()
    complete(store, ORIGIN, LOG)
    assert store.checkpoint() == held


def test_a_log_completed_with_a_new_key_goes_on():
    store, new = log_of(BEFORE), ed25519()
    assert run_out(store, OURS, at=8, when="after")[1] is None
    assert append(store, ORIGIN, new, entries(256, 500)) == [256, 257]
    head = open_checkpoint(store.checkpoint()[0], ORIGIN, [new.public_key()])
    assert head.root == Tree(store.get, 258).root()


sizes = st.one_of(st.integers(0, 4), st.sampled_from([100, 255, 256, 257, 600]))


@settings(max_examples=25, deadline=None)
@given(batches=st.lists(st.tuples(sizes, st.integers(0, 300)), max_size=6))
def test_any_history_is_that_of_a_plain_list(batches):
    store, model, heads = MemoryLogStore(), list[bytes](), []
    places = dict[int, int]()
    for count, start in batches:
        numbers = range(start, start + count)
        for number in numbers:
            if number not in places:
                places[number] = len(model)
                model.append(entry(number)[1])
        cued, got = run_out(store, numbers, at=0)
        assert got == [places[number] for number in numbers]
        heads += map(read_checkpoint, cued.heads)
    assert logged(store) == model
    assert_one_history(heads, store)


def test_writers_at_once_log_each_entry_once():
    store = log_of(BEFORE)
    barrier = threading.Barrier(4)

    def write(writer):
        barrier.wait()
        return [append(store, ORIGIN, LOG, entries(250 + number, 300 + writer * 10 + number)) for number in range(6)]

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(write, range(4)))
    assert_whole(store, range(BEFORE + 2), *(range(300 + 10 * writer, 306 + 10 * writer) for writer in range(4)))
    for writer, indexes in enumerate(answers):
        for number, pair in enumerate(indexes):
            assert pair[1] == find_index(store, entry(300 + writer * 10 + number)[0])


def test_the_first_envelope_of_a_statement_stays():
    store = MemoryLogStore()
    assert append(store, ORIGIN, LOG, [entry(1), entry(1, "other"), entry(2)]) == [0, 0, 1]
    assert append(store, ORIGIN, LOG, [entry(1, "third")]) == [0]
    assert logged(store) == [entry(1)[1], entry(2)[1]]


def test_nothing_to_log_changes_nothing():
    store = MemoryLogStore()
    assert append(store, ORIGIN, LOG, []) == []
    assert store.checkpoint() is None
    assert list(store.names("")) == []


@pytest.mark.parametrize(
    ("wanted", "error", "pointer"),
    [
        ([entry(1), (entry(2)[0], b"x" * 65_536)], TooLargeError, "/1"),
        ([entry(1), ("../x", b"x")], InvalidInputError, "/1"),
        ([(entry(1)[0].upper(), b"x")], InvalidInputError, "/0"),
        ([(entry(1)[0] + "\n", b"x")], InvalidInputError, "/0"),
    ],
)
def test_what_cannot_be_logged_is_refused_before_anything_is_written(wanted, error, pointer):
    store = MemoryLogStore()
    with pytest.raises(error) as caught:
        append(store, ORIGIN, LOG, wanted)
    assert caught.value.pointer == pointer
    assert list(store.names("")) == []


def test_the_longest_entry_is_logged():
    store = MemoryLogStore()
    append(store, ORIGIN, LOG, [(entry(1)[0], b"x" * 65_535)])
    assert logged(store) == [b"x" * 65_535]


def test_only_ed25519_signs():
    store = MemoryLogStore()
    with pytest.raises(InvalidInputError):
        append(store, ORIGIN, p256(), [entry(1)])
    assert list(store.names("")) == []


class Always:
    """Play a store where somebody else is always first."""

    def __init__(self, store):
        self.store = store

    def __getattr__(self, name):
        return getattr(self.store, name)

    def swap_checkpoint(self, data, token):
        return False


def test_a_writer_who_is_never_first_gives_up():
    with pytest.raises(UnavailableError):
        append(Always(MemoryLogStore()), ORIGIN, LOG, [entry(1)])


class Changed:
    """Play a store in which one object is another, or gone."""

    def __init__(self, store, name, data):
        self.store, self.name, self.data = store, name, data

    def __getattr__(self, name):
        return getattr(self.store, name)

    def get(self, name):
        return self.data if name == self.name else self.store.get(name)

    def checkpoint(self):
        return (self.data, "token") if self.name == "checkpoint" else self.store.checkpoint()


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("tile/0/001.p/44", b"x" * 44 * 32),
        ("tile/0/001.p/44", None),
        ("tile/1/000.p/1", b"x" * 32),
        ("tile/entries/001.p/44", b""),
        ("index/" + entry(400)[0], b"one"),
        ("index/" + entry(400)[0], b"\xff"),
        ("index/" + entry(400)[0], b"300"),
        ("checkpoint", b"x"),
        ("checkpoint", sign_checkpoint(Checkpoint("another/log", 300, EMPTY_ROOT), LOG)),
        ("checkpoint", sign_checkpoint(Checkpoint(ORIGIN, 300, EMPTY_ROOT), LOG)),
        ("checkpoint", sign_checkpoint(Checkpoint(ORIGIN, 299, EMPTY_ROOT), LOG)),
    ],
)
def test_a_log_that_contradicts_itself_is_not_signed_on(name, data):
    store = log_of(300)
    held = store.checkpoint()
    with pytest.raises(LogFaultError):
        append(Changed(store, name, data), ORIGIN, LOG, [entry(400)])
    assert store.checkpoint() == held


def test_the_log_of_another_is_not_written_to():
    store = log_of(3)
    with pytest.raises(LogFaultError, match=ORIGIN):
        append(store, "another/log", LOG, [entry(3)])
    assert find_index(store, entry(3)[0]) is None


def test_a_long_list_is_logged_in_batches_of_a_bounded_size():
    store = log_of(600)
    sizes = {name: len(parse_batch(store.get(name))) for name in store.names("batches/")}
    assert sizes == {batch_name(0): 256, batch_name(256): 256, batch_name(512): 88}


@pytest.mark.parametrize("name", ["tile/0/001.p/46", "tile/entries/001.p/46", "index/" + entry(401)[0]])
def test_what_is_there_already_must_be_what_follows_from_the_batch(name):
    store = log_of(300)
    held = store.checkpoint()
    store.put_new(batch_name(300), write_batch([Entry(*entry(400)), Entry(*entry(401))]))
    store.put_new(name, b"299")
    with pytest.raises(LogFaultError, match="holds something else"):
        append(store, ORIGIN, LOG, [entry(400)])
    assert store.checkpoint() == held


def test_a_batch_that_is_damaged_is_a_fault():
    store = log_of(300)
    store.put_new(batch_name(300), b"x")
    with pytest.raises(LogFaultError):
        append(store, ORIGIN, LOG, [entry(400)])


def test_batches_come_back():
    batch = [Entry(*entry(number)) for number in range(3)]
    data = write_batch(batch)
    assert parse_batch(data) == batch
    for broken in (b"", data[:-1], data[:40], data + b"x", data + write_batch(batch[:1])):
        with pytest.raises(LogFaultError):
            parse_batch(broken)


def large_log(size):
    """Make a log of which only what stands at its end is kept."""
    store, data = MemoryLogStore(), [entry(number)[1] for number in range(size)]
    tiles = tiles_after(Tree({}.get, 0), [leaf_hash(one) for one in data])
    full = size // WIDTH
    for name, tile in (tiles | {bundle_name(full, size - full * WIDTH): write_bundle(data[full * WIDTH :])}).items():
        store.put_new(name, tile)
    store.swap_checkpoint(sign_checkpoint(Checkpoint(ORIGIN, size, Tree(store.get, size).root()), LOG), None)
    return store


@pytest.mark.parametrize(
    ("size", "count", "requests"), [(0, 1, 7), (20, 1, 9), (20, 10, 27), (300, 1, 10), (300, 10, 28), (70_000, 1, 11)]
)
def test_an_append_asks_little_of_the_store(size, count, requests):
    store = large_log(size) if size > 300 else log_of(size)
    cued, got = run_out(store, range(size, size + count), at=0)
    assert cued.count == requests, cued.calls
    assert got == list(range(size, size + count))
    assert open_checkpoint(store.checkpoint()[0], ORIGIN, KEYS).size == size + count
