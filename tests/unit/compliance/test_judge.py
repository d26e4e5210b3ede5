"""The evaluator: one question, one finding a control, loud when something is wrong."""

import os
import signal
import time
from pathlib import Path
from typing import Any

import pytest

from commandcenter.compliance.judge import Judge
from commandcenter.compliance.open import cached_bundle, open_bundle, open_judge
from commandcenter.compliance.packs import read_packs
from commandcenter.compliance.sheet import read_fact
from commandcenter.kernel.errors import InvalidInputError, NotFoundError, ProblemError, UnavailableError
from commandcenter.policy.client import OpaClient
from commandcenter.policy.opa import OpaProcess

SHEET = {"as_of": "2026-12-31", "acme": {"in_scope": True, "done_on": "2025-12-31"}}
RULE = Path("acme", "backup_tested", "backup_tested.rego")


class Told:
    """Answers as told, and counts the questions."""

    def __init__(self, answer: Any) -> None:
        self.answer, self.asked = answer, []

    def evaluate(self, path: str, facts: Any) -> Any:
        self.asked.append((path, facts))
        return self.answer


def one(judge: Judge, sheet: dict[str, Any], **options: Any) -> Any:
    (finding,) = judge.judge(sheet, **options)
    return finding


def test_one_finding_for_each_control_sorted_by_pack_and_id(judge: Judge) -> None:
    findings = judge.judge({"as_of": "2026-01-01"})
    found = [(finding.pack, finding.control_id) for finding in findings]
    assert found == sorted((pack.id, name) for pack in judge.packs.values() for name in pack.controls)
    assert {finding.as_of for finding in findings} == {"2026-01-01"}


def test_a_finding_explains_itself(acme: Path, tmp_path: Path) -> None:
    with open_judge(acme, tmp_path / "cache") as judge:
        finding = one(judge, {**SHEET, "acme": {"in_scope": True, "done_on": None}})
        pack = judge.packs["acme"]
    assert (finding.verdict, finding.reason, finding.missing) == ("fail", "evidence_missing", ("acme.done_on",))
    assert finding.facts_used == {
        "acme.done_on": None,
        "acme.in_scope": True,
        "as_of": "2026-12-31",
        "params.acme_max_age_days": None,
    }
    assert (finding.pack, finding.pack_version, finding.pack_digest) == ("acme", "0.1.0", pack.digest)
    assert finding.citation == pack.controls["ACME-BACKUP-TESTED"].citation


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("a.b", False),
        ("a.c", None),
        ("a.b.d", None),
        ("l[*].x", [1, None, None]),
        ("l[*].y.z", [None, 2, None]),
        ("l[*]", [{"x": 1}, {"y": {"z": 2}}, 3]),
        ("a[*].b", None),
        ("n[*].b", None),
    ],
)
def test_the_value_at_a_path(path: str, value: Any) -> None:
    sheet = {"a": {"b": False, "c": None}, "l": [{"x": 1}, {"y": {"z": 2}}, 3]}
    assert read_fact(sheet, path) == value


def test_all_packs_are_judged_by_one_question(judge: Judge) -> None:
    rules = Told(None)
    with pytest.raises(ProblemError, match="no rule packs"):
        Judge(rules, judge.packs).judge({"as_of": "2026-01-01"})
    ((path, facts),) = rules.asked
    assert path == "judge/verdicts"
    assert facts["$packs"] == sorted(judge.packs)


def test_only_the_packs_named_are_judged(judge: Judge) -> None:
    findings = judge.judge({"as_of": "2026-01-01"}, ["quality", "quality"])
    assert [finding.control_id for finding in findings] == sorted(judge.packs["quality"].controls)
    with pytest.raises(NotFoundError, match="no rule pack nonsense"):
        judge.judge({"as_of": "2026-01-01"}, ["nonsense"])


@pytest.mark.parametrize(
    ("sheet", "pointer"),
    [
        ([], ""),
        ({}, "/as_of"),
        ({"as_of": None}, "/as_of"),
        ({"as_of": 20260101}, "/as_of"),
        ({"as_of": "2026-02-30"}, "/as_of"),
        ({"as_of": "2026-1-1"}, "/as_of"),
        ({"as_of": "20260101"}, "/as_of"),
        ({"as_of": "2026-01-01", "$packs": []}, "/$packs"),
        ({"as_of": "2026-01-01", "$defaults": {"quality_min_items_done": 0}}, "/$defaults"),
        ({"as_of": "2026-01-01", "quality": {"indexed": "yes"}}, "/quality/indexed"),
        ({"as_of": "2026-01-01", "quality": {"spec": {"items_total": 1.5}}}, "/quality/spec/items_total"),
        (
            {"as_of": "2026-01-01", "params": {"quality_licenses_allowed": ["MIT", 1]}},
            "/params/quality_licenses_allowed/1",
        ),
        ({"as_of": "2026-01-01", "params": {"quality_min_items_done": True}}, "/params/quality_min_items_done"),
    ],
    ids=str,
)
def test_a_bad_sheet_is_refused_with_the_place_of_the_fault(judge: Judge, sheet: Any, pointer: str) -> None:
    with pytest.raises(InvalidInputError) as refused:
        judge.judge(sheet, ["quality"])
    assert refused.value.pointer == pointer


def test_schemas_hold_for_the_packs_that_were_chosen_only(judge: Judge) -> None:
    odd = {"as_of": "2026-01-01", "quality": "unheard of"}
    assert judge.judge(odd, ["dac8"])
    with pytest.raises(InvalidInputError):
        judge.judge(odd, ["dac8", "quality"])


