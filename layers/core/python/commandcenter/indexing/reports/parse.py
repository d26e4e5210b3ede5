"""Turn a report into nodes, and lay them against the graph."""

import hashlib
import importlib
import re
from collections.abc import Callable, Container, Mapping
from typing import TYPE_CHECKING

from commandcenter.graph.model import Node
from commandcenter.indexing.model import Facts
from commandcenter.indexing.reports.model import Report
from commandcenter.kernel.errors import InvalidInputError, TooLargeError

if TYPE_CHECKING:
    from commandcenter.graph.ports import Plan

MAX_REPORT_BYTES = 10_000_000
MAX_NODES = 100_000
KINDS: Mapping[str, str] = {
    "junit": "JUnit XML: tests",
    "coverage": "Cobertura XML: health samples",
    "sarif": "SARIF 2.1.0: findings",
    "sbom": "CycloneDX JSON: evidence and dependencies",
    "deployment": "JSON: deployments",
}
"""Kind -> what it is read from and what it becomes; each has a module of its name here."""
ADDED_TO = frozenset({"deployment"})
"""Kinds of which a report tells only what is new; of the others it tells the whole."""

_COMMIT = re.compile(r"[0-9a-f]{7,64}")


def parse_report(kind: str, data: bytes, *, known: Container[str], commit: str = "", within: str = "") -> Facts:
    """Read a report into nodes for the scope `report:<kind>`, sorted by key.

    They never take a key that an index of the source has: a report that stands in the tree (`within`) marks its nodes with
    its path, and packages that the source names already are only listed in the evidence.

    Args:
        kind: One of KINDS.
        data: The file, at most 10 MB.
        known: Keys of the project's entities; parents and edges lead only there or to the report's own nodes.
        commit: Git commit the report is about, hex; "" when that is not known.
        within: Path of the report inside the indexed tree, or "" for one that was pushed.

    Raises InvalidInputError with a pointer to the fault (RFC 6901; for XML the steps are tags and indices), TooLargeError.
    """
    if kind not in KINDS:
        raise InvalidInputError(f"no such kind of report: {kind!r:.40}; known are {', '.join(KINDS)}", pointer="/kind")
    if commit and not _COMMIT.fullmatch(commit):
        raise InvalidInputError("a commit id is 7 to 64 lower-case hex digits", pointer="/commit")
    if len(data) > MAX_REPORT_BYTES:
        raise TooLargeError(f"the report has {len(data)} bytes; at most {MAX_REPORT_BYTES} are read")
    report = Report(kind, known, commit, within, hashlib.sha256(data).hexdigest())
    module = importlib.import_module(f"{__package__}.{kind}")
    read: Callable[[bytes, Report], list[Node]] = module.read
    nodes = {node.key: node for node in read(data, report)}
    if len(nodes) > MAX_NODES:
        raise TooLargeError(f"the report makes {len(nodes)} nodes; at most {MAX_NODES} are taken")
    return Facts(tuple(nodes[key] for key in sorted(nodes)))


def plan_report(kind: str, facts: Facts) -> "Plan":
    """Plan the commit of a pushed report: deployments are added to those known, every other kind replaces the last."""
    from commandcenter.graph.replace import plan_delta, plan_replace

    scope = f"report:{kind}"
    return plan_delta(facts.nodes, (), scope) if kind in ADDED_TO else plan_replace(facts.nodes, scope)
