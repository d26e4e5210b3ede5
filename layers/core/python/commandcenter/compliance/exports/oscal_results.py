"""Findings as OSCAL assessment results."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from commandcenter import __version__
from commandcenter.compliance.exports.oscal_catalog import statement_id
from commandcenter.compliance.exports.oscal_parts import (
    component,
    filled,
    instant,
    line,
    metadata,
    prop,
    props,
    tokens,
    uuid_of,
)
from commandcenter.compliance.exports.words import NONE, explain, in_order, is_waived, packs_of
from commandcenter.compliance.model import Finding, Pack
from commandcenter.kernel.canonical import Json
from commandcenter.kernel.errors import InvalidInputError


def oscal_results(
    findings: Sequence[Finding], packs: Sequence[Pack], *, project: str, as_of: str, at: str, commit: str = "",
    waived: Mapping[str, str] = NONE, provenance: Mapping[str, str] = NONE,
) -> dict[str, Json]:  # fmt: skip
    """Write findings as OSCAL 1.1 assessment results: one result for each pack, its controls as the catalog names them.

    Args:
        as_of: The day judged for (YYYY-MM-DD).
        at: When it was judged (RFC 3339).
        commit: Git commit the sources were read at.
        waived: By control id, why a failure is excused: its risk has the status `deviation-approved`.
        provenance: By path of a fact, where it comes from, in words.

    Raises InvalidInputError when there is neither a finding nor a pack, and when `at` is no instant.
    """
    known = packs_of(packs, findings)
    if not known:
        raise InvalidInputError("there are neither findings nor packs to tell of")
    told = _Telling(project, as_of, instant(at), waived, provenance)
    of_pack = {name: [finding for finding in in_order(findings) if finding.pack == name] for name in known}
    about = metadata(f"Audit of {project} for {as_of}", at, as_of)
    about["props"] += props({"project": project, "commit": commit})
    plan = uuid_of("plan", project, list(known))
    body = {
        "metadata": about,
        "import-ap": {"href": f"#{plan}"},
        "results": [told.result(name, known[name], found) for name, found in of_pack.items()],
        "back-matter": {"resources": [_plan(plan, known)]},
    }
    return {"assessment-results": {"uuid": uuid_of("assessment-results", body), **body}}


def _plan(uuid: str, known: Mapping[str, Pack | None]) -> dict[str, Any]:
    names = ", ".join(f"{name} {pack.version}" if pack else name for name, pack in known.items())
    said = f"No plan stands apart from the rule packs: every control of each is judged. Packs: {names}."
    return {"uuid": uuid, "title": "Assessment plan", "description": said}


@dataclass(frozen=True)
class _Telling:
    """Know what all results share."""

    project: str
    as_of: str
    at: str
    waived: Mapping[str, str]
    provenance: Mapping[str, str]

    def result(self, name: str, pack: Pack | None, found: Sequence[Finding]) -> dict[str, Any]:
        told = [_Told(self, finding) for finding in found if finding.verdict != "not_applicable"]
        ids = tokens([*(pack.controls if pack else ()), *(finding.control_id for finding in found)])
        said = {"pack": name, "version": pack.version, "digest": pack.digest} if pack else {"pack": name}
        return filled(
            {
                "uuid": uuid_of("result", self.project, name, self.as_of, self.at),
                "title": line(pack.title if pack and pack.title.strip() else name),
                "description": f"{self.project}, judged for {self.as_of} by the rule pack {name}.",
                "start": self.at,
                "end": self.at,
                "props": props(said),
                "local-definitions": self._parties(name),
                "reviewed-controls": {"control-selections": [_selection(found, ids)]},
                "observations": [one.observation() for one in told],
                "risks": [one.risk() for one in told if one.finding.fails()],
                "findings": [one.outcome(ids[one.finding.control_id]) for one in told],
            }
        )

    def subject(self, pack: str) -> str:
        return uuid_of("project", self.project, pack)

    def tool(self, pack: str) -> str:
        return uuid_of("tool", __version__, self.project, pack)

    def _parties(self, pack: str) -> dict[str, Any]:
        """Describe the project and who judged it; identifiers differ between results, for they are unique in a document."""
        tool = component(self.tool(pack), "software", "CommandCenter", f"CommandCenter {__version__}, which judged.")
        used = [{"component-uuid": tool["uuid"]}]
        platform = {"uuid": uuid_of("platform", tool["uuid"]), "title": "CommandCenter", "uses-components": used}
        return {
            "components": [component(self.subject(pack), "system", self.project, "The project audited.")],
            "assessment-assets": {"components": [tool], "assessment-platforms": [platform]},
        }


@dataclass(frozen=True)
class _Told:
    """Tell of one finding; of what a risk is about, the identifier stays the same from audit to audit."""

    by: _Telling
    finding: Finding

    def observation(self) -> dict[str, Any]:
        finding, names = self.finding, sorted(self.finding.facts_used)
        read = f"Facts read: {', '.join(names)}." if names else "No facts were read."
        missing = f" Missing: {', '.join(finding.missing)}." if finding.missing else ""
        sources = [name for name in names if name in self.by.provenance]
        return filled(
            {
                "uuid": self._uuid("observation"),
                "title": line(f"Facts for {finding.control_id}"),
                "description": read + missing,
                "props": [prop("fact", name) for name in names] + [prop("missing", path) for path in finding.missing],
                "methods": ["EXAMINE" if finding.status == "attested" else "TEST"],
                "types": ["control-objective"],
                "origins": self._origins(),
                "subjects": [{"subject-uuid": self.by.subject(finding.pack), "type": "component"}],
                "relevant-evidence": [{"description": f"{name}: {self.by.provenance[name]}"} for name in sources],
                "collected": self.by.at,
            }
        )

    def outcome(self, token: str) -> dict[str, Any]:
        finding, passed = self.finding, not self.finding.fails()
        status = {"state": "satisfied" if passed else "not-satisfied", "reason": "pass" if passed else "fail"}
        target = {"type": "statement-id", "target-id": statement_id(token), "status": status}
        observed = [{"observation-uuid": self._uuid("observation")}]
        risks = [] if passed else [{"risk-uuid": self._risk_uuid()}]
        said = {"reason": finding.reason, "due": finding.due or "", "severity": finding.severity}
        return filled(
            {
                "uuid": self._uuid("finding"),
                "title": line(f"{finding.control_id}: {finding.title}"),
                "description": explain(finding),
                "props": props({**said, "version": finding.pack_version, "digest": finding.pack_digest}),
                "origins": self._origins(),
                "target": target,
                "related-observations": observed,
                "related-risks": risks,
            }
        )

    def risk(self) -> dict[str, Any]:
        finding, excused = self.finding, is_waived(self.finding, self.by.waived)
        remedy = {
            "uuid": self._uuid("remedy"),
            "lifecycle": "recommendation",
            "title": "Remediation",
            "description": finding.remediation,
        }
        return filled(
            {
                "uuid": self._risk_uuid(),
                "title": line(f"{finding.control_id} fails"),
                "description": explain(finding),
                "statement": f"{finding.title} ({finding.citation})" if finding.citation else line(finding.title),
                "props": props({"severity": finding.severity}),
                "status": "deviation-approved" if excused else "open",
                "origins": self._origins(),
                "remediations": [remedy] if finding.remediation else [],
                "risk-log": {"entries": [self._excuse()]} if excused else {},
                "related-observations": [{"observation-uuid": self._uuid("observation")}],
            }
        )

    def _excuse(self) -> dict[str, Any]:
        said = {"title": "Waived", "description": line(self.by.waived[self.finding.control_id])}
        return {"uuid": self._uuid("waiver"), **said, "start": self.by.at, "status-change": "deviation-approved"}

    def _origins(self) -> list[dict[str, Any]]:
        return [{"actors": [{"type": "tool", "actor-uuid": self.by.tool(self.finding.pack)}]}]

    def _uuid(self, kind: str) -> str:
        finding = self.finding
        return uuid_of(kind, self.by.project, finding.pack, finding.control_id, finding.pack_digest, self.by.as_of)

    def _risk_uuid(self) -> str:
        return uuid_of("risk", self.by.project, self.finding.pack, self.finding.control_id)


def _selection(found: Sequence[Finding], ids: Mapping[str, str]) -> dict[str, Any]:
    """List the controls that were judged, and those that do not apply as excluded."""
    judged = [{"control-id": ids[one.control_id]} for one in found if one.verdict != "not_applicable"]
    excluded = [{"control-id": ids[one.control_id]} for one in found if one.verdict == "not_applicable"]
    remarks = "" if found else "The pack came to no finding."
    excluded_why = "Controls that are excluded do not apply to the project, or not yet." if excluded else ""
    return filled({"include-controls": judged, "exclude-controls": excluded, "remarks": remarks or excluded_why})
