"""The outbox: every commit becomes one event, in order, however often this runs."""

import logging

from commandcenter.ledger.ledger import Ledger
from commandcenter.ledger.model import Head, Header
from commandcenter.mesh.bus import Bus
from commandcenter.mesh.commits import committed_event

_logger = logging.getLogger("commandcenter.outbox")


def publish_commits(ledger: Ledger, bus: Bus, hub: str, project: str) -> None:
    """Publish the commits of a project that no event has told of yet; raises UnavailableError when the bus is down."""

    def emit(header: Header, _head: Head) -> None:
        bus.publish(committed_event(hub, header, header.digest))

    ledger.publish(project, emit)


def sweep(ledger: Ledger, bus: Bus, hub: str) -> list[str]:
    """Repair every project and publish what lags; returns the names of the projects that could not be, and logs why."""
    failed = []
    for head in list(ledger.heads()):
        try:
            ledger.repair(head.project)
            publish_commits(ledger, bus, hub, head.project)
        except Exception:
            # Whatever is wrong with one project, those after it are not left for it.
            _logger.exception("sweep of %s", head.project)
            failed.append(head.project)
    return failed
