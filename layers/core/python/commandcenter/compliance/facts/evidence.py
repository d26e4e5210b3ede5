"""Evidence: references that can be followed, and the files that are kept for them by digest."""

import hashlib
import re
from collections.abc import Mapping
from typing import Any

from commandcenter.compliance.facts.model import Reference
from commandcenter.compliance.sheet import is_date, is_datetime
from commandcenter.graph.model import Node
from commandcenter.graph.ports import Plan
from commandcenter.graph.project_graph import ProjectGraph
from commandcenter.graph.replace import plan_delta
from commandcenter.indexing.names import excerpt
from commandcenter.kernel.errors import InvalidInputError, TooLargeError
from commandcenter.kernel.urn import check_name
from commandcenter.ledger.ports import ObjectStore

MAX_FILE_BYTES = 100 << 20
SCOPE = "evidence"
_DIGEST = re.compile(r"[0-9a-f]{64}")


def read_reference(said: Any) -> Reference:
    """Read `{uri, sha256, collected_at}`; raises InvalidInputError naming the member that is wrong."""
    if not isinstance(said, Mapping):
        raise InvalidInputError("a reference is an object with uri, sha256 and collected_at")
    uri, sha256, at = (said.get(name) for name in ("uri", "sha256", "collected_at"))
    if not isinstance(uri, str) or not 1 <= len(uri) <= 2000:
        raise InvalidInputError("uri must be text of 1 to 2,000 characters")
    if not isinstance(sha256, str) or not _DIGEST.fullmatch(sha256):
        raise InvalidInputError("sha256 must be 64 lower-case hex digits")
    if not isinstance(at, str) or not (is_date(at) or is_datetime(at)):
        raise InvalidInputError("collected_at must be a date or an instant with an offset")
    return Reference(uri, sha256, at)


def held_digests(graph: ProjectGraph) -> Mapping[str, str]:
    """Return what can be followed: SHA-256 of files below `compliance/` and of stored evidence -> key of the node."""
    held: dict[str, str] = {}
    for node in (*graph.of_type("file"), *graph.of_type("evidence")):
        stored = node.type == "file" or node.props.get("kind") == "stored"
        if stored and isinstance(node.props.get("sha256"), str):
            held.setdefault(str(node.props["sha256"]), node.key)
    return held


def evidence_name(project: str, sha256: str) -> str:
    """Say under which name of the object store a piece of evidence lies."""
    return f"evidence/{check_name(project)}/{sha256}"


def store_evidence(objects: ObjectStore, project: str, data: bytes) -> str:
    """Keep a file by its digest and return that; the same bytes again change nothing. Raises TooLargeError."""
    if len(data) > MAX_FILE_BYTES:
        raise TooLargeError(f"a piece of evidence has at most {MAX_FILE_BYTES:,} bytes")
    sha256 = hashlib.sha256(data).hexdigest()
    objects.put_new(evidence_name(project, sha256), data)
    return sha256


def plan_evidence(sha256: str, name: str, size: int, collected_at: str) -> Plan:
    """Plan the node by which references to a stored file can be followed."""
    props = {"kind": "stored", "sha256": sha256, "name": excerpt(name, 200), "size": size, "collected_at": collected_at}
    return plan_delta([Node("evidence", f"sha256:{sha256}", props)], [], SCOPE)
