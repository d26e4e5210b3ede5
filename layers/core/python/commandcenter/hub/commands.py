"""Commands this hub gave to others, and what they reported."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Literal, Protocol, get_args

from commandcenter.kernel.clock import format_time

CommandOutcome = Literal["ran", "refused", "failed"]
OUTCOMES: tuple[CommandOutcome, ...] = get_args(CommandOutcome)
KEPT = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Command:
    """Describe a command.

    Args:
        id: Random; also the id of its event.
        type: `fed.refresh` or `fed.audit.sweep`.
        asked_at: When it was given.
        deadline: Until when reports are waited for, and from when on no hub runs it.
        targets: The hubs that were asked, sorted.
    """

    id: str
    type: str
    asked_at: datetime
    deadline: datetime
    targets: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """Hold what one hub reported."""

    hub: str
    outcome: CommandOutcome
    detail: str = ""
    counts: Mapping[str, int] = field(default_factory=dict)


class CommandStore(Protocol):
    """Keep commands and answers for 30 days; reads see every write that has returned."""

    def open(self, command: Command) -> None: ...

    def answer(self, command_id: str, answer: Answer) -> bool:
        """Store the first answer of a hub; False when it was not asked, or has answered."""
        ...

    def get(self, command_id: str) -> tuple[Command, list[Answer]] | None:
        """Return a command and the answers so far, sorted by hub."""
        ...


class MemoryCommands:
    """Keep commands in this process."""

    def __init__(self) -> None:
        self._commands: dict[str, tuple[Command, dict[str, Answer]]] = {}

    def open(self, command: Command) -> None:
        self._commands[command.id] = (command, {})

    def answer(self, command_id: str, answer: Answer) -> bool:
        command, answers = self._commands.get(command_id, (None, {}))
        if command is None or answer.hub not in command.targets or answer.hub in answers:
            return False
        answers[answer.hub] = answer
        return True

    def get(self, command_id: str) -> tuple[Command, list[Answer]] | None:
        if command_id not in self._commands:
            return None
        command, answers = self._commands[command_id]
        return command, [answers[hub] for hub in sorted(answers)]


def tell(command: Command, answers: list[Answer], now: datetime) -> dict[str, Any]:
    """Render a command; who has not answered is waited for until the deadline, and has timed out after it."""
    said = {answer.hub: answer for answer in answers}
    silent = "timed_out" if now > command.deadline else "waiting"
    hubs = []
    for hub in command.targets:
        one = said.get(hub)
        hubs.append(
            {
                "hub": hub,
                "outcome": one.outcome if one else silent,
                "detail": one.detail if one else "",
                "counts": dict(one.counts) if one else {},
            }
        )
    return {
        "id": command.id,
        "command": command.type,
        "asked_at": format_time(command.asked_at),
        "deadline": format_time(command.deadline),
        "hubs": hubs,
    }
