"""The command as an operator meets it."""

import asyncio
import json
import urllib.error
import urllib.request

import nats
import pytest
from nats.js.api import StreamConfig
from processes import command, until


def ends(*arguments, **more):
    process = command(*arguments, **more)
    _, lines = process.communicate(timeout=20)
    last = lines.splitlines()[-1]
    return process.returncode, last


def arguments(server, at, key_file, **more):
    options = {"url": server.url, "hub": at.url, "key": f"file:{key_file}"} | more
    return [word for name, value in options.items() for word in (f"--{name.replace('_', '-')}", value)]


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ({"url": "http://127.0.0.1"}, "a NATS server is named by a URL of the scheme nats, tls, ws, wss"),
        ({"hub": "http://hub.example"}, "a hub is reached over https only: --hub https://..."),
        ({"key": "awskms:alias/bridge"}, "the bridge has a key on disk: --key file:PATH"),
        ({"key": "file:/nowhere.pem"}, "there is no key at /nowhere.pem"),
        ({"subject": "a..b"}, "not a pattern over subjects: 'a..b'"),
        ({"creds": "/nowhere"}, "there is no credentials file at /nowhere"),
        ({"tls_ca": "/nowhere"}, "/nowhere is no file of CA certificates"),
        ({"passphrase_file": "/nowhere"}, "/nowhere cannot be read"),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)
def test_bad_options_end_with_one_line_and_2(wrong, reason, server, hubs, key_file):
    code, line = ends(*arguments(server, hubs[0], key_file, **wrong))
    assert code == 2
    assert line.startswith(f"commandcenter: {reason}")


def test_a_wrong_passphrase_ends_with_one_line_and_2(server, hubs, key_file):
    code, line = ends(*arguments(server, hubs[0], key_file), passphrase="wrong")
    assert (code, line) == (2, f"commandcenter: {key_file} does not open with this passphrase")


def test_subjects_that_another_stream_holds_end_with_one_line_and_2(server, hubs, key_file):
    async def occupy():
        client = await nats.connect(server.url)
        await client.jetstream().add_stream(StreamConfig(name="OTHER", subjects=["fed.>"]))
        await client.close()

    asyncio.run(occupy())
    code, line = ends(*arguments(server, hubs[0], key_file))
    assert code == 2
    assert line.startswith(
        "commandcenter: the stream COMMANDCENTER cannot take in atlas.global.>, fed.>: subjects overlap"
    )


def test_a_stream_that_is_there_keeps_what_it_is(server, hubs, key_file):
    async def make():
        client = await nats.connect(server.url)
        js = client.jetstream()
        await js.add_stream(StreamConfig(name="MINE", subjects=["fed.>", "extra"], max_age=60, max_msgs=1000))
        await client.close()

    async def look():
        client = await nats.connect(server.url)
        config = (await client.jetstream().stream_info("MINE")).config
        await client.close()
        return config

    asyncio.run(make())
    hubs[0].publish(2)
    process = command(*arguments(server, hubs[0], key_file, stream="MINE"))
    until(lambda: hubs[0].cursor == 2)
    process.terminate()
    process.communicate()
    config = asyncio.run(look())
    assert sorted(config.subjects) == ["atlas.global.>", "extra", "fed.>"]
    assert (config.max_age, config.max_msgs) == (60, 1000)


def test_health_says_which_side_is_silent(server, hubs, key_file, tmp_path):
    hub, port = hubs[0], free_port()
    url = f"http://127.0.0.1:{port}/healthz"
    hub.away = True
    process = command(*arguments(server, hub, key_file, health_port=str(port)))
    try:
        until(lambda: looked(url) == (503, ["hub", "nats"]))
        hub.away = False
        until(lambda: looked(url) == (200, []))
        assert looked(url.replace("healthz", "else"))[0] == 404
    finally:
        process.terminate()
        _, lines = process.communicate(timeout=10)
    assert process.returncode == 0
    assert json.loads(lines.splitlines()[-1])["message"] == "stopped"


def free_port():
    import socket

    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def looked(url):
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:
            return answer.status, json.load(answer).get("silent")
    except urllib.error.HTTPError as error:
        return error.code, json.load(error).get("silent")
    except urllib.error.URLError:
        return 0, None
