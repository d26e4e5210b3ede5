"""Attested facts: one `evidence` node for each group; a `true` that nothing proves is taken out."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from commandcenter.compliance.facts.evidence import held_digests, read_reference
from commandcenter.compliance.facts.model import Reference, Refusal
from commandcenter.graph.model import Node
from commandcenter.graph.project_graph import ProjectGraph
from commandcenter.kernel.canonical import Json
from commandcenter.kernel.errors import InvalidInputError

UNPROVED = "attested without evidence that can be followed"


@dataclass(frozen=True)
class Attested:
    """Hold one attested fact: the path down to a value that is no object, its value, what proves it, who tells it."""

    path: str
    value: Json
    evidence: tuple[Reference, ...]
    node: str


@dataclass
class Attestations:
    """Gather attested facts, and those that do not count."""

    facts: dict[str, Attested] = field(default_factory=dict)
    refused: list[Refusal] = field(default_factory=list)


def read_attestations(graph: ProjectGraph) -> Attestations:
    """Read all attested facts of a project; what two files tell differently counts for nothing."""
    found, held = Attestations(), held_digests(graph)
    told: dict[str, list[Attested]] = {}
    for node in graph.of_type("evidence"):
        if node.props.get("kind") == "attested":
            for fact in _read_group(node, held, found.refused):
                told.setdefault(fact.path, []).append(fact)
    contradicted = _contradicted(told)
    for path, facts in sorted(told.items()):
        if path in contradicted:
            found.refused += [Refusal(path, "attested differently in another file", fact.node) for fact in facts]
        else:
            found.facts[path] = _proved(facts, found.refused)
    return found


def _contradicted(told: Mapping[str, list[Attested]]) -> set[str]:
    """Find the paths with two values, and those where one file has a value and another has members."""
    paths = {path for path, facts in told.items() if len({repr(fact.value) for fact in facts}) > 1}
    for path in told:
        for above in _prefixes(path)[1:]:
            if any(fact.value != {} for fact in told.get(above, ())):
                paths |= {path, above}
    return paths


def _proved(facts: list[Attested], refused: list[Refusal]) -> Attested:
    """Take the one that is proved, of several that say the same; a `true` that none of them proves is taken out."""
    fact = next((one for one in facts if one.evidence), facts[0])
    if fact.evidence or not _claims(fact.value):
        return fact
    refused.append(Refusal(fact.path, UNPROVED, fact.node))
    return replace(fact, value=_without_true(fact.value))


def _read_group(node: Node, held: Mapping[str, str], refused: list[Refusal]) -> Iterator[Attested]:
    proofs = dict(_proofs(node, held, refused))
    for path, value in _leaves(str(node.props["group"]), node.props.get("facts")):
        evidence = tuple(one for above in _prefixes(path) for one in proofs.get(above, ()))
        yield Attested(path, value, evidence, node.key)


def _proofs(node: Node, held: Mapping[str, str], refused: list[Refusal]) -> Iterator[tuple[str, list[Reference]]]:
    given = node.props.get("evidence")
    for path, references in (given if isinstance(given, Mapping) else {}).items():
        good = []
        for said in references if isinstance(references, list) else [references]:
            try:
                reference = read_reference(said)
            except InvalidInputError as error:
                refused.append(Refusal(path, f"evidence: {error.detail}", node.key))
                continue
            if reference.sha256 in held:
                good.append(reference)
            else:
                refused.append(Refusal(path, f"evidence: nothing is kept with the digest {reference.sha256}", node.key))
        yield path, good


def _leaves(path: str, value: Any) -> Iterator[tuple[str, Json]]:
    """Walk down objects; a list is one fact, since its elements have no names."""
    if isinstance(value, Mapping) and value:
        for name in sorted(value):
            yield from _leaves(f"{path}.{name}", value[name])
    else:
        yield path, value


def _prefixes(path: str) -> list[str]:
    parts = path.split(".")
    return [".".join(parts[:end]) for end in range(len(parts), 0, -1)]


def _claims(value: Any) -> bool:
    """Say whether something is claimed to be true in it."""
    if isinstance(value, Mapping):
        return any(map(_claims, value.values()))
    return any(map(_claims, value)) if isinstance(value, list) else value is True


def _without_true(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _without_true(one) for name, one in value.items()}
    if isinstance(value, list):
        return [_without_true(one) for one in value]
    return None if value is True else value


def put(facts: dict[str, Any], path: str, value: Json) -> None:
    """Put a value at a dotted path, objects made on the way; what stands in the way is replaced."""
    *above, last = path.split(".")
    at = facts
    for name in above:
        if not isinstance(at.get(name), dict):
            at[name] = {}
        at = at[name]
    at[last] = value
