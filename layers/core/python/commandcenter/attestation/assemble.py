"""Use case: put together what is said of an audit, and later of what was said; nothing is signed here."""

from collections.abc import Mapping, Sequence
from typing import Any

from commandcenter.attestation.changes import note_change
from commandcenter.attestation.issued import Issued, find_issued, keep_issued
from commandcenter.attestation.model import VALID_FOR, Kind, set_name, statement_name
from commandcenter.attestation.statements.all import statements_of
from commandcenter.attestation.statements.artifacts import artifacts_of
from commandcenter.attestation.statements.change import change_statement
from commandcenter.attestation.statements.statement import Statement
from commandcenter.compliance.audit import Audit
from commandcenter.compliance.model import Pack
from commandcenter.compliance.record import find_audit
from commandcenter.kernel.canonical import digest
from commandcenter.kernel.clock import format_time, parse_time
from commandcenter.kernel.errors import NotFoundError
from commandcenter.ledger.ledger import Ledger
from commandcenter.ledger.ports import ObjectStore


def assemble(ledger: Ledger, hub: str, project: str, audit: str, packs: Sequence[Pack] = ()) -> Issued:
    """Make the statements of an audit and keep them, the first of their kind for good.

    Args:
        hub: Whose audit it is.
        packs: The catalogue of packs; those the audit was made by lend their words to its export.

    Raises NotFoundError when there is no such audit.
    """
    kept = find_issued(ledger.objects, project, audit)
    if kept is not None:
        return kept
    done = find_audit(ledger, project, audit)
    if done is None:
        raise NotFoundError(f"project {project} has no audit {audit}")
    judged = {one.digest for one in done.packs}
    header = ledger.commit(project, done.rev).header
    files = artifacts_of(done, header, [one for one in packs if one.digest in judged], hub)
    for file, data in files.items():
        ledger.objects.put_new(set_name(project, audit, file), data)
    statements = statements_of(done, hub, files)
    _keep(ledger.objects, statements.values())
    return keep_issued(ledger.objects, _issued(done, hub, statements))


def revoke(ledger: Ledger, hub: str, issued: Issued, reason: str, at: str) -> str:
    """Make the statement that takes an attestation back and keep it; returns its digest."""
    said = change_statement(
        hub=hub, project=issued.project, action="revoked", at=at, reason=reason, by="", statements=issued.of_audit
    )
    _keep(ledger.objects, [said])
    note_change(ledger.objects, said.digest, issued.of_audit)
    return said.digest


def supersede(ledger: Ledger, hub: str, old: Issued, new: Issued) -> str:
    """Make the statement that something newer stands in the place of an attestation and keep it; returns its digest."""
    said = change_statement(
        hub=hub, project=old.project, action="superseded", at=new.issued, reason="a newer audit",
        by=new.statements["audit"], statements=old.of_audit,
    )  # fmt: skip
    _keep(ledger.objects, [said])
    note_change(ledger.objects, said.digest, old.of_audit)
    return said.digest


def line_of(audit: Audit) -> str:
    """Name what an audit's attestation takes the place of: one for each set of packs."""
    return digest(sorted(pack.pack for pack in audit.packs))[:12]


def _issued(audit: Audit, hub: str, statements: Mapping[Kind, Statement]) -> Issued:
    until = format_time(parse_time(audit.at) + VALID_FOR)
    digests = {kind: one.digest for kind, one in statements.items()}
    return Issued(hub, audit.project, audit.id, line_of(audit), audit.at, until, audit.status, digests)


def _keep(objects: ObjectStore, statements: Any) -> None:
    for one in statements:
        objects.put_new(statement_name(one.digest), one.canonical())
