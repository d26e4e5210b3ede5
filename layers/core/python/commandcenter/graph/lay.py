"""Lay new entities against those at head: who owns what, do all ends exist, what must change."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from commandcenter.graph.model import Link, Node
from commandcenter.graph.validate import check_link, check_node, escape
from commandcenter.kernel.errors import ConflictError, InvalidInputError
from commandcenter.ledger.model import Change

Bodies = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Written:
    """Hold what a producer says: bodies by key, each valid in itself, and where in the input each stood."""

    scope: str
    pointer: str
    bodies: dict[str, dict[str, Any]]
    places: dict[str, int]

    def at(self, key: str) -> str:
        """Point at the entity in the input."""
        return f"{self.pointer}/{self.places[key]}"


def write_bodies(entities: Iterable[Node | Link], scope: str, pointer: str) -> Written:
    """Validate entities one by one and write their ledger bodies, in the order given.

    Raises InvalidInputError for the first fault; `/nodes/3/...` when `pointer` is `/nodes` and the fault is in the
    fourth.
    """
    written = Written(scope, pointer, {}, {})
    for index, entity in enumerate(entities):
        at = f"{pointer}/{index}"
        if isinstance(entity, Link):
            check_link(entity, at)
        else:
            check_node(entity, at, scope)
        body, key = entity.body(scope), entity.key
        if written.bodies.setdefault(key, body) != body:
            raise InvalidInputError(f"{key!r:.80} is said twice, differently", pointer=at)
        written.places.setdefault(key, index)
    return written


def lay(held: Bodies, written: Written, gone: frozenset[str]) -> Iterator[Change]:
    """Yield the changes that put what is written over `held` and delete `gone`.

    `held` must show all that may lead to a key of `gone`. Nodes left leading to a deleted node lose that edge; one
    whose container is deleted moves to the nearest container that stays.

    Raises ConflictError where another scope owns a key, InvalidInputError for a dangling end or a circle of
    containment.
    """
    _check_owners(held, written)
    _check_ends(held, written, gone)
    _check_containment(held, written)
    for key, body in written.bodies.items():
        if held.get(key) != body:
            yield Change(key, body)
    for key in sorted(gone):
        yield Change(key, None)
    if gone:
        for key, left in held.items():
            if key not in written.bodies and key not in gone and _leads_to(left, gone):
                yield Change(key, _without(left, gone, held))


def _check_owners(held: Bodies, written: Written) -> None:
    for key in written.bodies:
        if key in held and held[key].get("scope") != written.scope:
            raise ConflictError(f"{key!r:.80} belongs to {held[key].get('scope')!r:.60}", pointer=written.at(key))


def _check_ends(held: Bodies, written: Written, gone: frozenset[str]) -> None:
    bodies = written.bodies
    for key, body in bodies.items():
        parent = body.get("parent")
        if parent is not None and (parent in gone or not (parent in bodies or parent in held)):
            raise InvalidInputError(f"no such node: {parent!r:.80}", pointer=f"{written.at(key)}/parent")
        for kind, ends in body.get("edges", {}).items():
            for place, end in enumerate(ends):
                if end in gone or not (end in bodies or end in held):
                    at = f"{written.at(key)}/edges/{escape(kind)}/{place}"
                    raise InvalidInputError(f"no such node: {end!r:.80}", pointer=at)


def _check_containment(held: Bodies, written: Written) -> None:
    rooted: set[str] = set()
    for start in written.bodies:
        chain: set[str] = set()
        key: str | None = start
        while key is not None and key not in rooted:
            if key in chain:
                raise InvalidInputError("the containers form a circle", pointer=f"{written.at(start)}/parent")
            chain.add(key)
            key = (written.bodies.get(key) or held.get(key) or {}).get("parent")
        rooted |= chain


def _leads_to(body: Mapping[str, Any], gone: frozenset[str]) -> bool:
    return body.get("parent") in gone or any(not gone.isdisjoint(ends) for ends in body.get("edges", {}).values())


def _without(body: Mapping[str, Any], gone: frozenset[str], held: Bodies) -> dict[str, Any]:
    rest = {name: value for name, value in body.items() if name not in ("edges", "parent")}
    kept = {kind: [end for end in ends if end not in gone] for kind, ends in body.get("edges", {}).items()}
    edges = {kind: ends for kind, ends in kept.items() if ends}
    parent, seen = body.get("parent"), set[str]()
    while parent in gone and parent not in seen:
        seen.add(parent)
        parent = held.get(parent, {}).get("parent")
    if edges:
        rest["edges"] = edges
    if parent is not None and parent not in gone:
        rest["parent"] = parent
    return rest
