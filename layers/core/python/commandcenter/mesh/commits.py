"""The event a commit makes."""

from commandcenter.kernel.clock import parse_time
from commandcenter.kernel.urn import Urn
from commandcenter.ledger.model import Header
from commandcenter.mesh.envelope import Event
from commandcenter.mesh.subjects import GRAPH_COMMITTED


def committed_event(hub: str, header: Header, digest: str) -> Event:
    """Say that a project's graph has a new revision; the event's id is the commit digest, so a repeat is the same event."""
    return Event(
        id=digest,
        source=f"urn:cc:{hub}",
        type=GRAPH_COMMITTED,
        subject=str(Urn(hub, header.project, "project", header.project)),
        time=header.at if not isinstance(header.at, str) else parse_time(header.at),
        data={
            "project": header.project,
            "rev": header.rev,
            "digest": digest,
            "parent": header.parent,
            "origin": header.origin,
            "state_root": header.state_root,
            "cause": header.cause,
        },
        causationid=header.cause,
    )
