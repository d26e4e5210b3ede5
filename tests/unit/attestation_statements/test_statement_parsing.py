"""Only the one form of a statement is read: whatever else says the same, or more, is refused with its place."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_audits import HUB, few, large_audit

from commandcenter.attestation.statements.audit import ARTIFACTS, audit_statement
from commandcenter.attestation.statements.statement import Statement, Subject, check_digest, parse_statement
from commandcenter.kernel.canonical import canonical
from commandcenter.kernel.errors import InvalidInputError, TooLargeError
from commandcenter.signing.dsse import MAX_ENVELOPE_BYTES

WHOLE = audit_statement(large_audit(6, 2, 3), HUB, dict.fromkeys(ARTIFACTS, b""))
SAID = WHOLE.to_json()
DATA = WHOLE.canonical()


def refused(data: bytes) -> str:
    with pytest.raises(InvalidInputError) as error:
        parse_statement(data)
    return error.value.pointer


def test_it_is_read_back() -> None:
    assert parse_statement(DATA) == WHOLE
    assert parse_statement(DATA).digest == WHOLE.digest
    assert parse_statement(DATA).kind == "audit"


@settings(max_examples=300, deadline=None)
@given(st.integers(0, len(DATA) - 1), st.integers(1, 255))
def test_one_byte_changed_is_another_statement_or_none(place: int, by: int) -> None:
    changed = DATA[:place] + bytes([DATA[place] ^ by]) + DATA[place + 1 :]
    try:
        other = parse_statement(changed)
    except InvalidInputError:
        return
    assert other.canonical() == changed
    assert other != WHOLE
    assert other.digest != WHOLE.digest


@few
@given(st.binary(max_size=40) | st.recursive(st.none() | st.text(), lambda x: st.lists(x)).map(canonical))
def test_what_is_no_statement_is_refused(data: bytes) -> None:
    refused(data)


@pytest.mark.parametrize(
    "data",
    [
        json.dumps(SAID).encode(),
        DATA + b"\n",
        b"\xef\xbb\xbf" + DATA,
        DATA.decode().encode("utf-16"),
        DATA.replace(b'"rev":7', b'"rev":7.0'),
        DATA.replace(b'"rev":7', b'"rev":7,"rev":7'),
        DATA.replace(b'"v":1', b'"v":NaN'),
        DATA.replace(b'"v":1', b'"v":9007199254740993'),
        DATA.replace(b'"shop"', b'"\\u0073hop"'),
        DATA.replace(b'"shop"', b'"\\ud800"'),
        DATA[:-1] + b',"predicateType":"x"}',
        b'{"_type":' + b"[" * 100_000,
        b"[]",
        b"",
    ],
)
def test_other_spellings_are_refused(data: bytes) -> None:
    assert data != DATA
    assert refused(data) == ""


def test_what_no_envelope_holds_is_refused() -> None:
    with pytest.raises(TooLargeError):
        parse_statement(b" " * (MAX_ENVELOPE_BYTES + 1))


def without(name: str) -> dict[str, Any]:
    return {key: value for key, value in SAID.items() if key != name}


HEAD = SAID["subject"][0]


@pytest.mark.parametrize(
    ("said", "pointer"),
    [
        (without("_type"), ""),
        (without("predicate"), ""),
        (without("subject"), ""),
        (without("predicateType"), ""),
        (SAID | {"more": 1}, ""),
        (SAID | {"_type": "https://in-toto.io/Statement/v0.1"}, "/_type"),
        (SAID | {"predicateType": "https://slsa.dev/provenance/v1"}, ""),
        (SAID | {"predicateType": 1}, "/predicateType"),
        (SAID | {"predicate": []}, "/predicate"),
        (SAID | {"subject": {}}, "/subject"),
        (SAID | {"subject": []}, "/subject"),
        (SAID | {"subject": [HEAD, HEAD]}, "/subject"),
        (SAID | {"subject": [HEAD, 1]}, "/subject/1"),
        (SAID | {"subject": [HEAD | {"content": "eA=="}]}, "/subject/0"),
        (SAID | {"subject": [{"name": "a"}]}, "/subject/0"),
        (SAID | {"subject": [{"digest": {"sha256": "a" * 64}}]}, "/subject/0"),
        (SAID | {"subject": [HEAD | {"name": ""}]}, "/subject/0/name"),
        (SAID | {"subject": [HEAD | {"name": 1}]}, "/subject/0/name"),
        (SAID | {"subject": [HEAD | {"uri": 1}]}, "/subject/0/uri"),
        (SAID | {"subject": [HEAD | {"uri": ""}]}, ""),
        (SAID | {"subject": [HEAD | {"annotations": []}]}, "/subject/0/annotations"),
        (SAID | {"subject": [HEAD | {"annotations": {}}]}, ""),
        (SAID | {"subject": [HEAD | {"digest": {}}]}, "/subject/0/digest"),
        (SAID | {"subject": [HEAD | {"digest": "a" * 64}]}, "/subject/0/digest"),
        (SAID | {"subject": [HEAD | {"digest": {"sha256": "A" * 64}}]}, "/subject/0/digest/sha256"),
        (SAID | {"subject": [HEAD | {"digest": {"sha256": "a" * 63}}]}, "/subject/0/digest/sha256"),
        (SAID | {"subject": [HEAD | {"digest": {"sha256": 1}}]}, "/subject/0/digest/sha256"),
        (SAID | {"subject": [HEAD | {"digest": {"gitCommit": "a" * 41}}]}, "/subject/0/digest/gitCommit"),
        (SAID | {"subject": [HEAD | {"digest": {"md5": "a" * 32}}]}, "/subject/0/digest/md5"),
    ],
)
def test_faults_are_pointed_at(said: dict[str, Any], pointer: str) -> None:
    assert refused(canonical(said)) == pointer


def test_a_statement_is_checked_when_it_is_made() -> None:
    one = Subject("a", {"sha256": "a" * 64})
    with pytest.raises(InvalidInputError):
        Statement((one, Subject("a", {"sha256": "b" * 64})), WHOLE.predicate_type, {})
    with pytest.raises(InvalidInputError):
        Statement((), WHOLE.predicate_type, {})
    with pytest.raises(InvalidInputError):
        Statement((one,), "urn:other", {})
    assert one.to_json() == {"name": "a", "digest": {"sha256": "a" * 64}}


def test_digests_end_where_they_end() -> None:
    for wrong in ("a" * 64 + "\n", "a" * 63 + "g", "", None):
        with pytest.raises(InvalidInputError):
            check_digest(wrong)
