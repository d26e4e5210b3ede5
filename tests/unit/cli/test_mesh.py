"""`mesh:tail`, `mesh:publish` and `mesh:replay` against a hub on loopback that has the real log and use cases."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import click
import pytest
from click.testing import CliRunner, Result

from commandcenter.cli import mesh
from commandcenter.cli.connection import HubClient
from commandcenter.cli.places import HubAddress
from commandcenter.hub.mesh_log import MeshLog, list_events, publish, replay
from commandcenter.kernel.clock import SystemClock, format_time, parse_time
from commandcenter.kernel.errors import InvalidInputError, ProblemError
from commandcenter.mesh.bus import MemoryBus
from commandcenter.mesh.envelope import Event
from commandcenter.mesh.log.memory import MemoryEventLog
from commandcenter.mesh.subjects import ANNOUNCEMENT, AUDIT_REQUESTED

NOTE = {"title": "Maintenance", "text": "At noon.", "level": "info"}
AUDIT = {"project": "shop", "cause": "a person asked"}
ABOUT = "urn:cc:alpha:_hub:hub:alpha"


class OnlyNotes:
    def decide(self, _path: str, facts: Any) -> Mapping[str, Any]:
        return {"allow": facts["type"] == ANNOUNCEMENT, "reason": "this subject is published by the hub alone"}


class Hub(ThreadingHTTPServer):
    """One hub in memory; what is published is in its log at once."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.log, self.bus, self.asked = MemoryEventLog(), MemoryBus(), list[str]()
        self.parts = MeshLog("alpha", self.log, self.bus, OnlyNotes(), SystemClock())

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def enter(self, subject: str = ANNOUNCEMENT, **more: Any) -> Event:
        now = SystemClock().now()
        data = AUDIT if subject == AUDIT_REQUESTED else NOTE
        event = Event(f"e{self.log.last() + 1}", "urn:cc:alpha", subject, more.pop("about", ABOUT), now, data)
        self.log.append([event], more.pop("at", now), **more)
        return event


