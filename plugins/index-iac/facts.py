"""What one template says, in plain values that travel between processes."""

from dataclasses import dataclass, field
from typing import Any, NamedTuple

from commandcenter.indexing.names import excerpt

from .template import Template, arns, outputs, references


class End(NamedTuple):
    """Name one end of an edge: a service or queue by logical id, an endpoint, an output of a nested stack, an ARN."""

    kind: str
    name: str


@dataclass(slots=True)
class TemplateFacts:
    """Collect what the readers of resources find.

    Args:
        services: Logical id -> what is known of it.
        queues: Logical id -> what is known of it; `name` where the template fixes it.
        endpoints: `GET /path` seen.
        code: Logical id of a function -> paths its code may stand at, best first.
        edges: (end, edge type, end).
        stacks: Logical id of a nested stack -> path of its template.
        outputs: Name of an output of this template -> the service or queue it tells.
    """

    template: Template
    services: dict[str, dict[str, Any]] = field(default_factory=dict)
    queues: dict[str, dict[str, Any]] = field(default_factory=dict)
    endpoints: dict[str, None] = field(default_factory=dict)
    code: dict[str, list[str]] = field(default_factory=dict)
    edges: dict[tuple[End, str, End], None] = field(default_factory=dict)
    stacks: dict[str, str] = field(default_factory=dict)
    outputs: dict[str, End] = field(default_factory=dict)

    def end(self, name: str) -> End | None:
        """Name a resource as an end, when it is a service or a queue."""
        if name in self.services:
            return End("service", name)
        return End("queue", name) if name in self.queues else None

    def ends(self, value: Any, kind: str) -> list[End]:
        """List the services or queues a value refers to; for queues also those elsewhere, by ARN."""
        found = [end for end in map(self.end, references(value)) if end is not None and end.kind == kind]
        if kind == "queue" and not found:
            named = [(self.stacks[stack], name) for stack, name in outputs(value) if stack in self.stacks]
            found = [End("output", f"{path}#{name}") for path, name in named]
        if kind == "queue" and not found:
            found = [End("arn", excerpt(arn, 400)) for arn in arns(value) if queue_name(arn)]
        return found

    def add_endpoint(self, method: str, path: str, service: str | None) -> None:
        """Note `METHOD path`, and the service behind it."""
        method = "ANY" if method.upper() in ("*", "ANY", "$DEFAULT") else method.upper()
        name = f"{excerpt(method, 20)} {excerpt(path, 300)}"
        self.endpoints[name] = None
        if service is not None:
            self.edges[End("service", service), "implements", End("endpoint", name)] = None

    def add_edge(self, source: End, kind: str, target: End) -> None:
        """Note an edge, none from a thing to itself."""
        if source != target:
            self.edges[source, kind, target] = None


def queue_name(arn: str) -> str:
    """Return the name of the queue, topic, bus or stream an ARN leads to, "" for other things and names not fixed."""
    parts = arn.split(":", 5)
    if len(parts) != 6 or "${" in parts[5]:
        return ""
    service, resource = parts[2], parts[5]
    if service in ("sqs", "sns"):
        return resource
    known = {"events": "event-bus/", "kinesis": "stream/", "dynamodb": "table/"}.get(service, " ")
    return resource.removeprefix(known).split("/")[0] if resource.startswith(known) else ""
