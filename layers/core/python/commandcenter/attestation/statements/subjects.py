"""What the statements of an audit are about: the head of the ledger, the source commit, evidence."""

from collections.abc import Iterator

from commandcenter.attestation.model import MAX_EVIDENCE
from commandcenter.attestation.statements.statement import Subject
from commandcenter.compliance.audit import Audit
from commandcenter.compliance.facts.model import Reference
from commandcenter.kernel.urn import Urn

COMMIT_FILE = "ledger/commit.json"
"""The file of a bundle whose SHA-256 is the commit digest: the canonical header."""


def subjects_of(audit: Audit, hub: str) -> tuple[Subject, ...]:
    """Return the subjects of an audit: commit, source, and the first MAX_EVIDENCE files of evidence by digest.

    Raises InvalidInputError for a name or a digest that is none.
    """
    head = Subject(COMMIT_FILE, {"sha256": audit.commit}, project_urn(hub, audit.project), {"rev": audit.rev})
    source = [Subject("source", {"gitCommit": audit.source})] if audit.source else []
    proofs = [Subject(f"evidence/{sha256}", {"sha256": sha256}) for sha256 in evidence_of(audit)[:MAX_EVIDENCE]]
    return head, *source, *proofs


def project_urn(hub: str, project: str) -> str:
    """Name a project on a hub; raises InvalidInputError for names that are none."""
    return str(Urn.of(hub, project, f"project:{project}"))


def evidence_of(audit: Audit) -> list[str]:
    """List the SHA-256 of the evidence its facts are proved with, sorted, each once."""
    return sorted({one.sha256 for one in references_of(audit)})


def references_of(audit: Audit) -> Iterator[Reference]:
    """Walk over the references to evidence, in the order of the findings."""
    for audited in audit.findings:
        for origins in audited.provenance.values():
            for origin in origins:
                yield from origin.evidence
