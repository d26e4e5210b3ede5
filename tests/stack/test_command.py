"""The real `commandcenter` command against the deployed hub, as a person or a script runs it."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

COMMAND = Path(sys.executable).parent / "commandcenter"


@pytest.fixture
def run(hub):
    """Return a function that runs the command and checks how it ended; returns its output."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "COMMANDCENTER_"))}
    kept |= {name: os.environ[name] for name in ("COMMANDCENTER_CACHE",) if name in os.environ}

    def run(*arguments, code=0, key=hub.operator):
        environment = kept | {"COMMANDCENTER_STATE": str(hub.deployed.stack.state), "COMMANDCENTER_KEY": key}
        done = subprocess.run([COMMAND, *arguments], env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == code, (done.stdout, done.stderr)
        if code == 2:
            assert done.stderr.startswith("commandcenter: ")
            assert "Traceback" not in done.stderr
        return done.stdout

    return run


def test_a_person_indexes_asks_and_verifies(hub, run, tmp_path):
    source = tmp_path / "by-command"
    source.mkdir()
    (source / "pyproject.toml").write_text('[project]\nname = "by-command"\nversion = "1"\n')
    (source / "one.py").write_text("def one():\n    return 1\n")
    at = ("--hub", hub.name)
    first = json.loads(run("index", str(source), *at, "--domain", "Finance", "--json"))
    assert (first["rev"], first["state"]) == (1, "done")
    assert "nothing new" in run("index", str(source), *at)
    (source / "one.py").write_text("def uno():\n    return 1\n")
    assert "revision 2" in run("index", str(source), *at)

    shown = json.loads(run("graph:ecosystem", *at, "--domain", "Finance", "--json"))
    assert [(one["name"], one["rev"]) for one in shown["projects"]] == [("by-command", 2)]
    diff = json.loads(run("graph:diff", "by-command", "1", "2", *at, "--json"))
    assert ("symbol:one.py#uno", "added") in {(entry["key"], entry["change"]) for entry in diff["entries"]}
    assert "by-command" in run("graph:ecosystem", *at)
    assert "one.py" in run("graph:project", "by-command", *at)
    assert "uno" in run("graph:search", "uno", *at)

    resolved = json.loads(run("resolve", "pkg:pypi/by-command", *at, "--json"))
    assert [one["project"] for one in resolved["entities"]] == ["by-command"]
    verified = json.loads(run("ledger:verify", *at, "--json"))
    assert verified["by-command"] == {"ok": True, "revisions": 2, "bad_rev": None, "reason": ""}
    assert all(said["ok"] for said in verified.values())


def test_a_ci_job_pushes_a_report(hub, run, tmp_path):
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "a.py").write_text("x = 1\n")
    report = tmp_path / "junit.xml"
    report.write_text('<testsuite name="s" tests="1"><testcase classname="c" name="works" time="0.1"/></testsuite>')
    run("index", str(tmp_path / "src"), "--project", "ci", "--hub", hub.name)
    pushed = run(
        "report:push", "ci", str(report), "--kind", "junit", "--commit", "abcdef0", "--hub", hub.name, "--json"
    )
    assert json.loads(pushed)["rev"] == 2
    report.write_text("<testsuite")
    run("report:push", "ci", str(report), "--kind", "junit", "--commit", "abcdef0", "--hub", hub.name, code=1)


def test_keys_are_made_listed_and_revoked(hub, run):
    made = json.loads(run("key:create", "a script", "--role", "auditor", "--project", "*", "--hub", hub.name, "--json"))
    hub.secrets.add(made["key"])
    run("graph:ecosystem", "--hub", hub.name, key=made["key"])
    run("key:revoke", made["id"], "--hub", hub.name)
    run("graph:ecosystem", "--hub", hub.name, key=made["key"], code=2)
    listed = run("key:list", "--hub", hub.name, "--json")
    assert made["key"] not in listed
    assert made["id"] in listed


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("graph:project", "no-such-project", "--hub", "alpha"), 2),
        (("graph:ecosystem", "--hub", "no-such-hub"), 2),
        (("graph:ecosystem", "--hub", "http://127.0.0.1:9"), 1),
        (("graph:ecosystem", "--hub", "alpha", "--store", "x"), 2),
        (("index", "/no/such/folder", "--hub", "alpha"), 2),
        (("no:command",), 2),
        (("status",), 0),
    ],
)
def test_exit_codes_tell_wrong_input_from_a_hub_that_does_not_answer(run, arguments, code):
    run(*arguments, code=code)
