"""Plan changes of a project's graph: all that one producer says, or a few nodes at a time."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from commandcenter.graph.lay import lay, write_bodies
from commandcenter.graph.model import Link, Node
from commandcenter.graph.ports import GraphState, Plan
from commandcenter.kernel.errors import ConflictError, InvalidInputError
from commandcenter.ledger.model import Change


def plan_replace(nodes: Iterable[Node], scope: str) -> Plan:
    """Make the given nodes the whole of what `scope` owns: put what is new or changed, delete what it no longer says.

    Raises InvalidInputError (pointer `/nodes/<index>/...`) now for a node wrong in itself, and from the plan for a
    dangling end or a circle of containment; ConflictError from the plan for a key that another scope owns.
    """
    written = write_bodies(nodes, scope, "/nodes")

    def plan(state: GraphState) -> Iterator[Change]:
        held = dict(state.items())
        owned = (key for key, body in held.items() if body.get("scope") == scope)
        gone = frozenset(key for key in owned if key not in written.bodies)
        return lay(held, written, gone)

    return plan


def plan_delta(puts: Iterable[Node | Link], deletes: Iterable[str], scope: str) -> Plan:
    """Put some entities of `scope` and delete others; a key to delete that is not there is passed over.

    Raises as `plan_replace` does, with pointers `/puts/<index>/...` and `/deletes/<index>`.
    """
    written, doomed = write_bodies(puts, scope, "/puts"), list(deletes)
    for index, key in enumerate(doomed):
        if key in written.bodies:
            raise InvalidInputError("to be put and deleted at once", pointer=f"/deletes/{index}")

    def plan(state: GraphState) -> Iterator[Change]:
        there = state.get_many(doomed) if doomed else {}
        for index, key in enumerate(doomed):
            if key in there and there[key].get("scope") != scope:
                owner = there[key].get("scope")
                raise ConflictError(f"{key!r:.80} belongs to {owner!r:.60}", pointer=f"/deletes/{index}")
        held = dict(state.items()) if there else _around(state, written.bodies)
        return lay(held, written, frozenset(there))

    return plan


def _around(state: GraphState, bodies: Mapping[str, Mapping[str, Any]]) -> dict[str, Mapping[str, Any]]:
    """Read just what the check of `bodies` needs: the keys, the ends of their edges, all their containers."""
    wanted = set(bodies)
    for body in bodies.values():
        wanted.update(*body.get("edges", {}).values())
    wanted.update(body["parent"] for body in bodies.values() if "parent" in body)
    held: dict[str, Mapping[str, Any]] = {}
    asked: set[str] = set()
    while wanted:
        found = state.get_many(sorted(wanted))
        asked |= wanted
        held.update(found)
        wanted = {body["parent"] for body in found.values() if body.get("parent")} - asked
    return held
