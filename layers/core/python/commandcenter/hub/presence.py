"""Every half minute: say that this hub is there, see who has fallen silent, and ask who has not confirmed a link yet."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from commandcenter import __version__
from commandcenter.hub.peers import Links, reprobe
from commandcenter.kernel.canonical import canonical
from commandcenter.kernel.errors import UnavailableError
from commandcenter.mesh.bus import Bus
from commandcenter.mesh.presence.announce import Self, claim_turn, presence_event
from commandcenter.mesh.presence.model import EVERY
from commandcenter.mesh.presence.watch import watch

CAPABILITIES = ("fed.audit.sweep", "fed.refresh", "mesh.deliveries", "mesh.summary")
_logger = logging.getLogger("commandcenter.presence")


@dataclass(frozen=True, slots=True)
class Standing:
    """Tell how the hub stands: its projects, and the revision and digest of what it shows of its hub ledger."""

    projects: int
    rev: int
    root: str


@dataclass(frozen=True)
class Announcer:
    """Hold what a tick needs.

    Args:
        links: Of this hub.
        bus: Its own.
        url: Its public base address.
        standing: Reads how the hub stands.
        again: Asks for another tick in 30 s.
    """

    links: Links
    bus: Bus
    url: str
    standing: Callable[[], Standing]
    again: Callable[[], None]


class SqsAgain:
    """Queue one delayed message that calls this function again."""

    def __init__(self, client: Any, queue_url: str) -> None:
        self._client, self._queue_url = client, queue_url

    def __call__(self) -> None:
        """Queue it; raises UnavailableError."""
        body, delay = canonical({"tick": "again"}).decode(), int(EVERY.total_seconds())
        try:
            self._client.send_message(QueueUrl=self._queue_url, MessageBody=body, DelaySeconds=delay)
        except (ClientError, BotoCoreError):
            raise UnavailableError("the queue of presence does not answer") from None


def handle_tick(announcer: Announcer, event: Mapping[str, Any]) -> dict[str, Any]:
    """Announce and look around; called by the schedule, it also asks for the tick in between.

    Args:
        event: Of the schedule, or of the queue (with `Records`).

    Returns: {"announced": bool, "changes": {hub: status}, "confirmed": [hub]}. Raises what the stores and the bus raise; the
    next tick makes up for it.
    """
    if "Records" not in event:
        announcer.again()
    announced = announce(announcer)
    links = announcer.links
    changes = watch(links.hub, links.peers, links.presences, links.clock.now(), announcer.bus.publish)
    for change in changes:
        _logger.info("hub %s was %s and is %s", change.presence.hub, change.before, change.now)
    statuses = {change.presence.hub: change.now for change in changes}
    return {"announced": announced, "changes": statuses, "confirmed": reprobe(links)}


def announce(announcer: Announcer) -> bool:
    """Publish one announcement unless there was one within 25 s; say whether it was."""
    links, now = announcer.links, announcer.links.clock.now()
    if not claim_turn(links.presences, links.hub, now):
        return False
    standing = announcer.standing()
    me = Self(
        hub=links.hub,
        url=announcer.url,
        version=__version__,
        projects=standing.projects,
        rev=standing.rev,
        root=standing.root,
        keys=links.keys.published(),
        capabilities=CAPABILITIES,
        metrics={"projects": standing.projects, "links": len(links.peers.list())},
    )
    announcer.bus.publish(presence_event(me, now))
    return True
