"""Ask linked hubs to do something, and tell who did."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from commandcenter.hub.commands import Command, CommandStore, tell
from commandcenter.kernel.clock import Clock, format_time
from commandcenter.kernel.errors import InvalidInputError, NotFoundError
from commandcenter.kernel.urn import check_name
from commandcenter.mesh.bus import Bus
from commandcenter.mesh.contracts import check_event
from commandcenter.mesh.envelope import Event
from commandcenter.mesh.federation.answers import hub_urn
from commandcenter.mesh.peers.ports import PeerStore

COMMANDS: Mapping[str, str] = {"refresh": "fed.refresh", "audit.sweep": "fed.audit.sweep"}
SECONDS = 60
LEAST_SECONDS, MOST_SECONDS = 5, 3_600
MAX_TARGETS, MAX_PROJECTS = 100, 200


@dataclass(frozen=True)
class FanOut:
    """Hold what giving commands needs."""

    hub: str
    peers: PeerStore
    commands: CommandStore
    bus: Bus
    clock: Clock


def ask_hubs(parts: FanOut, body: Mapping[str, Any]) -> str:
    """Give a command and return its id.

    Args:
        parts: Of this hub.
        body: `command` (refresh or audit.sweep), and if wanted `targets` (all hubs that send to us), `seconds` (60),
            `projects` of a sweep (all).

    Raises InvalidInputError with a pointer, UnavailableError.
    """
    name = str(body.get("command"))
    if name not in COMMANDS:
        raise InvalidInputError(f"the command must be one of {', '.join(COMMANDS)}", pointer="/command")
    projects = _projects(name, body)
    now = parts.clock.now()
    deadline = now + timedelta(seconds=_seconds(body))
    command = Command(secrets.token_hex(16), COMMANDS[name], now, deadline, _targets(parts, body))
    event = _event(parts.hub, command, projects)
    check_event(event)
    parts.commands.open(command)
    parts.bus.publish(event)
    return command.id


def show_command(parts: FanOut, command_id: str) -> dict[str, Any]:
    """Tell who ran a command, refused it, failed, is waited for or timed out; raises NotFoundError."""
    found = parts.commands.get(command_id)
    if found is None:
        raise NotFoundError("there is no such command")
    return tell(*found, parts.clock.now())


def _event(hub: str, command: Command, projects: list[str]) -> Event:
    data: dict[str, Any] = {
        "command": command.id,
        "targets": list(command.targets),
        "deadline": format_time(command.deadline),
        "reason": "asked by an operator",
    }
    if projects:
        data["projects"] = projects
    return Event(command.id, f"urn:cc:{hub}", command.type, hub_urn(hub), command.asked_at, data)


def _targets(parts: FanOut, body: Mapping[str, Any]) -> tuple[str, ...]:
    linked = {peer.hub: peer for peer in parts.peers.list() if not peer.bridge}
    names = _names(body, "targets", MAX_TARGETS)
    for name in names:
        if name not in linked:
            raise InvalidInputError(f"the hub {name} is not linked", pointer="/targets")
    chosen = names or [peer.hub for peer in linked.values() if peer.receives_from][:MAX_TARGETS]
    if not chosen:
        raise InvalidInputError("no linked hub sends to this one; name the targets", pointer="/targets")
    return tuple(sorted(set(chosen)))


def _projects(command: str, body: Mapping[str, Any]) -> list[str]:
    names = _names(body, "projects", MAX_PROJECTS)
    if names and command != "audit.sweep":
        raise InvalidInputError("only a sweep is about projects", pointer="/projects")
    return [check_name(name) for name in names]


def _names(body: Mapping[str, Any], member: str, most: int) -> Sequence[str]:
    names = body.get(member) or []
    if not isinstance(names, list) or len(names) > most or not all(isinstance(name, str) for name in names):
        raise InvalidInputError(f"a list of at most {most} names is needed", pointer=f"/{member}")
    return names


def _seconds(body: Mapping[str, Any]) -> int:
    seconds = body.get("seconds", SECONDS)
    if type(seconds) is not int or not LEAST_SECONDS <= seconds <= MOST_SECONDS:
        raise InvalidInputError(f"seconds must be {LEAST_SECONDS} to {MOST_SECONDS:,}", pointer="/seconds")
    return seconds
