"""Attested facts: `{facts: {group: ...}, evidence: {path: {uri, sha256, collected_at} or a list of such}}`."""

from collections.abc import Iterator, Mapping
from typing import Any

from commandcenter.graph.model import MAX_BODY_BYTES, Node
from commandcenter.indexing.model import FileFacts, SourceFile
from commandcenter.indexing.names import entity_id
from commandcenter.kernel.canonical import canonical
from commandcenter.kernel.errors import InvalidInputError

MEMBERS = frozenset({"facts", "evidence", "note"})
MAX_GROUP_BYTES = MAX_BODY_BYTES - 10_000


def read_attested(file: SourceFile, document: Any, facts: FileFacts, fault: Any) -> None:
    """Make one node for each group of facts, so that each tells with which commit it last changed.

    Args:
        file: The file.
        document: What stands in it.
        facts: Takes the nodes.
        fault: Takes the reason why a part was left out.
    """
    if not isinstance(document, Mapping):
        fault("attested facts are an object with the member facts")
        return
    for name in sorted(document.keys() - MEMBERS):
        fault(f"unknown member {name!r:.60}; known are {', '.join(sorted(MEMBERS))}")
    groups, evidence = document.get("facts", {}), document.get("evidence", {})
    if not isinstance(groups, Mapping) or not isinstance(evidence, Mapping):
        fault("facts and evidence are objects")
        return
    for path in sorted(evidence):
        if path.partition(".")[0] not in groups:
            fault(f"evidence for {path!r:.80}, of which no fact is told")
    for name in sorted(groups):
        _add_group(file, name, groups[name], dict(_evidence_of(name, evidence)), facts, fault)


def _add_group(file: SourceFile, name: str, value: Any, evidence: Any, facts: FileFacts, fault: Any) -> None:
    if name == "as_of" or name.startswith("$") or not name:
        fault(f"{name!r:.60} is not for people to attest")
        return
    dotted = next(_dotted({name: value}), None)
    if dotted is not None:
        fault(f"{name:.60}: {dotted!r:.60} is no name of a fact: a dot leads from a fact to its members")
        return
    props = {"kind": "attested", "group": name, "facts": value, "evidence": evidence}
    try:
        size = len(canonical(props))
    except InvalidInputError as error:
        fault(f"{name:.60}: {error.detail}")
        return
    if size > MAX_GROUP_BYTES:
        fault(f"{name:.60} has {size:,} bytes; a group of facts has at most {MAX_GROUP_BYTES:,}")
        return
    facts.nodes.append(Node("evidence", entity_id(f"{file.path}#{name}"), props))


def _dotted(value: Any) -> Iterator[str]:
    """Find names below objects that no path could lead to."""
    if isinstance(value, Mapping):
        for name, member in value.items():
            if "." in name:
                yield name
            yield from _dotted(member)


def _evidence_of(group: str, evidence: Mapping[str, Any]) -> Iterator[tuple[str, list[Any]]]:
    for path in sorted(evidence):
        if path.partition(".")[0] == group:
            yield path, evidence[path] if isinstance(evidence[path], list) else [evidence[path]]
