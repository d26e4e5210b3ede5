"""The port of commands, over memory and DynamoDB alike."""

from datetime import timedelta

import pytest

from commandcenter.hub.commands import Answer, Command, MemoryCommands
from commandcenter.hub.commands_dynamodb import DynamoCommands
from commandcenter.kernel.clock import FixedClock

CLOCK = FixedClock()
ASKED = CLOCK.now()
COMMAND = Command("c1", "fed.refresh", ASKED, ASKED + timedelta(seconds=60), ("alpha", "beta"))


@pytest.fixture(params=["memory", "dynamodb"])
def commands(request):
    if request.param == "memory":
        return MemoryCommands()
    request.getfixturevalue("aws")
    return DynamoCommands("hub", "eu-west-1", CLOCK)


def test_a_command_is_read_back(commands) -> None:
    assert commands.get("c1") is None
    commands.open(COMMAND)
    assert commands.get("c1") == (COMMAND, [])
    assert commands.get("c2") is None


def test_the_first_answer_of_each_hub_that_was_asked_counts(commands) -> None:
    commands.open(COMMAND)
    first = Answer("beta", "ran", "", {"projects": 3})
    assert commands.answer("c1", first)
    assert not commands.answer("c1", Answer("beta", "failed", "later"))
    assert not commands.answer("c1", Answer("gamma", "ran"))
    assert not commands.answer("c2", Answer("beta", "ran"))
    assert commands.get("c1") == (COMMAND, [first])
    second = Answer("alpha", "refused", "no «leave»")
    assert commands.answer("c1", second)
    assert commands.get("c1") == (COMMAND, [second, first])
    assert commands.get("c2") is None


def test_an_expired_command_is_gone_before_the_table_drops_it(aws) -> None:
    clock = FixedClock()
    commands = DynamoCommands("hub", "eu-west-1", clock)
    commands.open(COMMAND)
    clock.advance(30 * 86_400 - 1)
    assert commands.get("c1") is not None
    clock.advance(1)
    assert commands.get("c1") is None
    assert not commands.answer("c1", Answer("alpha", "ran"))
