"""What is said of an audit follows from the audit, all of it, and from nothing else."""

import hashlib
import json
import random
from collections.abc import Iterator
from dataclasses import fields, replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_audits import HUB, cases, few, large_audit, shuffled

from commandcenter.attestation.model import KINDS_OF_AUDIT, MAX_ENTRY_BYTES, MAX_EVIDENCE, PAYLOAD_TYPE
from commandcenter.attestation.statements.all import statements_of
from commandcenter.attestation.statements.artifacts import artifacts_of
from commandcenter.attestation.statements.audit import ARTIFACTS, MAX_WAIVERS, audit_statement
from commandcenter.attestation.statements.statement import MAX_LOGGED_BYTES, Statement, parse_statement
from commandcenter.attestation.statements.test_result import result_statement
from commandcenter.attestation.statements.vsa import vsa_statement
from commandcenter.compliance.audit import Audit
from commandcenter.compliance.model import Pack
from commandcenter.kernel.canonical import canonical, digest
from commandcenter.kernel.clock import format_time, parse_time
from commandcenter.kernel.errors import ConflictError, InvalidInputError, TooLargeError
from commandcenter.ledger.model import Header
from commandcenter.signing.dsse import Envelope, Signature

FILES = dict.fromkeys(ARTIFACTS, b"the same")


@few
@given(cases())
def test_the_same_audit_makes_the_same_bytes(case: Any) -> None:
    audit, header = case
    again = Audit.from_json(json.loads(canonical(audit.to_json())))
    files = artifacts_of(audit, header, [], HUB)
    assert artifacts_of(again, header, [], HUB) == files
    made = statements_of(audit, HUB, files)
    assert tuple(made) == KINDS_OF_AUDIT
    for kind, statement in statements_of(again, HUB, files).items():
        assert statement.kind == kind
        assert statement.canonical() == made[kind].canonical()
        assert parse_statement(statement.canonical()) == statement
        assert statement.digest == hashlib.sha256(statement.canonical()).hexdigest()


@few
@given(cases(), st.randoms(use_true_random=False))
def test_the_order_of_packs_and_findings_shows_in_the_audit_alone(case: Any, chance: random.Random) -> None:
    audit, header = case
    other = shuffled(audit, lambda found: chance.sample(list(found), len(found)))
    ours, theirs = (artifacts_of(one, header, [], HUB) for one in (audit, other))
    assert {name for name in ours if ours[name] != theirs[name]} <= {"audit.json"}
    assert _bytes(statements_of(audit, HUB, FILES)) == _bytes(statements_of(other, HUB, FILES))


def test_a_fact_of_two_origins_is_told_alike_in_any_order() -> None:
    made = large_audit(6, 0, 0)
    header = Header("shop", 7, "0" * 64, parse_time(made.at), "key:a", "a push", "source", "1" * 64, "2" * 64)
    told = tuple(
        replace(one, provenance={"a.b": (replace(one.provenance["a.b"][0], by=f"key:{place}"),)})
        for place, one in enumerate(made.findings)
    )
    found = tuple(replace(one, finding=replace(one.finding, facts_used={"a.b": 1})) for one in told)
    audit = replace(made, commit=header.digest, findings=found)
    turned = replace(audit, findings=audit.findings[::-1])
    ours, theirs = (artifacts_of(one, header, [], HUB)["oscal.json"] for one in (audit, turned))
    assert b"attested by key:" in ours
    assert ours == theirs


@settings(max_examples=15, deadline=None)
@given(cases())
def test_any_change_of_the_audit_changes_what_is_said(case: Any) -> None:
    audit, header = case
    files = artifacts_of(audit, header, [], HUB)
    said = audit_statement(audit, HUB, files).digest
    assert audit_statement(audit, "hub-us", files).digest != said
    for name, changed in changes_of(audit):
        files["audit.json"] = canonical(changed.to_json())
        assert audit_statement(changed, HUB, files).digest != said, name


