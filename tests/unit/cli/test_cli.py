"""The command as a person runs it, on a directory store."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from commandcenter.cli.main import COMMANDS

COMMAND = Path(sys.executable).parent / "commandcenter"


@pytest.fixture
def run(tmp_path: Path):
    environment = {
        **os.environ,
        "COMMANDCENTER_STORE": str(tmp_path / "store"),
        "COMMANDCENTER_STATE": str(tmp_path / "state"),
    }

    def call(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run([COMMAND, *arguments], env=environment, capture_output=True, text=True, check=False)

    return call


@pytest.fixture
def source(tmp_path: Path) -> Path:
    folder = tmp_path / "Shop"
    folder.mkdir()
    (folder / "pyproject.toml").write_text('[project]\nname = "shop"\nversion = "1"\ndependencies = ["lib"]\n')
    (folder / "shop.py").write_text("def sell():\n    return price()\n\n\ndef price():\n    return 1\n")
    return folder


def test_a_folder_becomes_a_graph_that_answers(run, source: Path, tmp_path: Path) -> None:
    """Index, ask, change, index again, compare, verify, prove: all with exit code 0, all in JSON."""
    first = json.loads(run("index", str(source), "--domain", "Finance", "--json").stdout)
    assert (first["project"], first["rev"], first["committed"]) == ("shop", 1, True)
    again = json.loads(run("index", str(source), "--json").stdout)
    assert (again["rev"], again["changed"]) == (1, 0)
    library = tmp_path / "lib"
    library.mkdir()
    (library / "pyproject.toml").write_text('[project]\nname = "lib"\nversion = "2"\n')
    assert run("index", str(library)).returncode == 0

    ecosystem = json.loads(run("graph:ecosystem", "--json").stdout)
    assert [(link["sourceProject"], link["targetProject"]) for link in ecosystem["links"]] == [("shop", "lib")]
    finance = json.loads(run("graph:ecosystem", "--domain", "Finance", "--json").stdout)
    assert [project["name"] for project in finance["projects"]] == ["shop"]

    (source / "shop.py").write_text("def sell():\n    return 2\n")
    assert json.loads(run("index", str(source), "--json").stdout)["rev"] == 2
    diff = json.loads(run("graph:diff", "shop", "1", "2", "--json").stdout)
    assert "symbol:shop.py#price" in [entry["key"] for entry in diff["entries"] if entry["change"] == "removed"]
    before = json.loads(run("graph:project", "shop", "--as-of", "1", "--type", "symbol", "--json").stdout)
    assert {node["key"] for node in before["nodes"]} == {"symbol:shop.py#sell", "symbol:shop.py#price"}
    walk = json.loads(run("graph:deps", "urn:cc:local:shop:symbol:shop.py%23sell", "--as-of", "1", "--json").stdout)
    assert "symbol:shop.py#price" in [node["key"] for node in walk["nodes"]]

    assert run("ledger:verify").returncode == 0
    assert [entry["rev"] for entry in json.loads(run("ledger:log", "shop", "--json").stdout)] == [1, 2]
    proof = tmp_path / "proof.json"
    proof.write_text(run("ledger:prove", "urn:cc:local:shop:symbol:shop.py%23sell").stdout)
    digest = json.loads(run("ledger:log", "shop", "--json").stdout)[-1]["digest"]
    assert run("ledger:check-proof", str(proof), "--digest", digest).returncode == 0
    assert run("ledger:check-proof", str(proof), "--digest", first["digest"]).returncode == 1
    assert run("resolve", "pkg:pypi/shop").returncode == 0
    assert run("resolve", "pkg:pypi/nobody").returncode == 1


def test_a_report_is_pushed_to_a_store(run, source: Path, tmp_path: Path) -> None:
    run("index", str(source))
    report = tmp_path / "junit.xml"
    report.write_text('<testsuite name="s" tests="1"><testcase classname="shop" name="sells" time="0.1"/></testsuite>')
    pushed = run("report:push", "shop", str(report), "--kind", "junit", "--commit", "abcdef0", "--json")
    assert json.loads(pushed.stdout)["rev"] == 2
    report.write_text("<testsuite")
    broken = run("report:push", "shop", str(report), "--kind", "junit", "--commit", "abcdef0")
    assert (broken.returncode, broken.stderr.count("\n")) == (2, 1)


@pytest.mark.parametrize(
    "arguments",
    [
        ("indx",),
        ("index",),
        ("index", "/no/such/folder"),
        ("index", "ssh://example.org/x"),
        ("index", "file:///no/such/repository"),
        ("graph:project", "nobody"),
        ("graph:ecosystem", "--min-strength", "2"),
        ("graph:ecosystem", "--store", "/tmp", "--hub", "h"),
        ("graph:ecosystem", "--hub", "http://example.org"),
        ("graph:ecosystem", "--hub", "nowhere"),
        ("graph:deps", "not-a-urn"),
        ("resolve", ""),
        ("ledger:log", "nobody"),
        ("ledger:prove", "urn:cc:local:shop:file:x"),
        ("project:add", "Bad Name"),
        ("project:add", "ok", "--repo", "github"),
        ("logs", "nothing"),
    ],
)
def test_wrong_input_is_one_line_and_two(run, source: Path, arguments: tuple[str, ...]) -> None:
    """Never a stack trace: one line that says what is wrong, and exit code 2."""
    run("index", str(source))
    done = run(*arguments)
    assert done.returncode == 2, done
    assert done.stdout == ""
    assert len(done.stderr.strip().splitlines()) == 1
    assert "Traceback" not in done.stderr


def test_a_broken_ledger_is_named_and_one(run, source: Path, tmp_path: Path) -> None:
    run("index", str(source))
    commit = next((tmp_path / "store").rglob("commits/shop/*"))
    commit.chmod(0o600)
    data = commit.read_bytes()
    commit.write_bytes(data.replace(b'"cli"', b'"clj"'))
    done = run("ledger:verify", "--json")
    assert done.returncode == 1
    assert json.loads(done.stdout)["shop"]["bad_rev"] == 1


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(command: str) -> None:
    done = subprocess.run([COMMAND, command, "--help"], capture_output=True, text=True, check=True)
    assert len(done.stdout.splitlines()) > 3


def test_what_a_project_says_is_never_markup(run, tmp_path: Path) -> None:
    """Names come from strangers: colours and control characters in them are shown, not obeyed."""
    folder = tmp_path / "odd"
    folder.mkdir()
    (folder / "[red]x[_red].py").write_text("a = 1\n")
    run("index", str(folder))
    assert "[red]x[_red].py" in run("graph:project", "odd", "--type", "file").stdout
