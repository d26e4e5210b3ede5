"""OpenAPI 2 and 3: the service and its endpoints."""

from typing import Any

from commandcenter.indexing.names import excerpt
from commandcenter.indexing.shapes import Shape

METHODS = frozenset({"get", "put", "post", "delete", "options", "head", "patch", "trace", "query"})
MAX_ENDPOINTS = 5_000
MAX_SERVERS = 5
Row = tuple[Any, ...]


def read_openapi(document: Shape) -> list[Row]:
    """List ("service", title, known), and for each operation ("endpoint", method, path, known)."""
    rows: list[Row] = []
    title = excerpt(document.at("info", "title").text(), 200)
    if title:
        rows.append(("service", "openapi", title, _service(document)))
    for path, item in document.get("paths").items():
        for method, operation in item.items():
            if method.lower() in METHODS and not path.startswith("x-"):
                rows.append(("endpoint", method.upper(), excerpt(path, 300), _operation(operation)))
    return rows[:MAX_ENDPOINTS]


def _service(document: Shape) -> dict[str, Any]:
    known: dict[str, Any] = {
        "version": excerpt(document.at("info", "version").text(), 100), "base": excerpt(document.get("basePath").text(), 200),
    }  # fmt: skip
    urls = [excerpt(server.get("url").text(), 300) for server in document.get("servers").rows()]
    known["servers"] = [url for url in urls if url and "@" not in url][:MAX_SERVERS]
    return {key: value for key, value in known.items() if value}


def _operation(operation: Shape) -> dict[str, Any]:
    known: dict[str, Any] = {
        "operation": excerpt(operation.get("operationId").text(), 200), "summary": excerpt(operation.get("summary").text(), 200),
        "tags": sorted({excerpt(tag, 60) for tag in operation.get("tags").texts()})[:20],
        "deprecated": operation.get("deprecated").flag(),
    }  # fmt: skip
    return {key: value for key, value in known.items() if value}