@few
@given(cases())
def test_no_statement_is_that_of_another_audit(case: Any) -> None:
    audit, _ = case
    ours, theirs = (statements_of(one, HUB, FILES) for one in (audit, replace(audit, id="f" * 32)))
    assert not {one.digest for one in ours.values()} & {one.digest for one in theirs.values()}


def changes_of(audit: Audit) -> Iterator[tuple[str, Audit]]:
    """Change each member of an audit, of its packs and of its findings, one at a time."""
    other = {
        "id": "f" * 32, "project": "other", "rev": audit.rev + 1, "commit": "e" * 64, "source": "c3" * 20,
        "as_of": "2026-07-02", "at": "2031-01-01T00:00:00.000Z", "packs": (), "findings": (), "refused": (),
    }  # fmt: skip
    assert other.keys() == {one.name for one in fields(Audit)}
    for name, value in other.items():
        if getattr(audit, name) != value:
            yield name, replace(audit, **{name: value})
    for place, pack in enumerate(audit.packs):
        for name, value in vars(pack).items():
            if name not in {"pack", "status", "digest"}:
                packs = (*audit.packs[:place], replace(pack, **{name: _other(value)}), *audit.packs[place + 1 :])
                yield f"packs/{name}", replace(audit, packs=packs)
    for place, one in enumerate(audit.findings[:2]):
        rest = audit.findings[:place], audit.findings[place + 1 :]
        for name in ("reason", "title", "citation", "remediation", "category", "missing", "due"):
            changed = replace(one, finding=replace(one.finding, **{name: _other(getattr(one.finding, name))}))
            yield f"findings/{name}", replace(audit, findings=(*rest[0], changed, *rest[1]))
        yield "findings/provenance", replace(audit, findings=(*rest[0], replace(one, provenance={"new": ()}), *rest[1]))


def _other(value: Any) -> Any:
    if isinstance(value, tuple):
        return (*value, "more")
    return f"{value}." if isinstance(value, str) else 1 if value is None else value + 1


@few
@given(cases())
def test_counts_add_up(case: Any) -> None:
    audit, _ = case
    made = statements_of(audit, HUB, FILES)
    said, tests = made["audit"].predicate, made["test-result"].predicate
    for outcome, name, listed in (
        ("pass", "passed", "passedTests"),
        ("fail", "failed", "failedTests"),
        ("waived", "waived", "warnedTests"),
    ):
        counted = sum(counts[outcome] for counts in said["findings"].values())
        assert counted == sum(pack[name] for pack in said["packs"]) == len(tests[listed]) == len(set(tests[listed]))
    applied = sum(sum(counts.values()) for counts in said["findings"].values())
    assert applied == sum(one.finding.verdict != "not_applicable" for one in audit.findings)
    assert applied == sum(len(pack.controls) for pack in audit.packs)
    assert sorted(one["control"] for one in said["waivers"]) == tests["warnedTests"]
    assert said["waivers"] == sorted(said["waivers"], key=lambda one: (one["until"], one["id"], one["control"]))


@few
@given(cases())
def test_subjects_are_the_commit_the_source_and_the_evidence(case: Any) -> None:
    audit, header = case
    made = statements_of(audit, HUB, artifacts_of(audit, header, [], HUB))
    subjects = made["audit"].subjects
    assert all(statement.subjects == subjects for statement in made.values())
    commit = hashlib.sha256(artifacts_of(audit, header, [], HUB)["commit.json"]).hexdigest()
    assert subjects[0].to_json() == {
        "name": "ledger/commit.json",
        "uri": f"urn:cc:{HUB}:{audit.project}:project:{audit.project}",
        "digest": {"sha256": commit},
        "annotations": {"rev": audit.rev},
    }
    rest = [one.to_json() for one in subjects[1:]]
    source = [{"name": "source", "digest": {"gitCommit": audit.source}}] if audit.source else []
    found = [
        one
        for each in audit.findings
        for origins in each.provenance.values()
        for origin in origins
        for one in origin.evidence
    ]
    proofs = sorted({one.sha256 for one in found})
    assert rest == source + [{"name": f"evidence/{one}", "digest": {"sha256": one}} for one in proofs]
    said = made["audit"].predicate
    assert said["evidence"] == {"count": len(proofs), "listed": len(proofs)}
    assert said["freshness"] == {
        "sourceRev": audit.rev,
        "factsAsOf": audit.as_of,
        "oldestEvidence": min((one.collected_at[:10] for one in found), default=None),
    }


