"""A hub in memory whose audits are attested: made without a judge, signed with keys of their own."""

import hashlib
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from federation_parts_memory import MemoryHub, make_signer

from commandcenter.attestation.issued import Issued, find_issued
from commandcenter.attestation.log.store import LogStore, MemoryLogStore
from commandcenter.attestation.proofs import ProofRoom, gather_bundle
from commandcenter.attestation.verify import Report, verify_bundle
from commandcenter.compliance.audit import Audit, Audited, sum_up
from commandcenter.compliance.facts.model import Provenance, Reference
from commandcenter.compliance.model import Finding, Pack
from commandcenter.compliance.record import keep_audit, record_audit
from commandcenter.graph.model import Node
from commandcenter.graph.replace import plan_replace
from commandcenter.hub.executions import MemoryExecutions
from commandcenter.hub.issue_attestations import (
    AttestationRoom,
    append_work,
    assemble_work,
    record_work,
    sign_work,
)
from commandcenter.hub.start_attestations import AttestationDesk, react
from commandcenter.kernel.clock import format_time
from commandcenter.ledger.ledger import Ledger
from commandcenter.ledger.memory import MemoryItems, MemoryObjects
from commandcenter.ledger.model import Meta
from commandcenter.mesh.envelope import Event
from commandcenter.mesh.subjects import AUDIT_COMPLETED
from commandcenter.signing.jwks import KeySet, PublishedKey
from commandcenter.signing.key_files import FileSigner
from commandcenter.signing.pyca import public_key_of
from commandcenter.signing.signer import Signer

EVIDENCE = b"The plan for the worst case.\n"
_ec = generate_private_key(SECP256R1())
SIGNER: Signer = FileSigner(_ec, public_key_of(_ec.public_key()))
LOG_SIGNER = make_signer()


class Rig:
    """A hub named alpha with one project, `shop`, at its first revision."""

    def __init__(self, log: LogStore | None = None, step: Callable[[str], None] | None = None) -> None:
        self.hub = MemoryHub("alpha")
        self.ledger = Ledger(MemoryObjects(), MemoryItems(), step=step)
        self.log: LogStore = log or MemoryLogStore()
        self.executions = MemoryExecutions()
        self.finished: set[str] = set()
        self.desk = AttestationDesk("alpha", self.ledger, self.executions, self.hub.bus, self.hub.clock)
        self.index("one")

    @property
    def keys(self) -> KeySet:
        return KeySet((PublishedKey(SIGNER.public_key()), PublishedKey(LOG_SIGNER.public_key())))

    @property
    def proofs(self) -> ProofRoom:
        return ProofRoom(self.ledger.objects, self.log, lambda: self.keys, lambda: [SIGNER])

    @property
    def room(self) -> AttestationRoom:
        return AttestationRoom("alpha", self.ledger, self.executions, self.hub.bus, self.hub.log, self.hub.clock)

    def index(self, text: str) -> int:
        nodes = [Node("project", "shop", {"note": text})]
        meta = Meta(self.hub.clock.now(), "key:alice", "index", "source")
        return self.ledger.submit("shop", plan_replace(nodes, "source"), meta).rev

    def audit(self, verdict: str = "pass", pack: str = "mica", evidence: bytes = EVIDENCE) -> Audit:
        """Keep and record an audit of the newest source revision, as of now."""
        rev = next(one.rev for one in reversed(self.ledger.commits("shop")) if one.origin == "source")
        commit, at = self.ledger.commit("shop", rev).header.digest, format_time(self.hub.clock.now())
        done = make_audit(commit, rev, at, verdict, pack, evidence)
        record_audit(self.ledger, keep_audit(self.ledger, done))
        return done

    def done_event(self, audit: Audit) -> Event:
        data = {"project": audit.project, "audit": audit.id}
        return Event(
            audit.id, "urn:cc:alpha", AUDIT_COMPLETED, "urn:cc:alpha:shop:project:shop", self.hub.clock.now(), data
        )

    def start(self, audit: Audit) -> dict[str, Any]:
        assert react(self.desk, self.done_event(audit))
        return dict(self.executions.started[audit.id])

    def run(self, work: dict[str, Any]) -> dict[str, Any]:
        """Run all steps of what was started."""
        work = assemble_work(work, self.ledger, "alpha", [])
        work = sign_work(work, self.ledger.objects, lambda: [SIGNER])
        (found,) = append_work([work], self.ledger.objects, self.log, "alpha", LOG_SIGNER)
        return record_work({**work, "indexes": found}, self.room)

    def attest(self, audit: Audit) -> Issued:
        self.run(self.start(audit))
        self.finish()
        found = find_issued(self.ledger.objects, "shop", audit.id)
        assert found is not None
        return found

    def finish(self) -> None:
        """Run what says that something gave way, as the state machine would."""
        for name, work in list(self.executions.started.items()):
            if name.endswith("-superseded") and name not in self.finished:
                self.finished.add(name)
                self.run(dict(work))

    def bundle(self, issued: Issued, evidence: tuple[bytes, ...] = (EVIDENCE,)) -> bytes:
        return gather_bundle(self.proofs, issued, self.hub.clock.now(), evidence)

    def verify(self, bundle: bytes, **options: Any) -> Report:
        at = options.pop("at", self.hub.clock.now())
        return verify_bundle(bundle, at=at, keys=[self.keys.to_json()], **options)

    def later(self, **delta: float) -> None:
        self.hub.clock.advance(timedelta(**delta).total_seconds())


def make_audit(commit: str, rev: int, at: str, verdict: str, pack: str = "mica", evidence: bytes = EVIDENCE) -> Audit:
    """Make an audit of two controls, one of which is attested by a file of evidence."""
    made = Pack(pack, "1.0.0", "", "", "d" * 64, {}, {}, {}, {})
    reason = {"pass": "ok", "fail": "violated"}[verdict]
    proof = Reference("compliance/plan.pdf", hashlib.sha256(evidence).hexdigest(), "2026-01-01")
    origin = {"bcp.policy": (Provenance("attested", "key:alice", rev, commit, ("evidence:plan",), (proof,)),)}
    first = Finding(
        f"{pack.upper()}-BCP", verdict, reason, "high", "A plan for the worst case", "continuity", "Art. 68", "Write one",
        {"bcp.policy": verdict == "pass"}, (), None, 1.0, "attested", ("regulatory",), at[:10], pack, "1.0.0", "d" * 64,
    )  # fmt: skip
    found = [Audited(first, origin), Audited(replace(first, control_id=f"{pack.upper()}-B", verdict="pass"), {})]
    name = hashlib.sha256(f"{commit} {at} {verdict} {pack}".encode()).hexdigest()[:32]
    return Audit(name, "shop", rev, commit, "a1" * 20, at[:10], at, (sum_up(made, found),), tuple(found))
