"""What leaves a hub: its own global events and commands, as far as the law lets them, signed one by one."""

import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from commandcenter.kernel.canonical import Json, canonical
from commandcenter.kernel.errors import InvalidInputError
from commandcenter.mesh.envelope import Event
from commandcenter.mesh.federation.ports import Allowed, Judge
from commandcenter.mesh.federation.signed_events import sign
from commandcenter.mesh.log.model import LogEntry
from commandcenter.mesh.log.ports import EventLog
from commandcenter.mesh.peers.model import Peer
from commandcenter.mesh.presence.model import OFFLINE_AFTER
from commandcenter.signing.signer import Signer

LAW = "hub/federation/export"
MAX_EVENTS = 100
MAX_BYTES = 4 << 20
"""Of the events sent together: a Lambda takes and gives 6 MB at most, and the signature of a request comes on top."""
MAX_SCANNED = 2_000
"""Entries of the log looked at before an answer is given; the next look goes on from there."""
_PAGE = 200

_logger = logging.getLogger("commandcenter.federation")


@dataclass(frozen=True, slots=True)
class Permit:
    """Hold what the law says of one event: whether it may leave, why not, and which members of its data."""

    allow: bool
    reason: str
    fields: Json


class ExportLaw:
    """Ask the law what may leave the hub.

    Args:
        judge: Asked once for each event that happened here.
        hub: This hub.
        behind_bridges: Hubs met over NATS: those a bridge's events reach.
    """

    def __init__(self, judge: Judge, hub: str, behind_bridges: Iterable[str] = ()) -> None:
        self._judge, self._hub, self._behind = judge, hub, sorted(behind_bridges)

    def permit(self, peer: Peer, event: Event) -> Permit:
        """Judge one event for one peer; raises UnavailableError."""
        facts = {
            "hub": self._hub,
            "peer": {
                "hub": peer.hub,
                "kind": peer.kind,
                "role": peer.role,
                "bridge": peer.bridge,
                "subjects": list(peer.subjects),
                "reaches": self._behind if peer.bridge else [peer.hub],
            },
            "event": {"type": event.type, "source": event.source, "targets": event.data.get("targets", [])},
        }
        said = self._judge.decide(LAW, facts)
        return Permit(said["allow"] is True, str(said.get("reason", "")), said.get("fields", []))

    def summary(self, peer: Peer, now: datetime) -> Allowed:
        """Return which members of which kinds of entity a summary for the peer may show; nothing when none may leave."""
        type_, source = f"{self._hub}.global.summary", f"urn:cc:{self._hub}"
        permit = self.permit(peer, Event(type_, source, type_, f"{source}:_hub:hub:{self._hub}", now))
        if not permit.allow or not isinstance(permit.fields, Mapping):
            return {}
        return {kind: frozenset(names) for kind, names in permit.fields.items()}


def project_fields(data: Mapping[str, Json], fields: Sequence[str]) -> dict[str, Json]:
    """Return the members of an event's data that are named, and no others."""
    return {name: data[name] for name in fields if name in data}


def outgoing(
    log: EventLog, after: int, peer: Peer, law: ExportLaw, signer: Signer, hub: str, limit: int, now: datetime
) -> tuple[list[dict[str, Any]], int]:
    """Gather what should leave for a peer.

    Args:
        log: Of this hub.
        after: The sequence up to which the peer was served.
        limit: Number of events, at most MAX_EVENTS; fewer when they are large.

    Returns: Signed CloudEvents in order, and the sequence up to which the peer is served once it has taken them. What is not for
    the peer is passed over, so the sequence may move without any event. Raises UnavailableError.
    """
    waiting, reached = _waiting(log, after, peer, law, hub, min(limit, MAX_EVENTS), now)
    taken: list[dict[str, Any]] = []
    size, served = 0, after
    for entry in waiting:
        signed = _sign(entry, signer)
        if signed is None:
            continue
        size += len(canonical(signed))
        if taken and size > MAX_BYTES:
            return taken, served
        taken.append(signed)
        served = entry.sequence
    return taken, reached


def _sign(entry: LogEntry, signer: Signer) -> dict[str, Any] | None:
    """Sign one entry; what can never be signed is passed over, or nothing after it would ever leave."""
    try:
        return sign(entry.event, entry.sequence, signer).to_cloudevent()
    except InvalidInputError as error:
        _logger.error("event %s stays here: it cannot be signed: %s", entry.event.id, error)
        return None


def _waiting(
    log: EventLog, after: int, peer: Peer, law: ExportLaw, hub: str, limit: int, now: datetime
) -> tuple[list[LogEntry], int]:
    """Find entries for the peer, data cut down, only the newest announcement among them; and how far was looked."""
    found: list[LogEntry] = []
    presence, reached = f"{hub}.global.presence", after
    for entry in _scan(log, after):
        event = _reduced(entry, peer, law, hub, now)
        if event is not None:
            if event.type == presence:
                found = [one for one in found if one.event.type != presence]
            if len(found) == limit:
                return found, reached
            found.append(replace(entry, event=event))
        reached = entry.sequence
    return found, reached


def _scan(log: EventLog, after: int) -> Iterator[LogEntry]:
    scanned = 0
    while scanned < MAX_SCANNED:
        page = log.after(after, _PAGE)
        yield from page
        if len(page) < _PAGE:
            return
        scanned, after = scanned + len(page), page[-1].sequence


def _reduced(entry: LogEntry, peer: Peer, law: ExportLaw, hub: str, now: datetime) -> Event | None:
    """Return the event as it may leave, or None; summaries leave by another way, worked out when they are sent."""
    event = entry.event
    if entry.outcome != "carried" or event.source != f"urn:cc:{hub}" or event.type == f"{hub}.global.summary":
        return None
    if not event.type.startswith((f"{hub}.global.", "fed.")):
        return None
    if event.type == f"{hub}.global.presence" and now - event.time > OFFLINE_AFTER:
        return None  # nobody takes it any more
    permit = law.permit(peer, event)
    return replace(event, data=project_fields(event.data, permit.fields)) if permit.allow else None


def sign_summary(parts: Iterable[Event], signer: Signer) -> Iterator[dict[str, Any]]:
    """Sign the parts of a summary under the revision they lead to."""
    for part in parts:
        yield sign(part, int(part.data["to"]), signer).to_cloudevent()
