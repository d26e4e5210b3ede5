"""See who has fallen silent, and who is back; tell of each change once."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from commandcenter.kernel.canonical import digest
from commandcenter.kernel.clock import format_time
from commandcenter.kernel.errors import ProblemError
from commandcenter.mesh.envelope import Event
from commandcenter.mesh.peers.ports import PeerStore
from commandcenter.mesh.presence.announce import hub_urn
from commandcenter.mesh.presence.model import OFFLINE_AFTER, STALE_AFTER, Presence, Status
from commandcenter.mesh.presence.ports import PresenceStore


@dataclass(frozen=True, slots=True)
class Change:
    """Tell that a hub's status is another than the one last told, since a time."""

    presence: Presence
    before: Status
    now: Status
    since: datetime


def watch(
    hub: str, peers: PeerStore, presences: PresenceStore, now: datetime, publish: Callable[[Event], None]
) -> list[Change]:
    """Note every change of status among the linked hubs that announce to us, and return those noted here.

    Offline, and back from it, is published as an alert of this hub by whoever notes it: of several watchers, one. When the bus
    does not take the alert, the note is taken back for the next to try; raises UnavailableError then.
    """
    linked = {peer.hub for peer in peers.list() if peer.receives_from and not peer.bridge}
    changes = [_change(one, now) for one in presences.list() if one.hub in linked and one.told != one.status(now)]
    return [change for change in changes if _note(hub, presences, change, now, publish)]


def _note(hub: str, presences: PresenceStore, change: Change, now: datetime, publish: Callable[[Event], None]) -> bool:
    one = change.presence
    if not presences.tell(one.hub, one.sequence, change.before, change.now):
        return False
    if "offline" in (change.before, change.now):
        try:
            publish(alert(hub, change, now))
        except ProblemError:
            presences.tell(one.hub, one.sequence, change.now, change.before)
            raise
    return True


def alert(hub: str, change: Change, now: datetime) -> Event:
    """Write the alert of a change; the same change has the same id."""
    about, back = change.presence.hub, change.now != "offline"
    last = format_time(change.presence.at)
    detail = f"hub {about} announced itself again at {last}" if back else f"hub {about} has been silent since {last}"
    type_, since = f"{hub}.global.escalation", format_time(change.since)
    return Event(
        digest([type_, about, change.presence.sequence, "online" if back else "offline"]),
        f"urn:cc:{hub}",
        type_,
        hub_urn(hub, about),
        now,
        {
            "kind": "EcosystemAlert",
            "about": about,
            "status": "online" if back else "offline",
            "since": since,
            "detail": detail,
        },
    )


def _change(presence: Presence, now: datetime) -> Change:
    status = presence.status(now)
    after = {"stale": STALE_AFTER, "offline": OFFLINE_AFTER}
    since = presence.at + after[status] if status in after else presence.at
    return Change(presence, presence.told, status, since)
