"""commandcenter.yaml: what a project says of itself to the hub.

title: Shop
domain: sales
status: active
tags: [payments]
provides: [pkg:npm/%40acme/shop]
links: [{type: dependsOn, project: billing}]
consumes: [{service: Checkout, project: billing, queue: invoices}, {service: Checkout, project: tax, endpoint: GET /rate}]
"""

from typing import Any

from commandcenter.graph.model import LINK_TYPES
from commandcenter.indexing.names import entity_id, excerpt
from commandcenter.indexing.purls import split_purl
from commandcenter.indexing.shapes import Shape
from commandcenter.kernel.errors import InvalidInputError
from commandcenter.kernel.urn import check_name

FIELDS = frozenset({"title", "domain", "status", "tags", "provides", "links", "consumes"})
Row = tuple[Any, ...]


def read_project(document: Shape) -> list[Row]:
    """List ("project", known), ("provides", purl) and ("consumes", service, project, key); faults are told to the shape."""
    known: dict[str, Any] = {name: excerpt(document.get(name).text(), 300) for name in ("title", "domain", "status")}
    known["tags"] = sorted({excerpt(tag, 60) for tag in document.get("tags").texts()})[:50]
    known["links"] = [link for link in map(_link, document.get("links").rows()) if link]
    for name in document.names():
        if name not in FIELDS:
            document.get(name).fail(f"one of {', '.join(sorted(FIELDS))}")
    rows: list[Row] = [("project", {key: value for key, value in known.items() if value})]
    rows += [("provides", purl) for purl in map(_purl, document.get("provides").rows()) if purl]
    return rows + [row for row in map(_consumed, document.get("consumes").rows()) if row]


def _link(link: Shape) -> dict[str, str] | None:
    kind, project = link.get("type").text(), _project(link)
    if kind not in LINK_TYPES["ProjectLink"]:
        link.get("type").fail(f"one of {', '.join(sorted(LINK_TYPES['ProjectLink']))}")
        return None
    return {"type": kind, "project": project} if project else None


def _consumed(item: Shape) -> Row | None:
    service, project = item.get("service").text(), _project(item)
    endpoint, queue = item.get("endpoint").text(), item.get("queue").text()
    if not service or not (endpoint or queue):
        item.fail("a service, and an endpoint or a queue")
        return None
    key = f"endpoint:{entity_id(endpoint)}" if endpoint else f"queue:{entity_id(queue)}"
    return ("consumes", service, project, key) if project else None


def _project(item: Shape) -> str:
    name = item.get("project")
    try:
        return check_name(name.text())
    except InvalidInputError:
        name.fail("the name of a project")
        return ""


def _purl(item: Shape) -> str:
    try:
        return split_purl(item.text())[0]
    except InvalidInputError:
        item.fail("a purl")
        return ""
