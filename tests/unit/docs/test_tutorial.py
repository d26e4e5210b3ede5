"""The tutorial's files are extracted as they stand on the page, and its test is run."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
PAGE = (ROOT / "docs" / "writing-an-indexer.md").read_text()
FILES = dict(re.findall(r"^```\w+ title=(\S+)\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL))


def write_files(folder: Path) -> None:
    for name, text in FILES.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def run_tests(folder: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--rootdir", str(folder), "tests"]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, env=environment)


def test_the_tutorial_runs_as_it_stands(tmp_path: Path) -> None:
    assert {Path(name).name for name in FILES} == {"plugin.yaml", "indexer.py", "test_index_dockerfile.py"}
    write_files(tmp_path)
    done = run_tests(tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "4 passed" in done.stdout


@pytest.mark.parametrize(("before", "after"), [("|= {tag}", "|= set()"), ('found["image"] not in stages', "True")])
def test_the_tutorials_test_can_fail(tmp_path: Path, before: str, after: str) -> None:
    write_files(tmp_path)
    entry = tmp_path / "plugins" / "index-dockerfile" / "indexer.py"
    right = entry.read_text()
    assert before in right
    entry.write_text(right.replace(before, after))
    assert run_tests(tmp_path).returncode == 1
