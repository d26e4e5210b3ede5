"""Hubs that are linked, and what a test of the mesh asks of them."""

import json
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from living_hub import LivingHub, eventually


def fingerprint(hub: LivingHub) -> str:
    """Return the fingerprint of the key a hub signs with, as its operator sees it."""
    found: str = hub.call("GET", "/v1/peers").json["fingerprint"]
    return found


def link(hub: LivingHub, peer: LivingHub, role: str, *allow: str) -> dict[str, Any]:
    """Link one side, pinning what the other side's operator sees; returns the link as the hub tells it."""
    body = {"url": peer.deployed.api, "role": role, "fingerprint": fingerprint(peer), "allow": list(allow)}
    made = hub.call("POST", "/v1/peers", body)
    assert made.status == 201, made.body
    answer: dict[str, Any] = made.json
    return answer


def peer_of(hub: LivingHub, name: str) -> dict[str, Any] | None:
    peers = hub.call("GET", "/v1/peers").json["peers"]
    return next((peer for peer in peers if peer["hub"] == name), None)


def events(hub: LivingHub, pattern: str = ">", after: int = 0) -> list[dict[str, Any]]:
    """Return the entries of a hub's log whose subject matches, in order."""
    found: list[dict[str, Any]] = []
    while True:
        page = hub.call("GET", f"/v1/mesh/events?after={after}&limit=500&pattern={pattern}").json
        found += page["events"]
        if page["next"] >= page["last"]:
            return found
        after = page["next"]


def last_event(hub: LivingHub) -> int:
    found: int = hub.call("GET", "/v1/mesh/events?limit=1").json["last"]
    return found


def ecosystem(hub: LivingHub, key: str | None = None) -> dict[str, Any]:
    """Return what a hub answers of all hubs."""
    query = """{ ecosystemGraph(first: 100) {
        hubs { name status rev current projects }
        projects { hub name urn rev freshness { state reason } }
        links { type source target sourceHub targetHub sourceProject targetProject observed evidence { kind hub } }
        edges { type source target sourceHub targetHub observed evidence { kind hub } }
        missing stale } }"""
    answer: dict[str, Any] = hub.ask(query, key=key)["ecosystemGraph"]
    return answer


def announce(hub: LivingHub) -> None:
    """Have a hub announce itself now, as its schedule would."""
    hub.client("lambda").invoke(
        FunctionName=hub.function("AnnouncePresence"), Payload=json.dumps({"source": "aws.events"})
    )


def await_project(hub: LivingHub, of: str, name: str, rev: int, seconds: float = 60) -> dict[str, Any]:
    """Return a project of another hub once it is shown at a revision."""

    def shown() -> dict[str, Any] | None:
        found = ecosystem(hub)["projects"]
        return next((p for p in found if (p["hub"], p["name"]) == (of, name) and (p["rev"] or 0) >= rev), None)

    return eventually(shown, f"revision {rev} of {of}/{name} on {hub.name}", seconds)


@contextmanager
def down(hub: LivingHub, *functions: str) -> Iterator[None]:
    """Let some functions of a hub not run for the length of a block."""
    client, names = hub.client("lambda"), [hub.function(one) for one in functions]
    for name in names:
        client.put_function_concurrency(FunctionName=name, ReservedConcurrentExecutions=0)
    try:
        yield
    finally:
        for name in names:
            client.delete_function_concurrency(FunctionName=name)


def poke(hub: LivingHub, peer: str) -> None:
    """Have a hub serve a peer now, as the tick of presence would."""
    queue = hub.client("sqs").get_queue_url(QueueName=f"commandcenter-{hub.name}-peers.fifo")["QueueUrl"]
    hub.client("sqs").send_message(
        QueueUrl=queue, MessageBody=json.dumps({"hub": peer}), MessageGroupId=peer, MessageDeduplicationId=uuid.uuid4().hex
    )  # fmt: skip
