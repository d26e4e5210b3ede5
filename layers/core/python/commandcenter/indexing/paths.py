"""Which paths of a tree the graph can name, and which folders hold nothing a project wrote."""

import posixpath

from commandcenter.kernel.errors import InvalidInputError
from commandcenter.kernel.urn import check_id

_CACHES = "__pycache__ .tox .nox .eggs .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache .cache"
_INSTALLED = "node_modules bower_components .venv .yarn .terraform"
_GENERATED = ".aws-sam .gradle .next .nuxt .idea"
_VERSION_CONTROL = ".git .hg .svn .bzr CVS"

SKIPPED_FOLDERS = frozenset(f"{_VERSION_CONTROL} {_INSTALLED} {_CACHES} {_GENERATED}".split())
"""Never looked into: version control, installed packages, caches."""

BUILD_FOLDERS = frozenset({"build", "dist", "target", "out", "coverage", "htmlcov", "venv", "env"})
"""Not looked into where they stand beside one of MANIFESTS; elsewhere they may be sources."""

MANIFESTS = frozenset(
    {"pyproject.toml", "setup.py", "setup.cfg", "package.json", "go.mod", "Cargo.toml", "pom.xml", "build.gradle"}
)


def refusal(path: str) -> str | None:
    """Tell why a path may not stand in a tree, or None when it may: relative, normal, UTF-8, no Git folder inside."""
    try:
        check_id(path)
    except (InvalidInputError, UnicodeEncodeError):
        return "a name that is no text, too long or holds control characters"
    if "\\" in path or path.startswith("/") or posixpath.normpath(path) != path or path.split("/")[0] in {".", ".."}:
        return "a path that is not plain and relative"
    if any(part.lower() in {".git", "git~1"} for part in path.split("/")):
        return "a path into a Git folder"
    return None


def printable(path: str) -> str:
    """Write any path as text that can be an entity's id: what cannot stand in one is escaped, the rest cut."""
    return path.encode("unicode_escape", "replace").decode("ascii")[:500] if refusal(path) else path