def test_formats_of_the_schema_are_checked(acme: Path, tmp_path: Path) -> None:
    with open_judge(acme, tmp_path / "cache") as judge, pytest.raises(InvalidInputError) as refused:
        judge.judge({**SHEET, "acme": {"in_scope": True, "done_on": "2025-02-30"}})
    assert refused.value.pointer == "/acme/done_on"


def test_the_day_given_takes_the_place_of_the_sheets_own(acme: Path, tmp_path: Path) -> None:
    with open_judge(acme, tmp_path / "cache") as judge:
        assert one(judge, SHEET).verdict == "pass"
        later = one(judge, SHEET, as_of="2027-01-01")
        assert (later.verdict, later.as_of) == ("fail", "2027-01-01")
        assert one(judge, {"acme": SHEET["acme"]}, as_of="2026-12-31").verdict == "pass"
        with pytest.raises(InvalidInputError):
            judge.judge(SHEET, as_of="tomorrow")
    assert SHEET["as_of"] == "2026-12-31"


def test_a_parameter_has_the_default_of_the_day(acme: Path, tmp_path: Path) -> None:
    manifest = acme / "acme" / "plugin.yaml"
    manifest.write_text(
        manifest.read_text().replace(
            "{default: 365, unit: days, from: null, to: null}",
            '[{default: 365, unit: days, from: null, to: "2026-12-31"}, {default: 30, unit: days, from: "2027-01-01", to: null}]',
        )
    )
    done = {"in_scope": True, "done_on": "2026-12-01"}
    with open_judge(acme, tmp_path / "cache") as judge:
        assert one(judge, {"as_of": "2026-12-31", "acme": done}).verdict == "pass"
        assert one(judge, {"as_of": "2027-01-01", "acme": done}).verdict == "fail"
        own = {"as_of": "2027-01-01", "acme": done, "params": {"acme_max_age_days": 31}}
        assert one(judge, own).verdict == "pass"


def test_an_opa_that_died_is_started_once_more_and_judges_the_same(acme: Path, tmp_path: Path) -> None:
    process = OpaProcess(cached_bundle(acme, tmp_path / "cache"))
    client = OpaClient(process)
    try:
        judge = Judge(client, read_packs(cached_bundle(acme, tmp_path / "cache")))
        first = judge.judge(SHEET)
        for _ in range(3):
            before = process.running.child.pid
            os.kill(before, signal.SIGKILL)
            process.running.child.wait()
            assert judge.judge(SHEET) == first
            assert process.running.child.pid != before
    finally:
        client.close()


def test_an_opa_that_cannot_be_started_again_fails_loudly(acme: Path, tmp_path: Path) -> None:
    bundle = cached_bundle(acme, tmp_path / "cache")
    process = OpaProcess(bundle)
    client = OpaClient(process)
    try:
        judge = Judge(client, read_packs(bundle))
        bundle.unlink()
        process.stop()
        with pytest.raises(UnavailableError):
            judge.judge(SHEET)
    finally:
        client.close()


def test_a_rule_without_end_is_given_up(acme: Path, tmp_path: Path) -> None:
    rule = acme / RULE
    endless = "count([1 | some i in numbers.range(1, 90000); some j in numbers.range(1, 90000); i * j < 0]) == 0"
    rule.write_text(rule.read_text().replace("\tage >= 0\n", f"\tage >= 0\n\t{endless}\n"))
    with open_bundle(cached_bundle(acme, tmp_path / "cache"), seconds=0.5) as judge:
        began = time.monotonic()
        with pytest.raises(UnavailableError):
            judge.judge(SHEET)
        assert time.monotonic() - began < 5
        assert one(judge, {**SHEET, "acme": {"in_scope": False}}).verdict == "not_applicable"


@pytest.mark.parametrize(
    "call",
    [
        'http.send({"method": "get", "url": "http://127.0.0.1"}).status_code == 200',
        "opa.runtime().env",
        "time.now_ns() > 0",
        'rand.intn("x", 2) == 1',
        "no.such_function(age)",
    ],
)
def test_a_rule_that_reaches_outside_of_its_facts_is_not_taken_in(acme: Path, tmp_path: Path, call: str) -> None:
    rule = acme / RULE
    rule.write_text(rule.read_text().replace("\tage >= 0\n", f"\tage >= 0\n\t{call}\n"))
    with pytest.raises(InvalidInputError, match="undefined function"), open_judge(acme, tmp_path / "cache"):
        pass
    assert not list((tmp_path / "cache").rglob("packs.tar.gz"))


DECISION = {
    "control_id": "ACME-BACKUP-TESTED",
    "verdict": "pass",
    "reason": "requirement_met",
    "missing": [],
    "reads": [],
}


@pytest.mark.parametrize(
    "odd",
    [
        None,
        [],
        {**DECISION, "control_id": "ACME-OTHER"},
        {**DECISION, "verdict": "ok"},
        {**DECISION, "reason": "evidence_missing"},
        {**DECISION, "missing": None},
        {**DECISION, "reads": {}},
        {**DECISION, "due": 3},
    ],
    ids=str,
)
def test_a_control_that_does_not_decide_is_an_error_not_a_pass(acme: Path, tmp_path: Path, odd: Any) -> None:
    packs = read_packs(cached_bundle(acme, tmp_path / "cache"))
    answer = {"acme": {"ACME-BACKUP-TESTED": odd}}
    with pytest.raises(ProblemError, match="ACME-BACKUP-TESTED of pack acme came to no decision"):
        Judge(Told(answer), packs).judge(SHEET)
    good = Judge(Told({"acme": {"ACME-BACKUP-TESTED": DECISION}}), packs).judge(SHEET)
    assert [finding.verdict for finding in good] == ["pass"]
