"""Resolve any name of a thing to its URN here, and a URN to its names elsewhere.

A name leads to URNs by its record (aliases.py), by the alias index of the ledger's items, and, for a purl, by what
projects provide. Each URN is then followed through merges to where it stands now, or to its tombstone.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from commandcenter.graph.aliases import Alias, follow
from commandcenter.graph.cache import GraphCache
from commandcenter.graph.hub_view import HubView
from commandcenter.graph.identifiers import Identifier, identifiers_of, parse_identifier
from commandcenter.graph.links import project_urn
from commandcenter.graph.model import Node
from commandcenter.kernel.clock import format_time
from commandcenter.kernel.errors import InvalidInputError
from commandcenter.kernel.urn import Urn
from commandcenter.ledger.ledger import Ledger
from commandcenter.ledger.model import Entity


@dataclass(frozen=True, slots=True)
class Resolution:
    """Answer `resolve`.

    Args:
        asked: What was asked for, in normal form.
        urns: What it means now: URNs of entities that exist; for a purl the projects that provide it come first.
        identifiers: All other names of these, sorted: of other schemes, and URNs merged into them.
        history: The records passed on the way: another name, merges, tombstones (written, or read off the deleted
            item).

    """

    asked: Identifier
    urns: tuple[str, ...]
    identifiers: tuple[Identifier, ...]
    history: tuple[Alias, ...]

    @property
    def tombstones(self) -> tuple[Alias, ...]:
        """The records that say something is gone; `rev` is the last revision that held it."""
        return tuple(record for record in self.history if record.record == "tombstone")


def resolve(ledger: Ledger, hub: str, text: str, *, cache: GraphCache | None = None) -> Resolution:
    """Find what a name means on this hub; no URNs when it means nothing, or only something deleted.

    Raises InvalidInputError when the text is no identifier of a known scheme.
    """
    asked = parse_identifier(text)
    reader = cache or GraphCache(ledger)
    view = reader.hub()
    urns: dict[str, None] = {}
    names: set[Identifier] = set()
    history: dict[Alias, None] = {}
    for start in dict.fromkeys(_candidates(ledger, hub, asked, view)):
        end, passed = follow(start, view.aliases.get)
        history.update(dict.fromkeys(passed))
        found = _find(ledger, hub, end)
        if found is None:
            continue
        urn, entity = found
        body = entity.body
        if body and "id" in body:
            urns[end] = None
            names.update(_names(view, urn, Node.from_body(body)))
        elif body is None and not any(record.record == "tombstone" for record in passed):
            history[_gone(reader, urn, entity)] = None
    return Resolution(asked, tuple(urns), tuple(sorted(names)), tuple(history))


def _candidates(ledger: Ledger, hub: str, asked: Identifier, view: HubView) -> Iterator[str]:
    if asked.scheme == "urn" or asked.text in view.aliases:
        yield asked.text
    if asked.scheme == "urn":
        return
    if asked.lookup != asked.text and asked.lookup in view.aliases:
        yield asked.lookup
    for project in view.providers.get(asked.lookup, ()):
        yield str(project_urn(hub, project))
    for project, key in ledger.items.find_alias(asked.lookup):
        yield str(Urn.of(hub, project, key))


def _find(ledger: Ledger, hub: str, name: str) -> tuple[Urn, Entity] | None:
    try:
        urn = Urn.parse(name)
    except InvalidInputError:
        return None
    entity = ledger.items.get(urn.project, [urn.key]).get(urn.key) if urn.hub == hub else None
    return (urn, entity) if entity else None


def _gone(reader: GraphCache, urn: Urn, entity: Entity) -> Alias:
    """Make the tombstone of an entity nobody wrote one for: the items remember when it was deleted."""
    at = format_time(reader.commit_time(urn.project, entity.rev))
    return Alias(str(urn), "tombstone", None, at, entity.rev - 1, "deleted")


def _names(view: HubView, urn: Urn, node: Node) -> Iterator[Identifier]:
    said = view.claims.get(urn.project) if urn.key == f"project:{urn.project}" else None
    yield from identifiers_of(node, said.provides if said else ())
    waiting, seen = [str(urn)], {str(urn)}
    while waiting:
        for name in view.names_of.get(waiting.pop(), ()):
            if name not in seen:
                seen.add(name)
                waiting.append(name)
                yield parse_identifier(name)
