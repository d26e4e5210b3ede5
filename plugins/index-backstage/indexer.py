"""Read what a project says of itself: catalog-info.yaml of Backstage, and commandcenter.yaml."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from commandcenter.indexing.documents import DocumentError, load_yaml, load_yaml_all
from commandcenter.indexing.folders import is_sample
from commandcenter.indexing.gathering import Gathering
from commandcenter.indexing.model import PROJECT, Fault, FileFacts, SourceFile, TreeFacts
from commandcenter.indexing.names import excerpt
from commandcenter.indexing.shapes import Shape, Wrong

from .catalog import MAX_ENTITIES, read_entity
from .project import read_project

CATALOGS = ("catalog-info.yaml", "catalog-info.yml")
PROJECT_FILES = ("commandcenter.yaml", "commandcenter.yml")
MAX_FAULTS = 20
Row = tuple[Any, ...]


class CatalogIndexer:
    """Turn catalog entities into service nodes with their Backstage reference, and the project's file into its properties."""

    def claims(self, path: str) -> bool:
        """Say whether the file is a catalog, at any depth, or the project's own file, at the root."""
        return path in PROJECT_FILES or path.rpartition("/")[2] in CATALOGS

    def index_file(self, file: SourceFile, data: bytes) -> FileFacts:
        """Read one file into rows."""
        facts, faults = FileFacts(), list[str]()

        def wrong(reason: str, pointer: str) -> None:
            faults.append(f"{reason} at {pointer or '/'}")

        try:
            if file.path in PROJECT_FILES:
                facts.references = read_project(Shape(load_yaml(data), wrong))
            else:
                facts.references = [row for entity in _entities(data, wrong) for row in read_entity(entity)]
        except DocumentError as error:
            facts.faults.append(Fault(file.path, error.detail, error.line))
        kept = list(dict.fromkeys(faults))[:MAX_FAULTS]
        facts.faults += [Fault(file.path, excerpt(reason), partial=True) for reason in kept]
        return facts

    def finish(self, facts: Mapping[str, FileFacts], paths: Iterable[str]) -> TreeFacts:  # noqa: ARG002 - the contract's
        """Join entities that refer to each other; what is not in the tree is listed by its reference."""
        gathered = Gathering()
        rows = [(path, row) for path in sorted(facts) if not is_sample(path) for row in facts[path].references]
        keys = {row[1]: gathered.add("service", row[2]) for _, row in rows if row[0] == "service"}
        domains = {row[1]: row[2] for _, row in rows if row[0] == "system"}
        for path, row in rows:
            if row[0] == "service":
                _describe(gathered, path, row, keys, domains)
            elif row[0] == "edge":
                _link(gathered, row, keys)
        for name in PROJECT_FILES:
            _tell_project(gathered, [row for path, row in rows if path == name])
        return gathered.tree


def _entities(data: bytes, wrong: Wrong) -> Iterator[Shape]:
    for number, document in enumerate(load_yaml_all(data)[:MAX_ENTITIES]):
        version = document.get("apiVersion") if isinstance(document, dict) else None
        if isinstance(version, str) and version.startswith("backstage.io/"):
            yield Shape(document, wrong, f"/{number}")


def _describe(gathered: Gathering, path: str, row: Row, keys: Mapping[str, str], domains: Mapping[str, str]) -> None:
    _, ref, _, known, system = row
    place = {"system": system, "domain": domains.get(system, "")}
    gathered.tell(keys[ref], {"backstage": ref, **known, **{name: value for name, value in place.items() if value}})
    gathered.say(keys[ref], "catalog", path, {})
    gathered.link(f"file:{path}", "documents", keys[ref])


def _link(gathered: Gathering, row: Row, keys: Mapping[str, str]) -> None:
    _, source, kind, target = row
    if source in keys and target in keys:
        gathered.link(keys[source], kind, keys[target])
    elif source in keys:
        elsewhere = gathered.tree.props[keys[source]].setdefault("catalog", {}).setdefault(kind, [])
        elsewhere += [target] if target not in elsewhere else []


def _tell_project(gathered: Gathering, rows: Iterable[Row]) -> None:
    for row in rows:
        if row[0] == "project":
            gathered.tell(PROJECT, row[1])
        elif row[0] == "provides":
            gathered.tree.provides.append(row[1])
        elif row[0] == "consumes":
            _, service, project, key = row
            props = gathered.tree.props.setdefault(gathered.add("service", service), {})
            props.setdefault("consumes", []).append({"project": project, "key": key})
