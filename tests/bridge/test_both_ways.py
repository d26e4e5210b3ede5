"""Two hubs, two bridges, one NATS server."""

import asyncio
import json

import nats
from honest_hub import event
from processes import bridging, until


def everything_crossed(one, other):
    return len(one.taken) >= len(other.log) and len(other.taken) >= len(one.log)


def assert_each_has_all_of_the_other(one, other):
    assert one.ids_taken(other.name) == other.ids()
    assert other.ids_taken(one.name) == one.ids()
    assert one.ids_taken(one.name) == other.ids_taken(other.name) == []
    assert one.refused == other.refused == []


def publish_raw(server, *messages):
    async def work():
        client = await nats.connect(server.url)
        for subject, body in messages:
            await client.jetstream().publish(subject, body)
        await client.close()

    asyncio.run(work())


def consumer(server, hub):
    async def work():
        client = await nats.connect(server.url)
        info = await client.jetstream().consumer_info("COMMANDCENTER", f"commandcenter-{hub}")
        await client.close()
        return info

    return asyncio.run(work())


def test_each_hub_gets_every_event_of_the_other_in_order(hubs, signer, server):
    one, other = hubs
    one.publish(120, note="é")
    with bridging(one, signer, server), bridging(other, signer, server):
        until(lambda: everything_crossed(one, other))
        other.publish(60)
        one.publish(3, type_="fed.refresh")
        until(lambda: everything_crossed(one, other))
        until(lambda: (one.cursor, other.cursor) == (123, 60))
    assert_each_has_all_of_the_other(one, other)
    assert other.taken[:120] == one.log[:120]  # not a letter of it changed


def test_other_programs_see_plain_cloudevents(hubs, signer, server):
    one, _ = hubs

    async def listen():
        client = await nats.connect(server.url)
        heard = await client.subscribe("atlas.global.>")
        await client.flush()
        one.publish(2)
        messages = [await heard.next_msg(timeout=10) for _ in range(2)]
        await client.close()
        return messages

    with bridging(one, signer, server) as running:
        until(lambda: running.told("joined"))
        messages = asyncio.run(listen())
    assert [json.loads(message.data) for message in messages] == one.log
    assert [message.subject for message in messages] == ["atlas.global.escalation"] * 2
    assert [message.headers["Content-Type"] for message in messages] == ["application/cloudevents+json"] * 2
    assert [message.headers["Nats-Msg-Id"] for message in messages] == one.ids()


def test_the_allow_list_holds_both_ways(hubs, signer, server):
    one, other = hubs
    with (
        bridging(one, signer, server),
        bridging(other, signer, server, patterns=("*.global.escalation",)) as narrow,
    ):
        one.publish(2, type_="fed.refresh")
        one.publish(1)
        other.publish(2, type_="fed.refresh")
        other.publish(1)
        until(lambda: one.taken and other.taken and other.cursor == 3)
    assert [taken["type"] for taken in one.taken] == ["veria.global.escalation"]
    assert [taken["type"] for taken in other.taken] == ["atlas.global.escalation"]
    assert narrow.told("counts")[-1]["withheld"] == 2


def test_what_is_no_event_is_ended_and_told_without_its_content(hubs, signer, server):
    _, other = hubs
    with bridging(other, signer, server) as running:
        until(lambda: running.told("joined"))
        mislabelled = json.dumps(event("atlas", 1, "atlas.global.presence")).encode()
        good = json.dumps(event("atlas", 2, "fed.report")).encode()
        publish_raw(server, ("fed.a", b"secret {"), ("fed.b", b'{"secret": 1}'), ("fed.c", mislabelled))
        publish_raw(server, ("fed.report", good))
        until(lambda: other.taken)
    assert other.ids_taken("atlas") == ["atlas-2"]
    assert [line["subject"] for line in running.told("no event")] == ["fed.a", "fed.b", "fed.c"]
    assert "secret" not in running.lines.getvalue()
    info = consumer(server, "veria")
    assert (info.num_ack_pending, info.num_pending) == (0, 0)


def test_what_the_hub_refuses_is_ended_and_told(hubs, signer, server):
    _, other = hubs
    with bridging(other, signer, server) as running:
        until(lambda: running.told("joined"))
        late = [json.dumps(event("atlas", place, "fed.report")).encode() for place in (2, 1, 3)]
        publish_raw(server, *(("fed.report", body) for body in late))
        until(lambda: len(other.taken) == 2)
    assert other.ids_taken("atlas") == ["atlas-2", "atlas-3"]
    assert [(line["id"], line["reason"]) for line in running.told("refused")] == [("atlas-1", "out of order")]
    assert consumer(server, "veria").num_ack_pending == 0
