"""After a commit of a project: lay its claims and services into the hub's ledger, and bring all links up to date."""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from commandcenter.graph.claims import Claims, claims_something, hub_nodes, read_claims, summarise
from commandcenter.graph.links import compute_links, keep_times
from commandcenter.graph.model import Link, Node
from commandcenter.graph.ports import GraphState, Plan
from commandcenter.graph.registry import REGISTRY, hub_node, project_node
from commandcenter.graph.validate import check_link, check_node
from commandcenter.kernel.urn import HUB_PROJECT
from commandcenter.ledger.ledger import Ledger
from commandcenter.ledger.model import Change, Meta, Receipt
from commandcenter.ledger.state import State

Bodies = Mapping[str, Mapping[str, Any]]


def link_projects(ledger: Ledger, hub: str, project: str, *, at: datetime, cause: str) -> Receipt:
    """Bring the hub's ledger up to a project's head; nothing is written when it stands there already.

    Safe to repeat and to run for several projects at once. Raises NotFoundError when the project has no commit.
    """
    head, (bodies, counts) = ledger.read(project, _read)
    claims = summarise(project, bodies, counts, head)
    return ledger.submit(HUB_PROJECT, plan_link(hub, claims), Meta(at, "link-projects", cause, "derived"))


def plan_link(hub: str, claims: Claims) -> Plan:
    """Plan one project's part of the hub's ledger and all links; an older revision than is shown changes nothing."""

    def plan(state: GraphState) -> Iterator[Change]:
        held = state.items()
        known = read_claims(held)
        shown = known.get(claims.project)
        if shown is not None and shown.rev > claims.rev:
            return
        wanted = {node.key: _checked(node, f"link:{claims.project}") for node in _nodes(hub, claims, held)}
        links = compute_links(hub, {**known, claims.project: claims})
        wanted |= {key: _linked(link, held.get(key)) for key, link in links.items()}
        yield from (Change(key, body) for key, body in wanted.items() if held.get(key) != body)
        yield from (Change(key, None) for key in sorted(held) if key not in wanted and _ours(held[key], claims.project))

    return plan


def _read(state: State) -> tuple[dict[str, dict[str, Any]], Counter[str]]:
    """Parse only the bodies that can matter, and count all."""
    counts: Counter[str] = Counter()
    bodies: dict[str, dict[str, Any]] = {}
    for entity in state.entities():
        if entity.data is None:
            continue
        counts[entity.key.partition(":")[0]] += 1
        if claims_something(entity.key, entity.data) and (body := entity.body) is not None:
            bodies[entity.key] = body
    return bodies, counts


def _nodes(hub: str, claims: Claims, held: Bodies) -> Iterator[Node]:
    yield from hub_nodes(claims)
    if f"project:{claims.project}" not in held:
        yield hub_node(hub)
        yield project_node(hub, claims.project)


def _checked(node: Node, scope: str) -> dict[str, Any]:
    check_node(node, f"/{node.type}")
    return node.body(REGISTRY if node.type in ("hub", "project") else scope)


def _linked(link: Link, held: Mapping[str, Any] | None) -> dict[str, Any]:
    dated = keep_times(link, Link.from_body(held)) if held else link
    check_link(dated, "/links")
    source = link.source.project
    return dated.body(f"link:{source}")


def _ours(body: Mapping[str, Any], project: str) -> bool:
    """Say whether this plan answers for an entity: all computed links, and this project's own nodes."""
    scope = str(body.get("scope", ""))
    return scope == f"link:{project}" or ("link" in body and scope.startswith("link:"))
