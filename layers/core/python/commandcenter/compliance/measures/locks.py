"""Whether what manifests ask for is locked."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase

from commandcenter.compliance.measures.model import Measure
from commandcenter.graph.model import Node
from commandcenter.graph.project_graph import ProjectGraph
from commandcenter.indexing.folders import is_foreign, is_sample

LOCKS: Mapping[str, Sequence[str]] = {
    "pypi": ("poetry.lock", "pdm.lock", "uv.lock", "Pipfile.lock", "pylock*.toml"),
    "npm": ("package-lock.json", "npm-shrinkwrap.json", "yarn.lock", "pnpm-lock.yaml"),
    "golang": ("go.sum",),
    "cargo": ("Cargo.lock",),
}
"""Type of a purl -> names of its lock files."""
_INSTALLED = frozenset({"METADATA", "PKG-INFO"})


@dataclass(frozen=True)
class _Manifest:
    """Hold a file and the packages it asks for, those of the project itself left out."""

    file: Node
    packages: tuple[Node, ...]


def measure_locks(graph: ProjectGraph) -> Iterator[Measure]:
    """Measure `repo.lockfile`: true when each package that a manifest asks for stands in a lock file at or above it.

    Files of tests, samples and vendored code are left aside, and packages that only build others, which lock files
    leave out. A requirements file in which everything has its exact version is a lock.
    """
    files = [file for file in graph.of_type("file") if not is_sample(file.id) and not is_foreign(file.id)]
    locks = [file for file in files if _is_lock(file)]
    manifests = [one for one in _manifests(graph, files) if one.file not in locks]
    if not locks and not manifests:
        return
    loose = [one.file for one in manifests if not _is_locked(one, locks)]
    nodes = loose or [*locks, *(one.file for one in manifests)]
    yield Measure("repo.lockfile", not loose, tuple(file.key for file in nodes[:10]))


def _manifests(graph: ProjectGraph, files: Sequence[Node]) -> Iterator[_Manifest]:
    for file in files:
        ends = [graph.nodes[key] for key in file.edges.get("dependsOn", ()) if key in graph.nodes]
        packages = [end for end in ends if end.type == "dependency" and not end.props.get("internal")]
        if packages and _name(file.id) not in _INSTALLED:
            yield _Manifest(file, tuple(packages))


def _is_lock(file: Node) -> bool:
    pins = file.props.get("pins")
    if isinstance(pins, dict):
        return bool(pins.get("direct")) and pins.get("direct") == pins.get("exact")
    return any(fnmatchcase(_name(file.id), pattern) for patterns in LOCKS.values() for pattern in patterns)


def _is_locked(manifest: _Manifest, locks: Sequence[Node]) -> bool:
    near = {lock.id for lock in locks if _is_above(lock.id, manifest.file.id)}
    return all(_is_named(package, near) for package in manifest.packages if package.props.get("scopes") != ["build"])


def _is_above(lock: str, manifest: str) -> bool:
    folder = lock.rpartition("/")[0]
    return not folder or manifest.startswith(f"{folder}/")


def _is_named(package: Node, locks: set[str]) -> bool:
    """Say whether one of these lock files names the package; of one that very many files name, not all are listed."""
    files, kind = package.props.get("declared_in"), package.id.removeprefix("pkg:").partition("/")[0]
    if not isinstance(files, list):
        return False
    if package.props.get("declarations") is None:
        return not locks.isdisjoint(map(str, files))
    return any(fnmatchcase(_name(lock), name) for lock in locks for name in LOCKS.get(kind, ()))


def _name(path: str) -> str:
    return path.rpartition("/")[2]
