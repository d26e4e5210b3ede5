"""The verification summary: passed or failed, for consumers that know SLSA (SLSA Verification Summary v1.0)."""

from typing import Any

from commandcenter.attestation.model import PREDICATES
from commandcenter.attestation.statements.statement import Statement, check_digest, fit_entry
from commandcenter.attestation.statements.subjects import project_urn, subjects_of
from commandcenter.compliance.audit import Audit, PackAudit
from commandcenter.kernel.canonical import digest
from commandcenter.kernel.clock import format_time, parse_time
from commandcenter.kernel.errors import ConflictError

POLICY_URI = "urn:commandcenter:packs"
SLSA_VERSION = "1.0"


def vsa_statement(audit: Audit, hub: str, audit_statement: Statement) -> Statement:
    """State in the words of SLSA whether the project passed: it did when the audit is `ok` or `warn`.

    The levels are of our own, since packs judge no track of SLSA: of each pack that is `ok` with a control that applied,
    `COMMANDCENTER_<PACK>_OK`, or `..._OK_WITH_WAIVERS` where a failure is excused. Failed, the one level is `FAILED`.
    Raises ConflictError when the other statement is not of this audit, TooLargeError.
    """
    if audit_statement.kind != "audit" or audit_statement.predicate.get("audit") != audit.id:
        raise ConflictError(f"the statement that is summed up is not of the audit {audit.id}")
    passed = audit.status in {"ok", "warn"}
    said: dict[str, Any] = {
        "verifier": {"id": f"urn:cc:{hub}"},
        "timeVerified": format_time(parse_time(audit.at)),
        "resourceUri": project_urn(hub, audit.project),
        "policy": {"uri": POLICY_URI, "digest": {"sha256": packs_digest(audit)}},
        "inputAttestations": [
            {"uri": statement_urn(audit_statement.digest), "digest": {"sha256": audit_statement.digest}}
        ],
        "verificationResult": "PASSED" if passed else "FAILED",
        "verifiedLevels": levels_of(audit) if passed else ["FAILED"],
        "slsaVersion": SLSA_VERSION,
    }
    return fit_entry(Statement(subjects_of(audit, hub), PREDICATES["vsa"], said))


def statement_urn(statement: str) -> str:
    """Name a statement by its digest."""
    return f"urn:commandcenter:statement:{statement}"


def packs_digest(audit: Audit) -> str:
    """Return one digest for all packs judged by: SHA-256 of the canonical list of their `[id, digest]`, sorted."""
    return digest(sorted([one.pack, check_digest(one.digest)] for one in audit.packs))


def levels_of(audit: Audit) -> list[str]:
    """List the levels the packs came to, sorted; a pack that is not `ok`, or of which nothing applied, has none."""
    return sorted(_level(one) for one in audit.packs if one.status == "ok" and one.passed + one.waived)


def _level(pack: PackAudit) -> str:
    return f"COMMANDCENTER_{pack.pack.upper().replace('-', '_')}_OK{'_WITH_WAIVERS' if pack.waived else ''}"
