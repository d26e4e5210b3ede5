"""Merge what many files say of one package into one node."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from commandcenter.graph.model import Node
from commandcenter.indexing.folders import is_foreign, is_sample
from commandcenter.indexing.model import Fault, FileFacts, TreeFacts

from .model import Declared

ORDER = ("runtime", "build", "dev", "transitive")
"""From the strongest reason to be there to the weakest."""
MAX_LISTED = 50
MAX_EDGE_BYTES = 200_000
"""How many bytes of keys the edges of one node may take, of the 350,000 its body may have."""


@dataclass(slots=True)
class _Package:
    """Gather one purl's versions, constraints, scopes and the files that name it."""

    versions: set[str] = field(default_factory=set)
    constraints: set[str] = field(default_factory=set)
    scopes: set[str] = field(default_factory=set)
    files: set[str] = field(default_factory=set)
    optional: bool = True

    def take(self, path: str, said: Declared) -> None:
        self.versions |= {said.version} - {""}
        self.constraints |= {said.constraint} - {""}
        self.scopes |= {said.scope} - {""}
        self.files.add(path)
        self.optional = self.optional and said.optional

    def props(self, purl: str, *, internal: bool) -> dict[str, Any]:
        unsaid = "transitive" if purl.startswith("pkg:golang/") else "runtime"
        scopes = [scope for scope in ORDER if scope in (self.scopes or {unsaid})]
        files = sorted(self.files)
        props: dict[str, Any] = {"purl": purl, "scope": scopes[0], "scopes": scopes, "declared_in": files[:MAX_LISTED]}
        said = {
            "versions": sorted(self.versions)[:MAX_LISTED], "constraints": sorted(self.constraints)[:MAX_LISTED],
            "optional": self.optional, "internal": internal,
            "declarations": len(files) if len(files) > MAX_LISTED else 0,
        }  # fmt: skip
        return {**props, **{key: value for key, value in said.items() if value}}


def merge_dependencies(facts: Mapping[str, FileFacts], provided: Mapping[str, str]) -> TreeFacts:
    """Make one node per purl, edges from the files that ask for it, and edges between packages as lock files know them.

    Args:
        facts: What each manifest said, by path.
        provided: Path of a manifest -> the purl it publishes; an installed package that is not published here is a
            dependency itself.
    """
    packages: dict[str, _Package] = {}
    found = TreeFacts()
    for path in sorted(facts):
        asked: dict[str, bool] = {}
        for said in _declared(path, facts[path], provided):
            said = _placed(path, said)
            packages.setdefault(said.purl, _Package()).take(path, said)
            asked[said.purl] = asked.get(said.purl, True) and said.scope != "transitive"
        ends = sorted(purl for purl, direct in asked.items() if direct or path.endswith("go.mod"))
        found.edges += _bounded(f"file:{path}", ends, path, found.faults)
    own = set(provided.values())
    found.nodes = [
        Node("dependency", purl, packages[purl].props(purl, internal=purl in own)) for purl in sorted(packages)
    ]
    known = {edge for each in facts.values() for edge in _edges(each) if edge[0] in packages and edge[1] in packages}
    needs: dict[str, list[str]] = {}
    for source, target in sorted(known):
        needs.setdefault(source, []).append(target)
    for source, targets in needs.items():
        found.edges += _bounded(f"dependency:{source}", targets, min(packages[source].files), found.faults)
    return found


def _declared(path: str, facts: FileFacts, provided: Mapping[str, str]) -> Iterator[Declared]:
    for kind, *row in facts.references:
        if kind == "dependency":
            yield Declared(*row)
    package = facts.file_props.get("package")
    if package and path not in provided and path.endswith((".dist-info/METADATA", ".egg-info/PKG-INFO")):
        yield Declared(package["purl"], package.get("version", ""))


def _placed(path: str, said: Declared) -> Declared:
    """Weaken what a manifest in a folder of samples, or of vendored code, says: the project itself does not need it so."""
    if said.scope == "transitive":
        return said
    if is_foreign(path):
        return said._replace(scope="transitive")
    return said._replace(scope="dev") if is_sample(path) else said


def _edges(facts: FileFacts) -> Iterator[tuple[str, str]]:
    return ((row[1], row[2]) for row in facts.references if row[0] == "edge")


def _bounded(source: str, purls: Iterable[str], path: str, faults: list[Fault]) -> Iterator[tuple[str, str, str]]:
    """Yield `dependsOn` edges until the node's body would grow too large."""
    spent = 0
    for purl in purls:
        target = f"dependency:{purl}"
        spent += len(target) + 3
        if spent > MAX_EDGE_BYTES:
            faults.append(Fault(path, f"{source} depends on more packages than edges are kept for", partial=True))
            return
        if target != source:
            yield source, "dependsOn", target
