"""Source trees over a folder on disk and over a mapping in memory."""

import hashlib
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from commandcenter.indexing.model import Fault, SourceFile
from commandcenter.indexing.paths import BUILD_FOLDERS, MANIFESTS, SKIPPED_FOLDERS, refusal
from commandcenter.kernel.errors import ConflictError, InvalidInputError, NotFoundError, TooLargeError

MAX_FILES = 50_000
MAX_TOTAL_BYTES = 2_000_000_000
_BLOCK = 1 << 20

Ignored = Callable[[str], bool]
"""Says whether a path (folders end in `/`) is to be left out."""


def blob_id(data: bytes) -> str:
    """Compute the Git blob id (SHA-1, hex) of a file's content."""
    return hashlib.sha1(b"blob %d\x00" % len(data) + data, usedforsecurity=False).hexdigest()


class MemoryTree:
    """Offer a mapping of path to content as a tree; for tests and for uploads."""

    def __init__(self, content: Mapping[str, bytes]) -> None:
        for path in content:
            if reason := refusal(path):
                raise InvalidInputError(f"{reason}: {path!r:.80}")
        self._content = dict(content)
        self._files = tuple(SourceFile(path, len(data), blob_id(data)) for path, data in sorted(content.items()))

    def files(self) -> Sequence[SourceFile]:
        return self._files

    def read(self, path: str) -> bytes:
        if path not in self._content:
            raise NotFoundError(f"no file {path!r:.120}")
        return self._content[path]


@dataclass(frozen=True)
class Limits:
    """Bound a tree: number of files, bytes of all files together."""

    files: int = MAX_FILES
    total_bytes: int = MAX_TOTAL_BYTES


class DirectoryTree:
    """Offer a folder as a tree, listed once when it is made.

    Left out are version control, installed packages, virtual environments, build outputs and, in a Git checkout, what
    `.gitignore` names. Symlinks are never followed: they, special files and names that are no text stand in `refused`.

    Raises NotFoundError where there is no folder, TooLargeError past the limits.
    """

    def __init__(self, root: Path, *, gitignore: bool = True, limits: Limits | None = None) -> None:
        if not root.is_dir():
            raise NotFoundError(f"no folder {root}")
        self._root = root.resolve()
        self.refused: list[Fault] = []
        self._limits = limits or Limits()
        self._ignored = _gitignore(self._root) if gitignore and (self._root / ".git").exists() else None
        self._files = tuple(sorted(self._list(), key=lambda file: file.path))
        self._blobs = {file.path: file.blob for file in self._files}
        self.refused.sort(key=lambda fault: fault.path)

    def files(self) -> Sequence[SourceFile]:
        return self._files

    def read(self, path: str) -> bytes:
        """Return a file's content; raises ConflictError when it is not what was listed."""
        if path not in self._blobs:
            raise NotFoundError(f"no file {path!r:.120}")
        with os.fdopen(os.open(self._root / path, os.O_RDONLY | os.O_NOFOLLOW), "rb") as file:
            data = file.read()
        if blob_id(data) != self._blobs[path]:
            raise ConflictError("the file changed while the tree was being read")
        return data

    def _list(self) -> Iterator[SourceFile]:
        count = total = 0
        for path, entry in self._walk():
            size = entry.stat(follow_symlinks=False).st_size
            count, total = count + 1, total + size
            if count > self._limits.files:
                raise TooLargeError(f"the tree holds more than {self._limits.files} files")
            if total > self._limits.total_bytes:
                raise TooLargeError(f"the tree holds more than {self._limits.total_bytes} bytes")
            try:
                yield SourceFile(path, size, _hash_file(entry.path, size))
            except OSError as error:
                self.refused.append(Fault(path, f"unreadable: {error.strerror or error}"))

    def _walk(self) -> Iterator[tuple[str, os.DirEntry[str]]]:
        pending = [""]
        while pending:
            prefix = pending.pop()
            for entry in self._entries(prefix):
                path = prefix + entry.name
                if reason := refusal(path) or _not_plain(entry):
                    self.refused.append(Fault(path, reason))
                elif entry.is_dir(follow_symlinks=False):
                    pending.append(f"{path}/")
                else:
                    yield path, entry

    def _entries(self, prefix: str) -> list[os.DirEntry[str]]:
        try:
            with os.scandir(self._root / prefix) as found:
                entries = list(found)
        except OSError as error:
            self.refused.append(Fault(prefix, f"unreadable: {error.strerror or error}"))
            return []
        built = BUILD_FOLDERS if any(entry.name in MANIFESTS for entry in entries) else frozenset()
        return [entry for entry in entries if not self._left_out(prefix + entry.name, entry, built)]

    def _left_out(self, path: str, entry: os.DirEntry[str], built: frozenset[str]) -> bool:
        if entry.name == ".git":
            return True
        if refusal(path):
            return False
        if entry.is_dir(follow_symlinks=False):
            if entry.name in SKIPPED_FOLDERS or entry.name in built or Path(entry.path, "pyvenv.cfg").exists():
                return True
            path += "/"
        return self._ignored is not None and self._ignored(path)


def _not_plain(entry: os.DirEntry[str]) -> str | None:
    if entry.is_symlink():
        return "a symlink; links are not followed"
    if not entry.is_dir(follow_symlinks=False) and not entry.is_file(follow_symlinks=False):
        return "neither a file nor a folder"
    return None


def _hash_file(path: str, size: int) -> str:
    """Compute the Git blob id without holding the file in memory."""
    digest = hashlib.sha1(b"blob %d\x00" % size, usedforsecurity=False)
    with os.fdopen(os.open(path, os.O_RDONLY | os.O_NOFOLLOW), "rb") as file:
        while block := file.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()


def _gitignore(root: Path) -> Ignored:
    """Read the `.gitignore` files of a checkout, and its `.git/info/exclude`, as Git does."""
    from dulwich.ignore import IgnoreFilter, IgnoreFilterManager

    exclude = root / ".git" / "info" / "exclude"
    shared = [IgnoreFilter.from_path(str(exclude))] if exclude.is_file() else []
    manager = IgnoreFilterManager(str(root), shared, ignorecase=False)

    def ignored(path: str) -> bool:
        try:
            return manager.may_prune_directory(path) if path.endswith("/") else bool(manager.is_ignored(path))
        except OSError:
            return False  # a `.gitignore` that cannot be read ignores nothing

    return ignored
