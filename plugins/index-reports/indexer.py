"""Read reports that stand in the tree, with the parser that pushed reports go through."""

from collections.abc import Iterable, Mapping
from fnmatch import fnmatchcase

from commandcenter.indexing.model import Fault, FileFacts, SourceFile, TreeFacts
from commandcenter.kernel.errors import InvalidInputError

KINDS: Mapping[str, str] = {
    "junit.xml": "junit",
    "junit-*.xml": "junit",
    "*.junit.xml": "junit",
    "TEST-*.xml": "junit",
    "coverage.xml": "coverage",
    "cobertura.xml": "coverage",
    "cobertura-coverage.xml": "coverage",
    "*.sarif": "sarif",
    "*.sarif.json": "sarif",
    "*.cdx.json": "sbom",
    "bom.json": "sbom",
}
"""Name of a file -> kind of report; the same list stands in plugin.yaml."""


class ReportIndexer:
    """Turn report files into nodes whose ids start with the path of the report, so that a pushed report never meets them."""

    def claims(self, path: str) -> bool:
        """Say whether the file is a report, by its name."""
        return _kind(path) is not None

    def index_file(self, file: SourceFile, data: bytes) -> FileFacts:  # noqa: ARG002 - the contract's
        """Keep the content: which files a report speaks of can be told when all are known."""
        return FileFacts(references=[data])

    def finish(self, facts: Mapping[str, FileFacts], paths: Iterable[str]) -> TreeFacts:
        """Parse the reports against the files of the tree; a broken one is a fault."""
        from commandcenter.indexing.reports import parse_report

        known = {f"file:{path}" for path in paths}
        tree = TreeFacts()
        for path in sorted(facts):
            kind = _kind(path)
            for data in facts[path].references if kind else ():
                try:
                    tree.nodes += parse_report(str(kind), data, known=known, within=path).nodes
                except InvalidInputError as error:
                    tree.faults.append(Fault(path, str(error)[:400]))
        return tree


def _kind(path: str) -> str | None:
    name = path.rpartition("/")[2]
    return next((kind for pattern, kind in KINDS.items() if fnmatchcase(name, pattern)), None)
