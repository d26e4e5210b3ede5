"""Proofs from stored logs, at the newest checkpoint and at earlier ones, with the witnesses' lines."""

from datetime import timedelta

import pytest
from log_parts import COSIGNER, KEYS, LOG, NOW, ORIGIN, OTHER, WITNESS, WITNESSES, entries, entry, log_of

from commandcenter.attestation.log.append import append
from commandcenter.attestation.log.batches import index_name
from commandcenter.attestation.log.checkpoint import Checkpoint, open_checkpoint, read_checkpoint, sign_checkpoint
from commandcenter.attestation.log.cosignature import cosign, cosignatures
from commandcenter.attestation.log.model import LogFaultError
from commandcenter.attestation.log.note import MAX_LINES, Line
from commandcenter.attestation.log.proof_file import check_proof, parse_proof
from commandcenter.attestation.log.prove import cosigned, keep_cosignature, prove
from commandcenter.attestation.log.store import MemoryLogStore
from commandcenter.kernel.errors import InvalidInputError, NotFoundError, UnavailableError
from commandcenter.kernel.merkle import EMPTY_ROOT


def cosign_newest(store, name, signer, at=NOW):
    head = read_checkpoint(store.checkpoint()[0])
    return keep_cosignature(store, head.size, signer.key_id, cosign(head, name, signer, at))


def test_every_entry_is_proven_at_every_checkpoint_since():
    store, heads = MemoryLogStore(), []
    for size in range(1, 9):
        append(store, ORIGIN, LOG, entries(*range(size)))
        heads.append(store.checkpoint()[0])
    for number in range(8):
        for data in heads[number:]:
            proof = prove(store, entry(number)[0], data)
            assert parse_proof(proof).checkpoint == data
            assert check_proof(proof, entry(number)[1], ORIGIN, KEYS) == read_checkpoint(data)
        for data in heads[:number]:
            with pytest.raises(UnavailableError, match="does not cover"):
                prove(store, entry(number)[0], data)


def test_proofs_carry_what_the_witnesses_said_of_the_newest_checkpoint():
    store = log_of(3)
    assert cosigned(store) == store.checkpoint()[0]
    assert cosign_newest(store, WITNESS, COSIGNER)
    assert cosign_newest(store, "w2", OTHER)
    assert not cosign_newest(store, WITNESS, COSIGNER, NOW + timedelta(1)), "the first stays"
    keys = WITNESSES | {"w2": [OTHER.public_key()]}
    expected = {(WITNESS, COSIGNER.public_key(), NOW), ("w2", OTHER.public_key(), NOW)}
    checkpoint = parse_proof(prove(store, entry(1)[0])).checkpoint
    assert checkpoint == cosigned(store)
    assert set(cosignatures(checkpoint, keys)) == expected
    assert open_checkpoint(checkpoint, ORIGIN, KEYS).size == 3
    append(store, ORIGIN, LOG, [entry(3)])
    assert cosigned(store) == store.checkpoint()[0]


def test_more_cosignatures_than_a_note_has_room_for_are_left_out():
    store = log_of(1)
    for number in range(MAX_LINES + 3):
        assert keep_cosignature(store, 1, f"{number:03}", Line(f"w{number:03}", b"1234", b"x").write())
    assert cosigned(store).count(b"\n") == 4 + MAX_LINES
    assert open_checkpoint(cosigned(store), ORIGIN, KEYS).size == 1


@pytest.mark.parametrize(
    ("key_id", "line"),
    [
        ("a/b", Line("w", b"1234", b"x").write()),
        ("", Line("w", b"1234", b"x").write()),
        ("k\n", Line("w", b"1234", b"x").write()),
        ("k", b""),
        ("k", b"\n"),
        ("k", Line("w", b"1234", b"x").write()[:-1]),
        ("k", Line("w", b"1234", b"x").write() * 2),
    ],
)
def test_only_one_line_of_one_key_is_kept(key_id, line):
    store = log_of(1)
    with pytest.raises(InvalidInputError):
        keep_cosignature(store, 1, key_id, line)
    assert list(store.names("cosignatures/")) == []


def test_what_is_not_logged_cannot_be_proven():
    with pytest.raises(NotFoundError):
        prove(log_of(1), entry(1)[0])
    with pytest.raises(NotFoundError):
        prove(MemoryLogStore(), entry(1)[0])
    with pytest.raises(NotFoundError):
        cosigned(MemoryLogStore())
    store = log_of(2)
    store.put_new(index_name(entry(2)[0]), b"2")
    with pytest.raises(UnavailableError):
        prove(store, entry(2)[0])


def test_a_log_that_contradicts_itself_proves_nothing():
    store = log_of(2)
    false = sign_checkpoint(Checkpoint(ORIGIN, 2, EMPTY_ROOT), LOG)
    with pytest.raises(LogFaultError, match="do not give the root"):
        prove(store, entry(1)[0], false)
    with pytest.raises(LogFaultError, match="cannot be read"):
        prove(store, entry(1)[0], b"x")
