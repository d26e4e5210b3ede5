"""The virtual environments of the engine and of the SAM CLI, made once and kept in the cache."""

from __future__ import annotations

import hashlib
import os
import platform
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from commandcenter_local.errors import LocalStackError
from commandcenter_local.places import LOCAL, Progress, cache_root, locked


@dataclass(frozen=True)
class Environment:
    """A virtual environment for one purpose, keyed by its requirements and by the interpreter that makes it."""

    name: str
    purpose: str
    requirements: Path

    @property
    def folder(self) -> Path:
        parts = (self.requirements.read_text(), platform.python_version(), platform.platform(), sys.base_prefix)
        key = hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]
        return cache_root() / "environments" / f"{self.name}-{key}"

    @property
    def bin(self) -> Path:
        return self.folder / "bin"

    @property
    def ready(self) -> bool:
        return (self.folder / ".ready").exists()

    def ensure(self, progress: Progress) -> None:
        """Make the environment when the cache has none that is complete."""
        with locked(self.folder.with_suffix(".lock")):
            if self.ready:
                return
            started = time.monotonic()
            progress(f"installing {self.purpose} ({self.requirements.name}), once")
            shutil.rmtree(self.folder, ignore_errors=True)
            run([sys.executable, "-m", "venv", str(self.folder)], f"cannot create the environment of {self.purpose}")
            pip = [str(self.bin / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
            run([*pip, "-r", str(self.requirements)], f"cannot install {self.purpose}")
            (self.folder / ".ready").touch()
            progress(f"installed {self.purpose} in {time.monotonic() - started:.0f} s")


ENGINE = Environment("engine", "the local AWS engine", LOCAL / "requirements-engine.txt")
SAM = Environment("sam", "the SAM CLI", LOCAL / "requirements-sam.txt")


def run(command: list[str], failure: str) -> None:
    """Run a command quietly; its last lines become the error's text when it fails."""
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    if done.returncode:
        raise LocalStackError(f"{failure}:\n{last_lines(done.stdout)}")


def last_lines(text: str, count: int = 15) -> str:
    """Return the end of a long output, without empty lines."""
    return "\n".join([line for line in text.splitlines() if line.strip()][-count:])


def inherited(*extra: str) -> dict[str, str]:
    """Return the few variables of this process that programs of the stack may see: no credential is among them."""
    names = ("PATH", "HOME", "LANG", "LC_ALL", "SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", *extra)
    return {name: os.environ[name] for name in names if name in os.environ}
