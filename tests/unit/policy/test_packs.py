"""The bundle of the rule packs: found by folder, the same bytes for the same files, digests over what is judged by."""

import json
import shutil
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest

from commandcenter.kernel.errors import ConflictError, InvalidInputError
from commandcenter.plugins.rulepacks import find_rulepacks
from commandcenter.policy.pack_bundle import build_packs, catalogue_path

POLICIES = Path(__file__).parents[3] / "policies"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "policies"
    for name in ("lib", "quality"):
        shutil.copytree(POLICIES / name, folder / name)
    return folder


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def digest_of(root: Path, out: Path, opa: Path) -> str:
    return str(build_packs(root, out, opa)["packs"]["quality"]["digest"])


def test_the_same_files_give_the_same_bytes(root: Path, tmp_path: Path, opa: Path) -> None:
    moved = tmp_path / "elsewhere" / "rules"
    shutil.copytree(root, moved)
    for name, folder in (("1", root), ("2", moved)):
        build_packs(folder, tmp_path / f"{name}.tar.gz", opa)
    assert (tmp_path / "1.tar.gz").read_bytes() == (tmp_path / "2.tar.gz").read_bytes()
    assert (tmp_path / "1.json").read_bytes() == (tmp_path / "2.json").read_bytes()


def test_rules_and_the_entry_go_in_and_nothing_else(root: Path, tmp_path: Path, opa: Path) -> None:
    shutil.copytree(POLICIES / "hub", root / "hub")
    build_packs(root, tmp_path / "packs.tar.gz", opa)
    with tarfile.open(tmp_path / "packs.tar.gz") as archive:
        names = {name.lstrip("/") for name in archive.getnames()}
    rules = {str(path.relative_to(root)) for name in ("lib", "quality") for path in (root / name).rglob("*.rego")}
    assert names == {name for name in rules if not name.endswith("_test.rego")} | {
        ".manifest",
        "data.json",
        "judge/judge.rego",
    }


def test_the_catalogue_joins_manifest_and_metadata(root: Path, tmp_path: Path, opa: Path) -> None:
    said = build_packs(root, tmp_path / "packs.tar.gz", opa)
    assert json.loads(catalogue_path(tmp_path / "packs.tar.gz").read_bytes()) == said
    pack = said["packs"]["quality"]
    assert sorted(pack["controls"]) == ["QUAL-COMPLETENESS", "QUAL-DRIFT", "QUAL-LICENSE", "QUAL-TEST-COVERAGE"]
    drift = pack["controls"]["QUAL-DRIFT"]
    assert (drift["path"], drift["custom"]["audit_kinds"]) == ("quality/drift", ["drift"])
    assert pack["schema"] == json.loads((root / "quality" / "schema.json").read_text())


CHANGES: dict[str, Callable[[Path], None]] = {
    "a rule": lambda root: edit(root / "quality/drift/drift.rego", "20)", "21)"),
    "the library": lambda root: edit(root / "lib/calendar/calendar.rego", "40000", "40001"),
    "the schema": lambda root: edit(root / "quality/schema.json", '"maximum": 100', '"maximum": 101'),
    "the manifest": lambda root: edit(root / "quality/plugin.yaml", "1.0.0", "1.0.1"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_what_is_judged_by_changes_the_digest(root: Path, tmp_path: Path, opa: Path, change: str) -> None:
    before = digest_of(root, tmp_path / "packs.tar.gz", opa)
    CHANGES[change](root)
    assert digest_of(root, tmp_path / "packs.tar.gz", opa) != before


def test_what_is_not_judged_by_does_not(root: Path, tmp_path: Path, opa: Path) -> None:
    before = digest_of(root, tmp_path / "packs.tar.gz", opa)
    (root / "quality" / "README.md").write_text("another\n")
    edit(root / "quality/drift/drift_test.rego", "a file more", "one file more")
    (root / "quality" / "samples" / "not-indexed-yet.json").unlink()
    assert digest_of(root, tmp_path / "packs.tar.gz", opa) == before


def test_two_controls_of_one_id_are_refused(root: Path, tmp_path: Path, opa: Path) -> None:
    edit(root / "quality/drift/drift.rego", "QUAL-DRIFT", "QUAL-LICENSE")
    with pytest.raises(ConflictError, match=r"QUAL-LICENSE is defined in quality/drift and in quality/license"):
        build_packs(root, tmp_path / "packs.tar.gz", opa)


def test_a_root_without_packs_is_refused(root: Path, tmp_path: Path, opa: Path) -> None:
    shutil.rmtree(root / "quality")
    with pytest.raises(InvalidInputError, match="holds no rule pack"):
        build_packs(root, tmp_path / "packs.tar.gz", opa)


BAD = {
    "/contributes/pack": ("pack: quality", "pack: other"),
    "/contributes/effective": ("  effective: {from: null, to: null}\n", "  effective: always\n"),
    "/contributes/effective/from": ("effective: {from: null", "effective: {from: soon"),
    "/contributes/input": ("schema.json", "../schema.json"),
    "/contributes/parameters/quality_min_items_done": (
        "{default: 80, unit: percent, from: null, to: null}",
        "[{default: 1, unit: percent, from: null, to: '2026-06-01'}, {default: 2, unit: percent, from: '2026-06-01', to: null}]",
    ),
}


@pytest.mark.parametrize("pointer", BAD)
def test_a_manifest_that_does_not_fit_is_refused_with_the_place(root: Path, pointer: str) -> None:
    old, new = BAD[pointer]
    path = root / "quality" / "plugin.yaml"
    head, found, tail = path.read_text().rpartition(old)
    assert found
    path.write_text(head + new + tail)
    with pytest.raises(InvalidInputError) as refused:
        find_rulepacks(root)
    assert refused.value.pointer.startswith("/contributes")
    assert "plugin.yaml" in refused.value.detail


def test_a_schema_that_is_none_is_refused(root: Path) -> None:
    for content in ("[]", "{", None):
        path = root / "quality" / "schema.json"
        path.unlink() if content is None else path.write_text(content)
        with pytest.raises(InvalidInputError, match=r"schema\.json"):
            find_rulepacks(root)
