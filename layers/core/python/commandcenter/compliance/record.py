"""Record an audit in the ledger of its project: one `audit` node for each pack, one `finding` for each control that applied."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from commandcenter.compliance.audit import Audit, Audited, PackAudit
from commandcenter.graph.model import Node
from commandcenter.graph.ports import GraphState, Plan
from commandcenter.graph.replace import plan_delta
from commandcenter.kernel.canonical import canonical, digest
from commandcenter.kernel.clock import parse_time
from commandcenter.kernel.errors import NotFoundError
from commandcenter.ledger.ledger import Ledger
from commandcenter.ledger.model import Change, Meta, Receipt

SCOPE = "audit"
MAX_FACT_BYTES = 4_000
"""A larger fact stands in a finding by its digest; the audit itself holds it whole."""


def audit_name(project: str, audit: str) -> str:
    """Say under which name of the object store an audit lies, whole."""
    return f"audits/{project}/{audit}.json"


def plan_audit(audit: Audit) -> Plan:
    """Plan the nodes of an audit in place of those of the audit before; one of a later revision is left as it is."""

    def plan(state: GraphState) -> Iterable[Change]:
        before = state.get_many([_audit_key(pack.pack) for pack in audit.packs])
        root = f"project:{audit.project}"
        parent = root if state.get(root) else None
        puts: list[Node] = []
        gone: set[str] = set()
        for pack in audit.packs:
            held = before.get(_audit_key(pack.pack), {}).get("props", {})
            if held and _age(held["rev"], held["asOf"], held["at"]) > _age(audit.rev, audit.as_of, audit.at):
                continue
            puts += _nodes(audit, pack, parent)
            gone |= {_finding_key(pack.pack, control) for control in held.get("controls", ())}
        return plan_delta(puts, sorted(gone - {node.key for node in puts}), SCOPE)(state)

    return plan


def _age(rev: int, as_of: str, at: str) -> tuple[int, str]:
    """Order audits: one for a day to come is no newer than the day it was made on, else it would bar all until then."""
    return rev, min(as_of, at[:10])


def _nodes(audit: Audit, pack: PackAudit, parent: str | None) -> list[Node]:
    props: dict[str, Any] = {
        "audit": audit.id, "asOf": audit.as_of, "at": audit.at, "rev": audit.rev, "commit": audit.commit,
        "pack": pack.pack, "packVersion": pack.version, "packDigest": pack.digest, "kinds": list(pack.kinds),
        "status": pack.status, "score": pack.score, "passed": pack.passed, "failed": pack.failed,
        "waived": pack.waived, "notApplicable": pack.not_applicable, "controls": list(pack.controls),
    }  # fmt: skip
    if pack.error:
        props["error"] = pack.error
    found = [one for one in audit.findings if one.finding.pack == pack.pack]
    until = sorted(one.waived_until for one in found if one.waiver)
    if until:
        props["waivedUntil"] = until[0]
    node = Node("audit", pack.pack, props, parent)
    return [node, *(_finding(one, node.key) for one in found if one.finding.verdict != "not_applicable")]


def _finding(audited: Audited, parent: str) -> Node:
    said = audited.to_json()
    kept = ("verdict", "reason", "severity", "title", "category", "citation", "remediation", "missing", "provenance")
    props: dict[str, Any] = {name: said[name] for name in kept} | {
        "control": said["control_id"], "pack": said["pack"], "packVersion": said["pack_version"],
        "packDigest": said["pack_digest"], "kinds": said["audit_kinds"], "facts": _facts(said["facts_used"]),
    }  # fmt: skip
    props |= {"due": said["due"]} if said["due"] else {}
    if audited.waiver:
        props |= {"waiver": audited.waiver, "waivedUntil": audited.waived_until}
    return Node("finding", _finding_key(said["pack"], said["control_id"]).partition(":")[2], props, parent)


def _facts(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Shorten what is too large to stand in a node; the day judged for stands in the audit, and changes every night."""
    shown = {}
    for path, value in sorted(facts.items()):
        size = len(canonical(value))
        if path != "as_of":
            shown[path] = value if size <= MAX_FACT_BYTES else {"sha256": digest(value), "bytes": size}
    return shown


def _audit_key(pack: str) -> str:
    return f"audit:{pack}"


def _finding_key(pack: str, control: str) -> str:
    return f"finding:{pack}/{control}"


def keep_audit(ledger: Ledger, audit: Audit) -> Audit:
    """Keep an audit whole and return it, or the one that was kept first under its id."""
    if ledger.objects.put_new(audit_name(audit.project, audit.id), canonical(audit.to_json())):
        return audit
    return find_audit(ledger, audit.project, audit.id) or audit


def record_audit(ledger: Ledger, audit: Audit) -> Receipt:
    """Lay a kept audit against the graph of its project in a derived commit; the same again changes nothing."""
    meta = Meta(parse_time(audit.at), "audit", f"audit {audit.id}", "derived")
    return ledger.submit(audit.project, plan_audit(audit), meta)


def find_audit(ledger: Ledger, project: str, audit: str) -> Audit | None:
    """Read a kept audit; None when there is none of this name."""
    data = ledger.objects.get(audit_name(project, audit))
    return None if data is None else Audit.from_json(json.loads(data))


def source_rev(ledger: Ledger, project: str) -> int:
    """Find the newest revision that came from a source: what audits and others derived of it is no news to them.

    Raises NotFoundError for a project without a commit, or without one that came from a source.
    """
    rev = ledger.rev_at(project)
    while rev > 0 and ledger.commit(project, rev).header.origin != "source":
        rev -= 1
    if rev < 1:
        raise NotFoundError(f"{project} has no revision that came from a source")
    return rev
