"""What a hub says of itself twice a minute."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from commandcenter.kernel.canonical import digest
from commandcenter.kernel.clock import format_time
from commandcenter.kernel.urn import Urn
from commandcenter.mesh.envelope import Event
from commandcenter.mesh.presence.model import Presence
from commandcenter.mesh.presence.ports import PresenceStore
from commandcenter.signing.jwks import KeySet

AT_MOST_EVERY = timedelta(seconds=25)
"""Below the 30 s between two ticks, above what a schedule that fires twice leaves between its calls."""


@dataclass(frozen=True, slots=True)
class Self:
    """Describe the hub.

    Args:
        url: Base address of its API, "" when it is not reached over HTTPS.
        projects: How many it has.
        rev, root: Of its hub ledger: the revision, and the digest of what is shown of it, "" for none.
        keys: Its own, retired ones too.
    """

    hub: str
    url: str
    version: str
    projects: int
    rev: int
    root: str
    keys: KeySet
    capabilities: Sequence[str] = ()
    metrics: Mapping[str, float] = field(default_factory=dict)


def presence_event(me: Self, now: datetime) -> Event:
    """Write an announcement; its id follows from who says it and when."""
    type_ = f"{me.hub}.global.presence"
    data = {
        "hub": me.hub,
        "url": me.url,
        "version": me.version,
        "projects": me.projects,
        "capabilities": list(me.capabilities),
        "metrics": dict(me.metrics),
        "summary": {"rev": me.rev, "root": me.root},
        "keys": me.keys.to_json()["keys"],
    }
    return Event(
        digest([type_, format_time(now)]),
        f"urn:cc:{me.hub}",
        type_,
        hub_urn(me.hub, me.hub),
        now,
        data,
    )


def hub_urn(speaker: str, hub: str) -> str:
    """Name a hub as an entity of the speaker's hub ledger."""
    return str(Urn(speaker, "_hub", "hub", hub))


def claim_turn(presences: PresenceStore, hub: str, now: datetime) -> bool:
    """Say whether it is time to announce; of several who ask within 25 s one is told so.

    The turn is kept as the hub's own presence: an announcement that fails after it is made up for by the next tick.
    """
    last = presences.get(hub)
    if last is not None and abs(now - last.at) < AT_MOST_EVERY:
        return False
    sequence = last.sequence + 1 if last else 1
    return presences.put(Presence(hub, now, now, sequence, {}))
