"""Record what is attested in the ledger of its project: one `attestation` node for each set of packs."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from commandcenter.attestation.content.cid import raw_cid
from commandcenter.attestation.issued import Issued
from commandcenter.attestation.model import KINDS_OF_AUDIT
from commandcenter.attestation.sign import read_envelope
from commandcenter.graph.model import Node
from commandcenter.graph.ports import GraphState, Plan
from commandcenter.graph.replace import plan_delta
from commandcenter.kernel.clock import parse_time
from commandcenter.ledger.ledger import Ledger
from commandcenter.ledger.model import Change, Meta, Receipt
from commandcenter.ledger.ports import ObjectStore

SCOPE = "attestation"


def places(objects: ObjectStore, issued: Issued, indexes: Mapping[str, int]) -> dict[str, dict[str, Any]]:
    """Say of each kind of statement where it is: its digest, the CID of its envelope, its place in the log.

    Args:
        indexes: By digest.
    """
    return {
        kind: {
            "statement": issued.statements[kind],
            "cid": raw_cid(read_envelope(objects, issued.statements[kind])),
            "index": indexes[issued.statements[kind]],
        }
        for kind in KINDS_OF_AUDIT
    }


def record_issued(ledger: Ledger, issued: Issued, found: Mapping[str, Mapping[str, Any]]) -> Receipt:
    """Lay an attestation against the graph in a derived commit; the same again changes nothing, nor does an older one."""
    meta = Meta(parse_time(issued.issued), "attest", f"attest {issued.audit}", "derived")
    return ledger.submit(issued.project, _plan(issued, _props(issued, found)), meta)


def superseded_by(ledger: Ledger, issued: Issued) -> tuple[str, str] | None:
    """Say which audit's attestation gave way to which one's, once one of them is recorded; None when there is but one.

    That holds in whatever order they come: the later takes the place of the earlier, or is there before it.
    """
    _, held = ledger.read(issued.project, lambda state: state.get(f"attestation:{issued.line}"))
    if held is None:
        return None
    shown, before = str(held["props"]["audit"]), str(held["props"].get("supersedes", ""))
    if shown != issued.audit:
        return issued.audit, shown
    return (before, shown) if before else None


def is_recorded(ledger: Ledger, issued: Issued) -> bool:
    """Say whether the graph shows an attestation, or one that came after it in its place."""
    _, held = ledger.read(issued.project, lambda state: state.get(f"attestation:{issued.line}"))
    return held is not None and _age(held["props"]) >= (issued.issued, issued.audit)


def record_revoked(ledger: Ledger, issued: Issued, at: str, reason: str) -> Receipt:
    """Say in the graph that an attestation was taken back, if it still shows it."""

    def plan(state: GraphState) -> Iterable[Change]:
        held = state.get(f"attestation:{issued.line}")
        if held is None or held["props"]["audit"] != issued.audit:
            return []
        props = {**held["props"], "revoked": at, "revokedFor": reason}
        node = Node("attestation", issued.line, props, held.get("parent"))
        return plan_delta([node], [], SCOPE)(state)

    meta = Meta(parse_time(at), "attest", f"revoke the attestation of {issued.audit}", "derived")
    return ledger.submit(issued.project, plan, meta)


def _plan(issued: Issued, props: Mapping[str, Any]) -> Plan:
    def plan(state: GraphState) -> Iterable[Change]:
        root = f"project:{issued.project}"
        node = Node("attestation", issued.line, props, root if state.get(root) else None)
        held = (state.get(node.key) or {}).get("props", {})
        if held and _age(held) >= (issued.issued, issued.audit):
            return []
        if held:
            node = replace(node, props={**props, "supersedes": held["audit"]})
        return plan_delta([node], [], SCOPE)(state)

    return plan


def _age(props: Mapping[str, Any]) -> tuple[str, str]:
    return props["issued"], props["audit"]


def _props(issued: Issued, found: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    return {
        "audit": issued.audit, "issued": issued.issued, "validUntil": issued.valid_until, "status": issued.status,
        "statements": {kind: dict(one) for kind, one in found.items()},
    }  # fmt: skip
