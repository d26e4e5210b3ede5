"""Deployment records: `{"deployments": [{environment, at, id?, service?, version?, commit?, url?, arn?, status?}]}`."""

import re
from typing import Any
from urllib.parse import urlsplit

from commandcenter.graph.model import Node
from commandcenter.indexing.documents import load_json
from commandcenter.indexing.names import excerpt
from commandcenter.indexing.reports.model import Report
from commandcenter.indexing.shapes import Shape
from commandcenter.kernel.clock import format_time, parse_time
from commandcenter.kernel.errors import InvalidInputError, TooLargeError

STATUSES = ("succeeded", "failed", "running", "rolledback")
FIELDS = frozenset({"environment", "at", "id", "service", "version", "commit", "url", "arn", "status"})
MAX_RECORDS = 1_000
_COMMIT = re.compile(r"[0-9a-f]{7,64}")


def read(data: bytes, report: Report) -> list[Node]:
    """Make a `deployment` node for each record; without an id one stands for its environment and service.

    One record alone, or an array of them, is taken as well. The service is linked when the project has it.
    """
    document = Shape(load_json(data))
    if isinstance(document.value, dict):
        listed = "deployments" in document.value
        records = list(document.get("deployments").rows()) if listed else [document]
    else:
        records = list(document.rows())
    if not records:
        raise InvalidInputError("no deployment is told of", pointer=document.pointer)
    if len(records) > MAX_RECORDS:
        raise TooLargeError(f"{len(records)} records; at most {MAX_RECORDS} are taken")
    nodes = [_node(report, record) for record in records]
    return [report.evidence({"deployments": len(nodes)}), *nodes]


def _node(report: Report, record: Shape) -> Node:
    unknown = sorted(set(record.names()) - FIELDS)
    if unknown:
        raise InvalidInputError(f"unknown fields: {', '.join(unknown):.120}", pointer=record.pointer)
    environment, service = _required(record, "environment"), excerpt(record.get("service").text(), 200)
    props: dict[str, Any] = {
        "environment": environment, "service": service, "version": excerpt(record.get("version").text(), 100),
        "commit": _commit(record, report), "at": _time(record), "status": _status(record),
        "url": _url(record.get("url")), "arn": _arn(record.get("arn")),
    }  # fmt: skip
    name = excerpt(record.get("id").text(), 200) or (f"{environment}/{service}" if service else environment)
    target = f"service:{service}"
    return report.node("deployment", name, props, edges={"dependsOn": (target,)} if target in report.known else {})


def _required(record: Shape, field: str) -> str:
    text = excerpt(record.get(field).text(), 200)
    if not text:
        raise InvalidInputError(f"a deployment has {field}", pointer=f"{record.pointer}/{field}")
    return text


def _time(record: Shape) -> str:
    try:
        return format_time(parse_time(_required(record, "at")))
    except InvalidInputError as error:
        raise InvalidInputError(error.detail, pointer=f"{record.pointer}/at") from None


def _commit(record: Shape, report: Report) -> str:
    text = record.get("commit").text(report.commit)
    if text and not _COMMIT.fullmatch(text):
        raise InvalidInputError("a commit id is 7 to 64 lower-case hex digits", pointer=f"{record.pointer}/commit")
    return text


def _status(record: Shape) -> str:
    text = record.get("status").text("succeeded")
    if text not in STATUSES:
        raise InvalidInputError(f"a status is one of {', '.join(STATUSES)}", pointer=f"{record.pointer}/status")
    return text


def _url(shape: Shape) -> str:
    """Return an http(s) URL; one with a password in it is refused, not stored."""
    text = shape.text()
    try:
        parts = urlsplit(text)
    except ValueError:
        raise InvalidInputError("not a URL", pointer=shape.pointer) from None
    if text and (parts.scheme not in ("http", "https") or not parts.netloc or "@" in parts.netloc or len(text) > 2000):
        raise InvalidInputError("not an http(s) URL without credentials", pointer=shape.pointer)
    return text


def _arn(shape: Shape) -> str:
    text = shape.text()
    if text and (not text.startswith("arn:") or text.count(":") < 5 or len(text) > 2000):
        raise InvalidInputError("not an ARN", pointer=shape.pointer)
    return text
