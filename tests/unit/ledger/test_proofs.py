"""A proof convinces without the store, of one entity only, and of nothing that was changed."""

import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commandcenter.kernel.errors import InvalidInputError, NotFoundError
from commandcenter.ledger.proofs import Proof, verify_proof, verify_proof_in_commit


@pytest.fixture(scope="module")
def proven():
    """A project whose buckets hold several entities, with the receipt of its last commit."""
    from datetime import UTC, datetime

    from commandcenter.ledger.model import Change, Meta
    from commandcenter.ledger.open import open_memory

    ledger = open_memory()
    plan = [Change(f"file:{number}", {"secret": f"hidden-{number}"}) for number in range(700)]
    receipt = ledger.submit("p", lambda _: plan, Meta(datetime(2026, 3, 1, tzinfo=UTC), "a", "c", "source"))
    return ledger, receipt


def test_each_entity_can_be_proved_and_survives_json(proven):
    ledger, receipt = proven
    for number in range(0, 700, 50):
        text = json.dumps(ledger.prove("p", f"file:{number}").to_json())
        proof = Proof.from_json(json.loads(text))
        assert verify_proof(proof, receipt.state_root)
        assert verify_proof_in_commit(proof, receipt.digest)
        assert proof.body == {"secret": f"hidden-{number}"}
        assert text.count("hidden-") == 1
        assert text.count("file:") == 1


def test_a_proof_does_not_hold_for_another_commit(proven):
    ledger, receipt = proven
    proof = ledger.prove("p", "file:1")
    assert not verify_proof(proof, "0" * 64)
    assert not verify_proof_in_commit(proof, "0" * 64)
    assert not verify_proof(replace(proof, header=dict(proof.header) | {"state_root": "0" * 64}), receipt.state_root)
    assert not verify_proof_in_commit(replace(proof, header=dict(proof.header) | {"actor": "x"}), receipt.digest)


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_a_proof_changed_anywhere_fails(proven, data):
    ledger, receipt = proven
    proof = ledger.prove("p", f"file:{data.draw(st.integers(0, 699))}").to_json()
    part = data.draw(st.sampled_from(["key", "body", "index", "size", "bucket_path", "state_path"]))
    if part.endswith("_path"):
        path = proof[part]
        at = data.draw(st.integers(0, len(path) - 1)) if path else 0
        changes = [
            path[:at] + path[at + 1 :],
            [*path, "0" * 64],
            [*path[:at], "0" * 64, *path[at + 1 :]],
            [*path[::-1], "zz"],
        ]
        proof[part] = data.draw(st.sampled_from([change for change in changes if change != path]))
    elif part in ("index", "size"):
        proof[part] = data.draw(st.integers(-3, 9).filter(lambda number: number != proof[part]))
        same_shape = part == "size" and proof["size"] > proof["index"]
        if same_shape and verify_proof(Proof.from_json(proof), receipt.state_root):
            return  # a size of the same tree shape around this leaf gives the same path: RFC 6962 proofs do not fix it
    else:
        proof[part] = {"key": "file:other", "body": {"secret": "other"}}[part]
    assert not verify_proof(Proof.from_json(proof), receipt.state_root)


def test_what_does_not_live_cannot_be_proved(workbench):
    workbench.put({"file:a": {"n": 1}, "file:b": {"n": 1}})
    workbench.put({"file:a": None})
    for key, rev in (("file:a", 2), ("file:none", 2), ("file:a", None)):
        with pytest.raises(NotFoundError):
            workbench.ledger.prove("p", key, rev)
    for rev in (0, 3, -1):
        with pytest.raises(NotFoundError):
            workbench.ledger.prove("p", "file:b", rev)


hostile = st.recursive(
    st.none() | st.integers(-5, 5) | st.text(max_size=4) | st.just("0" * 64), lambda inner: st.lists(inner, max_size=2)
)


@settings(max_examples=60, deadline=None)
@given(parts=st.dictionaries(st.sampled_from([*Proof.__slots__, "more"]), hostile, max_size=8))
def test_a_hostile_proof_is_refused_without_a_crash(parts):
    try:
        proof = Proof.from_json(parts)
    except InvalidInputError:
        return
    assert not verify_proof(proof, "0" * 64)
    assert not verify_proof_in_commit(proof, "0" * 64)
