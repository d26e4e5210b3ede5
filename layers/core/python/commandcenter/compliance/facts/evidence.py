"""Evidence: references that can be followed, and the files that are kept for them by digest."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from commandcenter.compliance.facts.model import Reference
from commandcenter.compliance.sheet import is_date, is_datetime
from commandcenter.graph.model import Node
from commandcenter.graph.ports import Plan
from commandcenter.graph.project_graph import ProjectGraph
from commandcenter.graph.replace import plan_delta
from commandcenter.indexing.names import excerpt
from commandcenter.kernel.clock import format_time
from commandcenter.kernel.errors import InvalidInputError, NotFoundError, TooLargeError
from commandcenter.kernel.urn import check_name
from commandcenter.ledger.ledger import Ledger
from commandcenter.ledger.model import Meta

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


def add_evidence(ledger: Ledger, project: str, name: str, data: bytes, actor: str, at: datetime) -> dict[str, str]:
    """Keep a file by its digest and make it known in the project's ledger; the same bytes again change nothing.

    Args:
        name: Of the file, for people.
        actor: Who brings it, an authenticated principal.

    Returns: The reference `{uri, sha256, collected_at}`. Raises InvalidInputError, NotFoundError for an unknown project,
    TooLargeError.
    """
    if len(data) > MAX_FILE_BYTES:
        raise TooLargeError(f"a piece of evidence has at most {MAX_FILE_BYTES:,} bytes")
    if ledger.head(project) is None:
        raise NotFoundError(f"there is no project {project} in this ledger")
    sha256 = hashlib.sha256(data).hexdigest()
    known = ledger.as_of(project).get(f"evidence:sha256:{sha256}", {}).get("props", {})
    reference = read_reference(
        {"uri": f"evidence:{name}", "sha256": sha256, "collected_at": known.get("collected_at") or format_time(at)}
    )
    ledger.objects.put_new(evidence_name(project, sha256), data)
    if not known:
        meta = Meta(at, actor, f"evidence {sha256[:12]}", "source")
        ledger.submit(project, _plan(sha256, name, len(data), reference.collected_at), meta)
    return asdict(reference)


def _plan(sha256: str, name: str, size: int, collected_at: str) -> Plan:
    props = {"kind": "stored", "sha256": sha256, "name": excerpt(name, 200), "size": size, "collected_at": collected_at}
    return plan_delta([Node("evidence", f"sha256:{sha256}", props)], [], SCOPE)
