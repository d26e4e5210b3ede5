"""Refused batches, and consumers of servers that cannot be set back."""

import asyncio
import io
import json
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commandcenter.kernel.clock import FixedClock
from commandcenter.kernel.errors import InvalidInputError
from commandcenter.mesh.nats.allow_list import AllowList
from commandcenter.mesh.nats.consumer import Consumer, consumer_config
from commandcenter.mesh.nats.health import answer
from commandcenter.mesh.nats.inbound import Inbound
from commandcenter.mesh.nats.journal import Journal
from commandcenter.mesh.nats.model import BridgeSettings, Verdict


class Door:
    """Refuse every batch with a poisonous event in it."""

    def __init__(self, poisonous):
        self.poisonous, self.taken = poisonous, []

    def deliver(self, events):
        if any(int(event.id) in self.poisonous for event in events):
            raise InvalidInputError("no")
        self.taken += [event.id for event in events]
        return {event.id: Verdict("accepted") for event in events}


class Inbox:
    ack_wait = 30.0

    def __init__(self, messages):
        self.messages, self.kept, self.ended = messages, [], []

    async def fetch(self, limit, seconds):
        taken, self.messages = self.messages[:limit], self.messages[limit:]
        return taken

    async def acknowledge(self, kept, ended):
        self.kept += kept
        self.ended += ended


def message(number, source="urn:cc:veria"):
    body = {"specversion": "1.0", "id": str(number), "source": source, "type": "fed.report"}
    return SimpleNamespace(subject="fed.report", data=json.dumps(body).encode(), number=number)


def carry(door, inbox, size):
    async def work():
        journal = Journal(io.StringIO(), FixedClock())
        asked = BridgeSettings("nats://x", batch_bytes=size)
        inbound = Inbound("atlas", door, inbox, AllowList(["fed.>"]), journal, asked, asyncio.Event())
        while await inbound.turn():
            pass

    asyncio.run(work())


@given(st.sets(st.integers(0, 69), max_size=4), st.integers(1, 3000), st.sets(st.integers(0, 69), max_size=5))
@settings(max_examples=30, deadline=None)
def test_what_spoils_a_batch_is_found_and_the_rest_goes_in_order(poisonous, size, own):
    messages = [message(n, "urn:cc:atlas" if n in own else "urn:cc:veria") for n in range(70)]
    door, inbox = Door(poisonous - own), Inbox(messages)
    carry(door, inbox, size)
    assert door.taken == [str(n) for n in range(70) if n not in poisonous | own]
    assert sorted(one.number for one in inbox.ended) == sorted(poisonous - own)
    assert {one.number for one in inbox.kept} == set(range(70)) - (poisonous - own)


def told(**values):
    return SimpleNamespace(**values)


class Broker:
    """Be the connection, JetStream and a subscription; three messages are in other hands, seven were given out."""

    name = "stream"

    def __init__(self, version):
        self.connected_server_version = told(major=version[0], minor=version[1])
        self.asked, self.first = [], 8

    def jetstream(self):
        return self

    async def ensure(self):
        pass

    async def add_consumer(self, stream, config):
        return told(name="c", num_ack_pending=3, delivered=told(consumer_seq=7))

    async def reset_consumer(self, stream, name):
        self.asked.append("reset")
        self.first = 1

    async def consumer_info(self, stream, name):
        self.asked.append("info")
        return told(name="c", num_ack_pending=3, delivered=told(consumer_seq=7))

    async def pull_subscribe_bind(self, name, stream):
        return self

    async def fetch(self, limit, timeout):
        return [told(metadata=told(sequence=told(consumer=n))) for n in (self.first + 1, self.first)]

    async def unsubscribe(self):
        self.asked.append("unsubscribe")


@pytest.mark.parametrize(("version", "calls"), [((2, 14), ["reset"]), ((2, 10), ["info"])], ids=["new", "old"])
def test_a_consumer_with_messages_in_other_hands_is_set_back_first(version, calls):
    async def work():
        broker = Broker(version)
        consumer = Consumer(broker, broker, consumer_config("atlas", ["fed.>"], ack_wait=-1.0, most_waiting=50))
        taken = await consumer.fetch(50, 1.0)
        assert [one.metadata.sequence.consumer for one in taken] == [broker.first, broker.first + 1]
        assert broker.asked == calls
        assert await consumer.fetch(50, 1.0) == ()  # the same numbers again: something did not reach us
        assert broker.asked == [*calls, "unsubscribe"]

    asyncio.run(work())


def test_health_answers():
    assert answer(b"GET /healthz HTTP/1.1", []).startswith(b"HTTP/1.1 200 ")
    assert answer(b"GET /healthz?x HTTP/1.1", ["hub"]).endswith(b'{"silent": ["hub"]}')
    assert answer(b"HEAD /healthz HTTP/1.1", ["hub"]).endswith(b"\r\n\r\n")
    assert answer(b"POST /healthz HTTP/1.1", []).startswith(b"HTTP/1.1 404 ")
    assert answer(b"", []).startswith(b"HTTP/1.1 404 ")


def test_a_journal_tells_trouble_once_a_minute_and_its_end():
    out, clock = io.StringIO(), FixedClock()
    journal = Journal(out, clock)
    for _ in range(61):
        journal.trouble("hub", "gone")
        clock.advance(1)
    journal.trouble("hub", "otherwise")
    journal.answered("hub")
    journal.answered("hub")
    told = [json.loads(line)["message"] for line in out.getvalue().splitlines()]
    assert told == ["hub: gone", "hub: gone", "hub: otherwise", "hub answers again"]
    assert journal.silent() == ["nats"]
    clock.advance(91)
    assert journal.silent() == ["hub", "nats"]
