"""Witnessing: what is cosigned is one history, and each other request is told why it is not."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from log_parts import (
    COSIGNER,
    KEYS,
    LOG,
    NOW,
    ORIGIN,
    OTHER,
    WITNESS,
    WITNESSES,
    assert_one_history,
    entries,
    leaves,
    log_of,
    p256,
)

from commandcenter.attestation.log.append import append
from commandcenter.attestation.log.checkpoint import Checkpoint, checkpoint_of, open_checkpoint, sign_checkpoint
from commandcenter.attestation.log.cosignature import cosignatures
from commandcenter.attestation.log.note import Line, Note, add_lines, parse_note
from commandcenter.attestation.log.store import MemoryLogStore
from commandcenter.attestation.log.witness import Request, add_checkpoint, make_request, parse_request, witness
from commandcenter.attestation.log.witness_store import MemoryWitnessStore
from commandcenter.kernel.errors import InvalidInputError, NotFoundError, UnavailableError
from commandcenter.kernel.merkle import EMPTY_ROOT, consistency_proof, root

LOGS = {ORIGIN: KEYS}


def ask(store, body, keys=LOGS, now=NOW):
    return add_checkpoint(store, body, keys, WITNESS, COSIGNER, now)


def signed(tree, signer=LOG, origin=ORIGIN):
    return parse_note(sign_checkpoint(Checkpoint(origin, len(tree), root(tree)), signer))


def request(old, tree, **options):
    """Ask honestly for a cosignature of the tree over the leaves."""
    return Request(old, tuple(consistency_proof(tree, old)), signed(tree, **options)).write()


def seen(tree):
    """Return a witness that cosigned the tree over the leaves."""
    store = MemoryWitnessStore()
    assert ask(store, request(0, tree)).status == 200
    return store


def test_a_log_is_cosigned_as_it_grows():
    log, store, heads = MemoryLogStore(), MemoryWitnessStore(), []
    for hour, size in enumerate((1, 2, 2, 7, 300)):
        append(log, ORIGIN, LOG, entries(*range(size)))
        known = store.latest(ORIGIN)[0]
        now = NOW + timedelta(hours=hour)
        outcome = ask(store, make_request(log, known.size if known else 0), now=now)
        assert (outcome.status, outcome.evidence) == (200, None)
        answered = log.checkpoint()[0] + outcome.body
        assert cosignatures(answered, WITNESSES) == [(WITNESS, COSIGNER.public_key(), now)]
        record = store.latest(ORIGIN)[0]
        assert record == outcome.record
        assert record.checkpoint == answered
        heads.append(open_checkpoint(record.checkpoint, ORIGIN, KEYS))
    assert_one_history(heads, log)


def test_what_others_wrote_under_a_checkpoint_is_not_remembered():
    note = add_lines(signed(leaves(2)), [Line("elsewhere", b"1234", b"x" * 5_000)])
    outcome = ask(MemoryWitnessStore(), Request(0, (), note).write())
    assert [line.name for line in parse_note(outcome.record.checkpoint).lines] == [ORIGIN, WITNESS]


def test_the_empty_tree_may_be_cosigned():
    store = seen([])
    assert ask(store, request(0, leaves(2))).status == 200


tree = leaves(9)
other = [*leaves(5), *leaves(4, "b")]
CASES = {
    "another log": (404, request(9, tree, origin="another/log")),
    "an unknown key": (403, request(9, tree, signer=OTHER)),
    "a known key that did not sign": (
        403,
        Request(9, (), Note(signed(tree).text, signed([]).lines)).write(),
    ),
    "one good and one false line of known keys": (
        403,
        Request(9, (), Note(signed(tree).text, (*signed(tree).lines, *signed([]).lines))).write(),
    ),
    "a log that shrinks": (400, Request(9, (), signed(tree[:8])).write()),
    "the wrong old size": (409, request(8, tree)),
    "no old size": (409, request(0, tree)),
    "an old size never seen": (409, request(10, leaves(11))),
    "a rollback": (409, request(5, tree[:6])),
    "a split view of the same size": (422, request(9, other)),
    "a split view with an honest proof of its own": (422, request(9, [*other, *leaves(3, "c")])),
    "no proof": (422, Request(9, (), signed(leaves(12))).write()),
    "a proof too many": (422, Request(9, (EMPTY_ROOT,), signed(tree)).write()),
    "a wrong proof": (422, Request(9, (EMPTY_ROOT,) * 3, signed(leaves(12))).write()),
}


@pytest.mark.parametrize("case", CASES)
def test_each_refusal_has_its_status_and_leaves_the_record(case):
    status, body = CASES[case]
    store = seen(tree)
    before = store.latest(ORIGIN)
    outcome = ask(store, body)
    assert (outcome.status, outcome.record) == (status, None)
    assert store.latest(ORIGIN) == before
    if status == 409:
        assert (outcome.body, outcome.content_type) == (b"9\n", "text/x.tlog.size")
    else:
        assert outcome.body.endswith(b"\n")
        assert outcome.content_type.startswith("text/plain")
    assert (outcome.evidence is not None) == (status == 422)


@pytest.mark.parametrize(
    ("body", "proven"),
    [
        (request(9, other), True),
        (request(5, other), True),
        (request(9, [*other, *leaves(3, "c")]), False),
        (Request(9, (), signed(leaves(12))).write(), False),
    ],
)
def test_two_views_of_one_log_are_kept_as_evidence_signed_by_it(body, proven):
    evidence = ask(seen(tree), body).evidence
    assert evidence.proven == proven
    known, offered = (open_checkpoint(data, ORIGIN, KEYS) for data in (evidence.known, evidence.offered))
    assert known.root == root(tree)
    assert offered == parse_request(body).checkpoint
    assert not proven or (known.size == offered.size and known.root != offered.root)


def test_a_first_request_must_be_sound_too():
    cases = [
        (Request(0, (EMPTY_ROOT,), signed(tree)).write(), 422),
        (Request(0, (), parse_note(sign_checkpoint(Checkpoint(ORIGIN, 0, root(tree)), LOG))).write(), 422),
        (request(1, tree), 409),
        (Request(10, (), signed(tree)).write(), 400),
    ]
    for body, status in cases:
        store = MemoryWitnessStore()
        outcome = ask(store, body)
        assert (outcome.status, outcome.record) == (status, None)
        assert store.latest(ORIGIN) == (None, 0)
    assert ask(MemoryWitnessStore(), cases[2][0]).body == b"0\n"
    assert ask(MemoryWitnessStore(), cases[0][0]).evidence is None


GOOD = request(5, tree)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (GOOD, b""),
        (GOOD, b"\xff"),
        (b"old 5\n", b""),
        (b"old 5\n", b"old\n"),
        (b"old 5\n", b"Old 5\n"),
        (b"old 5\n", b"old  5\n"),
        (b"old 5\n", b"old 05\n"),
        (b"old 5\n", b"old -5\n"),
        (b"old 5\n", b"old 5 \n"),
        (b"old 5\n", b"old 5\r\n"),
        (b"old 5\n", b"old 9223372036854775808\n"),
        (b"old 5\n", b"old 5\n\n"),
        (b"old 5\n", b"old 5\nAAAA\n"),
        (b"old 5\n", b"old 5\n!\n"),
        (b"old 5\n", b"old 5\n" + b"A" * 43 + b"=\n" * 1 + (b"A" * 43 + b"=\n") * 63),
        (b"old 5\n", b"old 5\n" + b"x" * 300_000),
        (b"=\n", b"\n"),
        (b"\n\n", b"\n"),
        (b"\n9\n", b"\n09\n"),
        (b"\n9\n", b"\n"),
        (b"\n9\n", b"\nnine\n"),
        (b"\xe2\x80\x94 ", b"- "),
    ],
)
def test_malformed_requests_are_refused(old, new):
    assert old in GOOD
    body = GOOD.replace(old, new, 1)
    with pytest.raises(InvalidInputError):
        parse_request(body)
    outcome = ask(seen(tree[:5]), body)
    assert (outcome.status, outcome.record, outcome.evidence) == (400, None, None)


@given(st.integers(0, len(GOOD) - 1), st.integers(1, 255))
def test_a_changed_request_is_never_taken_for_the_honest_one(place, bits):
    changed = GOOD[:place] + bytes([GOOD[place] ^ bits]) + GOOD[place + 1 :]
    store = seen(tree[:5])
    assert ask(store, changed).status in (400, 403, 404, 409, 422)
    assert ask(store, GOOD).status == 200


def test_requests_come_back():
    for body in (GOOD, request(0, tree), request(9, tree)):
        assert parse_request(body).write() == body


def test_a_log_asks_for_what_it_has():
    log = log_of(300)
    body = make_request(log, 5)
    assert parse_request(body).checkpoint.size == 300
    with pytest.raises(InvalidInputError, match="fewer"):
        make_request(log, 301)
    with pytest.raises(NotFoundError):
        make_request(MemoryLogStore(), 0)


def test_only_ed25519_cosigns():
    with pytest.raises(InvalidInputError, match="Ed25519"):
        witness(parse_request(request(0, tree)), None, LOGS, WITNESS, p256(), NOW)


@settings(max_examples=60, deadline=None)
@given(
    steps=st.lists(
        st.tuples(st.sampled_from("ab"), st.integers(0, 12), st.one_of(st.none(), st.integers(0, 12))), max_size=12
    )
)
def test_whatever_a_log_tries_only_one_history_is_cosigned(steps):
    views = {"a": [*leaves(4), *leaves(8, "a")], "b": [*leaves(4), *leaves(8, "b")]}
    store, cosigned = MemoryWitnessStore(), [list[bytes]()]
    for view, size, old in steps:
        tree = views[view][:size]
        known = len(cosigned[-1])
        claimed = min(known if old is None else old, size)
        outcome = ask(store, request(claimed, tree))
        honest = claimed == known and tree[:known] == cosigned[-1]
        assert (outcome.status == 200) == honest
        if honest:
            cosigned.append(tree)
            head = checkpoint_of(parse_note(store.latest(ORIGIN)[0].checkpoint))
            assert (head.size, head.root) == (size, root(tree))


def test_of_two_requests_at_once_none_rolls_the_other_back():
    for _ in range(20):
        store, barrier = seen(tree[:2]), threading.Barrier(2)

        def send(size, store=store, barrier=barrier):
            barrier.wait()
            return ask(store, request(2, tree[:size])).status

        with ThreadPoolExecutor(2) as pool:
            assert sorted(pool.map(send, (5, 9))) == [200, 409]


class Never(MemoryWitnessStore):
    def advance(self, origin, record, version):
        return False


def test_nothing_is_answered_that_could_not_be_remembered():
    with pytest.raises(UnavailableError):
        ask(Never(), request(0, tree))
