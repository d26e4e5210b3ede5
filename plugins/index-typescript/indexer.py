"""The indexer of TypeScript and JavaScript files."""

import re
from collections.abc import Iterable, Mapping, Sequence

from commandcenter.indexing.model import Fault, FileFacts, SourceFile, TreeFacts
from commandcenter.indexing.syntax import Match, outline

from .grammars import grammar_of
from .modules import Modules, dependency_key

_EXTENSIONS = (".ts", ".tsx", ".mts", ".cts", ".js", ".jsx", ".mjs", ".cjs")
_MAX_MEAN_LINE = 300
"""Longer lines are not written by hand."""
_ASSIGNED = re.compile(r"(?:module\.)?(?:exports\.)?([A-Za-z_$][\w$]*(?:\.[A-Za-z_$][\w$]*){0,2})")


class TypeScriptIndexer:
    """Find symbols and imports; minified files are marked, not outlined."""

    def claims(self, path: str) -> bool:
        return path.lower().endswith(_EXTENSIONS)

    def index_file(self, file: SourceFile, data: bytes) -> FileFacts:
        """Outline one module; what is broken is outlined as far as it can be made out."""
        if file.path.endswith((".min.js", ".min.mjs")) or len(data) > _MAX_MEAN_LINE * (data.count(b"\n") + 2):
            return FileFacts(file_props={"minified": True})
        parsed = grammar_of(file.path).find(data)
        facts = outline(file.path, _plain_names(parsed.matches)).fill(FileFacts())
        sources = {match.parts["source"][1:-1] for match in parsed.matches if match.kind == "import"}
        facts.references += sorted(sources)
        if parsed.error:
            facts.file_props["partial"] = True
            facts.faults.append(Fault(file.path, parsed.error, parsed.line, partial=True))
        return facts

    def finish(self, facts: Mapping[str, FileFacts], paths: Iterable[str]) -> TreeFacts:
        """Resolve imports to files of the tree, and to dependencies by name."""
        modules = Modules(paths)
        found = TreeFacts()
        for path, said in facts.items():
            for source in said.references:
                if other := modules.find(path, source):
                    found.edges.append((f"file:{path}", "imports", f"file:{other}"))
                elif key := dependency_key(source):
                    found.edges.append((f"file:{path}", "dependsOn", key))
        return found


def _plain_names(matches: Sequence[Match]) -> list[Match]:
    """Name what is assigned (`exports.f = ...`, `A.prototype.m = ...`) and drop what has no plain name."""
    named = []
    for match in matches:
        name = match.name
        if target := match.parts.get("target"):
            found = _ASSIGNED.fullmatch(target)
            name = found.group(1).replace(".prototype.", ".") if found else ""
            if not name or name.startswith(("window.", "module.", "exports")):
                continue
        if name.startswith("["):
            continue
        named.append(Match(match.kind, match.start, match.end, match.line, {**match.parts, "name": name.strip("'\"")}))
    return named
