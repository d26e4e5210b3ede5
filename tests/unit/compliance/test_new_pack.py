"""A pack is a folder: started, checked and judged by from the command line, while no other file changes."""

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from commandcenter.cli import packs
from commandcenter.cli.judge import judge
from commandcenter.kernel.errors import ConflictError, InvalidInputError, NotFoundError

REPOSITORY = Path(__file__).parents[3]
CORE = ("layers/core/python/commandcenter", "policies", "functions", "plugins")


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


@pytest.fixture(scope="session", autouse=True)
def named_opa(opa: Path) -> Any:
    """The binary is named, since the user's cache is another here."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COMMANDCENTER_OPA", str(opa))
        yield


def run(command: Any, *arguments: object) -> Result:
    return CliRunner().invoke(command, [str(argument) for argument in arguments])


def fingerprint() -> dict[str, str]:
    files = (path for folder in CORE for path in (REPOSITORY / folder).rglob("*") if path.is_file())
    return {
        str(path): hashlib.sha256(path.read_bytes()).hexdigest() for path in files if "__pycache__" not in path.parts
    }


def test_a_pack_is_started_checked_and_judged_by_without_touching_anything_else(tmp_path: Path) -> None:
    before, root = fingerprint(), tmp_path / "mine"
    made = run(packs.new, "acme", "ACME-2FA-ON", "--policies", root)
    assert made.exit_code == 0, made.output
    assert (root / "acme" / "control_2fa_on" / "control_2fa_on.rego").is_file()
    tested = run(packs.test, "acme", "--policies", root)
    assert (tested.exit_code, tested.stdout) == (0, "acme: ok\n")
    sheet = tmp_path / "sheet.json"
    sheet.write_text(json.dumps({"as_of": "2026-01-01", "acme": {"in_scope": True, "done_on": None}}))
    judged = run(judge, sheet, "--policies", root, "--json")
    assert judged.exit_code == 0
    (finding,) = json.loads(judged.stdout)
    assert (finding["control_id"], finding["verdict"], finding["missing"]) == ("ACME-2FA-ON", "fail", ["acme.done_on"])
    assert fingerprint() == before


def test_packs_are_listed_with_their_controls(acme: Path) -> None:
    (pack,) = json.loads(run(packs.list_packs, "--policies", acme, "--json").stdout)
    assert (pack["id"], [control["control_id"] for control in pack["controls"]]) == ("acme", ["ACME-BACKUP-TESTED"])
    assert "acme" in run(packs.list_packs, "--policies", acme).stdout


def test_a_fault_ends_with_1(acme: Path) -> None:
    (acme / "acme" / "README.md").unlink()
    tested = run(packs.test, "--policies", acme)
    assert tested.exit_code == 1
    assert tested.stdout == "acme: 1 faults\n  acme/README.md: not current; run: commandcenter pack:docs acme\n"
    assert run(packs.docs, "acme", "--check", "--policies", acme).exit_code == 1
    assert run(packs.docs, "--all", "--policies", acme).stdout == "acme/README.md written\n"
    assert run(packs.docs, "--all", "--check", "--policies", acme).exit_code == 0


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        (("hub", "ACME-X"), InvalidInputError),
        (("lib", "ACME-X"), InvalidInputError),
        (("Acme", "ACME-X"), InvalidInputError),
        (("../acme", "ACME-X"), InvalidInputError),
        (("fresh", "acme-x"), InvalidInputError),
        (("fresh", "ACME"), InvalidInputError),
        (("acme", "ACME-X"), ConflictError),
    ],
    ids=str,
)
def test_names_that_will_not_do(acme: Path, arguments: tuple[str, str], error: type[Exception]) -> None:
    before = sorted(acme.rglob("*"))
    assert isinstance(run(packs.new, *arguments, "--policies", acme).exception, error)
    assert sorted(acme.rglob("*")) == before


@pytest.mark.parametrize("arguments", [(), ("acme", "--all")], ids=str)
def test_docs_want_one_pack_or_all(acme: Path, arguments: tuple[str, ...]) -> None:
    assert isinstance(run(packs.docs, *arguments, "--policies", acme).exception, InvalidInputError)


GOOD = {"as_of": "2026-12-31", "acme": {"in_scope": True, "done_on": "2025-12-31"}}
BAD = {**GOOD, "as_of": "2027-01-01"}


def judged(root: Path, folder: Path, content: Any, *more: object) -> Result:
    sheet = folder / "sheet.json"
    sheet.write_text(content if isinstance(content, str) else json.dumps(content))
    return run(judge, sheet, "--policies", root, *more)


def test_one_sheet_gives_a_list_and_a_list_of_sheets_a_list_of_lists(acme: Path, tmp_path: Path) -> None:
    single = json.loads(judged(acme, tmp_path, GOOD, "--json").stdout)
    both = json.loads(judged(acme, tmp_path, [GOOD, BAD], "--json").stdout)
    assert both[0] == single
    assert [finding["verdict"] for findings in both for finding in findings] == ["pass", "fail"]
    assert json.loads(judged(acme, tmp_path, [], "--json").stdout) == []


def test_a_name_is_kept(acme: Path, tmp_path: Path) -> None:
    case = {"pack": "acme", "name": "late", "why": "…", "facts": BAD, "expect": {}}
    (found,) = json.loads(judged(acme, tmp_path, [case], "--json").stdout)
    assert (found["name"], found["findings"][0]["verdict"]) == ("late", "fail")
    assert json.loads(judged(acme, tmp_path, case, "--json").stdout) == found
    assert isinstance(judged(acme, tmp_path, [{**case, "pack": "none"}]).exception, NotFoundError)


@pytest.mark.parametrize(
    ("content", "pointer"),
    [
        ([GOOD, {**GOOD, "acme": {"in_scope": 1}}], "/1/acme/in_scope"),
        ([{"name": "x", "facts": {**GOOD, "acme": {"in_scope": 1}}}], "/0/facts/acme/in_scope"),
        ([{"name": 3, "facts": GOOD}], "/0/name"),
        ({"facts": {}}, "/facts/as_of"),
        ([GOOD, 3], "/1"),
        ("", ""),
        ("{", ""),
        ('{"as_of": "2026-01-01", "x": NaN}', ""),
        ('{"as_of": "2026-01-01", "as_of": "2026-01-02"}', ""),
    ],
    ids=str,
)
def test_bad_input_is_refused_and_nothing_is_judged(acme: Path, tmp_path: Path, content: Any, pointer: str) -> None:
    refused = judged(acme, tmp_path, content, "--json")
    assert isinstance(refused.exception, InvalidInputError)
    assert refused.exception.pointer == pointer
    assert refused.stdout == ""


@pytest.mark.parametrize(
    ("sheet", "severity", "code"),
    [(BAD, "medium", 1), (BAD, "low", 1), (BAD, "high", 0), (GOOD, "low", 0)],
    ids=["as bad", "worse", "less bad", "passed"],
)
def test_a_failure_as_bad_as_was_said_ends_with_1(
    acme: Path, tmp_path: Path, sheet: Any, severity: str, code: int
) -> None:
    assert judged(acme, tmp_path, sheet, "--fail-on", severity).exit_code == code


def test_people_get_a_table(acme: Path, tmp_path: Path) -> None:
    shown = judged(acme, tmp_path, {**BAD, "acme": {"in_scope": True}}).stdout
    assert "evidence_missing: acme.done_on" in shown
    assert "0 pass, 1 fail, 0 not applicable; score 0.0, fail" not in shown  # medium: a warning
    assert "0 pass, 1 fail, 0 not applicable; score 0.0, warn" in shown


def test_packs_and_the_day_may_be_named(acme: Path, tmp_path: Path) -> None:
    (finding,) = json.loads(
        judged(acme, tmp_path, GOOD, "--packs", " acme ,", "--as-of", "2027-01-01", "--json").stdout
    )
    assert (finding["verdict"], finding["as_of"]) == ("fail", "2027-01-01")
    assert isinstance(judged(acme, tmp_path, GOOD, "--packs", "acme,none").exception, NotFoundError)
    assert isinstance(judged(acme, tmp_path, GOOD, "--packs", ",").exception, InvalidInputError)
