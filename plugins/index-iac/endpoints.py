"""Endpoints: SAM events, REST API methods, HTTP API routes, and OpenAPI written inside the template."""

from collections.abc import Mapping

from commandcenter.indexing.shapes import Shape

from .facts import TemplateFacts
from .services import SERVICES
from .template import Resource, literal, references

METHODS = frozenset(
    {"get", "put", "post", "delete", "options", "head", "patch", "trace", "x-amazon-apigateway-any-method"}
)
_HTTP_EVENTS = ("Api", "HttpApi")
_MAX_PARTS = 40


def read_endpoints(facts: TemplateFacts) -> None:
    """Find what is answered over HTTP, and by which service."""
    for resource in facts.template.of_type(*SERVICES):
        for event in resource.properties.get("Events").values():
            if event.get("Type").text() in _HTTP_EVENTS:
                said = event.get("Properties")
                path = literal(said.get("Path"), 300) or ("$default" if event.get("Type").text() == "HttpApi" else "")
                if path:
                    facts.add_endpoint(literal(said.get("Method")) or "ANY", path, resource.id)
        for body in ("DefinitionBody", "Body"):
            if SERVICES[resource.type] == "api":
                _read_definition(facts, resource.id, resource.properties.get(body))
    _read_rest(facts)
    _read_http(facts)


def _read_definition(facts: TemplateFacts, api: str, definition: Shape) -> None:
    paths = definition.get("paths") if isinstance(definition.value, dict) else Shape(None)
    for path, operations in paths.items():
        for method, operation in operations.items() if isinstance(operations.value, dict) else ():
            if method.lower() in METHODS and isinstance(operation.value, dict):
                behind = _service(facts, operation.value.get("x-amazon-apigateway-integration"))
                facts.add_endpoint("ANY" if method.startswith("x-") else method, path, behind or api)


def _read_rest(facts: TemplateFacts) -> None:
    parts = {each.id: each for each in facts.template.of_type("AWS::ApiGateway::Resource")}
    for resource in facts.template.of_type("AWS::ApiGateway::Method"):
        said = resource.properties
        path = _rest_path(parts, references(said.get("ResourceId").value))
        behind = _service(facts, said.get("Integration").value) or _service(facts, said.get("RestApiId").value)
        facts.add_endpoint(literal(said.get("HttpMethod")) or "ANY", path, behind)


def _rest_path(parts: Mapping[str, Resource], reached: list[str]) -> str:
    """Join the path parts from a resource up to the root; a circle ends at the bound."""
    path: list[str] = []
    while reached and reached[0] in parts and len(path) < _MAX_PARTS:
        said = parts[reached[0]].properties
        path.insert(0, literal(said.get("PathPart")) or "{?}")
        reached = references(said.get("ParentId").value)
    return "/" + "/".join(path)


def _read_http(facts: TemplateFacts) -> None:
    integrations = {each.id: each for each in facts.template.of_type("AWS::ApiGatewayV2::Integration")}
    for resource in facts.template.of_type("AWS::ApiGatewayV2::Route"):
        said = resource.properties
        method, _, path = literal(said.get("RouteKey"), 300).partition(" ")
        named = [integrations[each] for each in references(said.get("Target").value) if each in integrations]
        behind = _service(facts, [each.properties.get("IntegrationUri").value for each in named])
        if method:
            facts.add_endpoint(method, path or "$default", behind or _service(facts, said.get("ApiId").value))


def _service(facts: TemplateFacts, value: object) -> str | None:
    ends = facts.ends(value, "service")
    return ends[0].name if ends else None
