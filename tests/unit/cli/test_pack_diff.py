"""`pack:diff`: two versions of a pack over the history that a directory store holds."""

import os
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from commandcenter.graph.replace import plan_replace
from commandcenter.kernel.clock import format_time
from commandcenter.ledger.model import Meta
from commandcenter.ledger.open import open_directory

NOW = datetime.now(UTC).replace(microsecond=0)
CONTROL = "ACME-BACKUP-TESTED"
PROOF = b"The backup was tested.\n"


def ago(days: float) -> str:
    return format_time(NOW - timedelta(days=days))


@pytest.fixture
def run(command, write, proof):
    """Two versions of a pack, `old/acme` (365 days) and `new/acme` (10 days), and a project with two revisions."""
    command("pack:new", "acme", CONTROL, "--policies", "old")
    shutil.copytree("old", "new")
    change("new/acme/plugin.yaml", "default: 365", "default: 10")
    for days, done in ((100, 105), (50, 90)):
        facts = {"acme": {"in_scope": True, "done_on": ago(done)[:10]}}
        write({
            "shop/compliance/a.yaml": {"facts": facts, "evidence": {"acme": proof(PROOF)}},
            "shop/compliance/proof.txt": PROOF,
        })  # fmt: skip
        index("shop", NOW - timedelta(days=days))

    def call(*more: object, old: str = "old/acme", new: str = "new/acme"):
        return command("pack:diff", old, new, *more)

    return call


def change(path: str, old: str, new: str) -> None:
    text = Path(path).read_text()
    assert old in text
    Path(path).write_text(text.replace(old, new))


def index(project: str, at: datetime) -> None:
    """Commit the folder as it would have been at an instant."""
    from commandcenter.cli.index import index_folder

    nodes = index_folder(Path("shop"), project, processes=1).nodes
    meta = Meta(at, "cli", f"index {project}", "source")
    open_directory(Path("store")).submit(project, plan_replace(nodes, "source"), meta)


def test_what_newly_fails(run) -> None:
    done = run("--since", "120d", "--json")
    assert done.code == 1
    said = done.json
    assert said["judged"] == 2
    assert [(one["rev"], one["as_of"], one["old"], one["new"], one["kind"]) for one in said["differences"]] == [
        (2, ago(50)[:10], "pass", "fail", "newly_fails")
    ]
    table = run("--since", "120d")
    assert table.code == 1
    assert "newly fails" in table.out
    assert table.out.endswith("2 revisions judged: 1 newly fail, 0 newly pass, 0 differ otherwise\n")


def test_what_newly_passes_is_no_failure(run) -> None:
    done = run("--since", "120d", "--json", old="new/acme", new="old/acme")
    assert (done.code, [one["kind"] for one in done.json["differences"]]) == (0, ["newly_passes"])


def test_the_same_version_differs_in_nothing(run) -> None:
    done = run("--since", "120d", new="old/acme")
    assert (done.code, done.out) == (0, "2 revisions judged: 0 newly fail, 0 newly pass, 0 differ otherwise\n")


@pytest.mark.parametrize(
    ("since", "judged"),
    [
        (ago(120), [(1, ago(100)), (2, ago(50))]),
        (ago(100), [(1, ago(100)), (2, ago(50))]),
        (ago(75), [(1, ago(75)), (2, ago(50))]),
        (ago(50), [(2, ago(50))]),
        (ago(20), [(2, ago(20))]),
        (ago(-20), [(2, ago(-20))]),
        ("20d", [(2, ago(20))]),
    ],
    ids=[
        "before all",
        "at the first",
        "between",
        "at the second",
        "after all",
        "to come",
        "days",
    ],  # the clock has no say in names
)
def test_since_when(run, since: str, judged: list[tuple[int, str]]) -> None:
    """A schema that refuses the facts makes every revision show that was judged, with its day."""
    change("new/acme/schema.json", '["string", "null"], "format": "date"', '["integer", "null"]')
    before = {path: path.read_bytes() for path in Path("store").rglob("*") if path.is_file()}
    said = run("--since", since, "--json").json
    assert [(one["rev"], one["as_of"]) for one in said["differences"]] == [(rev, day[:10]) for rev, day in judged]
    assert {one["new"] for one in said["differences"]} == {"refused"}
    assert said["judged"] == len(judged)
    assert {path: path.read_bytes() for path in Path("store").rglob("*") if path.is_file()} == before


