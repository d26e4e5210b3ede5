"""The outbox: every commit becomes one event, in order, however often this runs."""

import logging

from commandcenter.ledger.ledger import Ledger
from commandcenter.ledger.model import Head, Header
from commandcenter.mesh.bus import Bus
from commandcenter.mesh.commits import committed_event

_logger = logging.getLogger("commandcenter.outbox")


def publish_commits(ledger: Ledger, bus: Bus, hub: str, project: str) -> None:
    """Finish what a writer left undone and publish the commits no event has told of yet.

    Raises UnavailableError when the bus is down.
    """

    def emit(header: Header, _head: Head) -> None:
        bus.publish(committed_event(hub, header, header.digest))

    ledger.publish(project, emit)


def sweep(ledger: Ledger, bus: Bus, hub: str) -> list[str]:
    """Repair every project and publish what lags; returns the names of the projects that could not be, and logs why."""
    failed = []
    for project in ledger.projects():
        try:
            publish_commits(ledger, bus, hub, project)
        except Exception:
            # Whatever is wrong with one project, those after it are not left for it.
            _logger.exception("sweep of %s", project)
            failed.append(project)
    return failed
