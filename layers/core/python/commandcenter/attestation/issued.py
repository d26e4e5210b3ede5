"""What is attested of one audit: the statements by kind, kept under the audit's name, and read back."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from commandcenter.attestation.model import KINDS_OF_AUDIT, Kind, set_name
from commandcenter.kernel.canonical import canonical
from commandcenter.kernel.urn import check_name
from commandcenter.ledger.ports import ObjectStore


@dataclass(frozen=True)
class Issued:
    """Name what is attested of an audit.

    Args:
        line: What it takes the place of: attestations of the same packs of a project follow one another.
        issued, valid_until: RFC 3339; it counts from the first up to, not including, the second.
        status: Of the audit.
        statements: Digests by kind.
    """

    hub: str
    project: str
    audit: str
    line: str
    issued: str
    valid_until: str
    status: str
    statements: Mapping[Kind, str] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        return vars(self) | {"statements": dict(self.statements)}

    @classmethod
    def from_json(cls, said: Mapping[str, Any]) -> "Issued":
        return cls(**said)

    @property
    def of_audit(self) -> tuple[str, ...]:
        """Digests of what is said of the audit itself, in the order of the kinds."""
        return tuple(self.statements[kind] for kind in KINDS_OF_AUDIT)


def keep_issued(objects: ObjectStore, issued: Issued) -> Issued:
    """Keep a set of statements and return it, or the one that was kept first for this audit."""
    name = set_name(issued.project, issued.audit)
    if objects.put_new(name, canonical(issued.to_json())):
        return issued
    return find_issued(objects, issued.project, issued.audit) or issued


def find_issued(objects: ObjectStore, project: str, audit: str) -> Issued | None:
    """Read what was attested of an audit; None when nothing was."""
    data = objects.get(set_name(project, audit))
    return None if data is None else Issued.from_json(json.loads(data))


def audits_attested(objects: ObjectStore, project: str) -> Iterator[str]:
    """Yield the ids of the audits of a project something was attested of, sorted."""
    return objects.folders(f"attestations/projects/{check_name(project)}/")
