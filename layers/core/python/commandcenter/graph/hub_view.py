"""What one revision of the hub's own ledger says, sorted out: projects, claims, links, other names."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from commandcenter.graph.aliases import ALIASES, Alias
from commandcenter.graph.claims import Claims, read_claims
from commandcenter.graph.federated.model import PeerPart
from commandcenter.graph.federated.peer_parts import read_peer_parts
from commandcenter.graph.model import Link
from commandcenter.graph.registry import REGISTRY, Registration, Repository, registration_of, repository_of


@dataclass(frozen=True)
class HubView:
    """Hold the hub's ledger at `rev` (0: it is empty).

    Args:
        registrations: By project, sorted.
        claims: By project; a registered project without claims was never indexed.
        links: Sorted by type and ends.
        aliases: By name.
        peers: What other hubs told, by hub.

    """

    rev: int
    registrations: Mapping[str, Registration]
    claims: Mapping[str, Claims]
    links: tuple[Link, ...]
    aliases: Mapping[str, Alias]
    peers: Mapping[str, "PeerPart"] = field(default_factory=dict)
    _worked_out: dict[str, tuple[Link, ...]] = field(default_factory=dict, compare=False, repr=False)

    @classmethod
    def read(cls, _project: str, rev: int, bodies: Mapping[str, Mapping[str, Any]]) -> "HubView":
        """Sort the bodies out by their owner."""
        registry = [bodies[key] for key in sorted(bodies) if bodies[key].get("scope") == REGISTRY]
        repositories: dict[str, list[Repository]] = {}
        for body in registry:
            if body["type"] == "repo":
                repositories.setdefault(body["props"]["project"], []).append(repository_of(body))
        registrations = {
            body["id"]: registration_of(body, tuple(repositories.get(body["id"], ())))
            for body in registry
            if body["type"] == "project"
        }
        links = (Link.from_body(body) for body in bodies.values() if "link" in body)
        records = (Alias.from_body(body) for body in bodies.values() if body.get("scope") == ALIASES)
        return cls(
            rev,
            registrations,
            read_claims(bodies),
            tuple(sorted(links, key=lambda link: (link.kind, link.type, str(link.source), str(link.target)))),
            {alias.name: alias for alias in records},
            read_peer_parts(bodies),
        )

    def once(self, name: str, work: Callable[[], tuple[Link, ...]]) -> tuple[Link, ...]:
        """Return what some work came to the first time it was asked for under a name: a view never changes."""
        if name not in self._worked_out:
            self._worked_out[name] = work()
        return self._worked_out[name]

    @cached_property
    def providers(self) -> Mapping[str, tuple[str, ...]]:
        """The projects that provide a purl (without version), sorted."""
        found: dict[str, tuple[str, ...]] = {}
        for project, said in self.claims.items():
            for purl in said.provides:
                found[purl] = (*found.get(purl, ()), project)
        return found

    @cached_property
    def names_of(self) -> Mapping[str, tuple[str, ...]]:
        """The names whose records lead straight to a URN, sorted."""
        found: dict[str, list[str]] = {}
        for name, alias in sorted(self.aliases.items()):
            if alias.target is not None:
                found.setdefault(alias.target, []).append(name)
        return {target: tuple(names) for target, names in found.items()}
