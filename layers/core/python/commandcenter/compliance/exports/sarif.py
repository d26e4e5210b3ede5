"""Findings as SARIF 2.1.0, for code scanning dashboards and editors."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal

from commandcenter import __version__
from commandcenter.compliance.exports.words import NONE, Key, as_uri, controls_of, explain, in_order, is_waived, key_of
from commandcenter.compliance.model import Control, Finding, Pack, Severity
from commandcenter.kernel.canonical import Json, digest

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
FINGERPRINT = "commandcenter/v1"
SCORES: Mapping[Severity, str] = {"critical": "9.5", "high": "8.0", "medium": "5.5", "low": "2.0"}
"""`security-severity` of a rule: the middle of the CVSS band that dashboards give this name."""

_LEVELS: Mapping[Severity, str] = {"critical": "error", "high": "error", "medium": "warning", "low": "note"}
_KINDS = {"pass": "pass", "fail": "fail", "not_applicable": "notApplicable"}
_ROOT: Literal["SRCROOT"] = "SRCROOT"


def sarif(
    findings: Sequence[Finding], packs: Sequence[Pack], *, project: str, as_of: str, commit: str = "",
    repository: str = "", waived: Mapping[str, str] = NONE,
) -> dict[str, Json]:  # fmt: skip
    """Write findings as a SARIF 2.1.0 log of one run, whose rules are the controls.

    Args:
        packs: Describe the controls, also those without a finding.
        as_of: The day judged for (YYYY-MM-DD).
        commit: Git commit the sources were read at.
        repository: Absolute URI of the repository; SARIF names a commit only together with it.
        waived: By control id, why a failure is excused: it is told with a suppression.
    """
    ordered = in_order(findings)
    controls = controls_of(packs, ordered)
    places = {key: index for index, key in enumerate(controls)}
    run: dict[str, Json] = {
        "tool": {"driver": _driver(controls.values())},
        "automationDetails": {"id": f"{project}/{as_of}"},
        "originalUriBaseIds": {_ROOT: {"description": {"text": "The root of the project's repository."}}},
        "results": [_result(finding, places, project, waived) for finding in ordered],
        "properties": {"project": project, "asOf": as_of} | ({"commit": commit} if commit else {}),
    }
    if commit and repository:
        revision = {"repositoryUri": as_uri(repository), "revisionId": commit, "mappedTo": {"uriBaseId": _ROOT}}
        run["versionControlProvenance"] = [revision]
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


def fingerprint(project: str, pack: str, control_id: str) -> str:
    """Name what a finding is about, whatever its verdict, its day and the version of the pack: 64 hex digits."""
    return digest([project, pack, control_id])


def _driver(controls: Iterable[Control]) -> dict[str, Any]:
    rules = [_rule(control) for control in controls]
    return {"name": "CommandCenter", "version": __version__, "semanticVersion": __version__, "rules": rules}


def _rule(control: Control) -> dict[str, Any]:
    rule: dict[str, Any] = {
        "id": control.control_id,
        "name": _name(control),
        "shortDescription": {"text": control.title},
        "fullDescription": {"text": control.description},
        "help": {"text": control.remediation},
        "defaultConfiguration": {"level": _LEVELS[control.severity]},
        "properties": {
            "pack": control.pack,
            "citation": control.citation,
            "category": control.category,
            "severity": control.severity,
            "confidence": control.confidence,
            "security-severity": SCORES[control.severity],
            "tags": list(dict.fromkeys([control.pack, control.category, *control.audit_kinds])),
        },
    }
    return rule | ({"helpUri": as_uri(control.references[0])} if control.references else {})


def _name(control: Control) -> str:
    """Make a name in Pascal case of the folder of a control, or of its id."""
    words = re.findall(r"[^\W_]+", control.path.rpartition("/")[2] or control.control_id)
    return "".join(word[:1].upper() + word[1:] for word in words)


def _result(finding: Finding, places: Mapping[Key, int], project: str, waived: Mapping[str, str]) -> dict[str, Any]:
    result: dict[str, Any] = {
        "ruleId": finding.control_id,
        "ruleIndex": places[key_of(finding)],
        "kind": _KINDS[finding.verdict],
        "level": _LEVELS[finding.severity] if finding.fails() else "none",
        "message": {"text": explain(finding)},
        "locations": [_location(project)],
        "partialFingerprints": {FINGERPRINT: fingerprint(project, finding.pack, finding.control_id)},
        "properties": _properties(finding),
    }
    if is_waived(finding, waived):
        excuse = {"kind": "external", "status": "accepted", "justification": waived[finding.control_id]}
        result["suppressions"] = [excuse]
    return result


def _properties(finding: Finding) -> dict[str, Any]:
    said = {
        "pack": finding.pack,
        "packVersion": finding.pack_version,
        "packDigest": finding.pack_digest,
        "reason": finding.reason,
        "missing": list(finding.missing),
        "factsUsed": sorted(finding.facts_used),
    }
    return said | ({"due": finding.due} if finding.due else {})


def _location(project: str) -> dict[str, Any]:
    return {
        "physicalLocation": {"artifactLocation": {"uri": "compliance/", "uriBaseId": _ROOT}},
        "logicalLocations": [{"name": project, "fullyQualifiedName": project, "kind": "module"}],
    }
