"""The queues of the federation: which messages come back, and what the queue of peers is sent."""

import json
from types import SimpleNamespace

import boto3
import pytest
from federation_parts_memory import MemoryHub
from federation_wire import linked
from moto import mock_aws

from commandcenter.hub.commands import MemoryCommands
from commandcenter.hub.peer_batches import handle_command_events, handle_pokes
from commandcenter.hub.peer_queue import SqsPokes
from commandcenter.kernel.errors import UnavailableError


def hub_of(hub: MemoryHub, **more) -> SimpleNamespace:
    parts = {
        "settings": SimpleNamespace(hub=hub.name),
        "clock": hub.clock,
        "bus": hub.bus,
        "peers": hub.peers,
        "presences": hub.presences,
        "event_log": hub.log,
        "summaries": hub.summaries,
        "judge": hub.law,
        "signer": hub.signer,
        "commands": MemoryCommands(),
        "pokes": SimpleNamespace(poke=lambda hubs, reason="": None),
        "ledger": SimpleNamespace(projects=lambda: ["_hub", "shop", "lib"]),
    }
    return SimpleNamespace(**parts | more)


def records(*bodies: str) -> dict:
    return {
        "Records": [
            {
                "messageId": f"m{n}",
                "body": body,
                "eventSource": "aws:sqs",
                "receiptHandle": "r",
                "attributes": {"MessageGroupId": "g", "ApproximateReceiveCount": "1"},
                "messageAttributes": {},
            }
            for n, body in enumerate(bodies)
        ]
    }


def failed(answer: dict) -> list[str]:
    return [one["itemIdentifier"] for one in answer["batchItemFailures"]]


def test_a_peer_that_is_down_fails_no_message() -> None:
    alpha, meta, wire = linked()
    alpha.log.append([alpha.escalation()], alpha.clock.now())
    hub = hub_of(alpha, peer_http=wire)
    wire.cut = ["before"]
    assert failed(handle_pokes(hub, records('{"hub": "meta"}'), None)) == []
    assert alpha.peers.cursor("meta").error == "nobody answers"
    assert failed(handle_pokes(hub, records('{"hub": "meta"}'), None)) == []
    assert len(meta.bus.events) == 1


def test_our_own_faults_come_back_and_odd_messages_hold_nobody_up() -> None:
    alpha, _, wire = linked()

    class Down:
        def decide(self, path, facts):
            raise UnavailableError("no policy engine")

    hub = hub_of(alpha, peer_http=wire, judge=Down())
    assert failed(handle_pokes(hub, records('{"hub": "meta"}'), None)) == ["m0"]
    for odd in ('{"hub": 7}', "{}", "[]", "no JSON"):
        assert failed(handle_pokes(hub, records(odd), None)) == []


def test_commands_are_run_one_by_one() -> None:
    alpha, meta, _ = linked()
    alpha.link(meta, role="upstream", allow=("fed.audit.sweep",))
    event = meta.command("fed.audit.sweep", "alpha", hops=1)
    body = json.dumps({"detail": event.to_detail()})
    assert failed(handle_command_events(hub_of(alpha), records(body, "{}", body), None)) == ["m1"]
    kinds = [(one.type, one.source, one.hops) for one in alpha.bus.events]
    once = [("hub.audit.requested", "urn:cc:alpha", 2)] * 2 + [("fed.report", "urn:cc:alpha", 2)]
    assert kinds == once * 2
    assert len({one.id for one in alpha.bus.events}) == 3, "a repeat has the ids of the first time"
    assert {one.data["project"] for one in alpha.bus.events[:2]} == {"shop", "lib"}
    assert alpha.bus.events[0].correlationid == event.id


def test_a_chain_that_ends_runs_nothing_and_is_told_by_the_log() -> None:
    alpha, meta, _ = linked()
    alpha.link(meta, role="upstream", allow=("fed.audit.sweep",))
    event = meta.command("fed.audit.sweep", "alpha", hops=8)
    handle_command_events(hub_of(alpha), records(json.dumps({"detail": event.to_detail()})), None)
    assert alpha.bus.events == []
    ended = [(entry.event.type, entry.event.causationid, entry.outcome) for entry in alpha.log.entries]
    assert ended == [("hub.audit.requested", event.id, "stopped")] * 2 + [("fed.report", event.id, "stopped")]


@pytest.fixture
def queue():
    with mock_aws():
        client = boto3.client("sqs", region_name="eu-west-1")
        url = client.create_queue(QueueName="peers.fifo", Attributes={"FifoQueue": "true"})["QueueUrl"]

        def taken() -> list[tuple[str, str]]:
            found = []
            while messages := client.receive_message(
                QueueUrl=url, MaxNumberOfMessages=10, AttributeNames=["MessageGroupId"]
            ).get("Messages"):
                for message in messages:
                    found.append((message["Attributes"]["MessageGroupId"], message["Body"]))
                    client.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
            return found

        yield SqsPokes(client, url), taken


def test_pokes_go_by_peer_and_one_reason_is_one_poke(queue) -> None:
    pokes, taken = queue
    pokes.poke(["a", "b"], "tick-1")
    pokes.poke(["a"], "tick-1")
    pokes.poke(["a"], "tick-2")
    assert sorted(taken()) == [("a", '{"hub":"a"}')] * 2 + [("b", '{"hub":"b"}')]
    pokes.poke(["a"])
    pokes.poke(["a"])
    assert len(taken()) == 2


def test_a_queue_that_is_gone() -> None:
    with mock_aws():
        client = boto3.client("sqs", region_name="eu-west-1")
        with pytest.raises(UnavailableError):
            SqsPokes(client, "https://sqs.eu-west-1.amazonaws.com/1/none.fifo").poke(["a"])
