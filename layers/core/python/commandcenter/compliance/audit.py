"""Audits: the findings of some packs over one revision of a project, each with where its facts come from."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any, Literal

from commandcenter.compliance.facts.model import Provenance, Refusal
from commandcenter.compliance.model import Finding, Pack
from commandcenter.compliance.score import score_findings
from commandcenter.kernel.canonical import digest
from commandcenter.kernel.clock import parse_time

AuditStatus = Literal["ok", "warn", "fail", "error"]
_WORST: Sequence[AuditStatus] = ("ok", "warn", "fail", "error")


@dataclass(frozen=True)
class Audited:
    """Hold a finding of an audit.

    Args:
        provenance: By path of a fact it used, where that comes from.
        waiver: Id of the waiver that excuses the failure, "" when none does.
        waived_until: The instant (RFC 3339) that ends with, "" without a waiver.
    """

    finding: Finding
    provenance: Mapping[str, tuple[Provenance, ...]]
    waiver: str = ""
    waived_until: str = ""

    def to_json(self) -> dict[str, Any]:
        """Write it as one object: the members of the finding and, beside them, provenance and waiver."""
        origins = {path: [one.to_json() for one in found] for path, found in sorted(self.provenance.items())}
        said = asdict(self.finding) | {"missing": list(self.finding.missing)}
        said |= {"audit_kinds": list(self.finding.audit_kinds), "facts_used": dict(self.finding.facts_used)}
        return said | {"provenance": origins, "waiver": self.waiver, "waived_until": self.waived_until}

    @classmethod
    def from_json(cls, said: Mapping[str, Any]) -> "Audited":
        rest = dict(said)
        origins = {path: tuple(map(Provenance.from_json, found)) for path, found in rest.pop("provenance").items()}
        waiver, until = rest.pop("waiver"), rest.pop("waived_until")
        lists = {name: tuple(rest[name]) for name in ("missing", "audit_kinds")}
        return cls(Finding(**{**rest, **lists}), origins, waiver, until)

    def waived(self, at: datetime) -> bool:
        """Say whether a waiver excuses it at that instant; a waiver is dead the moment it expires."""
        return bool(self.waived_until) and at < parse_time(self.waived_until)


@dataclass(frozen=True)
class PackAudit:
    """Sum up what one pack found.

    Args:
        score: 100 x weight of passes / weight of applicable controls, None when nothing applies.
        status: `error` when the pack could not judge, and `error` says why.
        controls: Ids of the controls that applied.
    """

    pack: str
    version: str
    digest: str
    kinds: tuple[str, ...]
    status: AuditStatus
    score: float | None
    passed: int = 0
    failed: int = 0
    waived: int = 0
    not_applicable: int = 0
    controls: tuple[str, ...] = ()
    error: str = ""


@dataclass(frozen=True)
class Audit:
    """Hold one audit.

    Args:
        id: The same for the same project, revision, packs, day and waivers.
        rev, commit: The revision of the project, and its digest.
        source: Git commit the sources were read at, "" when it is not known.
        as_of: The day judged for (YYYY-MM-DD).
        at: When it was made (RFC 3339).
        refused: Attested facts that did not count.
    """

    id: str
    project: str
    rev: int
    commit: str
    source: str
    as_of: str
    at: str
    packs: tuple[PackAudit, ...]
    findings: tuple[Audited, ...]
    refused: tuple[Refusal, ...] = field(default=())

    @property
    def status(self) -> AuditStatus:
        """The worst status of its packs."""
        return worst(pack.status for pack in self.packs)

    def to_json(self) -> dict[str, Any]:
        """Write the audit as JSON; `from_json` reads it back."""
        said = {name: getattr(self, name) for name in ("id", "project", "rev", "commit", "source", "as_of", "at")}
        packs = [asdict(one) | {"kinds": list(one.kinds), "controls": list(one.controls)} for one in self.packs]
        findings = [one.to_json() for one in self.findings]
        refused = [asdict(one) for one in self.refused]
        return said | {"status": self.status, "packs": packs, "findings": findings, "refused": refused}

    @classmethod
    def from_json(cls, said: Mapping[str, Any]) -> "Audit":
        rest = {name: said[name] for name in ("id", "project", "rev", "commit", "source", "as_of", "at")}
        packs = tuple(
            PackAudit(**{**one, "kinds": tuple(one["kinds"]), "controls": tuple(one["controls"])})
            for one in said["packs"]
        )
        refused = tuple(Refusal(**one) for one in said["refused"])
        return cls(**rest, packs=packs, findings=tuple(map(Audited.from_json, said["findings"])), refused=refused)

    def at_instant(self, at: datetime) -> "Audit":
        """Return the audit as it reads at an instant: what a waiver excused fails again when that has expired."""
        findings = tuple(
            one if not one.waiver or one.waived(at) else Audited(one.finding, one.provenance) for one in self.findings
        )
        packs = tuple(
            one if one.error else sum_up(one, [each for each in findings if each.finding.pack == one.pack])
            for one in self.packs
        )
        return Audit(**{**vars(self), "findings": findings, "packs": packs})


def audit_id(project: str, rev: int, packs: Iterable[Pack], as_of: str, waivers: Collection[str] = ()) -> str:
    """Name an audit by what it is made of: 32 hex digits."""
    judged = sorted((pack.id, pack.digest) for pack in packs)
    return digest([project, rev, [list(pair) for pair in judged], as_of, sorted(waivers)])[:32]


def sum_up(pack: Pack | PackAudit, findings: Sequence[Audited]) -> PackAudit:
    """Sum up the findings of one pack."""
    name = pack.id if isinstance(pack, Pack) else pack.pack
    waived = [one.finding.control_id for one in findings if one.waiver]
    score = score_findings([one.finding for one in findings], waived)
    kinds = dict.fromkeys(kind for one in findings for kind in one.finding.audit_kinds)
    applicable = tuple(one.finding.control_id for one in findings if one.finding.verdict != "not_applicable")
    return PackAudit(
        name, pack.version, pack.digest, tuple(kinds), score.status, score.score,
        score.passed, score.failed, score.waived, score.not_applicable, applicable,
    )  # fmt: skip


def worst(statuses: Iterable[AuditStatus]) -> AuditStatus:
    """Return the worst of some statuses, `ok` of none."""
    return max(statuses, key=_WORST.index, default="ok")