def test_audits_of_the_past_are_not_judged_themselves(run, command) -> None:
    assert command("audit", "shop", "--store", "store", "--policies", "old").code == 0
    assert open_directory(Path("store")).rev_at("shop") == 3
    assert run("--since", "120d", "--json").json["judged"] == 2


def test_projects_of_the_store_or_those_named(run, command) -> None:
    index("shed", NOW - timedelta(days=30))
    command("index", "shop", "--project", "barn", "--domain", "Finance")  # and the hub's own ledger beside them
    everywhere = run("--since", "120d", "--json").json
    assert everywhere["judged"] == 4
    assert {one["project"] for one in everywhere["differences"]} == {"shop", "shed", "barn"}
    assert run("--project", "shed", "--json").json["judged"] == 1
    assert run("--project", "shed", "--project", "barn", "--json").json["judged"] == 2


def test_a_version_may_stand_in_a_folder_of_any_name(run) -> None:
    shutil.move("new/acme", "acme-2.0 draft")
    assert run("--since", "120d", new="acme-2.0 draft").code == 1
    shutil.rmtree("new/lib")
    assert run("--since", "120d", new="acme-2.0 draft").code == 1


def test_the_packs_that_come_with_the_command(run) -> None:
    from commandcenter.cli.judge import default_policies

    shutil.copytree(default_policies() / "quality", "quality")
    change("quality/plugin.yaml", "quality_min_items_done: {default: 80", "quality_min_items_done: {default: 81")
    done = run("--since", "120d", old=str(default_policies() / "quality"), new="quality")
    assert done.code == 0
    assert done.out.startswith("2 revisions judged")


BAD = [
    (("--since", "yesterday"), {}, "not a time"),
    (("--since", "2026-01-01"), {}, "zone"),
    (("--since", "9" * 20 + "d"), {}, "not a time"),
    (("--since", "999999d"), {}, "calendar"),
    (("--since", "-5d"), {}, "not a time"),
    (("--project", "nobody"), {}, "nobody"),
    (("--project", "../shop"), {}, "not a project name"),
    (("--store", "none"), {}, "no store"),
    ((), {"new": "none"}, "none"),
    ((), {"new": "shop"}, "no plugin.yaml"),
    ((), {"new": "new"}, "no plugin.yaml"),
]


@pytest.mark.parametrize(("more", "folders", "says"), BAD)
def test_bad_input_is_one_line(run, more: tuple[str, ...], folders: dict[str, str], says: str) -> None:
    done = run(*more, **folders)
    assert done.says(2, says), done
    assert done.out == ""


def test_two_packs_are_no_two_versions(run, command) -> None:
    command("pack:new", "other", "OTHER-THING", "--policies", "new")
    assert run(new="new/other").says(2, "no two versions", "acme", "other")


@pytest.mark.parametrize(
    ("file", "content", "says"),
    [
        ("plugin.yaml", "[", "not YAML"),
        ("plugin.yaml", "- id", "names no pack"),
        ("plugin.yaml", "id: [acme]", "names no pack"),
        ("plugin.yaml", "id: ../acme", "names no pack"),
        ("plugin.yaml", "id: lib", "names no pack"),
        ("plugin.yaml", "id: acme", "plugin.yaml"),
        (
            "plugin.yaml",
            "id: acme\nversion: 1.0.0\nkind: indexer\ntitle: x\nentry: a.py:A\npermissions: []\ncontributes: {}",
            "",
        ),
        ("schema.json", "[]", "schema.json"),
        ("schema.json", '{"type": 7}', ""),
        ("backup_tested/backup_tested.rego", "package acme.backup_tested\n\nx := http.send({})\n", ""),
        ("backup_tested/backup_tested.rego", "not rego", ""),
    ],
)
def test_a_folder_that_is_no_pack_is_one_line(run, file: str, content: str, says: str) -> None:
    (Path("new/acme") / file).write_text(content)
    done = run()
    assert done.says(2, says), done


def test_links_and_pipes_are_no_part_of_a_pack(run, tmp_path: Path) -> None:
    link = Path("new/acme/notes.txt")
    link.symlink_to("/nowhere")
    assert run().says(2, "notes.txt")
    link.unlink()
    link.symlink_to("/etc")
    assert run().says(2, "notes.txt")
    link.unlink()
    os.mkfifo(link)
    assert run().says(2, "notes.txt")


def test_what_a_rule_fails_to_decide_is_one_line(run) -> None:
    change("new/acme/backup_tested/backup_tested.rego", '{"applies": applies,', '{"applies": 1 / 0,')
    done = run("--since", "120d")
    assert done.says(1, CONTROL), done
