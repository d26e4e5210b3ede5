"""Attestations as they are measured: logs of any size prove their entries, and what is counted is what the hub does."""

import json
from types import SimpleNamespace

import boto3
import pytest
import yaml
from attest_requests import GAVE_WAY, MACHINE, measure_requests, overhead, transitions
from attested import AttestedHub
from hypothesis import given
from hypothesis import strategies as st
from log_proofs import ORIGIN, digest_of, fill, make_signer, measure_proofs
from measure_requests import BUCKET, REGION, account, open_ledger
from meter import metered
from moto import mock_aws
from prices import PRICES
from world import AT, project_name, project_nodes

from commandcenter.attestation.log.checkpoint import read_checkpoint
from commandcenter.attestation.log.proof_file import check_proof
from commandcenter.attestation.log.prove import prove
from commandcenter.attestation.log.s3 import S3LogStore
from commandcenter.attestation.log.store import MemoryLogStore
from commandcenter.attestation.verify import verify_bundle
from commandcenter.compliance.model import Pack
from commandcenter.graph.replace import plan_replace
from commandcenter.kernel.errors import InvalidInputError
from commandcenter.kernel.layers import CHECKOUT
from commandcenter.kernel.merkle import leaf_hash, root
from commandcenter.ledger.model import Meta
from commandcenter.ledger.open import open_memory

SIGNER = make_signer("ed25519")
JUDGE = SimpleNamespace(
    packs={"empty": Pack("empty", "1.0.0", "", "", "d" * 64, {}, {}, {}, {})},
    check=lambda *_: {},
    judge=lambda *_: [],
)


def attested_hub(ledger, log_store):
    ledger.submit(project_name(0), plan_replace(project_nodes(0, 20), "source"), Meta(AT, "bench", "index", "source"))
    return AttestedHub(ledger, log_store, JUDGE)


@given(st.integers(1, 70_000), st.data())
def test_a_log_that_is_filled_at_once_proves_its_entries(size, data):
    place = data.draw(st.integers(0, size - 1))
    store, keys = fill(size, [place], SIGNER), [SIGNER.public_key()]
    proof = prove(store, digest_of(place))
    assert check_proof(proof, b"%d" % place, ORIGIN, keys).size == size
    with pytest.raises(InvalidInputError):
        check_proof(proof, b"%d" % (place + 1), ORIGIN, keys)


@given(st.integers(1, 1_500))
def test_its_root_is_the_one_over_all_entries(size):
    head = read_checkpoint(fill(size, [], SIGNER).checkpoint()[0])
    assert head.root == root([leaf_hash(b"%d" % place) for place in range(size)])


def test_proofs_grow_by_a_hash_when_a_log_doubles():
    _, rows = measure_proofs((1, 2, 256, 257, 513), samples=3)
    assert [row["hashes"] for row in rows] == [0, 1, 8, 9, 10]
    assert rows[0]["bytes"] < rows[1]["bytes"] < rows[2]["bytes"] < rows[3]["bytes"] < rows[4]["bytes"]
    assert [row["tiles"] for row in rows[:2]] == [1, 1]


def test_a_bundle_of_what_was_attested_is_valid_and_tells_when_something_took_its_place():
    hub = attested_hub(open_memory(), MemoryLogStore())
    first, second = hub.attest(1), hub.attest(2)
    keys, at = [hub.keys.to_json()], hub.clock.now()
    older, newer = (verify_bundle(hub.bundle(one), at=at, keys=keys) for one in (first, second))
    assert (older.verdict, newer.verdict) == ("VALID", "VALID")
    assert any("superseded" in note for note in older.notes)
    assert not any("superseded" in note for note in newer.notes)


def test_requests_of_an_attested_audit_are_counted_step_by_step():
    with account(), metered() as meter, mock_aws():
        hub = attested_hub(open_ledger(), S3LogStore(boto3.client("s3", region_name=REGION), BUCKET))
        _, figures = measure_requests(hub, meter, days=3)
    steps = figures["steps"]
    assert list(steps) == [*hub.steps(), GAVE_WAY, "all"]
    signed = {name: step["kms_sign"] for name, step in steps.items() if step["kms_sign"]}
    assert signed == {"sign": 3, "log": 1, GAVE_WAY: 2, "all": 6}
    assert steps["log"]["s3_put"] == 7  # a batch, its bundle, its tile, the places of three, the checkpoint
    assert steps["sign"]["s3_put"] == steps["pin"]["s3_put"] == 3
    assert steps["all"]["requests"] == sum(step["requests"] for name, step in steps.items() if name != "all")
    assert sum(figures["per_1000"].values()) > figures["per_1000"]["state machine"] > 0


def test_every_state_is_a_transition_and_so_are_start_and_end():
    assert transitions() == 7 + 2


def test_functions_are_priced_as_the_hub_has_them_and_the_machine_calls_them():
    priced = PRICES["assumptions"]["attest_functions"]
    yaml_loader = type("Loader", (yaml.SafeLoader,), {})
    yaml_loader.add_multi_constructor("!", lambda *_: None)
    template = yaml.load((CHECKOUT / "template.yaml").read_text(), yaml_loader)
    usual = template["Globals"]["Function"]["MemorySize"]
    made = {
        one["Properties"]["CodeUri"].removeprefix("functions/"): one["Properties"].get("MemorySize", usual)
        for one in template["Resources"].values()
        if one["Type"] == "AWS::Serverless::Function"
    }
    assert {name: one["memory_mb"] for name, one in priced.items()} == {name: made[name] for name in priced}
    states = json.loads(MACHINE.read_text())["States"].values()
    assert sum(one.get("calls", 1) for one in priced.values() if not one.get("once")) == len(states)


def test_a_second_execution_costs_all_but_what_starts_the_first():
    prices = PRICES | {"assumptions": PRICES["assumptions"] | {"sqs_requests_per_message": 3}}
    one, two = overhead(1, prices), overhead(2, prices)
    assert two["state machine"] == pytest.approx(2 * one["state machine"])
    assert one["functions"] < two["functions"] < 2 * one["functions"]
    assert one["queues and events"] < two["queues and events"] < 2 * one["queues and events"]
