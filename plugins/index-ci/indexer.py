"""Read how a repository is built, reported to, licensed, owned and kept up to date; all of it as properties of files."""

import importlib
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from commandcenter.indexing.documents import DocumentError
from commandcenter.indexing.languages import language_of
from commandcenter.indexing.model import Fault, FileFacts, SourceFile, TreeFacts
from commandcenter.indexing.names import excerpt

MAX_FAULTS = 20
READERS: Mapping[str, str] = {
    r"\.github/workflows/[^/]+\.ya?ml": "workflows:read_workflow",
    r"\.github/actions/(.+/)?action\.ya?ml": "workflows:read_action",
    r"\.gitlab-ci\.yml": "gitlab:read_gitlab",
    r"(\.github/|docs/)?SECURITY\.md": "disclosure:read_policy",
    r"(\.github/|docs/)?CODEOWNERS": "upkeep:read_owners",
    r"\.github/dependabot\.ya?ml": "upkeep:read_dependabot",
    r"(\.github/)?renovate\.json": "upkeep:read_renovate",
}
"""Path -> module:function that reads it; licence texts, which stand in any folder, are told by name alone."""

_READERS = {re.compile(pattern): reader for pattern, reader in READERS.items()}
_LICENSE = re.compile(r"(licen[sc]e|copying)([.-][\w.+-]+)?", re.IGNORECASE)
_PROSE = frozenset({None, "Markdown", "reStructuredText"})
Read = Callable[[bytes, Callable[[str], None]], Mapping[str, Any]]


class PipelineIndexer:
    """Turn the files a project is run by into properties of those files; no node is made."""

    def claims(self, path: str) -> bool:
        """Say whether the file is one of them, by its path."""
        return _reader(path) is not None

    def index_file(self, file: SourceFile, data: bytes) -> FileFacts:
        """Read one file; what has the wrong shape is left out and reported."""
        facts, faults = FileFacts(), list[str]()
        reader = _reader(file.path)
        if reader is None:
            return facts
        try:
            facts.file_props.update(_load(reader)(data, faults.append))
        except DocumentError as error:
            facts.faults.append(Fault(file.path, error.detail, error.line))
        told = list(dict.fromkeys(faults))[:MAX_FAULTS]
        facts.faults += [Fault(file.path, excerpt(reason), partial=True) for reason in told]
        return facts

    def finish(self, facts: Mapping[str, FileFacts], paths: Iterable[str]) -> TreeFacts:  # noqa: ARG002 - the contract's
        """Nothing is resolved across files."""
        return TreeFacts()


def _reader(path: str) -> str | None:
    for pattern, reader in _READERS.items():
        if pattern.fullmatch(path):
            return reader
    if "node_modules/" not in path and _LICENSE.fullmatch(path.rpartition("/")[2]) and language_of(path) in _PROSE:
        return "licences:read_licence"
    return None


def _load(reader: str) -> Read:
    """Import a reader when its first file comes."""
    module, _, function = reader.partition(":")
    loaded: Read = getattr(importlib.import_module(f".{module}", __package__), function)
    return loaded
