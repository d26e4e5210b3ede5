"""Which package of the tree, or which dependency, an import path means: by the go.mod files."""

import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from commandcenter.indexing.purls import purl_of
from commandcenter.kernel.errors import InvalidInputError

_MODULE = re.compile(r'^\s*module\s+"?([^\s"]+)', re.MULTILINE)
_BLOCK = re.compile(r"^\s*require\s*\(([^)]*)\)", re.MULTILINE)
_SINGLE = re.compile(r"^\s*require\s+([^\s()]+)\s+v", re.MULTILINE)
_COMMENT = re.compile(r"//[^\n]*")


@dataclass(frozen=True, slots=True)
class GoMod:
    """Hold what a go.mod says: its module path and the modules it requires."""

    module: str
    requires: tuple[str, ...] = field(default=())


def read_go_mod(text: str) -> GoMod | None:
    """Read a go.mod; None when it names no module."""
    plain = _COMMENT.sub("", text)
    module = _MODULE.search(plain)
    if module is None:
        return None
    lines = [line.split() for block in _BLOCK.findall(plain) for line in block.splitlines()]
    required = {words[0].strip('"') for words in lines if words} | {name.strip('"') for name in _SINGLE.findall(plain)}
    return GoMod(module.group(1), tuple(sorted(required)))


class Modules:
    """Know the Go modules and packages of a tree.

    Args:
        mods: Path of a go.mod -> what it says.
        packages: Folder ("." for the tree's own) -> keys of its packages' nodes.
    """

    def __init__(self, mods: Mapping[str, GoMod], packages: Mapping[str, Sequence[str]]) -> None:
        self._packages = packages
        self._mods = {posixpath.dirname(path) or ".": mod for path, mod in sorted(mods.items())}
        self._roots = {mod.module: root for root, mod in reversed(self._mods.items())}
        self._requires = {root: frozenset(mod.requires) for root, mod in self._mods.items()}

    def import_path(self, folder: str) -> str | None:
        """Name the import path of a folder's package; None outside of any module."""
        for parent in _upwards(folder):
            if mod := self._mods.get(parent):
                return posixpath.normpath(posixpath.join(mod.module, posixpath.relpath(folder, parent)))
        return None

    def packages(self, source: str) -> Sequence[str]:
        """Find the packages of the tree an import path means; the module with the longest path has it."""
        for module in _prefixes(source):
            if module in self._roots:
                folder = posixpath.normpath(posixpath.join(self._roots[module], source[len(module) + 1 :]))
                if folder in self._packages:
                    return self._packages[folder]
        return ()

    def dependency(self, folder: str, source: str) -> str | None:
        """Find the required module an import path belongs to, seen from a folder; the longest wins."""
        required = next((self._requires[at] for at in _upwards(folder) if at in self._requires), frozenset())
        module = next((module for module in _prefixes(source) if module in required), None)
        try:
            return f"dependency:{purl_of('golang', module)}" if module else None
        except InvalidInputError:
            return None


def _prefixes(source: str) -> Iterator[str]:
    """Yield an import path and what it may stand below, the longest first."""
    while source:
        yield source
        source = source.rpartition("/")[0]


def _upwards(folder: str) -> Iterator[str]:
    yield folder
    while folder not in {".", ""}:
        folder = posixpath.dirname(folder) or "."
        yield folder
