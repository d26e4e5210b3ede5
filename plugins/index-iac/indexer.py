"""Read SAM and CloudFormation templates without executing anything in them."""

import posixpath
from collections.abc import Iterable, Mapping
from typing import Any

from commandcenter.indexing.documents import DocumentError
from commandcenter.indexing.folders import is_sample
from commandcenter.indexing.gathering import Gathering
from commandcenter.indexing.model import Fault, FileFacts, SourceFile, TreeFacts
from commandcenter.indexing.names import excerpt

ENDINGS = (".yaml", ".yml", ".json", ".template")
MAX_TYPES = 60
Rows = list[tuple[Any, ...]]


class TemplateIndexer:
    """Turn templates into service, endpoint and queue nodes; those of tests and examples only mark their file.

    The nodes hold only what their id says; what is known of them is under the property `aws`, so that indexers of other
    formats may speak of the same endpoint or queue.
    """

    def claims(self, path: str) -> bool:
        """Say whether the file may be a template, by its name."""
        return path.endswith(ENDINGS) and "node_modules/" not in path

    def index_file(self, file: SourceFile, data: bytes) -> FileFacts:
        """Read one file into rows that `finish` gives names to; a document that is no template says nothing."""
        facts = FileFacts()
        if b"Resources" not in data or b"AWS::" not in data:
            return facts
        from .read import read_facts

        faults: list[str] = []
        try:
            found = read_facts(data, file.path, lambda reason, pointer: faults.append(f"{reason} at {pointer}"))
        except DocumentError as error:
            facts.faults.append(Fault(file.path, error.detail, error.line))
            return facts
        if found is None:
            return facts
        facts.file_props["template"] = _summary(found.template)
        facts.references = [
            *(("service", name, props, found.code.get(name, [])) for name, props in found.services.items()),
            *(("queue", name, props) for name, props in found.queues.items()),
            *(("endpoint", name) for name in found.endpoints),
            *(("output", name, tuple(end)) for name, end in found.outputs.items()),
            *(("edge", tuple(source), kind, tuple(target)) for source, kind, target in found.edges),
        ]
        facts.faults = [Fault(file.path, excerpt(reason), partial=True) for reason in dict.fromkeys(faults)][:20]
        return facts

    def finish(self, facts: Mapping[str, FileFacts], paths: Iterable[str]) -> TreeFacts:
        """Name the resources of all templates and find the code of functions among the files."""
        naming = _Naming(set(paths))
        said = {path: facts[path].references for path in sorted(facts) if not is_sample(path)}
        for path, rows in said.items():
            naming.add_nodes(path, rows)
        for path, rows in said.items():
            naming.add_edges(path, rows)
        return naming.gathered.tree


class _Naming:
    """Give each resource the key of its node, and join what several templates say of the same."""

    def __init__(self, paths: set[str]) -> None:
        self.gathered = Gathering()
        self._paths = paths
        self._owners: dict[str, str] = {}
        self._keys: dict[str, dict[tuple[str, str], str]] = {}
        self._outputs: dict[str, str] = {}

    def add_nodes(self, path: str, rows: Rows) -> None:
        """Make the nodes of one template."""
        keys = self._keys.setdefault(path, {})
        for kind, name, *rest in rows:
            if kind == "endpoint":
                keys[kind, name] = self.gathered.add_endpoint(*name.split(" ", 1))
                self.gathered.say(keys[kind, name], "aws", path, {})
            elif kind == "output":
                self._outputs[f"{path}#{name}"] = keys[rest[0]]
            elif kind != "edge":
                keys[kind, name] = self._key(path, kind, name, rest[0])
                self.gathered.say(keys[kind, name], "aws", path, {**rest[0], "logical_id": name})
                plain = {each: rest[0][each] for each in ("kind", "runtime") if each in rest[0]}
                self.gathered.tell(keys[kind, name], plain)
                self._link_code(keys[kind, name], rest[1] if kind == "service" else [])

    def add_edges(self, path: str, rows: Rows) -> None:
        """Join the nodes, those of other templates included."""
        for source, kind, target in (row[1:] for row in rows if row[0] == "edge"):
            ends = [self._keys[path].get(end) or self._elsewhere(*end) for end in (source, target)]
            if ends[0] and ends[1]:
                self.gathered.link(ends[0], kind, ends[1])

    def _key(self, path: str, kind: str, logical: str, props: Mapping[str, Any]) -> str:
        """Name a queue as AWS does where that is fixed, else by folder and logical id; a name taken adds the file."""
        if kind == "queue" and props.get("name"):
            return self.gathered.add(kind, props["name"])
        folder, _, file = path.rpartition("/")
        name = posixpath.join(folder, logical)
        if self._owners.setdefault(f"{kind}:{name}", path) != path:
            name = posixpath.join(folder, f"{logical} ({file})")
        return self.gathered.add(kind, name)

    def _link_code(self, key: str, paths: Iterable[str]) -> None:
        code = next((path for path in paths if path in self._paths), None)
        if code is not None:
            self.gathered.link(f"file:{code}", "implements", key)

    def _elsewhere(self, kind: str, arn: str) -> str | None:
        """Name what a nested stack puts out, if that is known, or a queue of another stack by its ARN."""
        from .facts import queue_name

        if kind == "output":
            return self._outputs.get(arn)
        key = self.gathered.add("queue", queue_name(arn))
        if "${" not in arn:
            self.gathered.tell(key, {"arn": arn})
        return key


def _summary(template: Any) -> dict[str, Any]:
    counts: dict[str, int] = {}
    for resource in template.resources.values():
        kind = excerpt(resource.type, 100)
        counts[kind] = counts.get(kind, 0) + 1
    kept = dict(sorted(counts.items())[:MAX_TYPES])
    return {"format": "sam" if template.is_sam else "cloudformation", "resources": kept}
