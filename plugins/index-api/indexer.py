"""Read OpenAPI, AsyncAPI and JSON Schema documents."""

from collections.abc import Iterable, Mapping
from typing import Any

from commandcenter.indexing.documents import DocumentError
from commandcenter.indexing.folders import is_sample
from commandcenter.indexing.gathering import Gathering
from commandcenter.indexing.model import Fault, FileFacts, SourceFile, TreeFacts
from commandcenter.indexing.names import excerpt
from commandcenter.indexing.shapes import Shape
from commandcenter.kernel.errors import InvalidInputError

from .documents import digest_of, kind_of, may_be_api, parse

ENDINGS = (".yaml", ".yml", ".json")
MAX_FAULTS = 20


class ApiIndexer:
    """Turn interface documents into services, endpoints and channels, and mark every one with its digest.

    The digest is that of the content, whatever it is written in: the same contract kept in two projects, once as YAML and
    once as JSON, is the same contract.
    """

    def claims(self, path: str) -> bool:
        """Say whether the file may be such a document, by its name."""
        return path.endswith(ENDINGS) and "node_modules/" not in path

    def index_file(self, file: SourceFile, data: bytes) -> FileFacts:
        """Read one file; a document of another kind says nothing."""
        facts = FileFacts()
        if not may_be_api(file.path, data):
            return facts
        try:
            document = parse(file.path, data)
        except DocumentError as error:
            facts.faults.append(Fault(file.path, error.detail, error.line))
            return facts
        kind = kind_of(file.path, document)
        if kind is None:
            return facts
        try:
            facts.file_props["schema"] = {"kind": kind, "digest": digest_of(document)}
        except InvalidInputError as error:
            facts.faults.append(Fault(file.path, excerpt(f"no digest: {error.detail}"), partial=True))
        faults: list[str] = []
        facts.references = _read(kind, Shape(document, lambda reason, at: faults.append(f"{reason} at {at}")))
        facts.faults += [
            Fault(file.path, excerpt(each), partial=True) for each in list(dict.fromkeys(faults))[:MAX_FAULTS]
        ]
        return facts

    def finish(self, facts: Mapping[str, FileFacts], paths: Iterable[str]) -> TreeFacts:  # noqa: ARG002 - the contract's
        """Join what the documents, but for those of tests and examples, say of the same service, endpoint or channel."""
        gathered = Gathering()
        for path in sorted(path for path in facts if not is_sample(path)):
            _gather(gathered, path, facts[path].references)
        return gathered.tree


def _read(kind: str, document: Shape) -> list[tuple[Any, ...]]:
    if kind == "openapi":
        from .openapi import read_openapi

        return read_openapi(document)
    if kind == "asyncapi":
        from .asyncapi import read_asyncapi

        return read_asyncapi(document)
    return []


def _gather(gathered: Gathering, path: str, rows: Iterable[tuple[Any, ...]]) -> None:
    """Make the nodes of one document; the service, when it has a name, comes first."""
    service = None
    for kind, *row in rows:
        if kind == "service":
            section, title, known = row
            service = gathered.add("service", title)
            gathered.say(service, section, path, known)
            gathered.link(f"file:{path}", "documents", service)
        elif kind == "endpoint":
            endpoint = gathered.add_endpoint(row[0], row[1])
            gathered.say(endpoint, "openapi", path, row[2])
            gathered.link(service or f"file:{path}", "implements" if service else "documents", endpoint)
        elif kind == "channel":
            queue = gathered.add("queue", row[0])
            gathered.say(queue, "asyncapi", path, row[1])
            gathered.link(f"file:{path}", "documents", queue)
        elif service is not None:
            queue = gathered.add("queue", row[0])
            gathered.link(*((queue, "producedBy", service) if kind == "sends" else (service, "dependsOn", queue)))
