"""The sources to index: this repository, and installed distributions beside it, copied so that nothing changes meanwhile."""

import ast
import shutil
import warnings
from importlib.metadata import distribution
from pathlib import Path

from commandcenter.indexing.model import Indexer
from commandcenter.indexing.trees import DirectoryTree
from commandcenter.kernel.layers import CHECKOUT, find_in_layers
from commandcenter.plugins.loader import find_plugins

DISTRIBUTIONS = ("click", "rich", "pynamodb")


def copy_repository(folder: Path) -> Path:
    """Copy the files of this checkout that indexing would read; returns the folder."""
    for file in DirectoryTree(CHECKOUT).files():
        target = folder / file.path
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(CHECKOUT / file.path, target)
    return folder


def copy_installed(name: str, folder: Path) -> Path:
    """Copy the Python files a distribution installed; raises PackageNotFoundError."""
    for file in distribution(name).files or ():
        if file.suffix == ".py" and ".." not in file.parts:
            target = folder / file
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(Path(str(file.locate())), target)
    return folder


def indexers() -> dict[str, Indexer]:
    """Make the built-in indexers by plugin id."""
    return {plugin.id: plugin.create() for plugin in find_plugins([find_in_layers("plugins")], kind="indexer")}


def parse_only(folder: Path) -> int:
    """Parse every Python file with `ast` and throw the trees away; returns how many files parsed."""
    parsed = 0
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for path in sorted(folder.rglob("*.py")):
            try:
                ast.parse(path.read_bytes())
            except (SyntaxError, ValueError):
                continue
            parsed += 1
    return parsed
