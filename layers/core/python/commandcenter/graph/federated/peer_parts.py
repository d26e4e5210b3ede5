"""What this hub's ledger keeps of other hubs: entities of their views, and how far each has come.

| entity                      | scope        | holds                                              |
| `hub:<hub>`                 | `peer:<hub>` | revision and digest shown, the part under way      |
| `evidence:<hub>/<their key>`| `peer:<hub>` | the body of one entity of their view, as they sent |

A hub's entities stand under a scope and under ids of its own, so that no two hubs, and no writer of this one, meet.
"""  # the table is for people; nothing reads it

from collections.abc import Mapping
from typing import Any

from commandcenter.graph.federated.entities import read_claims_of, read_link, read_registration
from commandcenter.graph.federated.model import PeerPart, View, scope_of
from commandcenter.kernel.clock import parse_time

Bodies = Mapping[str, Mapping[str, Any]]


def state_key(hub: str) -> str:
    """Name the node that tells how far a hub's view has come."""
    return f"hub:{hub}"


def entity_key(hub: str, key: str) -> str:
    """Name where an entity of another hub's view is kept."""
    return f"evidence:{hub}/{key}"


def entity_body(hub: str, key: str, body: Mapping[str, Any]) -> dict[str, Any]:
    """Write an entity of another hub's view as a body of this ledger."""
    return {
        "scope": scope_of(hub),
        "type": "evidence",
        "id": f"{hub}/{key}",
        "parent": state_key(hub),
        "props": dict(body),
    }


def held_view(bodies: Bodies, hub: str) -> View:
    """Return another hub's view as it is kept: what it sent, by its own keys."""
    prefix = entity_key(hub, "")
    scope = scope_of(hub)
    return {
        key.removeprefix(prefix): body["props"]
        for key, body in bodies.items()
        if body.get("scope") == scope and key.startswith(prefix)
    }


def read_peer_parts(bodies: Bodies) -> dict[str, PeerPart]:
    """Read what is kept of all other hubs, by name."""
    states: dict[str, Mapping[str, Any]] = {}
    kept: dict[str, dict[str, Mapping[str, Any]]] = {}
    for key, body in bodies.items():
        scope = str(body.get("scope", ""))
        if not scope.startswith("peer:"):
            continue
        hub = scope.removeprefix("peer:")
        if key == state_key(hub):
            states[hub] = body["props"]
        else:
            kept.setdefault(hub, {})[key.removeprefix(entity_key(hub, ""))] = body["props"]
    return {hub: _part(hub, states.get(hub, {}), kept.get(hub, {})) for hub in sorted(states.keys() | kept.keys())}


def _part(hub: str, state: Mapping[str, Any], view: View) -> PeerPart:
    projects = {key.partition(":")[2]: body for key, body in sorted(view.items()) if key.startswith("project:")}
    claims = {name: read_claims_of(name, body) for name, body in projects.items()}
    return PeerPart(
        hub,
        state.get("rev", 0),
        state.get("root", ""),
        parse_time(state["at"]) if state.get("at") else None,
        {name: read_registration(name, body) for name, body in projects.items()},
        {name: said for name, said in claims.items() if said is not None},
        tuple(read_link(hub, view[key]) for key in sorted(view) if key.startswith("link:")),
    )
