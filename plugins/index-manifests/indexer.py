"""Read manifests and lock files: dependencies with purl, versions and scope, and the purls a project is known by."""

import importlib
from collections.abc import Callable, Iterable, Mapping
from fnmatch import fnmatchcase

from commandcenter.indexing.model import Fault, FileFacts, SourceFile, TreeFacts
from commandcenter.kernel.errors import InvalidInputError

from .merge import merge_dependencies
from .model import Manifest
from .provides import find_provided

READERS: Mapping[str, str] = {
    "pyproject.toml": "python_projects:read_pyproject",
    "setup.cfg": "python_projects:read_setup_cfg",
    "requirements*.txt": "requirement_lines:read_requirements",
    "*requirements.txt": "requirement_lines:read_requirements",
    "requirements/*.txt": "requirement_lines:read_requirements",
    "*.dist-info/METADATA": "python_projects:read_metadata",
    "*.egg-info/PKG-INFO": "python_projects:read_metadata",
    "PKG-INFO": "python_projects:read_metadata",
    "Pipfile.lock": "pipfile:read_pipfile_lock",
    "poetry.lock": "toml_locks:read_lock",
    "pdm.lock": "toml_locks:read_lock",
    "uv.lock": "toml_locks:read_lock",
    "pylock*.toml": "toml_locks:read_lock",
    "package.json": "npm:read_package_json",
    "package-lock.json": "npm:read_package_lock",
    "npm-shrinkwrap.json": "npm:read_package_lock",
    "yarn.lock": "yarn:read_yarn_lock",
    "pnpm-lock.yaml": "pnpm:read_pnpm_lock",
    "go.mod": "golang:read_go_mod",
    "go.sum": "golang:read_go_sum",
    "Cargo.toml": "cargo:read_cargo_toml",
    "Cargo.lock": "toml_locks:read_cargo_lock",
}
"""The end of a path -> module:function that reads the file; the same list stands in plugin.yaml."""

_PATTERNS = {pattern: reader for pattern, reader in READERS.items() if "*" in pattern}
_BLIND = "node_modules/"
"""Installed JavaScript packages; the lock file tells of them."""


class ManifestIndexer:
    """Turn manifests and lock files into dependency nodes, one for each purl without its version."""

    def claims(self, path: str) -> bool:
        """Say whether the file is a manifest or a lock file."""
        return _reader(path) is not None

    def index_file(self, file: SourceFile, data: bytes) -> FileFacts:
        """Read one file into rows that `finish` merges: ("dependency", …), ("edge", …) and ("member", glob)."""
        facts = FileFacts()
        reader = _reader(file.path)
        if reader is None:
            return facts
        try:
            manifest = _load(reader)(data, file.path)
        except InvalidInputError as error:
            facts.faults.append(Fault(file.path, error.detail, getattr(error, "line", None)))
            return facts
        if manifest.package:
            facts.file_props["package"] = manifest.package
        if reader == "requirement_lines:read_requirements":
            exact = sum(bool(each.version) for each in manifest.dependencies)
            facts.file_props["pins"] = {"direct": len(manifest.dependencies), "exact": exact}
        facts.references += [("dependency", *each) for each in dict.fromkeys(manifest.dependencies)]
        facts.references += [("edge", *each) for each in dict.fromkeys(manifest.edges)]
        facts.references += [("member", each) for each in manifest.members]
        facts.faults += [Fault(file.path, reason, partial=True) for reason in manifest.faults]
        return facts

    def finish(self, facts: Mapping[str, FileFacts], paths: Iterable[str]) -> TreeFacts:  # noqa: ARG002 - the contract's
        """Merge what all files say of a package into one node, and tell which packages the tree itself is."""
        provided = find_provided(facts)
        found = merge_dependencies(facts, provided)
        return TreeFacts(found.nodes, found.edges, provides=sorted(set(provided.values())), faults=found.faults)


def _reader(path: str) -> str | None:
    if _BLIND in path:
        return None
    folder, _, name = path.rpartition("/")
    if name in READERS:
        return READERS[name]
    inner = f"{folder.rpartition('/')[2]}/{name}"
    for pattern, reader in _PATTERNS.items():
        if fnmatchcase(inner if "/" in pattern else name, pattern):
            return reader
    return None


def _load(reader: str) -> Callable[[bytes, str], Manifest]:
    """Import a reader when its first file comes, so that a project pays for the formats it uses."""
    module, _, function = reader.partition(":")
    loaded: Callable[[bytes, str], Manifest] = getattr(importlib.import_module(f".{module}", __package__), function)
    return loaded
