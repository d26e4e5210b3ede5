"""yarn.lock: the format of Yarn 1, and the YAML of Yarn 2 and later."""

import re
from dataclasses import dataclass, field

from commandcenter.indexing.documents import load_yaml
from commandcenter.kernel.errors import InvalidInputError

from .model import Manifest, Scope

_PAIR = re.compile(r"""\s*("[^"]*"|\S+)\s+"?([^"]*)"?""")
_LOCAL = ("workspace:", "link:", "portal:", "file:")


@dataclass(slots=True)
class _Entry:
    """Hold one locked package."""

    name: str
    version: str = ""
    needs: list[str] = field(default_factory=list)


def read_yarn_lock(data: bytes, _path: str) -> Manifest:
    """Read packages with versions, and who depends on whom."""
    manifest = Manifest()
    entries = _berry(manifest, data) if re.search(rb"^__metadata:", data, re.MULTILINE) else _classic(data)
    needed: set[str] = set()
    for entry in entries:
        source = manifest.purl("npm", entry.name)
        for name in entry.needs:
            target = manifest.purl("npm", name)
            if source and target and source != target:
                needed.add(target)
                manifest.edges.append((source, target))
    for entry in entries:
        scope: Scope = "transitive" if manifest.purl("npm", entry.name) in needed else ""
        manifest.add("npm", entry.name, version=entry.version, scope=scope)
    return manifest


def _classic(data: bytes) -> list[_Entry]:
    entries: list[_Entry] = []
    section = ""
    for number, line in enumerate(data.decode("utf-8-sig", "replace").splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        if not line[0].isspace():
            if not line.endswith(":"):
                raise InvalidInputError(f"line {number}: not a Yarn 1 lock file")
            entries.append(_Entry(_name(line[:-1].split(",")[0].strip().strip('"'))))
            section = ""
        elif entries:
            section = _classic_line(entries[-1], line, section)
    return entries


def _classic_line(entry: _Entry, line: str, section: str) -> str:
    """Read one indented line; returns the section that is open after it."""
    if line.endswith(":"):
        return line.strip(" :")
    pair = _PAIR.match(line)
    if pair and line.startswith("    "):
        if section in ("dependencies", "optionalDependencies"):
            entry.needs.append(pair[1].strip('"'))
        return section
    if pair and pair[1] == "version":
        entry.version = pair[2]
    return ""


def _berry(manifest: Manifest, data: bytes) -> list[_Entry]:
    entries = []
    for key, package in manifest.shape(load_yaml(data)).items():
        resolution = package.get("resolution").text() if isinstance(package.value, dict) else ""
        name, _, place = resolution[1:].partition("@") if resolution.startswith("@") else resolution.partition("@")
        if key == "__metadata" or not name or place.startswith(_LOCAL):
            continue
        name = f"@{name}" if resolution.startswith("@") else name
        needs = list(package.get("dependencies").names())
        entries.append(_Entry(name, package.get("version").text(), needs))
    return entries


def _name(pattern: str) -> str:
    """Cut the name out of `@scope/name@^1`, or the real one out of `alias@npm:@scope/name@^1`."""
    _, alias, real = pattern.partition("@npm:")
    pattern = real if alias else pattern
    return pattern[:1] + pattern[1:].split("@", 1)[0]