class Handler(BaseHTTPRequestHandler):
    server: Hub

    def do_GET(self) -> None:
        address = urlsplit(self.path)
        assert address.path == "/v1/mesh/events"
        self.server.asked.append(address.query)
        self.answer(200, lambda: list_events(self.server.parts, dict(parse_qsl(address.query))))

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        use_case = {"/v1/mesh/events": publish, "/v1/mesh/replays": replay}[self.path]
        self.answer(202, lambda: use_case(self.server.parts, body))

    def answer(self, status: int, use_case: Callable[[], Any]) -> None:
        assert self.headers["x-api-key"] == "k"
        try:
            value = use_case()
        except ProblemError as problem:
            status, value = problem.status, problem.problem()
        data = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("content-length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def hub() -> Iterator[Hub]:
    server = Hub()
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def run(hub: Hub, command: click.Command, *arguments: str) -> Result:
    runner = CliRunner(env={"COMMANDCENTER_KEY": "k"})
    return runner.invoke(command, ["--hub", hub.url, *arguments], standalone_mode=False)


def told(result: Result) -> list[str]:
    assert result.exception is None, result.exception
    return result.stdout.splitlines()


def test_one_line_tells_of_one_event(hub: Hub) -> None:
    hub.enter(about="urn:cc:alpha:shop:service:web")
    hub.enter(AUDIT_REQUESTED, outcome="stopped", reason="the chain of events ends at 8 hops")
    first, second = told(run(hub, mesh.tail, "--once"))
    assert first.split()[1:] == ["1", ANNOUNCEMENT, "urn:cc:alpha:shop:service:web", "urn:cc:alpha"]
    assert parse_time(first.split()[0]) == parse_time(format_time(hub.log.after(0, 1)[0].recorded))
    assert second.split()[1:5] == ["2", AUDIT_REQUESTED, ABOUT, "urn:cc:alpha"]
    assert second.endswith("  stopped: the chain of events ends at 8 hops")
    assert "stopped" not in first


def test_wildcards_choose(hub: Hub) -> None:
    for subject in (ANNOUNCEMENT, AUDIT_REQUESTED, ANNOUNCEMENT):
        hub.enter(subject)
    assert [line.split()[1] for line in told(run(hub, mesh.tail, "hub.broadcast.*", "--once"))] == ["1", "3"]
    assert [line.split()[1] for line in told(run(hub, mesh.tail, "hub.>", "--once"))] == ["1", "2", "3"]
    assert told(run(hub, mesh.tail, "fed.>", "--once")) == []


def test_machines_get_one_cloudevent_a_line(hub: Hub) -> None:
    events = [hub.enter(), hub.enter(AUDIT_REQUESTED)]
    lines = told(run(hub, mesh.tail, "--once", "--json"))
    assert [json.loads(line) for line in lines] == [event.to_cloudevent() for event in events]


def test_more_than_a_page_is_read_to_its_end(hub: Hub) -> None:
    for _ in range(230):
        hub.enter()
    assert [int(line.split()[1]) for line in told(run(hub, mesh.tail, "--once"))] == list(range(1, 231))
    assert len(hub.asked) == 3


def test_a_time_or_how_long_ago_says_where_to_begin(hub: Hub) -> None:
    now = SystemClock().now()
    for minutes in (90, 30, 1):
        hub.enter(at=now - timedelta(minutes=minutes))
    for since, expected in {
        "2h": ["1", "2", "3"],
        "45m": ["2", "3"],
        "120s": ["3"],
        "1d": ["1", "2", "3"],
        format_time(now - timedelta(minutes=60)): ["2", "3"],
        format_time(now): [],
    }.items():
        assert [line.split()[1] for line in told(run(hub, mesh.tail, "--once", "--since", since))] == expected


def test_what_others_say_moves_no_cursor(hub: Hub) -> None:
    """Names come from other hubs: no escape reaches the terminal, and markup stays text."""
    hub.enter(about="urn:cc:alpha:shop:service:\x1b[2J\u202e[bold]x[/bold]\nfake")
    (line,) = told(run(hub, mesh.tail, "--once"))
    assert "\x1b" not in line
    assert "\u202e" not in line
    assert "[bold]x[/bold]" in line


@pytest.mark.parametrize("subject", ["a..b", ">.x", "a b"])
def test_a_pattern_that_is_none_is_told(hub: Hub, subject: str) -> None:
    assert isinstance(run(hub, mesh.tail, subject, "--once").exception, InvalidInputError)


def follower(hub: Hub, *arguments: str) -> "subprocess.Popen[str]":
    code = "from commandcenter.cli.main import main; main()"
    return subprocess.Popen(
        [sys.executable, "-c", code, "mesh:tail", "--hub", hub.url, *arguments],
        env={**os.environ, "COMMANDCENTER_KEY": "k"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.mark.parametrize("options", [(), ("--json",)])
def test_a_follower_shows_what_comes_and_ends_well(hub: Hub, options: tuple[str, ...]) -> None:
    """In a pipe too each line comes at once; nothing comes twice; Ctrl-C is how one ends it."""
    hub.enter()
    child = follower(hub, "--since", "1h", *options)
    assert child.stdout is not None
    lines = []
    try:
        lines.append(child.stdout.readline())
        for _ in range(2):
            hub.enter()
            lines.append(child.stdout.readline())
        child.send_signal(signal.SIGINT)
        rest, complaints = child.communicate(timeout=20)
    finally:
        child.kill()
    assert (child.returncode, rest, complaints) == (0, "", "")
    shown = [json.loads(line)["id"] if options else f"e{line.split()[1]}" for line in lines]
    assert shown == ["e1", "e2", "e3"]


def test_without_a_time_a_follower_begins_now(hub: Hub) -> None:
    hub.enter()
    entries = mesh.follow(HubClient(HubAddress("alpha", hub.url, "k")), ">", None, wait=True)

    def enter_once_it_follows() -> None:
        while len(hub.asked) < 2:
            time.sleep(0.01)
        hub.enter()

    other = threading.Thread(target=enter_once_it_follows)
    other.start()
    assert next(entries)["sequence"] == 2
    other.join()


def test_an_event_by_hand(hub: Hub, tmp_path: Path) -> None:
    (made,) = told(run(hub, mesh.publish, ANNOUNCEMENT, "--data", json.dumps(NOTE)))
    file = tmp_path / "note.json"
    file.write_text(json.dumps(NOTE | {"title": "Über Mittag"}), "utf-8")
    urn = "urn:cc:alpha:shop:service:web"
    answer = told(run(hub, mesh.publish, ANNOUNCEMENT, "--data", f"@{file}", "--about", urn, "--json"))
    first, second = hub.bus.events
    assert (first.id, first.subject, first.data) == (made, ABOUT, NOTE)
    assert second.id == json.loads("\n".join(answer))["id"]
    assert (second.subject, second.data["title"]) == (urn, "Über Mittag")


@pytest.mark.parametrize("data", ["{", "[1]", "7", "@no/such/file", "[" * 100_000])
def test_data_that_is_no_object_is_not_sent(hub: Hub, data: str) -> None:
    assert isinstance(run(hub, mesh.publish, ANNOUNCEMENT, "--data", data).exception, InvalidInputError)
    assert hub.bus.events == []


def test_what_the_hub_refuses_is_told(hub: Hub) -> None:
    refused = run(hub, mesh.publish, "fed.refresh", "--data", "{}").exception
    assert "by the hub alone" in str(refused)
    misfit = run(hub, mesh.publish, ANNOUNCEMENT, "--data", json.dumps(NOTE | {"level": "loud"})).exception
    assert isinstance(misfit, InvalidInputError)
    assert misfit.pointer == "/data/level"


def test_events_are_told_once_more(hub: Hub) -> None:
    now = SystemClock().now()
    old, new = hub.enter(at=now - timedelta(minutes=30)), hub.enter()
    audit = hub.enter(AUDIT_REQUESTED)
    assert told(run(hub, mesh.replay, "--since", "10m")) == ["2 events published once more"]
    assert hub.bus.events == [new, audit]
    answer = told(run(hub, mesh.replay, "--since", "1h", "--subject", "hub.broadcast.>", "--json"))
    assert json.loads("\n".join(answer)) == {"replayed": 2}
    assert hub.bus.events[2:] == [old, new]


@pytest.mark.parametrize("since", ["yesterday", "10", "10w", "2026-05-01T12:00:00", "-5m", "999999d"])
def test_a_time_that_is_none_is_told(hub: Hub, since: str) -> None:
    assert isinstance(run(hub, mesh.replay, "--since", since).exception, InvalidInputError)
    assert isinstance(run(hub, mesh.tail, "--once", "--since", since).exception, InvalidInputError)
    assert hub.asked == []
