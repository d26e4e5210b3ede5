"""`trace:*` as a person runs it, on a directory store."""

import csv
import io
import json
from pathlib import Path

import pytest

from commandcenter.cli.main import main
from commandcenter.cli.trace import read_matrix
from commandcenter.compliance.categories.matrix import Gap, Matrix, Row

PLAN = """# Exchange

## WP-1 Publish the white paper (in progress)

- [ ] Notify it
- [x] =cmd() draft

## Dark mode (done)
"""


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    """Run a command on a store that holds the project `shop`; returns the exit code and both streams."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COMMANDCENTER_STORE", str(tmp_path / "store"))
    specs = tmp_path / "shop" / "specs"
    specs.mkdir(parents=True)
    (specs / "plan.md").write_text(PLAN)

    def call(*arguments: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as ended:
            main([str(argument) for argument in arguments])
        out, err = capsys.readouterr()
        return int(ended.value.code or 0), out, err

    assert call("index", "shop")[0] == 0
    return call


def rows(run, *more: str) -> list[dict]:
    code, out, _ = run("trace:show", "shop", "--json", *more)
    assert code == 0
    return json.loads(out)["rows"]


def test_from_provision_to_task(run) -> None:
    papers = [row for row in rows(run) if row["item"] == "specitem:specs/plan.md#publish-the-white-paper"]
    assert {row["category"] for row in papers} == {"whitepaper_disclosure"}
    assert {row["pack"] for row in papers} == {"mica", "sec"}
    assert {row["verdict"] for row in papers} == {"unknown"}
    assert {tuple(row["tasks"]) for row in papers} == {
        ("specitem:specs/plan.md#cmd-draft", "specitem:specs/plan.md#notify-it")
    }
    assert {row["pack"] for row in rows(run, "--pack", "privacy", "--pack", "quality")} == {"privacy", "quality"}


def test_csv_tells_what_json_tells(run) -> None:
    code, out, _ = run("trace:show", "shop", "--pack", "mica", "--csv")
    lines = list(csv.DictReader(io.StringIO(out, newline="")))
    said = json.loads(run("trace:show", "shop", "--pack", "mica", "--json")[1])
    assert code == 0
    assert [line["control"] for line in lines if line["control"]] == [row["control"] for row in said["rows"]]
    without = [gap["subject"] for gap in said["gaps"] if not gap["pack"]]
    assert [line["item"] for line in lines if not line["control"]] == without
    assert [line["gaps"] for line in lines if line["item"].endswith("#dark-mode")] == [
        "done_without_code",
        "item_without_category",
    ]


def test_gaps_alone_are_the_gaps_of_the_whole(run) -> None:
    whole, gaps = (json.loads(run("trace:show", "shop", "--json", *more)[1]) for more in ((), ("--gaps",)))
    assert gaps == {**whole, "rows": []}
    assert run("trace:show", "shop", "--gaps")[1].count("control_without_item") == sum(
        gap["kind"] == "control_without_item" for gap in whole["gaps"]
    )


def test_the_categories_of_an_item_are_explained(run) -> None:
    code, out, _ = run("trace:explain", "shop", "WP-1")
    assert code == 0
    assert "term 'white paper' 4" in out
    assert out.splitlines()[-1] == "whitepaper_disclosure: a score of 4 or more"
    assert run("trace:explain", "shop", "specs/plan.md#dark-mode")[1].splitlines()[-1].startswith("no category: ")


def test_a_decision_in_the_repository_counts(run, tmp_path: Path) -> None:
    decided = tmp_path / "shop" / "compliance" / "categories.yaml"
    decided.parent.mkdir()
    decided.write_text("items:\n  WP-1: [source_control]\n  specs/plan.md#dark-mode: []\n  WP-9: []\n")
    assert run("index", "shop")[0] == 0
    assert run("trace:explain", "shop", "WP-1")[1].splitlines()[-1] == "source_control: somebody decided"
    gaps = json.loads(run("trace:show", "shop", "--gaps", "--json")[1])["gaps"]
    assert [gap["subject"] for gap in gaps if gap["kind"] == "unknown_item"] == ["WP-9"]
    assert not [gap for gap in gaps if gap["kind"] == "item_without_category" and "dark" in gap["subject"]]
    before = {row["category"] for row in rows(run, "--as-of", "1") if row["item"]}
    assert before == {"whitepaper_disclosure"}


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["trace:show", "nobody"], 2),
        (["trace:show", "shop", "--pack", "none"], 2),
        (["trace:show", "shop", "--csv", "--gaps"], 2),
        (["trace:explain", "shop", "NOPE-1"], 2),
    ],
)
def test_wrong_input(run, arguments: list[str], code: int) -> None:
    ended, out, err = run(*arguments)
    assert (ended, out) == (code, "")
    assert err.startswith("commandcenter: ")
    assert err.count("\n") == 1


def test_all_pages_are_read() -> None:
    """Pages of one row each; the gaps are asked for at the revision the rows showed."""
    row = Row("Art. 1", "mica", "M", "t", "c", "high", "fail", "", "", "", "i", "it", "done", "rules", ("a", "b"))
    made = [Row(**{**vars(row), "item": f"i{place}"}) for place in range(3)]
    gaps = [Gap("unknown_item", f"g{place}") for place in range(2)]
    asked = []

    class Pages:
        def ask(self, query, variables):
            asked.append((variables["gapsOnly"], variables["asOf"]))
            listed, at = (gaps if variables["gapsOnly"] else made), int(variables["after"] or 0)
            page = {"project": "p", "rev": 5, "leftOut": ["X"], "rows": [], "gaps": []}
            page["gaps" if variables["gapsOnly"] else "rows"] = [vars(listed[at])]
            return {"traceability": {**page, "next": str(at + 1) if at + 1 < len(listed) else None}}

    assert read_matrix(Pages(), {"project": "p"}, None) == Matrix("p", 5, tuple(made), tuple(gaps), ("X",))
    assert asked == [(False, None)] * 3 + [(True, 5)] * 2
    assert read_matrix(Pages(), {"project": "p"}, 4, rows=False).rows == ()
