"""Which file a module name means, seen from another file of the tree."""

import posixpath
import sys
from collections import Counter
from collections.abc import Iterable

_ROOT_NAMES = frozenset({"src", "lib", "python"})
_INIT = "/__init__.py"


class Modules:
    """Know the Python modules of a tree: by the folders that can be on `sys.path`, never by guessing at a suffix.

    A module is named by its file's path, a namespace package by its folder with a final `/`.
    """

    def __init__(self, paths: Iterable[str], imported: Iterable[str] = ()) -> None:
        self._files = frozenset(path for path in paths if path.endswith(".py"))
        self._folders = frozenset(folder for path in self._files for folder in _folders_of(path))
        # Files of one folder share their root, and most of what they import; both are asked for again and again.
        self._root_of: dict[str, str] = {}
        self._found: dict[tuple[str, str], str | None] = {}
        roots = {self.root(path) for path in self._files if path.endswith(_INIT)}
        roots |= {f"{folder}/" for folder in self._folders if folder.rpartition("/")[2] in _ROOT_NAMES}
        self._roots = sorted(roots - {""})
        self._package = self._own_name(imported) if "__init__.py" in self._files else None

    def root(self, path: str) -> str:
        """Find the folder a file's top package stands in ("" or with a final `/`): the one to be on `sys.path`."""
        own = path.rpartition("/")[0]
        if own not in self._root_of:
            folder = own
            while folder and f"{folder}{_INIT}" in self._files:
                folder = posixpath.dirname(folder)
            self._root_of[own] = f"{folder}/" if folder else ""
        return self._root_of[own]

    def dotted(self, path: str) -> str:
        """Name a file as it is imported from its root."""
        root = self.root(path)
        local = path[len(root) :].removesuffix(".py")
        if self._package and not root:
            local = f"{self._package}/{local}"
        return local.removesuffix("/__init__").replace("/", ".")

    def absolute(self, importer: str, dotted: str) -> str | None:
        """Find an absolute import's module in the tree; None for one of the standard library or of another project."""
        asked = self.root(importer), dotted
        if asked not in self._found:
            self._found[asked] = self._search(*asked)
        return self._found[asked]

    def _search(self, own: str, dotted: str) -> str | None:
        top, _, rest = dotted.partition(".")
        if top == self._package:
            return self._at("", rest) if rest else "__init__.py"
        for root in dict.fromkeys((own, "")):
            if found := self._at(root, dotted):
                return found
        if top in sys.stdlib_module_names:
            return None
        others = {found for root in self._roots if (found := self._at(root, dotted))}
        return others.pop() if len(others) == 1 else None

    def relative(self, importer: str, level: int, dotted: str) -> str | None:
        """Find what `from ..a.b` means."""
        folder = posixpath.dirname(importer)
        for _ in range(level - 1):
            if not folder:
                return None
            folder = posixpath.dirname(folder)
        root = f"{folder}/" if folder else ""
        if dotted:
            return self._at(root, dotted)
        return f"{root}__init__.py" if f"{root}__init__.py" in self._files else root or "./"

    def child(self, module: str, name: str) -> str | None:
        """Find a submodule of a package."""
        if module.endswith("/"):
            return self._at("" if module == "./" else module, name)
        return self._at(module.removesuffix("__init__.py"), name) if module.endswith("__init__.py") else None

    def _own_name(self, imported: Iterable[str]) -> str | None:
        """Tell the name of a package whose own folder is the tree, from what its files import.

        It is the name below which they find the most modules, two at least, and hardly miss one.
        """
        found: Counter[str] = Counter()
        missed: Counter[str] = Counter()
        for dotted in set(imported):
            top, _, rest = dotted.partition(".")
            if rest:
                (found if self._at("", rest) else missed)[top] += 1
        ranked = sorted(found, key=lambda top: (-found[top], top))
        return ranked[0] if ranked and found[ranked[0]] > max(1, 10 * missed[ranked[0]]) else None

    def _at(self, root: str, dotted: str) -> str | None:
        path = root + dotted.replace(".", "/")
        if f"{path}{_INIT}" in self._files:
            return f"{path}{_INIT}"
        if f"{path}.py" in self._files:
            return f"{path}.py"
        return f"{path}/" if path in self._folders else None


def _folders_of(path: str) -> list[str]:
    parts = path.split("/")
    return ["/".join(parts[:count]) for count in range(1, len(parts))]
