"""PEP 508 requirements, one or many, and requirements files."""

import re
from pathlib import PurePosixPath

from .model import Manifest, Scope, group_scope

_COMMENT = re.compile(r"(?:^|\s)#.*$")
_OPTIONS = re.compile(r"\s--?[a-z][\w-]*(?:[= ].*)?$", re.DOTALL)
_EXTRA = re.compile(r"""\bextra\s*==\s*['"]([^'"]+)['"]""")
_PLACE = re.compile(r"^(?:[./~]|[a-z+]+://|[a-z]+\+|file:)", re.IGNORECASE)


def read_requirements(data: bytes, path: str) -> Manifest:
    """Read a requirements file; what `-r` and `-c` name is read on its own, paths and bare URLs are skipped."""
    manifest = Manifest()
    scope = _scope_of_file(path)
    text = data.decode("utf-8-sig", "replace").replace("\\\r\n", " ").replace("\\\n", " ")
    for number, raw in enumerate(text.splitlines(), 1):
        line = _OPTIONS.sub("", _COMMENT.sub("", raw)).strip()
        if line and not line.startswith("-") and not _PLACE.match(line):
            add_requirement(manifest, line, scope, pointer=f"line {number}")
    return manifest


def add_requirement(
    manifest: Manifest, text: str, scope: Scope, *, optional: bool = False, pointer: str = ""
) -> str | None:
    """Note one PEP 508 requirement; an `extra == "…"` marker makes it optional, or one for development."""
    from packaging.requirements import InvalidRequirement, Requirement

    try:
        requirement = Requirement(text)
    except (InvalidRequirement, RecursionError):
        manifest.wrong(f"not a requirement (PEP 508): {text!r:.80}", pointer)
        return None
    extra = _EXTRA.search(str(requirement.marker)) if requirement.marker else None
    if extra and scope == "runtime":
        scope, optional = group_scope(extra[1]), True
    constraint = str(requirement.specifier)
    exact = [
        each.version for each in requirement.specifier if each.operator == "==" and not each.version.endswith(".*")
    ]
    version = exact[0] if len(exact) == 1 and len(requirement.specifier) == 1 else ""
    constraint = "" if version else constraint
    return manifest.add(
        "pypi", requirement.name, version=version, constraint=constraint, scope=scope, optional=optional
    )


def _scope_of_file(path: str) -> Scope:
    """Guess from `requirements-dev.txt`, `requirements/test.txt` or `build-requirements.txt` why they are there."""
    stem = PurePosixPath(path).stem.lower().replace("_", "-").replace(".", "-")
    if "build" in stem.split("-"):
        return "build"
    return group_scope(stem)
