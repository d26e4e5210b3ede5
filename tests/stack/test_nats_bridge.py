"""Two deployed hubs that know one another over a real NATS server only, each with its bridge as a process of its own."""

import asyncio
import json
import os
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import nats
import pytest
from living_hub import LivingHub, eventually
from mesh_hubs import announce, await_project, ecosystem, events, fingerprint
from test_uploads import archive

from commandcenter.signing.jwks import PublishedKey
from commandcenter.signing.key_files import generate_key

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "bridge"))

from processes import NatsServer

PASSPHRASE = "for a test"
COMMAND = Path(sys.executable).parent / "commandcenter"


def jwk_of(hub: LivingHub) -> dict[str, object]:
    """Return the key a hub signs with, as it publishes it."""
    keys = hub.send("GET", "/.well-known/jwks.json").json["keys"]
    found: dict[str, object] = next(key for key in keys if key["kid"] == fingerprint(hub))
    return found


def link_over_nats(hub: LivingHub, name: str, role: str, key: dict[str, object], **more: object) -> None:
    hub.call("DELETE", f"/v1/peers/{name}")
    body = {"hub": name, "kind": "nats", "role": role, "key": key, "fingerprint": key["kid"], **more}
    made = hub.call("POST", "/v1/peers", body)
    assert made.status == 201, made.body


@contextmanager
def bridge(hub: LivingHub, server: NatsServer, folder: Path):
    """Run the hub's bridge, with a key that its operator pinned."""
    key_file = folder / f"{hub.name}.pem"
    if not key_file.exists():
        key = PublishedKey(generate_key(key_file, "ed25519", PASSPHRASE)).to_json()
        link_over_nats(hub, f"{hub.name}-bridge", "both", key, bridge=True, subjects=["*.global.>", "fed.>"])
    where = ["--url", server.url, "--hub", hub.deployed.api, "--key", f"file:{key_file}", "--poll", "0.3"]
    with (folder / f"{hub.name}.log").open("a") as log:
        process = subprocess.Popen(
            [COMMAND, "bridge", "nats", *where],
            stderr=log,
            env={**os.environ, "COMMANDCENTER_PASSPHRASE": PASSPHRASE},
        )
        try:
            yield process
        finally:
            process.terminate()
            assert process.wait(30) == 0, (folder / f"{hub.name}.log").read_text()[-2000:]


@pytest.fixture
def server(tmp_path):
    server = NatsServer(tmp_path)
    server.start()
    yield server
    server.stop()


async def messages(url: str) -> list[dict[str, object]]:
    """Read all that is in the stream, as another program would."""
    connection = await nats.connect(url)
    try:
        subscription = await connection.jetstream().pull_subscribe("", durable="onlooker", stream="COMMANDCENTER")
        found = []
        while True:
            try:
                batch = await subscription.fetch(50, timeout=1)
            except nats.errors.TimeoutError:
                return found
            for message in batch:
                found.append({"on": message.subject, **json.loads(message.data)})
                await message.ack()
    finally:
        await connection.close()


def test_hubs_that_meet_over_nats_only(other_hub, meta_hub, server, tmp_path):
    """A project travels, restarts of server and bridge lose nothing, nothing comes back, and others see plain CloudEvents."""
    sender, receiver = other_hub, meta_hub
    link_over_nats(sender, receiver.name, "upstream", jwk_of(receiver))
    link_over_nats(receiver, sender.name, "downstream", jwk_of(sender))
    sender.register("over-nats")
    assert sender.upload("over-nats", archive({"a.py": "x = 1\n"}))["state"] == "done"
    with bridge(receiver, server, tmp_path):
        with bridge(sender, server, tmp_path):
            await_project(receiver, sender.name, "over-nats", 1, seconds=90)
        # While the sender's bridge is away, the hub goes on.
        assert sender.upload("over-nats", archive({"a.py": "x = 2\n"}))["rev"] == 2
        server.stop(kill=True)
        server.start()
        with bridge(sender, server, tmp_path):
            await_project(receiver, sender.name, "over-nats", 2, seconds=90)
            announce(sender)

            def online() -> bool:
                (of,) = [one for one in ecosystem(receiver)["hubs"] if one["name"] == sender.name]
                return bool(of["status"] == "online")

            eventually(online, "presence over NATS", 90)
            seen = asyncio.run(messages(server.url))
    subjects = {str(message["on"]) for message in seen}
    assert {f"{sender.name}.global.summary", f"{sender.name}.global.presence"} <= subjects
    assert len({message["id"] for message in seen}) == len(seen)
    for message in seen:
        assert (message["specversion"], message["type"]) == ("1.0", message["on"])
    own = [entry["event"] for entry in events(sender, f"{sender.name}.global.>")]
    assert {event["hops"] for event in own} == {0}, "an event of its own came back to the hub"
    taken = [entry["event"]["id"] for entry in events(receiver, f"{sender.name}.global.>")]
    assert len(set(taken)) == len(taken)
