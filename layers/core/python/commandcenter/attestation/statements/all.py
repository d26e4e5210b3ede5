"""Use case: say of an audit all that is said of it, in three statements."""

from collections.abc import Mapping

from commandcenter.attestation.model import Kind
from commandcenter.attestation.statements.audit import audit_statement
from commandcenter.attestation.statements.statement import Statement
from commandcenter.attestation.statements.test_result import result_statement
from commandcenter.attestation.statements.vsa import vsa_statement
from commandcenter.compliance.audit import Audit


def statements_of(audit: Audit, hub: str, artifacts: Mapping[str, bytes]) -> dict[Kind, Statement]:
    """Return the statements of an audit by kind, in the order of KINDS_OF_AUDIT; equal input, equal bytes.

    Raises InvalidInputError for an audit that cannot be stated, TooLargeError for one that fits no entry of the log.
    """
    whole = audit_statement(audit, hub, artifacts)
    return {"audit": whole, "vsa": vsa_statement(audit, hub, whole), "test-result": result_statement(audit, hub)}
