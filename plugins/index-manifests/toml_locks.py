"""Lock files that list packages in TOML: poetry.lock, uv.lock, pdm.lock, pylock.toml (PEP 751) and Cargo.lock."""

import functools
import re
from collections.abc import Iterator

from commandcenter.indexing.documents import load_toml
from commandcenter.indexing.shapes import Shape

from .model import Manifest, Scope

_NAME = re.compile(r"[\w.-]+")
_OWN = ("editable", "virtual", "directory", "workspace")
"""Sources that mean: this very project, or a member of its workspace."""


def read_lock(data: bytes, _path: str, *, ecosystem: str = "pypi") -> Manifest:
    """Read packages with versions, and who depends on whom; a package nobody else needs was asked for by a manifest."""
    manifest = Manifest()
    document = manifest.shape(load_toml(data))
    packages = [package for key in ("package", "packages") for package in document.get(key).rows()]
    needed: set[str] = set()
    for package in packages:
        own = _is_own(package, ecosystem)
        source = manifest.purl(ecosystem, package.get("name").text())
        for name in _needs(package):
            target = manifest.purl(ecosystem, name)
            if source and target and not own and source != target:
                needed.add(target)
                manifest.edges.append((source, target))
    for package in packages:
        if not _is_own(package, ecosystem):
            _add(manifest, package, ecosystem, needed)
    return manifest


read_cargo_lock = functools.partial(read_lock, ecosystem="cargo")


def _add(manifest: Manifest, package: Shape, ecosystem: str, needed: set[str]) -> None:
    name, version = package.get("name").text(), package.get("version").text()
    groups = package.get("groups").texts() or package.get("category").text().split()
    optional = package.get("optional").flag()
    if groups and not {"main", "default"} & set(groups):
        manifest.add(ecosystem, name, version=version, scope="dev")
    scope: Scope = "transitive" if manifest.purl(ecosystem, name) in needed else ""
    manifest.add(ecosystem, name, version=version, scope=scope, optional=optional)


def _is_own(package: Shape, ecosystem: str) -> bool:
    source = package.get("source").value
    if ecosystem == "cargo":
        return source is None  # cargo writes a source for all but members of the workspace
    return isinstance(source, dict) and any(key in source for key in _OWN)


def _needs(package: Shape) -> Iterator[str]:
    """Yield the names a package needs: a table (Poetry), tables with a name (uv, PEP 751), or text (PDM, Cargo)."""
    said = package.get("dependencies")
    if isinstance(said.value, dict):
        yield from said.names()
        return
    for row in said.rows():
        text = row.get("name").text() if isinstance(row.value, dict) else row.text()
        name = _NAME.match(text)
        if name:
            yield name[0]
