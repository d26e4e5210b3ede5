"""A tree of a Git repository as a source tree; nothing is checked out, and what could do harm elsewhere is refused."""

import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from dulwich.errors import ObjectFormatException
from dulwich.object_store import BaseObjectStore
from dulwich.objects import Commit, ObjectID, Tree, parse_tree
from dulwich.repo import BaseRepo

from commandcenter.indexing.model import Fault, SourceFile
from commandcenter.indexing.paths import BUILD_FOLDERS, MANIFESTS, SKIPPED_FOLDERS
from commandcenter.kernel.errors import InvalidInputError, NotFoundError, TooLargeError
from commandcenter.sources.limits import FetchLimits
from commandcenter.sources.names import refused_path

_TREE, _BLOB = 2, 3
_ID_BYTES = 20
_FILE_MODES = frozenset({0o100644, 0o100755, 0o100664})


@dataclass(frozen=True, slots=True)
class Entry:
    """Hold one line of a Git tree; `name` is decoded so that it can be encoded back."""

    name: str
    mode: int
    id: bytes

    @property
    def is_file(self) -> bool:
        return self.mode in _FILE_MODES

    @property
    def is_folder(self) -> bool:
        return stat.S_IFMT(self.mode) == stat.S_IFDIR


class ObjectReader:
    """Read Git objects from a store, up to a number of bytes in all, whatever way a tree makes us read them again."""

    def __init__(self, store: BaseObjectStore, limits: FetchLimits) -> None:
        self._store, self._limits = store, limits
        self._read = 0

    def raw(self, id: bytes, kind: int) -> bytes | None:  # noqa: A002 - Git's word
        """Return an object's content; None when it is missing or of another kind. Raises TooLargeError."""
        try:
            found, data = self._store.get_raw(ObjectID(id))
        except KeyError:
            return None
        self._read += len(data)
        if self._read > self._limits.max_inflated:
            raise TooLargeError(f"the repository makes us unpack more than {self._limits.max_inflated} bytes")
        return data if found == kind else None

    def blob(self, id: bytes) -> bytes | None:  # noqa: A002
        """Return a file's content, or None."""
        return self.raw(id, _BLOB)

    def entries(self, id: bytes) -> list[Entry] | None:  # noqa: A002
        """Return the lines of a tree in their order, duplicates and all; None when it is missing or broken."""
        data = self.raw(id, _TREE)
        if data is None:
            return None
        try:
            lines = list(parse_tree(data, _ID_BYTES))
        except (ObjectFormatException, ValueError):
            return None
        return [Entry(name.decode(errors="surrogateescape"), mode, bytes(found)) for name, mode, found in lines]


class GitTree:
    """Offer the tree of a commit, listed once when it is made.

    Folders that hold nothing a project wrote are left out by the rule of a checkout, and so are submodules. Symlinks,
    other special entries and names that lead out of the tree, into a Git folder or that stand twice are in `refused`.

    Args:
        repo: Where the objects are.
        tree: Id of a commit or of a tree, hex.
        limits: Bounds on files, folders inside folders and bytes unpacked; past them TooLargeError is raised.
    """

    def __init__(self, repo: BaseRepo, tree: str, *, limits: FetchLimits | None = None) -> None:
        self._limits = limits or FetchLimits()
        self._reader = ObjectReader(repo.object_store, self._limits)
        self._sizes: dict[bytes, int] = {}
        self._seen = 0
        self.refused: list[Fault] = []
        self._files = tuple(sorted(self._walk(tree_of(repo, tree)), key=lambda file: file.path))
        self._by_path = {file.path: file for file in self._files}
        self.refused.sort(key=lambda fault: fault.path)
        self._repo = repo

    def files(self) -> Sequence[SourceFile]:
        return self._files

    def read(self, path: str) -> bytes:
        """Return a file's content; raises TooLargeError when it is over `max_blob`."""
        file = self._by_path.get(path)
        if file is None:
            raise NotFoundError(f"no file {path!r:.120}")
        if file.size > self._limits.max_blob:
            raise TooLargeError(f"a file larger than {self._limits.max_blob} bytes is not read")
        return bytes(self._repo.object_store.get_raw(ObjectID(file.blob.encode()))[1])

    def _walk(self, root: bytes) -> Iterator[SourceFile]:
        pending = [("", root, 0)]
        while pending:
            prefix, folder, depth = pending.pop()
            entries = self._reader.entries(folder)
            if entries is None:
                self.refused.append(Fault(prefix.rstrip("/"), "a folder that is missing or broken"))
                continue
            self._count(len(entries))
            if prefix and any(entry.name == "pyvenv.cfg" for entry in entries):
                continue
            for path, entry in self._accepted(prefix, entries):
                if entry.is_file:
                    yield from self._file(path, entry)
                elif depth >= self._limits.max_depth:
                    self.refused.append(Fault(path, f"more than {self._limits.max_depth} folders deep"))
                else:
                    pending.append((f"{path}/", entry.id, depth + 1))

    def _count(self, entries: int) -> None:
        self._seen += max(1, entries)
        if self._seen > 2 * self._limits.max_files:
            raise TooLargeError(f"the tree holds more than {2 * self._limits.max_files} entries")

    def _accepted(self, prefix: str, entries: list[Entry]) -> Iterator[tuple[str, Entry]]:
        names: set[str] = set()
        built = BUILD_FOLDERS if any(entry.name in MANIFESTS for entry in entries) else frozenset()
        for entry in entries:
            path = prefix + entry.name
            reason = "a second entry of this name" if entry.name in names else _refusal(path, entry)
            names.add(entry.name)
            if reason:
                self.refused.append(Fault(path, reason))
            elif entry.is_file or (entry.is_folder and entry.name not in SKIPPED_FOLDERS | built):
                yield path, entry

    def _file(self, path: str, entry: Entry) -> Iterator[SourceFile]:
        size = self._sizes.get(entry.id)
        if size is None:
            data = self._reader.blob(entry.id)
            if data is None:
                self.refused.append(Fault(path, "a file that is missing"))
                return
            size = self._sizes[entry.id] = len(data)
        yield SourceFile(path, size, entry.id.decode())


def _refusal(path: str, entry: Entry) -> str | None:
    if "/" in entry.name:
        return "a path that is not plain and relative"
    if reason := refused_path(path):
        return reason
    if stat.S_ISLNK(entry.mode):
        return "a symlink; links are not followed"
    if not (entry.is_file or entry.is_folder or stat.S_IFMT(entry.mode) == 0o160000):
        return "neither a file nor a folder"
    return None


def tree_of(repo: BaseRepo, name: str) -> bytes:
    """Return the tree id of a commit, or of a tree itself; raises NotFoundError, InvalidInputError."""
    try:
        found = repo.object_store[ObjectID(name.encode())]
        if isinstance(found, Commit):
            return bytes(found.tree)
    except KeyError:
        raise NotFoundError(f"no commit {name!r:.60}") from None
    except (ObjectFormatException, ValueError, AssertionError):
        raise InvalidInputError(f"the commit {name!r:.60} is broken") from None
    if not isinstance(found, Tree):
        raise InvalidInputError(f"neither a commit nor a tree: {name!r:.60}")
    return bytes(found.id)
