"""`fed:sweep` against a hub that answers over HTTP on loopback."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from click.testing import CliRunner

from commandcenter.cli.federation import sweep


class FakeHub(ThreadingHTTPServer):
    """Answer each look at the command with the next of `told`, the last again and again."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.told: list[dict[str, str]] = []
        self.asked: list[dict] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class Handler(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        self.server.asked.append(body | {"path": self.path, "key": self.headers["x-api-key"]})
        self.answer(202, {"id": "c1"})

    def do_GET(self) -> None:
        assert self.path == "/v1/fed/commands/c1"
        told = self.server.told
        outcomes = told.pop(0) if len(told) > 1 else told[0]
        hubs = [
            {"hub": hub, "outcome": outcome, "detail": "", "counts": {"projects": 2} if outcome == "ran" else {}}
            for hub, outcome in outcomes.items()
        ]
        self.answer(200, {"id": "c1", "command": "fed.audit.sweep", "hubs": hubs})

    def answer(self, status: int, value: object) -> None:
        data = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("content-length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def hub() -> Iterator[FakeHub]:
    server = FakeHub()
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def run(hub: FakeHub, *arguments: str):
    runner = CliRunner(env={"COMMANDCENTER_KEY": "k"})
    return runner.invoke(sweep, ["--hub", hub.url, *arguments], standalone_mode=False)


def test_all_ran(hub: FakeHub) -> None:
    hub.told = [{"alpha": "waiting", "beta": "ran"}, {"alpha": "ran", "beta": "ran"}]
    done = run(hub, "--target", "alpha", "--target", "beta", "--project", "shop", "--seconds", "30")
    assert (done.exception, done.return_value) == (None, None)
    assert "fed.audit.sweep: 2 ran" in done.stdout
    assert "projects=2" in done.stdout
    asked = {"command": "audit.sweep", "seconds": 30, "targets": ["alpha", "beta"], "projects": ["shop"]}
    assert hub.asked == [asked | {"path": "/v1/fed/commands", "key": "k"}]


@pytest.mark.parametrize("outcome", ["refused", "failed", "timed_out"])
def test_not_all_ran(hub: FakeHub, outcome: str) -> None:
    hub.told = [{"alpha": "ran", "beta": outcome}]
    done = run(hub, "--command", "refresh", "--json")
    assert done.return_value == 1
    assert [one["outcome"] for one in json.loads(done.stdout)["hubs"]] == ["ran", outcome]
    assert hub.asked[0]["command"] == "refresh"
    assert "targets" not in hub.asked[0]
    told = run(hub)
    assert told.return_value == 1
    assert outcome.replace("_", " ") in told.stdout


def test_projects_are_for_a_sweep(hub: FakeHub) -> None:
    done = run(hub, "--command", "refresh", "--project", "shop")
    assert "--project is for a sweep" in str(done.exception)
    assert hub.asked == []
