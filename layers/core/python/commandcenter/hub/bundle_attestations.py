"""Use case: gather the bundle of an attestation, with the evidence that is kept; for a project that is released, keep it."""

from collections.abc import Iterator

from commandcenter.attestation.content.unixfs import file_cid
from commandcenter.attestation.delivery.publication import publication_of
from commandcenter.attestation.issued import Issued
from commandcenter.attestation.model import set_name, statement_name
from commandcenter.attestation.proofs import ProofRoom, gather_bundle
from commandcenter.attestation.statements.statement import parse_statement
from commandcenter.compliance.facts.evidence import evidence_name
from commandcenter.hub.issue_attestations import Work, is_change, must_find
from commandcenter.kernel.clock import Clock
from commandcenter.kernel.errors import NotFoundError
from commandcenter.ledger.ledger import Ledger
from commandcenter.ledger.ports import ObjectStore

MAX_EVIDENCE_BYTES = 100 << 20
"""Of all files of evidence in one bundle: a function has its memory only."""


def bundle_work(work: Work, ledger: Ledger, room: ProofRoom, clock: Clock) -> dict[str, str]:
    """Keep the bundle of an attestation whose project releases evidence; returns its CID and place, nothing for others."""
    if is_change(work) or not publication_of(ledger, work["project"]).evidence:
        return {}
    issued = must_find(room.objects, work["project"], work["audit"])
    place = set_name(issued.project, issued.audit, "bundle.zip")
    room.objects.put_new(place, gather_bundle(room, issued, clock.now(), kept_evidence(room.objects, issued)))
    return {"cid": file_cid(room.objects.get(place) or b""), "place": place}


def kept_evidence(objects: ObjectStore, issued: Issued) -> Iterator[bytes]:
    """Yield the files of evidence that are kept, of those the statements list, as far as there is room for them."""
    statement = objects.get(statement_name(issued.statements["audit"]))
    if statement is None:
        raise NotFoundError("the statement of the audit is gone")
    room = MAX_EVIDENCE_BYTES
    for subject in parse_statement(statement).subjects:
        if not subject.name.startswith("evidence/"):
            continue
        data = objects.get(evidence_name(issued.project, subject.digest["sha256"]))
        if data is not None and len(data) <= room:
            room -= len(data)
            yield data
