"""Run what other hubs ask of this one, and note what they report of ours; every event may come again."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from commandcenter.hub.commands import OUTCOMES, Answer, CommandStore
from commandcenter.kernel.clock import Clock, parse_time
from commandcenter.kernel.errors import ForbiddenError, ProblemError, UnavailableError
from commandcenter.mesh.bus import Bus
from commandcenter.mesh.envelope import Event
from commandcenter.mesh.federation.answers import hub_of, report
from commandcenter.mesh.federation.ports import Pokes
from commandcenter.mesh.log.ports import EventLog
from commandcenter.mesh.peers.model import COMMANDS, Peer
from commandcenter.mesh.peers.ports import PeerStore
from commandcenter.mesh.subjects import REPORT

Counts = Mapping[str, int]
Action = Callable[[Event, Peer], Counts]
"""Does what a command asks and tells how much, by name; the same event again changes nothing. Raises ProblemError."""

_logger = logging.getLogger("commandcenter.federation")


@dataclass(frozen=True)
class Runner:
    """Hold what running commands needs; `actions` by subject."""

    hub: str
    peers: PeerStore
    commands: CommandStore
    bus: Bus
    log: EventLog
    clock: Clock
    actions: Mapping[str, Action]


def run_command_event(event: Event, parts: Runner) -> None:
    """Run a command that is for us, or note a report that is; other events are passed over.

    Raises UnavailableError when it should be tried again.
    """
    if hub_of(event) == parts.hub or parts.hub not in event.data.get("targets", []):
        return
    if event.type == REPORT:
        _note(event, parts)
    elif event.type in COMMANDS:
        outcome, detail, counts = _run(event, parts)
        answer = report(parts.hub, event, outcome, detail, parts.log, counts)
        if answer is not None:
            parts.bus.publish(answer)


def _note(event: Event, parts: Runner) -> None:
    data, source = event.data, hub_of(event)
    (outcome,) = (known for known in OUTCOMES if known == data["outcome"])
    answer = Answer(source, outcome, data.get("detail", ""), data.get("counts", {}))
    if data["hub"] != source or not parts.commands.answer(data["command"], answer):
        _logger.warning("report %s of %s is of no use: not asked, or answered before", event.id, source)


def _run(event: Event, parts: Runner) -> tuple[str, str, Counts]:
    try:
        peer = _permitted(event, parts)
        return "ran", "", parts.actions[event.type](event, peer)
    except ForbiddenError as error:
        return "refused", error.detail, {}
    except UnavailableError:
        raise
    except ProblemError as error:
        return "failed", error.detail, {}


def _permitted(event: Event, parts: Runner) -> Peer:
    """Look once more whether the asking hub may: the link can have changed since the event came in."""
    peer = parts.peers.get(hub_of(event))
    if peer is None or event.type not in peer.allow:
        raise ForbiddenError("the hub does not allow this command")
    if parts.clock.now() >= parse_time(event.data["deadline"]):
        raise ForbiddenError("the deadline of the command has passed")
    return peer


def refresh(peers: PeerStore, pokes: Pokes) -> Action:
    """Make the action that sends a peer our summary anew, in full check."""

    def run(event: Event, peer: Peer) -> Counts:
        # What is behind a bridge is served by the bridge's cursor.
        served = [one.hub for one in peers.list() if one.bridge] if peer.kind == "nats" else [peer.hub]
        for hub in served:
            peers.move(hub, replace(peers.cursor(hub), rev=0, root=""))
        pokes.poke([hub for hub in served if peer.kind == "https"], event.id)
        return {"hubs": len(served)}

    return run


def sweep_audits(projects: Callable[[], list[str]], request: Callable[[Event, str], None]) -> Action:
    """Make the action that asks for an audit of each project, or of those the command names.

    Args:
        projects: Lists the projects of this hub.
        request: Publishes `hub.audit.requested` for one project as the next event of the chain; its id follows from both.
    """

    def run(event: Event, _peer: Peer) -> Counts:
        known, wanted = projects(), event.data.get("projects")
        chosen = sorted(set(known) & set(wanted)) if wanted else sorted(known)
        for project in chosen:
            request(event, project)
        return {"projects": len(chosen), "unknown": len(set(wanted or ()) - set(known))}

    return run
