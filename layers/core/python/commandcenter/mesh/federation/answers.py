"""Events of our own that follow from events of others."""

from collections.abc import Mapping

from commandcenter.kernel.canonical import Json
from commandcenter.kernel.urn import HUB_PROJECT, Urn
from commandcenter.mesh.chains import continue_chain
from commandcenter.mesh.envelope import Event
from commandcenter.mesh.log.ports import EventLog
from commandcenter.mesh.subjects import REPORT

PREFIX = "urn:cc:"


def hub_of(event: Event) -> str:
    """Return the name of the hub an event says it happened on."""
    return event.source.removeprefix(PREFIX)


def hub_urn(hub: str) -> str:
    """Name a hub as the subject of events."""
    return str(Urn(hub, HUB_PROJECT, "hub", hub))


def report(
    hub: str, asked: Event, outcome: str, detail: str, log: EventLog, counts: Mapping[str, int] | None = None
) -> Event | None:
    """Make the report on a command; the same command and outcome give the same event.

    Args:
        hub: This hub, which was asked.
        asked: The command's event.
        outcome: ran, refused or failed.
        log: Where it is recorded when the chain ends here; then there is no report.
    """
    data: dict[str, Json] = {
        "command": asked.data["command"],
        "targets": [hub_of(asked)],
        "hub": hub,
        "outcome": outcome,
        "detail": detail[:1000],
        "counts": dict(counts or {}),
    }
    return continue_chain(asked, REPORT, hub_urn(hub), data, hub=hub, time=asked.time, log=log)
