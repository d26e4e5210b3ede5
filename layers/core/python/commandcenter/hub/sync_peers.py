"""Send a linked hub, over HTTPS, what it has not seen: events of the log, then what changed in our summary."""

import json
import logging
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Protocol

from commandcenter.kernel.canonical import canonical
from commandcenter.kernel.clock import Clock
from commandcenter.kernel.errors import NotFoundError, ProblemError
from commandcenter.mesh.federation.export import MAX_BYTES, MAX_EVENTS, ExportLaw, outgoing, sign_summary
from commandcenter.mesh.federation.ports import Held, Summaries
from commandcenter.mesh.log.ports import EventLog
from commandcenter.mesh.peers.model import Cursor, Peer
from commandcenter.mesh.peers.ports import PeerStore
from commandcenter.signing.http_requests import Request
from commandcenter.signing.http_signatures import sign_request
from commandcenter.signing.signer import Signer

DELIVERIES = "/v1/mesh/deliveries"
BATCH_TYPE = "application/cloudevents-batch+json"
MAX_ANSWER_BYTES = 1 << 20
SUMMARY_ROUNDS = 4
"""How often a summary is begun anew from what the peer says it has, before the rest waits for the next tick."""

_logger = logging.getLogger("commandcenter.federation")


class PeerHttp(Protocol):
    """Send to addresses of other hubs, and to no address inside of our own network."""

    def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> tuple[int, bytes]:
        """Return the status and the body of the answer; raises a ProblemError when there is none."""
        ...


@dataclass(frozen=True)
class Sender:
    """Hold what sending needs.

    Args:
        hub: This hub.
        seconds: How long one peer may take before no further request is begun; the rest waits for the next tick.
    """

    hub: str
    peers: PeerStore
    log: EventLog
    law: ExportLaw
    summaries: Summaries
    signer: Signer
    http: PeerHttp
    clock: Clock
    seconds: float = 30.0


@dataclass(frozen=True, slots=True)
class Synced:
    """Tell what became of one visit: events taken by the peer, refused by it with reasons, and why it ended early."""

    hub: str
    taken: int = 0
    refused: tuple[str, ...] = ()
    error: str = ""


class _PeerFailedError(Exception):
    """Say why a peer could not be served; nothing of ours is wrong."""


def sync_peer(hub: str, sender: Sender) -> Synced:
    """Serve one peer until nothing is left or the time is up.

    A peer that is down or answers amiss is told of in its cursor, and the next tick tries again; one that is no longer linked, or
    not reached over HTTPS, is passed over. Raises UnavailableError when a part of this hub does not answer.
    """
    peer = sender.peers.get(hub)
    if peer is None or peer.bridge or peer.kind != "https":
        return Synced(hub)
    visit = _Visit(peer, sender, sender.peers.cursor(hub), sender.clock.now() + timedelta(seconds=sender.seconds))
    try:
        error = visit.run()
    except _UnlinkedError:
        _logger.info("peer %s was unlinked meanwhile", hub)
        error = ""
    return Synced(hub, visit.taken, tuple(visit.refused), error)


class _UnlinkedError(Exception):
    """End a visit to a hub that is no longer linked."""


