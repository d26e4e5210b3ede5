"""What hubs show one another of themselves, and what one hub keeps of another."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from commandcenter.graph.claims import Claims
from commandcenter.graph.model import Link
from commandcenter.graph.registry import Registration

Allowed = Mapping[str, frozenset[str]]
"""Kind of entity (`project`, `link`) -> members that may be shown; kinds that are not named are not shown."""
View = Mapping[str, Mapping[str, Any]]
"""What is shown, by key: `project:<name>` and `link:<32 hex digits>`."""
HubStatus = Literal["online", "stale", "offline", "unknown"]


@dataclass(frozen=True, slots=True)
class HubSighting:
    """Tell what is known of another hub's presence.

    Args:
        hub: Its name.
        status: What its silence means; `unknown` when it was never heard of.
        seen: When it last announced itself.
        version: What it runs.
        rev, root: The revision of its hub ledger and the digest of what it shows, as it last said.
    """

    hub: str
    status: HubStatus = "unknown"
    seen: datetime | None = None
    version: str = ""
    rev: int = 0
    root: str = ""


@dataclass(frozen=True)
class PeerPart:
    """Hold what this hub keeps of another.

    Args:
        hub: The other hub.
        rev, root: The revision of its hub ledger that is shown here, and the digest of the view; 0 and "" while a summary
            is under way from nothing.
        at: When that was taken in; None before the first.
        registrations, claims: Of its projects, by name; one without claims was never indexed there.
        links: As it told them; each piece of evidence names it.
    """

    hub: str
    rev: int = 0
    root: str = ""
    at: datetime | None = None
    registrations: Mapping[str, Registration] = field(default_factory=dict)
    claims: Mapping[str, Claims] = field(default_factory=dict)
    links: tuple[Link, ...] = ()

    def is_current(self, sighting: HubSighting) -> bool:
        """Say whether this is what the hub shows: by its digest, or because it came in after the hub last announced itself."""
        return bool(self.root) and (self.root == sighting.root or self.rev > sighting.rev)


def scope_of(hub: str) -> str:
    """Name the scope, in this hub's ledger, of what another hub told."""
    return f"peer:{hub}"
