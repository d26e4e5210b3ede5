"""The indexer of Python files."""

import ast
import warnings
from collections.abc import Iterable, Mapping

from commandcenter.indexing.model import Fault, FileFacts, SourceFile, TreeFacts
from commandcenter.indexing.outline import Outline

from .modules import Modules
from .packages import dependency_keys
from .resolve import Resolver
from .walk import Walker


class PythonIndexer:
    """Find modules, classes, functions, imports, and the calls that lead to one symbol for sure."""

    def claims(self, path: str) -> bool:
        return path.endswith(".py")

    def index_file(self, file: SourceFile, data: bytes) -> FileFacts:
        """Outline one module; one that Python refuses is outlined by tree-sitter and reported as partial."""
        try:
            return _index(file, data)
        except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
            return _index_broken(file, data, error)

    def finish(self, facts: Mapping[str, FileFacts], paths: Iterable[str]) -> TreeFacts:
        """Resolve imports to files, and to dependencies by name, and calls to symbols."""
        uses = [said.references[0] for said in facts.values() if said.references]
        modules = Modules(paths, (dotted for used in uses for level, dotted, _ in used.imports if not level))
        resolver = Resolver(facts, modules)
        found = TreeFacts()
        for path in facts:
            found.props[f"file:{path}"] = {"module": modules.dotted(path)}
            if not facts[path].references:
                continue
            found.edges += [(f"file:{path}", "imports", f"file:{other}") for other in resolver.imported_files(path)]
            found.edges += [
                (f"file:{path}", "dependsOn", key) for name in resolver.outside(path) for key in dependency_keys(name)
            ]
            found.edges += [(caller, "calls", called) for caller, called in resolver.calls(path)]
        return found


def _index(file: SourceFile, data: bytes) -> FileFacts:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a file's odd escapes are its own affair
        tree = ast.parse(data)
    outline = Outline(file.path)
    uses = Walker(outline).walk(tree)
    return outline.fill(FileFacts(references=[uses]))


def _index_broken(file: SourceFile, data: bytes, error: Exception) -> FileFacts:
    from .fallback import outline_broken  # tree-sitter is loaded only for the rare file that needs it

    outline, uses, line = outline_broken(file.path, data)
    line = line or getattr(error, "lineno", None)
    reason = f"{type(error).__name__}: {getattr(error, 'msg', None) or error}"
    facts = outline.fill(FileFacts(references=[uses], file_props={"partial": True}))
    facts.faults.append(Fault(file.path, reason[:200], line, partial=True))
    return facts