@few
@given(cases())
def test_an_audit_counts_for_ninety_days(case: Any) -> None:
    audit, _ = case
    said = audit_statement(audit, HUB, FILES).predicate
    assert said["issued"] == audit.at
    assert parse_time(said["validUntil"]) - parse_time(said["issued"]) == timedelta(days=90)
    late = replace(audit, at="9999-12-01T00:00:00Z")
    with pytest.raises(InvalidInputError, match="9999"):
        audit_statement(late, HUB, FILES)


@few
@given(cases())
def test_verdicts_in_the_words_of_others(case: Any) -> None:
    audit, _ = case
    made = statements_of(audit, HUB, FILES)
    summary, tests = made["vsa"].predicate, made["test-result"].predicate
    assert (summary["verificationResult"] == "PASSED") == (audit.status in {"ok", "warn"})
    assert (tests["result"] == "FAILED") == (summary["verificationResult"] == "FAILED")
    assert (tests["result"] == "PASSED") == (audit.status == "ok" and not tests["warnedTests"])
    assert summary["inputAttestations"][0]["digest"] == {"sha256": made["audit"].digest}
    assert summary["timeVerified"] == audit.at
    assert summary["policy"]["digest"]["sha256"] == digest(sorted([one.pack, one.digest] for one in audit.packs))
    if summary["verificationResult"] == "FAILED":
        assert summary["verifiedLevels"] == ["FAILED"]
        return
    for one in audit.packs:
        track = f"COMMANDCENTER_{one.pack.upper().replace('-', '_')}_OK"
        levels = [level for level in summary["verifiedLevels"] if level in {track, f"{track}_WITH_WAIVERS"}]
        clean = one.status == "ok" and one.passed + one.waived > 0
        assert levels == ([f"{track}_WITH_WAIVERS" if one.waived else track] if clean else [])


def test_two_signatures_over_the_largest_realistic_audit_fit_an_entry() -> None:
    made = statements_of(large_audit(145, 30, MAX_EVIDENCE), HUB, FILES)
    sizes = {kind: len(_envelope(statement, signatures=2)) for kind, statement in made.items()}
    assert max(sizes.values()) < MAX_ENTRY_BYTES
    assert all(len(one.canonical()) <= MAX_LOGGED_BYTES for one in made.values())


def test_the_largest_statement_fits_an_entry_with_four_signatures() -> None:
    statement = audit_statement(large_audit(6, 0, 0), HUB, FILES)
    room = MAX_LOGGED_BYTES - len(statement.canonical()) - len(',"x":""')
    full = replace(statement, predicate={**statement.predicate, "x": "x" * room})
    assert len(full.canonical()) == MAX_LOGGED_BYTES
    assert MAX_ENTRY_BYTES - 10 < len(_envelope(full, signatures=4)) <= MAX_ENTRY_BYTES


def test_what_is_listed_has_an_end_and_is_counted_whole() -> None:
    made = statements_of(large_audit(400, MAX_WAIVERS + 36, MAX_EVIDENCE + 72), HUB, FILES)["audit"]
    proofs = [one.name for one in made.subjects if one.name.startswith("evidence/")]
    assert made.predicate["evidence"] == {"count": MAX_EVIDENCE + 72, "listed": MAX_EVIDENCE}
    assert len(proofs) == MAX_EVIDENCE
    assert (
        proofs == sorted(f"evidence/{hashlib.sha256(b'%d' % each).hexdigest()}" for each in range(200))[:MAX_EVIDENCE]
    )
    assert len(made.predicate["waivers"]) == MAX_WAIVERS
    assert made.predicate["findings"]["high"]["waived"] == MAX_WAIVERS + 36


