"""The audit statement: what an audit came to, for how long that counts, and which files tell it whole."""

import hashlib
from collections import Counter
from collections.abc import Mapping
from typing import Any

from commandcenter.attestation.model import MAX_EVIDENCE, PREDICATES, VALID_FOR
from commandcenter.attestation.statements.outcomes import OUTCOMES, control_name, outcome_of
from commandcenter.attestation.statements.statement import Statement, check_digest, fit_entry
from commandcenter.attestation.statements.subjects import evidence_of, references_of, subjects_of
from commandcenter.compliance.audit import Audit, Audited, PackAudit
from commandcenter.compliance.model import SEVERITIES
from commandcenter.kernel.clock import format_time, parse_time
from commandcenter.kernel.errors import InvalidInputError

ARTIFACTS = ("audit.json", "index.html", "oscal.json")
"""The files that are functions of the audit; the statement binds them by digest."""
MAX_WAIVERS = 64
"""How many waived controls are listed, those whose waivers end first; all of them are counted."""


def audit_statement(audit: Audit, hub: str, artifacts: Mapping[str, bytes]) -> Statement:
    """State what an audit came to.

    Args:
        artifacts: By name, at least the files of ARTIFACTS.

    Raises InvalidInputError for a file that is missing, a digest that is none or an `at` that is no time, TooLargeError.
    """
    said: dict[str, Any] = {
        "v": 1,
        "hub": hub,
        "project": audit.project,
        "audit": audit.id,
        "rev": audit.rev,
        "asOf": audit.as_of,
        "issued": format_time(parse_time(audit.at)),
        "validUntil": valid_until(audit),
        "status": audit.status,
        "packs": [_pack(one) for one in sorted(audit.packs, key=lambda one: one.pack)],
        "findings": count_findings(audit),
        "waivers": list_waivers(audit),
        "freshness": _freshness(audit),
        "evidence": _evidence(audit),
        "artifacts": [_artifact(name, artifacts) for name in ARTIFACTS],
    }
    return fit_entry(Statement(subjects_of(audit, hub), PREDICATES["audit"], said))


def valid_until(audit: Audit) -> str:
    """Say until when what is said of an audit counts (RFC 3339): VALID_FOR after it was made."""
    try:
        return format_time(parse_time(audit.at) + VALID_FOR)
    except OverflowError:
        raise InvalidInputError("an audit of a day past the year 9999") from None


def count_findings(audit: Audit) -> dict[str, dict[str, int]]:
    """Count the findings that applied by severity and outcome."""
    counted = Counter((one.finding.severity, outcome_of(one)) for one in audit.findings)
    return {severity: {outcome: counted[severity, outcome] for outcome in OUTCOMES} for severity in SEVERITIES}


def list_waivers(audit: Audit) -> list[dict[str, str]]:
    """List the waived failures, at most MAX_WAIVERS: those that end first."""
    waived = [_waiver(one) for one in audit.findings if outcome_of(one) == "waived"]
    return sorted(waived, key=lambda said: (said["until"], said["id"], said["control"]))[:MAX_WAIVERS]


def _waiver(one: Audited) -> dict[str, str]:
    return {"id": one.waiver, "control": control_name(one.finding), "until": format_time(parse_time(one.waived_until))}


def _pack(one: PackAudit) -> dict[str, Any]:
    return {
        "id": one.pack,
        "version": one.version,
        "digest": {"sha256": check_digest(one.digest)},
        "status": one.status,
        "score": one.score,
        "passed": one.passed,
        "failed": one.failed,
        "waived": one.waived,
        "notApplicable": one.not_applicable,
    }


def _freshness(audit: Audit) -> dict[str, Any]:
    oldest = min((one.collected_at[:10] for one in references_of(audit)), default=None)
    return {"sourceRev": audit.rev, "factsAsOf": audit.as_of, "oldestEvidence": oldest}


def _evidence(audit: Audit) -> dict[str, int]:
    count = len(evidence_of(audit))
    return {"count": count, "listed": min(count, MAX_EVIDENCE)}


def _artifact(name: str, artifacts: Mapping[str, bytes]) -> dict[str, Any]:
    if name not in artifacts:
        raise InvalidInputError(f"the file {name} of the audit is missing")
    return {"name": name, "digest": {"sha256": hashlib.sha256(artifacts[name]).hexdigest()}}
