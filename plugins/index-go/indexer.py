"""The indexer of Go files."""

import posixpath
from collections.abc import Iterable, Mapping, Sequence

from commandcenter.graph.model import Node
from commandcenter.indexing.model import Fault, FileFacts, SourceFile, TreeFacts
from commandcenter.indexing.syntax import Match, outline

from .grammar import go
from .modules import Modules, read_go_mod


class GoIndexer:
    """Find packages, symbols and imports.

    A package is a `symbol` node of its folder, `symbol:<folder>#<package>`: files import packages, and a package leads on
    to its files.
    """

    def claims(self, path: str) -> bool:
        return path.endswith(".go") or posixpath.basename(path) == "go.mod"

    def index_file(self, file: SourceFile, data: bytes) -> FileFacts:
        """Outline one file, or read a go.mod's module path and requirements."""
        if not file.path.endswith(".go"):
            return FileFacts(references=[read_go_mod(data.decode("utf-8", "replace"))])
        parsed = go().find(data)
        facts = outline(file.path, _without_blanks(parsed.matches)).fill(FileFacts())
        package = next((match.parts["package"] for match in parsed.matches if match.kind == "package"), "")
        sources = {match.parts["source"][1:-1] for match in parsed.matches if match.kind == "import"}
        facts.references += [package, sorted(sources)]
        if package:
            facts.file_props["package"] = package
        if parsed.error:
            facts.file_props["partial"] = True
            facts.faults.append(Fault(file.path, parsed.error, parsed.line, partial=True))
        return facts

    def finish(self, facts: Mapping[str, FileFacts], paths: Iterable[str]) -> TreeFacts:  # noqa: ARG002
        """Make the package nodes and resolve imports to them, and to required modules."""
        files = {path: said for path, said in facts.items() if path.endswith(".go") and said.references}
        mods = {path: mod for path in facts if path not in files for mod in facts[path].references if mod is not None}
        members = _members(files)
        modules = Modules(mods, _importable(members))
        found = TreeFacts(nodes=_packages(members, modules))
        for path, said in files.items():
            folder = posixpath.dirname(path) or "."
            for source in said.references[1]:
                if packages := modules.packages(source):
                    found.edges += [(f"file:{path}", "imports", key) for key in packages]
                elif key := modules.dependency(folder, source):
                    found.edges.append((f"file:{path}", "dependsOn", key))
        return found


def _members(files: Mapping[str, FileFacts]) -> dict[tuple[str, str], list[str]]:
    """Sort files by folder and package."""
    members: dict[tuple[str, str], list[str]] = {}
    for path, said in files.items():
        if said.references[0]:
            members.setdefault((posixpath.dirname(path) or ".", said.references[0]), []).append(path)
    return members


def _importable(members: Mapping[tuple[str, str], Sequence[str]]) -> dict[str, list[str]]:
    """Sort packages by folder; those of external tests cannot be imported, nor can a lone `main` be."""
    packages: dict[str, list[str]] = {}
    for (folder, package), paths in members.items():
        if package != "main" and any(not path.endswith("_test.go") for path in paths):
            packages.setdefault(folder, []).append(f"symbol:{folder}#{package}")
    return packages


def _packages(members: Mapping[tuple[str, str], Sequence[str]], modules: Modules) -> list[Node]:
    nodes = []
    for (folder, package), paths in members.items():
        props = {"kind": "package", "name": package}
        if module := modules.import_path(folder):
            props["module"] = module
        files = tuple(f"file:{path}" for path in sorted(paths) if not path.endswith("_test.go"))
        nodes.append(Node("symbol", f"{folder}#{package}", props, None, {"imports": files} if files else {}))
    return nodes


def _without_blanks(matches: Sequence[Match]) -> list[Match]:
    return [match for match in matches if match.name != "_"]
