"""The rules an upload is unpacked by, whatever its format."""

from dataclasses import dataclass

from commandcenter.indexing.model import SourceTree
from commandcenter.indexing.trees import MemoryTree
from commandcenter.kernel.errors import InvalidInputError, TooLargeError
from commandcenter.sources.limits import MIB
from commandcenter.sources.names import refused_path


@dataclass(frozen=True, slots=True)
class ArchiveLimits:
    """Bound an upload.

    Args:
        max_bytes: Bytes of the archive itself.
        max_files: Entries, folders included.
        max_file: Bytes of one file, unpacked.
        max_total: Bytes of all files together, unpacked.
        max_ratio: Unpacked to packed bytes, once over a mebibyte is unpacked; sources seldom reach 20.
    """

    max_bytes: int = 50 * MIB
    max_files: int = 50_000
    max_file: int = 20 * MIB
    max_total: int = 300 * MIB
    max_ratio: int = 200


class Unpacking:
    """Gather the files of one archive and refuse it as soon as a rule is broken."""

    def __init__(self, limits: ArchiveLimits, packed: int) -> None:
        self._limits, self._packed = limits, packed
        self._names: set[str] = set()
        self._total = 0
        self.content: dict[str, bytes] = {}

    def enter(self, name: str, *, folder: bool) -> str:
        """Check an entry's name and return its path; raises InvalidInputError, TooLargeError."""
        path = name.removesuffix("/") if folder else name
        path = path.removeprefix("./")
        if folder and path in ("", "."):
            return ""
        if path in self._names:
            self._refuse("a second entry of this name", path)
        self._names.add(path)
        if len(self._names) > self._limits.max_files:
            raise TooLargeError(f"the archive holds more than {self._limits.max_files} entries")
        if reason := refused_path(path):
            self._refuse(reason, path)
        return path

    def spend(self, count: int) -> None:
        """Count unpacked bytes; raises TooLargeError."""
        self._total += count
        if self._total > self._limits.max_total:
            raise TooLargeError(f"the archive unpacks to more than {self._limits.max_total} bytes")
        if self._total > max(MIB, self._limits.max_ratio * self._packed):
            raise TooLargeError(f"the archive unpacks to more than {self._limits.max_ratio} times its size")

    def check_size(self, path: str, size: int) -> None:
        """Check the size of one file, told or counted."""
        if size > self._limits.max_file:
            raise TooLargeError(f"a file in the archive is larger than {self._limits.max_file} bytes: {path!r:.120}")

    def tree(self) -> SourceTree:
        """Return what was gathered; raises InvalidInputError where one path is a file and a folder at once."""
        for path in self._names:
            parent = path.rpartition("/")[0]
            while parent:
                if parent in self.content:
                    self._refuse("a file and a folder at once", parent)
                parent = parent.rpartition("/")[0]
        return MemoryTree(self.content)

    def _refuse(self, reason: str, path: str) -> None:
        raise InvalidInputError(f"the archive is refused: {reason}: {path!r:.120}")
