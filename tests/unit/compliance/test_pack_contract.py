"""The policy over the policies: what each check finds, and that the packs of this repository have nothing to be found."""

from pathlib import Path

import pytest

from commandcenter.compliance.check_pack import check_pack, lint_root
from commandcenter.compliance.lint import declares, fact_paths, slug_of
from commandcenter.compliance.open import open_judge
from commandcenter.compliance.packs import choose_packs
from commandcenter.compliance.prove_tests import unproved_controls
from commandcenter.plugins.rulepacks import find_rulepacks
from commandcenter.policy.binary import find_opa

POLICIES = Path(__file__).parents[3] / "policies"
PACKS = sorted(path.parent.name for path in POLICIES.glob("*/plugin.yaml"))
RULE, TEST = "backup_tested/backup_tested.rego", "backup_tested/backup_tested_test.rego"


def checked(root: Path, cache: Path) -> list[str]:
    with open_judge(root, cache) as judge:
        (pack,) = find_rulepacks(root)
        return check_pack(root, pack, judge, find_opa())


def test_the_packs_of_this_repository_say_all_they_must() -> None:
    assert lint_root(POLICIES, find_opa()) == {pack: [] for pack in PACKS}


@pytest.mark.parametrize("pack", PACKS)
def test_every_control_has_a_failing_and_a_passing_test(pack: str, opa: Path, judge: object) -> None:
    (said,) = choose_packs(judge.packs, [pack])
    controls = [{"path": one.path, "custom": {"control_id": one.control_id}} for one in said.controls.values()]
    assert len(controls) >= 4
    assert unproved_controls(POLICIES, pack, controls, opa) == []


def test_a_new_pack_is_without_fault(acme: Path, tmp_path: Path) -> None:
    assert checked(acme, tmp_path / "cache") == []


@pytest.mark.parametrize(
    ("file", "old", "new", "fault"),
    [
        (RULE, "#   severity: medium\n", "", "severity"),
        (RULE, "severity: medium", "severity: grave", "/custom/severity"),
        (RULE, "confidence: 0.5", 'confidence: "0.5"', "/custom/confidence"),
        (RULE, "confidence: 0.5", "confidence: 1.5", "/custom/confidence"),
        (RULE, "audit_kinds: [compliance]", "audit_kinds: [gossip]", "/custom/audit_kinds/0"),
        (RULE, 'effective_from: ""', "effective_from: soon", "/custom/effective_from"),
        (RULE, "#   citation: Say here where it is written\n", "", "citation"),
        (RULE, "# title: Say here what must be so\n", "", "/title"),
        (RULE, "ACME-BACKUP-TESTED", "ACME-BACKUP-DONE", "stands in acme/backup_tested, not in acme/backup_done"),
        (RULE, "#   pack: acme", "#   pack: other", "says it is of pack other"),
        (RULE, "{default: 365, unit: days}", "{default: 364, unit: days}", "acme_max_age_days is not in plugin.yaml"),
        (RULE, 'needs := {"acme.done_on"}', 'needs := {"acme.done_on", "acme.told"}', "acme.told is not declared"),
        (RULE, "age >= 0", "input.acme.told >= 0", "acme.told is not declared"),
        (RULE, "age >= 0", "age >= 1", "its own tests"),
        (TEST, '"verdict": "fail"', '"verdict": "pass"', "its own tests"),
        ("samples/done-in-time.json", '"pass"', '"fail"', "ACME-BACKUP-TESTED is pass, the sample says fail"),
        ("samples/done-in-time.json", "ACME-BACKUP-TESTED", "ACME-OTHER", "ACME-OTHER is nothing"),
        ("samples/done-in-time.json", '"2025-12-31"', "20251231", "/acme/done_on"),
        ("README.md", "controls", "rules", "README.md: not current"),
        ("notes.md", "Say here", "Tell", "README.md: not current"),
    ],
)
def test_a_fault_is_found(acme: Path, tmp_path: Path, file: str, old: str, new: str, fault: str) -> None:
    path = acme / "acme" / file
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))
    wanted = "fails" if fault == "its own tests" else fault
    assert any(wanted in found for found in checked_or_refused(acme, tmp_path))


def checked_or_refused(root: Path, folder: Path) -> list[str]:
    """Metadata that no control can be made of stop the judge; the checks that need none are asked then."""
    found = lint_root(root, find_opa())["acme"]
    return found or checked(root, folder / "cache")


ONLY = {
    "failing": ("pass", '{"as_of": "2026-12-31", "acme": {"in_scope": true, "done_on": "2026-12-31"}}'),
    "passing": ("fail", '{"as_of": "2026-12-31", "acme": {"in_scope": true}}'),
}


@pytest.mark.parametrize("missing", ONLY)
def test_a_control_without_a_failing_or_without_a_passing_test_is_found(
    acme: Path, tmp_path: Path, missing: str
) -> None:
    verdict, sheet = ONLY[missing]
    (acme / "acme" / TEST).write_text(
        "package acme.backup_tested_test\n\nimport data.acme.backup_tested\n\n"
        f'test_it if backup_tested.decision.verdict == "{verdict}" with input as {sheet}\n'
    )
    assert checked(acme, tmp_path / "cache") == [f"ACME-BACKUP-TESTED: has no {missing} test"]


def test_a_control_id_may_stand_once_over_all_packs(acme: Path) -> None:
    second = acme / "other"
    (acme / "acme").rename(second)
    for path in (path for path in second.rglob("*") if path.is_file()):
        path.write_text(path.read_text().replace("acme", "other"))
    first = acme / "acme"
    for path in (path for path in second.rglob("*") if path.is_file()):
        copy = first / path.relative_to(second)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_text(path.read_text().replace("other", "acme"))
    twice = "ACME-BACKUP-TESTED: defined in acme/backup_tested and in other/backup_tested"
    assert lint_root(acme, find_opa()) == {"acme": [twice], "other": [twice]}


def test_a_folder_with_rules_and_no_control_is_found(acme: Path) -> None:
    stray = acme / "acme" / "stray" / "stray.rego"
    stray.parent.mkdir()
    stray.write_text("package acme.stray\n\nx := 1\n")
    assert lint_root(acme, find_opa())["acme"] == ["acme/stray: holds rules, but no control with a control_id"]


@pytest.mark.parametrize(
    ("control_id", "slug"),
    [
        ("MICA-ART-4-WP-DUTY", "art_4_wp_duty"),
        ("SEC-8K-1.05-CONTENT", "8k_1_05_content"),
        ("SECU-RESILIENCE-TEST", "resilience_testing"),
    ],
)
def test_the_name_of_a_controls_package(control_id: str, slug: str) -> None:
    assert slug_of(control_id) == slug


def test_paths_a_schema_declares() -> None:
    schema = {
        "properties": {
            "a": {"properties": {"b": {"type": "string"}, "c": {"additionalProperties": {"type": "number"}}}},
            "l": {"items": {"properties": {"x": {}}}},
        }
    }
    found = [path for path in ("a", "a.b", "a.c.any", "l[*].x", "l[*]") if declares(schema, path)]
    assert found == ["a", "a.b", "a.c.any", "l[*].x", "l[*]"]
    assert not any(declares(schema, path) for path in ("b", "a.d", "a.b.c", "a.b[*]", "l.x", "l[*].y"))


def test_paths_a_module_names() -> None:
    rego = '# "not.this"\npackage a.b\n\nimport data.c.d\n\nx if {\n\tfacts.number("e.f") > 1\n\tinput.g.h == "no path"\n}\n'
    assert fact_paths(rego) == {"e.f", "g.h"}