def test_waivers_that_end_first_are_listed() -> None:
    audit = large_audit(200, 200, 0)
    ends = [format_time(parse_time("2027-01-01T00:00:00Z") + timedelta(days=one * 7 % 200)) for one in range(200)]
    late = replace(
        audit, findings=tuple(replace(one, waived_until=end) for one, end in zip(audit.findings, ends, strict=True))
    )
    listed = audit_statement(late, HUB, FILES).predicate["waivers"]
    assert [one["until"] for one in listed] == sorted(ends)[:MAX_WAIVERS]


def test_too_many_controls_are_refused_not_cut() -> None:
    audit = large_audit(1_500, 0, 0)
    assert audit_statement(audit, HUB, FILES)
    with pytest.raises(TooLargeError, match="test-result statement has"):
        result_statement(audit, HUB)


def test_what_cannot_be_stated_is_refused() -> None:
    audit = large_audit(6, 0, 0)
    whole = audit_statement(audit, HUB, FILES)
    with pytest.raises(InvalidInputError, match=r"oscal\.json"):
        audit_statement(audit, HUB, {name: b"" for name in ARTIFACTS if name != "oscal.json"})
    for broken in (
        replace(audit, commit="d1"),
        replace(audit, source="main"),
        replace(audit, project="No Name"),
        replace(audit, packs=(replace(audit.packs[0], digest="d1"),)),
        replace(audit, at="yesterday"),
    ):
        with pytest.raises(InvalidInputError):
            statements_of(broken, HUB, FILES)
    with pytest.raises(InvalidInputError):
        statements_of(audit, "No Hub", FILES)
    with pytest.raises(ConflictError):
        vsa_statement(replace(audit, id="b" * 32), HUB, whole)
    with pytest.raises(ConflictError):
        vsa_statement(audit, HUB, result_statement(audit, HUB))


@few
@given(cases())
def test_the_files_of_an_audit(case: Any) -> None:
    audit, header = case
    files = artifacts_of(audit, header, [], HUB)
    assert Audit.from_json(json.loads(files["audit.json"])) == audit
    assert hashlib.sha256(files["commit.json"]).hexdigest() == audit.commit
    results = json.loads(files["oscal.json"])["assessment-results"]["results"]
    assert [one["title"] for one in results] == sorted(one.pack for one in audit.packs)
    said = json.loads(files["oscal.json"])["assessment-results"]
    open_risks = [risk for one in said["results"] for risk in one.get("risks", []) if risk["status"] == "open"]
    assert len(open_risks) == sum(one.finding.fails() and not one.waiver for one in audit.findings)
    with pytest.raises(ConflictError):
        artifacts_of(audit, replace(header, actor="key:b"), [], HUB)
    with pytest.raises(ConflictError):
        artifacts_of(replace(audit, rev=audit.rev + 1), header, [], HUB)
    with pytest.raises(ConflictError):
        artifacts_of(replace(audit, project="other"), header, [], HUB)


@few
@given(cases())
def test_packs_of_another_digest_count_for_nothing(case: Any) -> None:
    audit, header = case
    plain = artifacts_of(audit, header, [], HUB)
    other = [Pack(one.pack, "9", "Another", "", "0" * 64, {}, {}, {}, {}) for one in audit.packs]
    assert artifacts_of(audit, header, other, HUB) == plain
    same = [replace(pack, digest=one.digest) for pack, one in zip(other, audit.packs, strict=True)]
    titled = artifacts_of(audit, header, same, HUB)
    assert {name for name in plain if titled[name] != plain[name]} == {"oscal.json"}
    assert b'"title":"Another"' in titled["oscal.json"]


def _bytes(made: dict[Any, Statement]) -> list[bytes]:
    return [one.canonical() for one in made.values()]


def _envelope(statement: Statement, signatures: int) -> bytes:
    signed = tuple(Signature("k" * 43, b"s" * 72) for _ in range(signatures))
    return Envelope(PAYLOAD_TYPE, statement.canonical(), signed).canonical()
