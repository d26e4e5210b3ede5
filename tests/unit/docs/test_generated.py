"""Generated pages are current, whoever generates them and wherever."""

import os
import subprocess
import sys
from pathlib import Path

from docs_pages import DOCS, ROOT

from commandcenter.cli.main import COMMANDS
from commandcenter.plugins.loader import find_plugins

SCRIPT = ROOT / "infra" / "docs" / "generate.py"


def test_the_pages_are_current(tmp_path: Path) -> None:
    elsewhere = {**os.environ, "HOME": str(tmp_path), "COMMANDCENTER_STORE": str(tmp_path), "COLUMNS": "40"}
    command = [sys.executable, str(SCRIPT), "--check"]
    done = subprocess.run(command, capture_output=True, text=True, env=elsewhere, cwd=tmp_path, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_command_and_plugin_stands_there() -> None:
    text = (DOCS / "cli.md").read_text()
    told = [line[5:-1].partition(" ")[0] for line in text.splitlines() if line.startswith("### `")]
    assert list(dict.fromkeys(told)) == list(COMMANDS)
    plugins = (DOCS / "plugins.md").read_text()
    for plugin in find_plugins([ROOT / "plugins"]):
        assert f"| `{plugin.id}` | {plugin.manifest.version} |" in plugins
