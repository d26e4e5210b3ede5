"""What a Git history is read as: one record per commit, before names become pseudonyms."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class FileChange:
    """Tell how many lines of one file a commit added and deleted; None for a binary file."""

    path: str
    added: int | None
    deleted: int | None


@dataclass(frozen=True, slots=True)
class CommitRecord:
    """Describe one commit as the walker saw it. It names people, so it is never stored nor logged.

    Args:
        sha: Commit id, hex.
        author: `Name <mail>` as Git has it.
        at: Committer time, aware.
        message: The whole message.
        changes: Files changed against the first parent; may be left empty for a merge.
        merge: True with two parents or more.
    """

    sha: str
    author: str
    at: datetime
    message: str
    changes: tuple[FileChange, ...] = ()
    merge: bool = False
