"""Fact sheets from the ledger: what counts, what does not, where each fact comes from, and that the past stays as it was."""

import hashlib
import json
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from random_sheets import PROOF, attest, groups

from commandcenter.compliance.facts.assemble import assemble_facts
from commandcenter.compliance.facts.evidence import MAX_FILE_BYTES, add_evidence, read_reference
from commandcenter.compliance.facts.model import FactSheet
from commandcenter.compliance.judge import Judge
from commandcenter.compliance.record import plan_audit, record_audit, source_rev
from commandcenter.compliance.run_audit import audit_facts
from commandcenter.graph.replace import plan_replace
from commandcenter.indexing.run import index_tree
from commandcenter.indexing.trees import MemoryTree
from commandcenter.kernel.clock import FixedClock
from commandcenter.kernel.errors import InvalidInputError, NotFoundError, TooLargeError
from commandcenter.kernel.layers import find_in_layers
from commandcenter.ledger.ledger import Ledger
from commandcenter.ledger.model import Meta
from commandcenter.ledger.open import open_memory
from commandcenter.plugins.loader import find_plugins

CLOCK, DAY = FixedClock(), "2026-07-01"
INDEXERS = {one.id: one.create() for one in find_plugins([find_in_layers("plugins")], kind="indexer")}
SHA = hashlib.sha256(PROOF).hexdigest()
REFERENCE = {"uri": "compliance/proof.txt", "sha256": SHA, "collected_at": "2026-01-01"}


def index(ledger: Ledger, files: Mapping[str, str], actor: str = "key:alice") -> int:
    tree = MemoryTree({path: text.encode() for path, text in files.items()})
    plan = plan_replace(index_tree("shop", tree, INDEXERS).nodes, "source")
    return ledger.submit("shop", plan, Meta(CLOCK.now(), actor, "index", "source")).rev


def sheet_of(files: Mapping[str, str]) -> FactSheet:
    ledger = open_memory()
    index(ledger, files)
    return assemble_facts(ledger, "shop", DAY)


def facts_file(facts: Any, evidence: Any = None) -> dict[str, str]:
    document = {"facts": facts} | ({"evidence": evidence} if evidence is not None else {})
    return {"compliance/facts.yaml": json.dumps(document), "compliance/proof.txt": PROOF.decode()}


def claims(value: Any) -> bool:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return value is True or any(map(claims, inner))


def without_empty(value: Any) -> Any:
    """Leave out what says nothing: an empty object tells no fact."""
    if isinstance(value, dict):
        return {name: kept for name, one in value.items() if (kept := without_empty(one)) not in ({}, None)}
    return value


@given(facts=groups())
@settings(max_examples=40, deadline=None)
def test_true_counts_with_evidence_and_never_without(facts: dict[str, Any]) -> None:
    proved, bare = sheet_of(attest(facts)), sheet_of(facts_file(facts))
    assert without_empty({name: proved.facts.get(name) for name in facts}) == without_empty(facts)
    assert proved.refused == ()
    told = {name: bare.facts.get(name) for name in facts}
    assert not claims(told)
    assert bool(bare.refused) == claims(facts)
    assert FactSheet.from_json(json.loads(json.dumps(bare.to_json()))) == bare


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"sha256": "0" * 64}, "nothing is kept with the digest"),
        ({"sha256": SHA.upper()}, "64 lower-case hex digits"),
        ({"sha256": None}, "64 lower-case hex digits"),
        ({"uri": ""}, "uri"),
        ({"collected_at": "last week"}, "collected_at"),
        ({"collected_at": "2026-02-30"}, "collected_at"),
    ],
    ids=str,
)
def test_evidence_that_cannot_be_followed_proves_nothing(change: dict[str, Any], says: str) -> None:
    sheet = sheet_of(facts_file({"bcp": {"policy": True}}, {"bcp.policy": {**REFERENCE, **change}}))
    assert sheet.facts["bcp"] == {"policy": None}
    assert any(says in one.reason for one in sheet.refused)


def test_a_reference_covers_what_lies_below_its_path_and_nothing_beside_it() -> None:
    facts = {"a": {"b": {"c": True, "d": True}, "bx": True}, "e": [{"f": True}]}
    sheet = sheet_of(facts_file(facts, {"a.b": REFERENCE, "e": [REFERENCE]}))
    assert sheet.facts["a"] == {"b": {"c": True, "d": True}, "bx": None}
    assert sheet.facts["e"] == [{"f": True}]
    assert [one.path for one in sheet.refused] == ["a.bx"]


def test_two_files_that_contradict_one_another_count_for_nothing() -> None:
    files = {
        "compliance/one.yaml": "facts: {casp: {own_funds_eur: 1, services: [custody]}}",
        "compliance/two.yaml": "facts: {casp: {own_funds_eur: 2, services: [custody]}}",
    }
    sheet = sheet_of(files)
    assert sheet.facts["casp"] == {"services": ["custody"]}
    assert {(one.path, one.node) for one in sheet.refused} == {
        ("casp.own_funds_eur", "evidence:compliance/one.yaml#casp"),
        ("casp.own_funds_eur", "evidence:compliance/two.yaml#casp"),
    }


def test_one_and_true_are_two_different_things() -> None:
    files = {"compliance/one.yaml": "facts: {a: {b: 1}}", "compliance/two.yaml": "facts: {a: {b: true}}"}
    assert "a" not in sheet_of(files).facts


