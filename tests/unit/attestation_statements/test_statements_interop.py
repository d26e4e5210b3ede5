"""What we say is understood by the libraries of in-toto, and what they sign by us."""

import json
from typing import Any

from google.protobuf import json_format
from hypothesis import given
from in_toto_attestation.predicates.test_result.v0 import test_result_pb2 as result_pb
from in_toto_attestation.predicates.vsa.v1 import vsa_pb2
from in_toto_attestation.v1 import statement_pb2
from in_toto_attestation.v1.statement import Statement as TheirStatement
from made_audits import HUB, cases, few, large_audit
from securesystemslib.dsse import Envelope as TheirEnvelope
from securesystemslib.signer import CryptoSigner
from test_changes_and_status import changes, statuses

from commandcenter.attestation.model import PAYLOAD_TYPE
from commandcenter.attestation.statements.all import statements_of
from commandcenter.attestation.statements.audit import ARTIFACTS
from commandcenter.attestation.statements.statement import parse_statement
from commandcenter.signing.dsse import parse_envelope

FILES = dict.fromkeys(ARTIFACTS, b"")


def their_reading(data: bytes) -> TheirStatement:
    return TheirStatement.copy_from_pb(json_format.Parse(data, statement_pb2.Statement()))


@few
@given(cases(), changes(), statuses())
def test_statements_are_valid_there(case: Any, change: Any, status: Any) -> None:
    for ours in (*statements_of(case[0], HUB, FILES).values(), change, status):
        theirs = their_reading(ours.canonical())
        theirs.validate()
        assert json_format.MessageToDict(theirs.pb) == json.loads(ours.canonical())


@few
@given(cases())
def test_standard_predicates_have_no_member_they_do_not_know(case: Any) -> None:
    made = statements_of(case[0], HUB, FILES)
    said = _said(made["vsa"])
    levels = said.pop("verifiedLevels")  # one text in their message, a list in the specification
    summary = json_format.ParseDict(said, vsa_pb2.VerificationSummary())
    assert summary.verifier.id == f"urn:cc:{HUB}"
    assert summary.verification_result in {"PASSED", "FAILED"}
    assert summary.input_attestations[0].digest["sha256"] == made["audit"].digest
    assert summary.time_verified.ToJsonString() == case[0].at.replace(".000Z", "Z")
    assert isinstance(levels, list)
    assert not any(level.startswith("SLSA_") for level in levels)
    result = json_format.ParseDict(_said(made["test-result"]), result_pb.TestResult())
    assert result.result in {"PASSED", "WARNED", "FAILED"}
    assert [one.digest["sha256"] for one in result.configuration] == [
        one.digest for one in sorted(case[0].packs, key=lambda one: one.pack)
    ]
    tests = [*result.passed_tests, *result.warned_tests, *result.failed_tests]
    assert len(tests) == sum(one.finding.verdict != "not_applicable" for one in case[0].findings)


def test_what_they_signed_is_read_here() -> None:
    ours = statements_of(large_audit(6, 1, 3), HUB, FILES)["audit"]
    theirs = TheirEnvelope(ours.canonical(), PAYLOAD_TYPE, {})
    theirs.sign(CryptoSigner.generate_ed25519())
    envelope = parse_envelope(json.dumps(theirs.to_dict()).encode())
    assert envelope.payload_type == PAYLOAD_TYPE
    assert parse_statement(envelope.payload) == ours


def _said(statement: Any) -> dict[str, Any]:
    said: dict[str, Any] = json.loads(statement.canonical())["predicate"]
    return said
