"""Real Git repositories to push from."""

import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

AUTHOR = ("-c", "user.name=Ada", "-c", "user.email=ada@example.org", "-c", "commit.gpgsign=false")
BRANCH = "main"


@dataclass(frozen=True)
class GitRepository:
    """A repository on this machine, called `acme/<name>` by the messages about it."""

    name: str
    path: Path

    @classmethod
    def make(cls, folder: Path, name: str, files: Mapping[str, str]) -> "GitRepository":
        made = cls(name, folder / name)
        made.path.mkdir()
        made._git("init", "--quiet", "--initial-branch", BRANCH)
        made.commit(files)
        return made

    @property
    def full_name(self) -> str:
        return f"acme/{self.name}"

    @property
    def ref(self) -> str:
        return f"refs/heads/{BRANCH}"

    def commit(self, files: Mapping[str, str]) -> str:
        """Write the files and commit them; returns the commit's id."""
        for name, text in files.items():
            (self.path / name).write_text(text)
        self._git("add", "--all")
        self._git(*AUTHOR, "commit", "--quiet", "--message", "change")
        return self._git("rev-parse", "HEAD")

    def _git(self, *arguments: str) -> str:
        done = subprocess.run(["git", "-C", self.path, *arguments], check=True, capture_output=True, text=True)
        return done.stdout.strip()
