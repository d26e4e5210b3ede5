"""What enters a hub: every event is judged on its own by keys, law, age and number; then it takes effect once."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Literal, NoReturn

from commandcenter.kernel.clock import Clock, parse_time
from commandcenter.kernel.errors import InvalidInputError, UnauthenticatedError
from commandcenter.mesh.bus import Bus
from commandcenter.mesh.contracts import check_event
from commandcenter.mesh.envelope import MAX_HOPS, Event
from commandcenter.mesh.federation.answers import hub_of, report
from commandcenter.mesh.federation.effects import Effects, RefusedEffectError
from commandcenter.mesh.federation.ports import Judge
from commandcenter.mesh.federation.signed_events import SignedEvent
from commandcenter.mesh.log.model import KEPT
from commandcenter.mesh.log.ports import EventLog
from commandcenter.mesh.peers.model import COMMANDS, Peer
from commandcenter.mesh.peers.ports import PeerStore
from commandcenter.mesh.presence.model import OFFLINE_AFTER

LAW = "hub/federation/enter"
AHEAD = timedelta(seconds=30)
"""How far ahead of ours a sender's clock may be."""
ENDED = f"the chain of events ends at {MAX_HOPS} hops"

Outcome = Literal["accepted", "duplicate", "refused"]


@dataclass(frozen=True, slots=True)
class Result:
    """Tell what became of one event; `reason` says why it was refused, else ""."""

    id: str
    outcome: Outcome
    reason: str = ""

    def to_json(self) -> dict[str, str]:
        return {"id": self.id, "outcome": self.outcome, "reason": self.reason}


@dataclass(frozen=True)
class Entrance:
    """Hold what the door of a hub is made of.

    Args:
        hub: This hub.
        log: Knows which ids have been on our bus, and takes in events that are not carried on.
    """

    hub: str
    peers: PeerStore
    judge: Judge
    effects: Effects
    bus: Bus
    log: EventLog
    clock: Clock


class _RefusedError(Exception):
    """End the checks of one event; the argument says why."""


class _DuplicateError(Exception):
    """End the checks of an event that was taken in before."""


def receive(value: Any, carrier: Peer, door: Entrance) -> Result:
    """Check one event that a linked hub sent or a bridge brought, and let it take effect.

    The order: shape, schema, link, signature, law, age, number; then effects, the bus, and last the number is raised, so that a
    crash in between is made good by the sender's next try.

    Args:
        value: What was received: structured CloudEvents JSON.
        carrier: Whose key signed the request.
        door: Of this hub.

    Returns: The result; faults of the sender are no errors. Raises UnavailableError when a part of the hub does not answer.
    """
    event_id = _id(value)
    try:
        signed, peer = _identify(value, carrier, door)
        _admit(signed, peer, carrier, door)
        _take(signed, peer, door)
    except _DuplicateError:
        return Result(event_id, "duplicate")
    except (_RefusedError, RefusedEffectError) as refusal:
        return Result(event_id, "refused", str(refusal))
    except (InvalidInputError, UnauthenticatedError) as error:
        return Result(event_id, "refused", str(error))
    return Result(event_id, "accepted")


def _id(value: Any) -> str:
    found = value.get("id") if isinstance(value, Mapping) else None
    return found if isinstance(found, str) else ""


def _identify(value: Any, carrier: Peer, door: Entrance) -> tuple[SignedEvent, Peer]:
    """Find out who says this, and that it is them."""
    signed = SignedEvent.from_cloudevent(value)
    check_event(signed.event)
    name = hub_of(signed.event)
    peer = None if name == door.hub else door.peers.get(name)
    if peer is None or peer.bridge:
        _refuse(f"the hub {name} is not linked")
    if carrier.bridge and peer.kind != "nats":
        _refuse(f"the hub {name} is not one to meet over NATS")
    if not carrier.bridge and (carrier.hub != name or peer.kind != "https"):
        _refuse("the event is not of the hub that signed the request")
    signed.verify(peer.keys, door.clock.now())
    if "hub" in signed.event.data and signed.event.data["hub"] != name:
        _refuse("it does not speak of the hub that signed it")
    return signed, peer


def _admit(signed: SignedEvent, peer: Peer, carrier: Peer, door: Entrance) -> None:
    """Ask the law, the clock and the numbers; raises the refusal."""
    event, now = signed.event, door.clock.now()
    said = door.judge.decide(LAW, _facts(event, peer, carrier, door.hub))
    _check_age(event, now)
    _check_number(signed, peer, door)
    if said["allow"] is not True:
        _answer_refusal(event, str(said.get("reason", "")), door)
        _refuse(str(said.get("reason", "")))
    if event.hops >= MAX_HOPS:
        door.log.append([event], now, outcome="stopped", reason=ENDED)
        _refuse(ENDED)


def _facts(event: Event, peer: Peer, carrier: Peer, hub: str) -> dict[str, Any]:
    return {
        "hub": hub,
        "peer": {"hub": peer.hub, "role": peer.role, "allow": list(peer.allow)},
        "event": {"type": event.type, "source": event.source, "targets": event.data.get("targets", [])},
        "via": {"bridge": carrier.bridge, "subjects": list(carrier.subjects)},
    }


def _check_age(event: Event, now: datetime) -> None:
    if event.time > now + AHEAD:
        _refuse("the event is from the future")
    if event.type in COMMANDS and parse_time(event.data["deadline"]) <= now:
        _refuse("the deadline of the command has passed")
    oldest = OFFLINE_AFTER if event.type.endswith(".global.presence") else KEPT
    if event.time < now - oldest:
        _refuse("the event is too old")


def _check_number(signed: SignedEvent, peer: Peer, door: Entrance) -> None:
    """Refuse what does not follow; the parts of one summary share its revision as their number, and their order is its own."""
    event, last = signed.event, door.peers.accepted(peer.hub, signed.event.type)
    if signed.sequence > last or (signed.sequence == last and event.type.endswith(".global.summary")):
        return
    if signed.sequence == last or door.log.seen(event.id):
        raise _DuplicateError
    _refuse(f"out of order: {signed.sequence} after {last}")


def _answer_refusal(event: Event, reason: str, door: Entrance) -> None:
    """Tell a hub that asked us for something that we will not; its next try gets the same answer under the same id."""
    if event.type in COMMANDS and door.hub in event.data["targets"]:
        answer = report(door.hub, event, "refused", reason, door.log)
        if answer is not None:
            door.bus.publish(answer)


def _take(signed: SignedEvent, peer: Peer, door: Entrance) -> None:
    event, now = signed.event, door.clock.now()
    door.effects.apply(signed, peer, now)
    door.bus.publish(replace(event, hops=event.hops + 1))
    door.peers.accept(peer.hub, event.type, signed.sequence)


def _refuse(reason: str) -> NoReturn:
    raise _RefusedError(reason)