@dataclass
class _Visit:
    peer: Peer
    sender: Sender
    cursor: Cursor
    deadline: datetime
    taken: int = 0
    refused: list[str] = field(default_factory=list)

    def run(self) -> str:
        """Send everything; returns why the peer failed, or ""."""
        try:
            self.send_events()
            self.send_summary()
        except _PeerFailedError as failure:
            _logger.warning("peer %s: %s", self.peer.hub, failure)
            self.cursor = replace(self.cursor, error=str(failure)[:500])
            self.move()
            return str(failure)
        return ""

    def send_events(self) -> None:
        """Send what the log has; an empty batch asks a peer that has not pinned us yet whether it has."""
        first = self.peer.confirmed is None
        while first or self.sender.clock.now() < self.deadline:
            sender, now = self.sender, self.sender.clock.now()
            events, reached = outgoing(
                sender.log, self.cursor.sequence, self.peer, sender.law, sender.signer, sender.hub, MAX_EVENTS, now
            )
            if events or first:
                self.deliver(events)
            elif reached == self.cursor.sequence:
                return
            self.cursor = replace(self.cursor, sequence=reached)
            self.move()
            first = False

    def send_summary(self) -> None:
        """Send the parts from what the peer has to what we have; where it says it has something else, go on from there."""
        allowed = self.sender.law.summary(self.peer, self.sender.clock.now())
        for _ in range(SUMMARY_ROUNDS if allowed else 0):
            before = Held(self.cursor.rev, self.cursor.root)
            parts = sign_summary(self.sender.summaries.deltas(before, allowed), self.sender.signer)
            if not self._send_parts(parts):
                return
            if Held(self.cursor.rev, self.cursor.root) == before:
                raise _PeerFailedError(
                    f"the peer stays at revision {before.rev} of the summary: {'; '.join(self.refused[-1:])}"
                )

    def _send_parts(self, parts: Iterable[dict[str, Any]]) -> bool:
        """Send parts batch by batch until one is refused; False when there were none or the time is up."""
        sent = False
        for batch in batches(parts):
            if self.sender.clock.now() >= self.deadline:
                return False
            refusals = self.deliver(batch)
            self.move()
            sent = True
            if refusals:
                break
        return sent

    def deliver(self, events: list[dict[str, Any]]) -> list[str]:
        """Post a batch, take over what the peer says it has, and return its refusals."""
        answer = _read_answer(self.peer, events, *self._post(canonical(events)))
        refusals = [f"{one['id']}: {one['reason']}" for one in answer["results"] if one["outcome"] == "refused"]
        for refusal in refusals:
            _logger.warning("peer %s refused %s", self.peer.hub, refusal)
        self.refused += refusals
        self.taken += len(events) - len(refusals)
        held, now = answer["have"], self.sender.clock.now()
        self.cursor = replace(self.cursor, rev=held["rev"], root=held["root"], at=now, error="")
        if self.peer.confirmed is None:
            self.sender.peers.confirm(self.peer.hub, now)
        return refusals

    def _post(self, body: bytes) -> tuple[int, bytes]:
        url, kind = f"{self.peer.url}{DELIVERIES}", ("Content-Type", BATCH_TYPE)
        signature = sign_request(Request("POST", url, (kind,), body), self.sender.signer, self.sender.clock.now())
        try:
            return self.sender.http.post(url, body, {**dict([kind]), **signature})
        except ProblemError as error:
            raise _PeerFailedError(str(error)) from None

    def move(self) -> None:
        try:
            self.sender.peers.move(self.peer.hub, self.cursor)
        except NotFoundError:
            raise _UnlinkedError from None


def batches(events: Iterable[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    """Put events together, in order, as far as one request takes them."""
    batch: list[dict[str, Any]] = []
    size = 0
    for event in events:
        length = len(canonical(event))
        if batch and (len(batch) == MAX_EVENTS or size + length > MAX_BYTES):
            yield batch
            batch, size = [], 0
        batch.append(event)
        size += length
    if batch:
        yield batch


def _read_answer(peer: Peer, events: list[dict[str, Any]], status: int, data: bytes) -> dict[str, Any]:
    """Read what a peer says of a batch; a stranger wrote it, so nothing in it is taken for granted."""
    try:
        value = json.loads(data) if len(data) <= MAX_ANSWER_BYTES else None
    except (ValueError, RecursionError):
        value = None
    if status != 200:
        detail = value.get("detail") if isinstance(value, dict) else None
        raise _PeerFailedError(f"the peer answered {status}: {str(detail or 'no reason given')[:300]}")
    if not isinstance(value, dict) or value.get("hub") != peer.hub:
        raise _PeerFailedError("something else than this hub answers at its address")
    results, have = value.get("results"), value.get("have")
    if not isinstance(results, list) or len(results) != len(events) or not all(map(_is_result, results)):
        raise _PeerFailedError("the peer's answer does not tell of each event")
    if not isinstance(have, dict) or type(have.get("rev")) is not int or not isinstance(have.get("root"), str):
        raise _PeerFailedError("the peer's answer does not tell what it has")
    return value


def _is_result(one: Any) -> bool:
    names = ("id", "outcome", "reason")
    return isinstance(one, dict) and all(isinstance(one.get(name), str) for name in names)