@pytest.mark.parametrize("path", ["quality.license.text_present", "quality.indexed", "quality"])
def test_an_attestation_never_overrules_a_measure(path: str) -> None:
    value: Any = "a lie"
    for name in reversed(path.split(".")):
        value = {name: value}
    sheet = sheet_of({**facts_file(value), "a.py": "x = 1\n"})
    assert sheet.facts["quality"]["license"]["text_present"] is False
    assert sheet.facts["quality"]["indexed"] is True
    assert [one.reason for one in sheet.refused] == ["measured; an attestation does not overrule that"]


def test_a_fact_tells_the_commit_and_the_principal_that_last_changed_it() -> None:
    ledger = open_memory()
    index(ledger, facts_file({"casp": {"own_funds_eur": 1}, "bcp": {"x": 1}}), "key:alice")
    index(ledger, facts_file({"casp": {"own_funds_eur": 1}, "bcp": {"x": 2}}), "key:bob")
    sheet = assemble_facts(ledger, "shop", DAY)
    casp, bcp = sheet.provenance["casp.own_funds_eur"], sheet.provenance["bcp.x"]
    assert (casp.by, casp.rev, casp.commit) == ("key:alice", 1, ledger.commit("shop", 1).header.digest)
    assert (bcp.by, bcp.rev) == ("key:bob", 2)
    assert sheet.origins("bcp[*].x") == sheet.origins("bcp")


def test_the_past_is_assembled_as_it_was(judge: Judge) -> None:
    ledger = open_memory()
    first = index(ledger, facts_file({"casp": {"own_funds_eur": 1}}))
    before = assemble_facts(ledger, "shop", DAY, first)
    record_audit(ledger, audit_facts(judge, before, at=CLOCK.now()))
    index(ledger, facts_file({"casp": {"own_funds_eur": 2}}))
    assert assemble_facts(ledger, "shop", DAY, first) == before
    assert assemble_facts(ledger, "shop", DAY).facts["casp"] == {"own_funds_eur": 2}


def test_what_an_audit_wrote_is_no_fact_and_no_source(judge: Judge) -> None:
    ledger = open_memory()
    rev = index(ledger, {**facts_file({"casp": {"own_funds_eur": 1}}), "a.py": "x = 1\n"})
    before = assemble_facts(ledger, "shop", DAY)
    record_audit(ledger, audit_facts(judge, before, at=CLOCK.now()))
    assert ledger.rev_at("shop") == rev + 1
    assert source_rev(ledger, "shop") == rev
    assert assemble_facts(ledger, "shop", DAY).facts == before.facts


def test_an_older_audit_never_takes_the_place_of_a_newer_one(judge: Judge) -> None:
    ledger = open_memory()
    index(ledger, facts_file({"entity": {"mica_roles": ["casp"]}}))
    older = audit_facts(judge, assemble_facts(ledger, "shop", DAY), at=CLOCK.now())
    index(ledger, facts_file({"entity": {"mica_roles": []}}))
    newer = audit_facts(judge, assemble_facts(ledger, "shop", DAY), at=CLOCK.now())
    record_audit(ledger, newer)
    held = ledger.as_of("shop")
    assert not record_audit(ledger, older).committed
    assert ledger.as_of("shop") == held
    assert not [key for key in held if key.startswith("finding:mica/")]
    assert list(plan_audit(older)(_State(held))) == []


class _State:
    """A state of a project at head, as plans see it."""

    rev = 3

    def __init__(self, bodies: Mapping[str, Any]) -> None:
        self._bodies = bodies

    def get(self, key: str) -> Any:
        return self._bodies.get(key)

    def get_many(self, keys: Any) -> Any:
        return {key: self._bodies[key] for key in keys if key in self._bodies}

    def items(self) -> Any:
        return self._bodies


def test_findings_that_no_longer_apply_are_taken_away(judge: Judge) -> None:
    ledger = open_memory()
    index(ledger, facts_file({"entity": {"mica_roles": ["casp"]}}))
    record_audit(ledger, audit_facts(judge, assemble_facts(ledger, "shop", DAY), at=CLOCK.now()))
    assert "finding:mica/MICA-ART-59-CASP-AUTH" in ledger.as_of("shop")
    index(ledger, facts_file({"entity": {"mica_roles": []}}))
    record_audit(ledger, audit_facts(judge, assemble_facts(ledger, "shop", DAY, 3), at=CLOCK.now()))
    assert not [key for key in ledger.as_of("shop") if key.startswith("finding:mica/")]


def test_evidence_is_kept_once_and_known_by_its_digest() -> None:
    ledger = open_memory()
    with pytest.raises(NotFoundError):
        add_evidence(ledger, "shop", "plan.pdf", PROOF, "cli", CLOCK.now())
    index(ledger, {"README.md": "# Shop\n"})
    first = add_evidence(ledger, "shop", "plan.pdf", PROOF, "cli", CLOCK.now())
    again = add_evidence(ledger, "shop", "plan.pdf", PROOF, "cli", CLOCK.now() + timedelta(days=1))
    assert again == first
    assert read_reference(first).sha256 == SHA
    assert ledger.rev_at("shop") == 2
    assert ledger.objects.get(f"evidence/shop/{SHA}") == PROOF
    with pytest.raises(TooLargeError):
        add_evidence(ledger, "shop", "huge", bytes(MAX_FILE_BYTES + 1), "cli", CLOCK.now())


@given(day=st.text(max_size=12))
def test_a_day_that_is_none_is_refused(day: str) -> None:
    ledger = open_memory()
    with pytest.raises((InvalidInputError, NotFoundError)) as refused:
        assemble_facts(ledger, "shop", day)
    assert refused.type is InvalidInputError or len(day) == 10
