"""Hubs cosign the logs of hubs that send to them, as long as each log tells one history; a second one is told of."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from attested_parts import SIGNER
from federation_parts_memory import MemoryHub, keys_of, make_peer, make_signer
from hypothesis import given, settings
from hypothesis import strategies as st
from witness_wire import Witness

from commandcenter.attestation.log.append import append
from commandcenter.attestation.log.checkpoint import Checkpoint, read_checkpoint, sign_checkpoint
from commandcenter.attestation.log.cosignature import cosignatures
from commandcenter.attestation.log.note import add_lines, parse_lines, parse_note
from commandcenter.attestation.log.store import MemoryLogStore
from commandcenter.attestation.log.witness import make_request
from commandcenter.attestation.model import log_origin, witness_name
from commandcenter.kernel.canonical import digest
from commandcenter.kernel.errors import (
    ForbiddenError,
    InconsistentError,
    InvalidInputError,
    NotFoundError,
    ProblemError,
    UnauthenticatedError,
)
from commandcenter.mesh.contracts import check_event
from commandcenter.signing.jwks import KeySet, PublishedKey
from commandcenter.signing.signer import Signer

LOG = make_signer()
SIZES = 6
HISTORIES = {"a": [f"a{n}" for n in range(SIZES)], "b": ["a0", "a1", *(f"b{n}" for n in range(2, SIZES))]}


def log_of(entries: list[str], hub: str = "alpha", signer: Signer = LOG) -> MemoryLogStore:
    store = MemoryLogStore()
    append(store, log_origin(hub), signer, [(digest(entry), entry.encode()) for entry in entries])
    return store


LOGS = {(name, size): log_of(HISTORIES[name][:size]) for name in HISTORIES for size in range(1, SIZES + 1)}


def note_of(store: MemoryLogStore) -> bytes:
    stored = store.checkpoint()
    assert stored is not None
    return stored[0]


def witness() -> tuple[MemoryHub, Witness]:
    alpha = MemoryHub("alpha")
    return alpha, Witness.of(alpha, LOG)


def test_the_log_of_a_hub_that_sends_to_us_is_cosigned() -> None:
    alpha, meta = witness()
    for size, old in ((2, 0), (2, 2), (5, 2)):
        outcome = meta.ask(make_request(LOGS["a", size], old), alpha.signer)
        assert outcome.status == 200
        note = add_lines(parse_note(note_of(LOGS["a", size])), parse_lines(outcome.body))
        ((name, key, at),) = cosignatures(note.write(), {witness_name("meta"): [meta.hub.signer.public_key()]})
        assert (name, key, at) == ("commandcenter/meta/witness", meta.hub.signer.public_key(), meta.hub.clock.now())
        alpha.clock.advance(10)
    assert meta.split_views() == []


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"role": "upstream"}, ForbiddenError),
        ({"bridge": True}, ForbiddenError),
        ({"hub": "beta"}, NotFoundError),
        ({"keys": KeySet()}, UnauthenticatedError),
    ],
    ids=["does not send", "bridge", "of another hub", "unknown key"],
)
def test_logs_of_others_are_refused(changes: dict[str, Any], error: type[ProblemError]) -> None:
    alpha = MemoryHub("alpha")
    meta = Witness.of(alpha, LOG)
    meta.hub.peers.remove("alpha")
    meta.hub.peers.put(
        make_peer(**{"hub": "alpha", "signer": alpha.signer, "keys": keys_of(alpha.signer, LOG), "role": "downstream"} | changes)
    )  # fmt: skip
    with pytest.raises(error):
        meta.ask(make_request(LOGS["a", 2], 0), alpha.signer)
    assert meta.store.latest(log_origin("alpha")) == (None, 0)


def test_a_hub_has_no_log_of_another_cosigned_though_its_key_is_good() -> None:
    alpha, meta = witness()
    beta = MemoryHub("beta", alpha.clock)
    meta.hub.peers.put(make_peer("beta", beta.signer, role="downstream"))
    with pytest.raises(NotFoundError):
        meta.ask(make_request(LOGS["a", 2], 0), beta.signer)
    forged = log_of(["x"], "alpha", beta.signer)
    with pytest.raises(NotFoundError):
        meta.ask(make_request(forged, 0), beta.signer)
    with pytest.raises(ForbiddenError):
        meta.ask(make_request(forged, 0), alpha.signer)
    assert meta.split_views() == []


def test_only_keys_of_the_hub_that_count_now_sign_its_log() -> None:
    alpha, meta = witness()
    now = alpha.clock.now()
    body = make_request(LOGS["a", 2], 0)
    own = keys_of(alpha.signer, SIGNER).entries
    for entry in (
        PublishedKey(LOG.public_key(), None, now),
        PublishedKey(LOG.public_key(), now + timedelta(seconds=1)),
        None,
    ):
        meta.relink("alpha", keys=KeySet((*own, *([entry] if entry else []))))
        with pytest.raises(ForbiddenError, match="not signed by its log"):
            meta.ask(body, alpha.signer)
    meta.relink("alpha", keys=KeySet((*own, PublishedKey(LOG.public_key(), now, now + timedelta(seconds=1)))))
    assert meta.ask(body, alpha.signer).status == 200


def test_a_hub_whose_own_key_is_of_another_kind_has_its_log_cosigned() -> None:
    alpha = MemoryHub("alpha", signer=SIGNER)
    assert Witness.of(alpha, LOG).ask(make_request(LOGS["a", 2], 0), SIGNER).status == 200


@settings(max_examples=80, deadline=None)
@given(
    steps=st.lists(
        st.integers(1, SIZES).flatmap(lambda size: st.tuples(st.sampled_from("ab"), st.just(size), st.integers(0, size))),
        max_size=10,
    )
)  # fmt: skip
def test_whatever_is_asked_one_history_is_cosigned(steps: list[tuple[str, int, int]]) -> None:
    alpha, meta = witness()
    seen: list[str] = []
    said: set[tuple[int, str, int, str]] = set()
    for branch, size, old in steps:
        alpha.clock.advance(1)
        offered = HISTORIES[branch][:size]
        body = make_request(LOGS[branch, size], old)
        contradiction = size == len(seen) and offered != seen
        if old != len(seen):
            outcome = meta.ask(body, alpha.signer)
            assert (outcome.status, outcome.body) == (409, b"%d\n" % len(seen))
        elif offered[: len(seen)] == seen:
            assert meta.ask(body, alpha.signer).status == 200
            seen = offered
        else:
            contradiction = True
            with pytest.raises(InconsistentError):
                meta.ask(body, alpha.signer)
        if contradiction:
            said.add((len(seen), str(seen), size, str(offered)))
        record, _ = meta.store.latest(log_origin("alpha"))
        assert (record.size if record else 0) == len(seen)
    views = meta.split_views()
    for view in views:
        check_event(view)
    assert len({one.id for one in views}) == len(said), "the same contradiction is the same event"


def test_what_is_told_of_two_histories() -> None:
    alpha, meta = witness()
    meta.ask(make_request(LOGS["a", 4], 0), alpha.signer)
    for _ in range(2):
        alpha.clock.advance(60)
        assert meta.ask(make_request(LOGS["b", 4], 0), alpha.signer).status == 409
        with pytest.raises(InconsistentError):
            meta.ask(make_request(LOGS["b", 4], 4), alpha.signer)
    views = meta.split_views()
    assert len({one.id for one in views}) == 1
    told = views[0]
    check_event(told)
    assert (told.type, told.data["about"]) == ("meta.global.escalation", "alpha")
    roots = [read_checkpoint(note_of(LOGS[name, 4])).root.hex() for name in "ab"]
    assert "two roots for one size" in told.data["detail"]
    assert all(root in told.data["detail"] for root in roots)
    with pytest.raises(InconsistentError):
        meta.ask(make_request(LOGS["b", 6], 4), alpha.signer)
    assert "does not follow" in meta.split_views()[-1].data["detail"]
    assert meta.ask(make_request(LOGS["a", 6], 4), alpha.signer).status == 200, "the one history goes on"


def test_an_empty_log_with_a_root_is_refused() -> None:
    alpha, meta = witness()
    note = sign_checkpoint(Checkpoint(log_origin("alpha"), 0, b"x" * 32), LOG)
    with pytest.raises(InconsistentError):
        meta.ask(b"old 0\n\n" + note, alpha.signer)
    assert meta.split_views() == []


def test_a_contradiction_is_told_of_the_hub_whose_log_it_is() -> None:
    """A hub may have announced the key of another as its own: then both sign, and the log named in the checkpoint counts."""
    alpha, meta = witness()
    meta.hub.peers.put(
        replace(make_peer("zeta", make_signer(), role="downstream"), keys=keys_of(make_signer(), alpha.signer, LOG))
    )
    logs = [log_of([name], "zeta") for name in ("x", "y")]
    assert meta.ask(make_request(logs[0], 0), alpha.signer).status == 200
    with pytest.raises(InconsistentError):
        meta.ask(make_request(logs[1], 1), alpha.signer)
    (told,) = meta.split_views()
    assert told.data["about"] == "zeta"


@pytest.mark.parametrize("body", [b"", b"old 0\n\n", b"old 0\n\nx", b"old -1\n\nx\n\n\xe2\x80\x94 x x\n", b"\xff" * 99])
def test_bodies_that_ask_for_nothing(body: bytes) -> None:
    alpha, meta = witness()
    with pytest.raises(InvalidInputError):
        meta.ask(body, alpha.signer)
