"""The test result: controls as tests, for consumers that know in-toto's predicate (Test Result v0.1)."""

from typing import Any

from commandcenter.attestation.model import PREDICATES
from commandcenter.attestation.statements.outcomes import controls_of
from commandcenter.attestation.statements.statement import Statement, check_digest, fit_entry
from commandcenter.attestation.statements.subjects import subjects_of
from commandcenter.compliance.audit import Audit, PackAudit


def result_statement(audit: Audit, hub: str) -> Statement:
    """State which controls passed, failed, or failed and are waived (`warnedTests`), as `<pack>/<control id>`.

    The result is `FAILED` when the audit is `fail` or `error`, `WARNED` when it is not but a control failed, waived or
    not, and `PASSED` otherwise. `url` names the audit, so that equal results of two audits are two statements: one can be
    revoked without the other. Raises InvalidInputError for a digest that is none, TooLargeError.
    """
    failed, warned = controls_of(audit, "fail"), controls_of(audit, "waived")
    bad = audit.status in {"fail", "error"}
    said: dict[str, Any] = {
        "result": "FAILED" if bad else "WARNED" if failed or warned else "PASSED",
        "configuration": [_pack(one) for one in sorted(audit.packs, key=lambda one: one.pack)],
        "url": audit_urn(audit.id),
        "passedTests": controls_of(audit, "pass"),
        "warnedTests": warned,
        "failedTests": failed,
    }
    return fit_entry(Statement(subjects_of(audit, hub), PREDICATES["test-result"], said))


def audit_urn(audit: str) -> str:
    """Name an audit by its id."""
    return f"urn:commandcenter:audit:{audit}"


def _pack(one: PackAudit) -> dict[str, Any]:
    digest = {"sha256": check_digest(one.digest)}
    return {"name": one.pack, "digest": digest, "annotations": {"version": one.version}}
