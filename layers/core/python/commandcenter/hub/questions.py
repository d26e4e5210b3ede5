"""Use case: answer a GraphQL question with what the caller may see."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from commandcenter.compliance.model import Pack
from commandcenter.graph.cache import GraphCache
from commandcenter.graph.federated.model import HubSighting
from commandcenter.hub.bootstrap import AwsHub
from commandcenter.kernel.clock import Clock
from commandcenter.mesh.peers.ports import PeerStore
from commandcenter.mesh.presence.model import Presence
from commandcenter.mesh.presence.ports import PresenceStore
from commandcenter.queries.execute import QueryContext, execute

_graphs: dict[str, GraphCache] = {}
"""Graphs of immutable revisions, kept between the invocations of one worker."""


def answer(hub: AwsHub, request: Mapping[str, Any], caller: Mapping[str, str]) -> dict[str, Any]:
    """Execute a GraphQL request as the caller the authorizer described; without a description nothing is visible."""
    graphs = _graphs.setdefault(hub.settings.hub, GraphCache(hub.ledger))
    projects = tuple(json.loads(caller.get("projects", "[]")))
    capabilities = frozenset(json.loads(caller.get("capabilities", "[]")))
    context = QueryContext(
        hub.ledger,
        hub.settings.hub,
        projects,
        capabilities,
        graphs,
        lambda: sightings(hub.peers, hub.presences, hub.clock),
        _packs,
    )
    return execute(context, request)


def _packs() -> Mapping[str, Pack]:
    from commandcenter.hub.audit_parts import packs  # few questions need them

    return packs()


def sightings(peers: PeerStore, presences: PresenceStore, clock: Clock) -> list[HubSighting]:
    """Tell what is known of the presence of all hubs that send to this one."""
    now, found = clock.now(), {presence.hub: presence for presence in presences.list()}
    return [
        _sighting(peer.hub, found.get(peer.hub), now) for peer in peers.list() if peer.receives_from and not peer.bridge
    ]


def _sighting(hub: str, presence: Presence | None, now: datetime) -> HubSighting:
    if presence is None:
        return HubSighting(hub)
    said: Mapping[str, Any] = presence.data
    shown = said.get("summary", {})
    return HubSighting(
        hub, presence.status(now), presence.at, str(said.get("version", "")), shown.get("rev", 0), shown.get("root", "")
    )
