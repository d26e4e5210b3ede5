"""npm: package.json and package-lock.json (versions 1 to 3)."""

import re

from commandcenter.indexing.documents import load_json
from commandcenter.indexing.shapes import Shape

from .model import Manifest, Scope

SECTIONS: tuple[tuple[str, Scope, bool], ...] = (
    ("dependencies", "runtime", False),
    ("devDependencies", "dev", False),
    ("peerDependencies", "runtime", False),
    ("optionalDependencies", "runtime", True),
)
_EXACT = re.compile(r"v?\d+\.\d+\.\d+[\w.+-]*")


def read_package_json(data: bytes, _path: str) -> Manifest:
    """Read name, workspaces and the four kinds of dependencies."""
    manifest = Manifest()
    document = manifest.shape(load_json(data))
    name, said = document.get("name").text(), document.get("license").value
    if name:
        license_id = said if isinstance(said, str) else ""
        private = document.get("private").value is True
        manifest.describe("npm", name, document.get("version").text(), license_id, private=private)
    spaces = document.get("workspaces")
    manifest.members = (spaces.get("packages") if isinstance(spaces.value, dict) else spaces).texts()
    add_sections(manifest, document)
    return manifest


def add_sections(manifest: Manifest, table: Shape) -> set[str]:
    """Note the dependencies a package.json (or a lock file's copy of it) asks for; returns the names."""
    names = set()
    for section, scope, optional in SECTIONS:
        for name, said in table.get(section).items():
            lacking = optional or table.at("peerDependenciesMeta", name, "optional").value is True
            real, constraint = _real_name(name, said.text())
            exact = _EXACT.fullmatch(constraint)
            manifest.add(
                "npm", real, version=constraint.lstrip("v") if exact else "", constraint="" if exact else constraint,
                scope=scope, optional=lacking,
            )  # fmt: skip
            names.add(name)
    return names


def _real_name(name: str, constraint: str) -> tuple[str, str]:
    """Resolve an alias, `"old": "npm:real@^1"`."""
    if not constraint.startswith("npm:"):
        return name, constraint
    real, _, rest = constraint[4:].rpartition("@")
    return (real, rest) if real else (constraint[4:], "")


def read_package_lock(data: bytes, _path: str) -> Manifest:
    """Read what is installed where; names that `resolved` to an alias are those of the real package."""
    manifest = Manifest()
    document = manifest.shape(load_json(data))
    if isinstance(document.get("packages").value, dict):
        _read_packages(manifest, document.get("packages"))
    else:
        _read_tree(manifest, document.get("dependencies"))
    return manifest


def _read_packages(manifest: Manifest, packages: Shape) -> None:
    """Read versions 2 and 3: one flat table from folder to package."""
    asked: set[str] = set()
    installed: list[tuple[str, str, Shape]] = []
    for folder, package in packages.items():
        _, marker, name = folder.rpartition("node_modules/")
        if not marker:
            asked |= add_sections(manifest, package)
        elif package.get("link").value is not True:
            installed.append((folder, name, package))
    aliases = {name: package.get("name").text(name) for _, name, package in installed if package.get("name").value}
    for folder, name, package in installed:
        top = folder == f"node_modules/{name}"
        version = package.get("version").text()
        _add_installed(manifest, aliases.get(name, name), version, package, direct=top and name in asked)
        _add_edges(manifest, aliases, name, package)


def _add_installed(manifest: Manifest, name: str, version: str, package: Shape, *, direct: bool) -> None:
    optional = package.get("optional").value is True
    manifest.add("npm", name, version=version, scope="" if direct else "transitive", optional=optional)
    if not direct and package.get("dev").value is True:
        manifest.add("npm", name, version=version, scope="dev", optional=optional)


def _add_edges(manifest: Manifest, aliases: dict[str, str], name: str, package: Shape) -> None:
    source = manifest.purl("npm", aliases.get(name, name))
    for section in ("dependencies", "optionalDependencies"):
        for needed in package.get(section).names():
            target = manifest.purl("npm", aliases.get(needed, needed))
            if source and target and source != target:
                manifest.edges.append((source, target))


def _read_tree(manifest: Manifest, top: Shape) -> None:
    """Read version 1: packages nested in those that made them necessary."""
    stack, found = [top], list[tuple[str, str, Shape]]()
    needed: set[str] = set()
    while stack:
        for name, package in stack.pop().items():
            real, version = _real_name(name, package.get("version").text())
            found.append((real, version, package))
            stack.append(package.get("dependencies"))
            source, requires = manifest.purl("npm", real), package.get("requires")
            for other in requires.names() if isinstance(requires.value, dict) else ():
                target = manifest.purl("npm", other)
                if source and target and source != target:
                    needed.add(target)
                    manifest.edges.append((source, target))
    for real, version, package in found:
        _add_installed(manifest, real, version, package, direct=manifest.purl("npm", real) not in needed)
