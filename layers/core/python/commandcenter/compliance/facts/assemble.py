"""Assemble the fact sheet of a project from its ledger: measured facts first, then what is attested and not measured."""

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any

from commandcenter.compliance.facts.attested import Attestations, put, read_attestations
from commandcenter.compliance.facts.model import FactSheet, Provenance, Refusal
from commandcenter.compliance.measures.model import Measure
from commandcenter.compliance.measures.quality import measure_quality
from commandcenter.compliance.measures.repository import measure_repository
from commandcenter.compliance.sheet import is_date
from commandcenter.graph.project_graph import ProjectGraph
from commandcenter.kernel.errors import InvalidInputError
from commandcenter.ledger.history import read_commit, read_image
from commandcenter.ledger.ledger import Ledger
from commandcenter.ledger.model import Header

MEASURES: Sequence[Callable[[ProjectGraph], list[Measure]]] = (measure_quality, measure_repository)
DERIVED = frozenset({"audit"})
"""Scopes of what audits themselves wrote; no fact is read from those."""


def assemble_facts(ledger: Ledger, project: str, as_of: str, rev: int | None = None) -> FactSheet:
    """Assemble the facts of a project at a revision (the head's by default), to be judged for a day (YYYY-MM-DD).

    The same revision and day give the same sheet. Raises NotFoundError for an unknown project or revision,
    InvalidInputError for a day that is none.
    """
    if not is_date(as_of):
        raise InvalidInputError("as_of must be a date YYYY-MM-DD", pointer="/as_of")
    at = ledger.rev_at(project, rev=rev)
    image = {key: entity for key, entity in read_image(ledger.objects, project, at).items() if entity.data is not None}
    bodies = {key: body for key, entity in image.items() if (body := entity.body) and not _derived(body)}
    revs = {key: image[key].rev for key in bodies}

    @cache
    def header(of: int) -> Header:
        return read_commit(ledger.objects, project, of).header

    return _assemble(ProjectGraph(project, at, bodies), revs, header, as_of)


def _derived(body: Mapping[str, Any]) -> bool:
    return body.get("scope") in DERIVED


def _assemble(graph: ProjectGraph, revs: Mapping[str, int], header: Callable[[int], Header], as_of: str) -> FactSheet:
    def came(kind: Any, nodes: Sequence[str], evidence: Any = ()) -> Provenance:
        of = header(max((revs[key] for key in nodes if key in revs), default=graph.rev))
        return Provenance(kind, of.actor, of.rev, of.digest, tuple(nodes), tuple(evidence))

    measured = {one.path: one for measure in MEASURES for one in measure(graph)}
    attested = read_attestations(graph)
    refused = [*attested.refused, *_overruled(attested, measured)]
    facts: dict[str, Any] = {}
    provenance: dict[str, Provenance] = {}
    for path, fact in sorted(attested.facts.items()):
        if not _clashes(path, measured):
            put(facts, path, fact.value)
            provenance[path] = came("attested", [fact.node], fact.evidence)
    for path, one in sorted(measured.items()):
        put(facts, path, one.value)
        provenance[path] = came("measured", one.nodes)
    commit = header(graph.rev).digest
    refused.sort(key=lambda one: (one.path, one.node, one.reason))
    return FactSheet(
        graph.project, graph.rev, commit, _source(graph), {**facts, "as_of": as_of}, provenance, tuple(refused)
    )


def _overruled(attested: Attestations, measured: Mapping[str, Measure]) -> list[Refusal]:
    return [
        Refusal(path, "measured; an attestation does not overrule that", fact.node)
        for path, fact in attested.facts.items()
        if _clashes(path, measured)
    ]


def _clashes(path: str, measured: Mapping[str, Measure]) -> bool:
    """Say whether a measured fact is the same, lies above it, or below it."""
    return any(path == one or path.startswith(f"{one}.") or one.startswith(f"{path}.") for one in measured)


def _source(graph: ProjectGraph) -> str:
    """Name the Git commit the sources were read at."""
    heads = [str(node.props["head"]) for node in graph.of_type("repo") if node.props.get("head")]
    return heads[0] if heads else ""
