"""10,000 pairs of subject and pattern, judged by our matcher, by EventBridge rules on the engine and by a NATS server."""

import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from nats_server import deliveries, running_server

from commandcenter.mesh.patterns import compile_pattern, matches
from commandcenter.mesh.subjects import MAX_TOKENS, subject_tokens
from commandcenter_local.testing import DeployedHub, temporary_stack

SEED, SIDE = 20260105, 100
WORDS = ("hub", "hubs", "a", "b", "A", "_", "-", "0")


def draw_subject(chance: random.Random) -> str:
    return ".".join(chance.choice(WORDS[: chance.randint(1, len(WORDS))]) for _ in range(chance.randint(1, MAX_TOKENS)))


def draw_pattern(chance: random.Random) -> str:
    """Put wildcards over a subject: most alike ones would otherwise match nothing."""
    tokens = [chance.choice([token, "*"]) for token in draw_subject(chance).split(".")]
    if chance.random() < 0.4:
        tokens[chance.randrange(len(tokens)) :] = [">"]
    return ".".join(tokens)


def distinct(draw: Any, chance: random.Random) -> list[str]:
    found: dict[str, None] = {}
    while len(found) < SIDE:
        found[draw(chance)] = None
    return list(found)


@pytest.fixture(scope="module")
def grid() -> tuple[list[str], list[str]]:
    print(f"seed {SEED}")
    chance = random.Random(SEED)
    return distinct(draw_pattern, chance), distinct(draw_subject, chance)


@pytest.fixture(scope="module")
def ours(grid) -> list[tuple[int, int]]:
    """Return the pairs that match by our matcher: enough of them, and enough that do not."""
    patterns, subjects = grid
    pairs = [
        (row, column)
        for row, pattern in enumerate(patterns)
        for column, subject in enumerate(subjects)
        if matches(pattern, subject)
    ]
    assert SIDE * SIDE * 0.03 < len(pairs) < SIDE * SIDE * 0.5
    assert {len(subjects[column].split(".")) for _, column in pairs} == set(range(1, MAX_TOKENS + 1))
    return pairs


def test_a_nats_server_agrees(grid, ours, tmp_path: Path) -> None:
    patterns, subjects = grid
    with running_server(tmp_path) as port:
        assert sorted(deliveries(port, patterns, subjects)) == ours


@pytest.fixture(scope="module")
def hub(tmp_path_factory, launcher) -> Iterator[DeployedHub]:
    with temporary_stack(tmp_path_factory.mktemp("subjects"), launcher=launcher) as running:
        running.register.ensure("alpha")
        yield DeployedHub(running, "alpha")


def test_the_rules_of_eventbridge_agree(grid, ours, hub) -> None:
    patterns, subjects = grid
    queue = hub.client("sqs").create_queue(QueueName="matched")["QueueUrl"]
    said = hub.client("sqs").get_queue_attributes(QueueUrl=queue, AttributeNames=["QueueArn"])["Attributes"]
    put_rules(hub, patterns, said["QueueArn"])
    put_events(hub, subjects)
    assert sorted(received(hub, queue, len(ours))) == ours


def put_rules(hub: DeployedHub, patterns: list[str], target: str) -> None:
    """Make a rule of each pattern that sends its own place and the subject's to the target."""
    client = hub.client("events")
    client.create_event_bus(Name="mesh")
    for place, pattern in enumerate(patterns):
        rule = {"Name": f"r{place}", "EventBusName": "mesh"}
        client.put_rule(**rule, EventPattern=json.dumps(compile_pattern(pattern)))
        told = {"InputPathsMap": {"column": "$.detail.place"}, "InputTemplate": f"[{place}, <column>]"}
        client.put_targets(
            Rule=rule["Name"],
            EventBusName="mesh",
            Targets=[{"Id": "queue", "Arn": target, "InputTransformer": told}],
        )


def put_events(hub: DeployedHub, subjects: list[str]) -> None:
    entries = [
        {
            "EventBusName": "mesh",
            "Source": "test",
            "DetailType": subject,
            "Detail": json.dumps({"place": place, "tokens": subject_tokens(subject)}),
        }
        for place, subject in enumerate(subjects)
    ]
    for start in range(0, len(entries), 10):
        assert hub.client("events").put_events(Entries=entries[start : start + 10])["FailedEntryCount"] == 0


def received(hub: DeployedHub, queue: str, expected: int) -> list[tuple[int, int]]:
    """Take messages until all expected ones are here and no more come for a second."""
    client, found = hub.client("sqs"), []
    while messages := client.receive_message(
        QueueUrl=queue,
        MaxNumberOfMessages=10,
        WaitTimeSeconds=1 if len(found) >= expected else 5,
        VisibilityTimeout=600,
    ).get("Messages"):
        found += [tuple(json.loads(message["Body"])) for message in messages]
    return found
