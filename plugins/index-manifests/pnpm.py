"""pnpm-lock.yaml, versions 5 to 9."""

import re

from commandcenter.indexing.documents import load_yaml_all
from commandcenter.indexing.shapes import Shape

from .model import Manifest
from .npm import SECTIONS

_KEY = re.compile(r"/?((?:@[^/]+/)?[^/@(]+)[@/]([^(_]+)")
"""`/name/1.0.0_peer`, `/name@1.0.0(peer)` and `name@1.0.0(peer)`."""


def read_pnpm_lock(data: bytes, _path: str) -> Manifest:
    """Read what each importer asks for, and all packages that came along."""
    manifest = Manifest()
    for value in load_yaml_all(data):
        document = manifest.shape(value)
        importers = [importer for _, importer in document.get("importers").items()] or [document]
        asked = {purl for importer in importers for purl in _add_asked(manifest, importer)}
        for section in ("packages", "snapshots"):
            for key, package in document.get(section).items():
                _add_package(manifest, key, package, asked, listed=section == "packages")
    return manifest


def _add_asked(manifest: Manifest, importer: Shape) -> list[str]:
    purls = []
    for section, scope, optional in SECTIONS:
        for name, said in importer.get(section).items():
            table = isinstance(said.value, dict)
            version = (said.get("version") if table else said).text()
            if version.startswith(("link:", "file:", "workspace:")):
                continue
            real, version = _resolved(name, version)
            purl = manifest.add("npm", real, version=version, scope=scope, optional=optional)
            purls += [purl] if purl else []
    return purls


def _add_package(manifest: Manifest, key: str, package: Shape, asked: set[str], *, listed: bool) -> None:
    found = _KEY.match(key)
    if not found:
        return
    purl = manifest.purl("npm", found[1])
    if listed and purl and purl not in asked:
        manifest.add("npm", found[1], version=found[2], scope="transitive")
        if package.get("dev").value is True:
            manifest.add("npm", found[1], version=found[2], scope="dev")
    elif listed and purl:
        manifest.add("npm", found[1], version=found[2])
    for section in ("dependencies", "optionalDependencies"):
        for name, said in package.get(section).items():
            target = manifest.purl("npm", _resolved(name, said.text())[0])
            if purl and target and purl != target:
                manifest.edges.append((purl, target))


def _resolved(name: str, version: str) -> tuple[str, str]:
    """Return the real name and version; an alias is written as the key of another package where a version stands."""
    alias = None if version[:1].isdigit() else _KEY.match(version)
    return (alias[1], alias[2]) if alias else (name, re.split(r"[(_]", version)[0])
