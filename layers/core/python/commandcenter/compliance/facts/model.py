"""A fact sheet as it was assembled, with the provenance of every fact and the facts that do not count."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from commandcenter.kernel.canonical import Json


@dataclass(frozen=True)
class Reference:
    """Point at a piece of evidence: where it was found, the SHA-256 of its bytes (hex), and when it was collected."""

    uri: str
    sha256: str
    collected_at: str


@dataclass(frozen=True)
class Provenance:
    """Say where a fact comes from.

    Args:
        kind: `measured` by an indexer, or `attested` by somebody.
        by: Who brought the commit that last changed it: the actor of the ledger's header, an authenticated principal.
        rev: That revision.
        commit: Its digest.
        nodes: Keys of the nodes it was read from.
        evidence: What an attested fact is proved with.
    """

    kind: Literal["measured", "attested"]
    by: str
    rev: int
    commit: str
    nodes: tuple[str, ...]
    evidence: tuple[Reference, ...] = ()

    def to_json(self) -> dict[str, Any]:
        return asdict(self) | {"nodes": list(self.nodes), "evidence": [asdict(one) for one in self.evidence]}

    @classmethod
    def from_json(cls, said: Mapping[str, Any]) -> "Provenance":
        evidence = tuple(Reference(**one) for one in said["evidence"])
        return cls(**{**said, "nodes": tuple(said["nodes"]), "evidence": evidence})


@dataclass(frozen=True)
class Refusal:
    """Say why a fact that somebody attested does not count; `node` tells it."""

    path: str
    reason: str
    node: str


@dataclass(frozen=True)
class FactSheet:
    """Hold the facts of a project at one revision, judged for one day.

    Args:
        rev, commit: The revision, and its digest.
        source: Git commit the sources were read at, "" when it is not known.
        facts: By name, `as_of` (YYYY-MM-DD) among them.
        provenance: By dotted path; a path covers what lies below it.
        refused: Attested facts that count as missing.
    """

    project: str
    rev: int
    commit: str
    source: str
    facts: Mapping[str, Json]
    provenance: Mapping[str, Provenance] = field(default_factory=dict)
    refused: tuple[Refusal, ...] = ()

    @property
    def as_of(self) -> str:
        return str(self.facts["as_of"])

    def origins(self, path: str) -> list[Provenance]:
        """Return where the fact at a path comes from: of itself, of what holds it, or else of what lies below it."""
        plain = path.partition("[*]")[0]
        for above in _upward(plain):
            if above in self.provenance:
                return [self.provenance[above]]
        below = [self.provenance[name] for name in sorted(self.provenance) if name.startswith(f"{plain}.")]
        return list(dict.fromkeys(below))

    def to_json(self) -> dict[str, Any]:
        """Write the sheet as JSON; `from_json` reads it back."""
        return {
            **{name: getattr(self, name) for name in ("project", "rev", "commit", "source")},
            "facts": dict(self.facts),
            "provenance": {path: one.to_json() for path, one in sorted(self.provenance.items())},
            "refused": [asdict(one) for one in self.refused],
        }

    @classmethod
    def from_json(cls, said: Mapping[str, Any]) -> "FactSheet":
        provenance = {path: Provenance.from_json(one) for path, one in said["provenance"].items()}
        return cls(**{**said, "provenance": provenance, "refused": _refusals(said["refused"])})


def _refusals(said: Sequence[Mapping[str, str]]) -> tuple[Refusal, ...]:
    return tuple(Refusal(**one) for one in said)


def _upward(path: str) -> Iterator[str]:
    while path:
        yield path
        path = path.rpartition(".")[0]
