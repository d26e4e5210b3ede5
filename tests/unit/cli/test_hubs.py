"""`hub:*` against a hub of this process that answers over HTTP."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from commandcenter.cli.hubs import key, link, list_hubs, unlink
from commandcenter.kernel.errors import ConflictError, InvalidInputError, NotFoundError
from commandcenter.signing.jwks import parse_key
from commandcenter.signing.key_files import open_key_file

FOUND = "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs"
PEER = {
    "hub": "north", "kind": "https", "role": "downstream", "url": "https://north.example", "fingerprint": FOUND,
    "allow": ["fed.refresh"], "bridge": False, "subjects": [], "linked": "2026-05-01T12:00:00.000Z", "confirmed": None,
    "cursor": {"sequence": 4, "rev": 2, "root": "", "at": None, "error": "it was away"},
    "presence": {"status": "stale", "at": "2026-05-01T12:00:00.000Z", "age": 91},
}  # fmt: skip


class Hub:
    """Remember what was asked; answer as the contract says."""

    def __init__(self, url: str) -> None:
        self.url, self.asked = url, []

    def answer(self, method: str, path: str, body: Any) -> tuple[int, Any]:
        self.asked.append((method, path, body))
        if method == "GET":
            return 200, {"hub": "meta", "fingerprint": "f" * 43, "peers": [PEER]}
        if method == "DELETE":
            return (204, None) if path.endswith("/north") else (404, {"status": 404, "detail": "not linked"})
        if "fingerprint" not in body:
            detail = f"the fingerprint of hub north is {FOUND}; compare it"
            return 409, {"status": 409, "detail": detail, "pointer": "/fingerprint"}
        return 201, {**PEER, "kind": body["kind"], "hub": body.get("hub", "north")}


@pytest.fixture
def hub() -> Iterator[Hub]:
    class Handler(BaseHTTPRequestHandler):
        def do(self) -> None:
            length = int(self.headers.get("Content-Length", 0))
            body = json.loads(self.rfile.read(length)) if length else None
            status, value = served.answer(self.command, self.path, body)
            data = b"" if value is None else json.dumps(value).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        do_GET = do_POST = do_DELETE = do  # noqa: N815 - the server looks for these names

        def log_message(self, *arguments: Any) -> None:
            return

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        served = Hub(f"http://127.0.0.1:{server.server_port}")
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield served
        server.shutdown()


def run(hub: Hub | None, command: Any, *arguments: str, **environment: str) -> Result:
    options = ["--hub", hub.url] if hub else []
    return CliRunner(env={"COMMANDCENTER_KEY": "k", **environment}).invoke(command, [*arguments, *options])


def test_the_list_shows_the_own_fingerprint_first(hub: Hub) -> None:
    lines = run(hub, list_hubs).output.splitlines()
    assert lines[0] == f"meta  {'f' * 43}"
    (row,) = [line for line in lines if "north" in line]
    for text in ("https", "downstream", "waiting", "stale (91 s)", "2", "fed.refresh", "it was away"):
        assert text in row
    assert json.loads(run(hub, list_hubs, "--json").output)["peers"] == [PEER]


def test_a_given_fingerprint_is_sent_at_once(hub: Hub) -> None:
    done = run(hub, link, "https://north.example/", "--fingerprint", FOUND, "--role", "both", "--allow", "fed.refresh")
    assert (done.exit_code, "waiting for the other side" in done.output) == (0, True)
    body = {
        "role": "both",
        "allow": ["fed.refresh"],
        "kind": "https",
        "url": "https://north.example",
        "fingerprint": FOUND,
    }
    assert hub.asked == [("POST", "/v1/peers", body)]


def test_without_a_terminal_nothing_is_pinned_unseen(hub: Hub) -> None:
    done = run(hub, link, "https://north.example")
    assert isinstance(done.exception, InvalidInputError)
    assert done.exception.status < 500  # which `main` makes exit code 2
    assert FOUND in done.output
    assert ["fingerprint" in body for _, _, body in hub.asked] == [False]


def test_yes_pins_what_is_found(hub: Hub) -> None:
    assert run(hub, link, "https://north.example", "--yes").exit_code == 0
    assert [body.get("fingerprint") for _, _, body in hub.asked] == [None, FOUND]


def test_a_bridge_is_linked_by_its_key(hub: Hub, tmp_path: Path) -> None:
    made = run(None, key, str(tmp_path / "bridge.pem"), "--json", COMMANDCENTER_PASSPHRASE="secret")
    shown = json.loads(made.output)
    opened = open_key_file(str(tmp_path / "bridge.pem"), "secret")
    assert parse_key(shown["key"]).key == opened.public_key()
    assert shown["fingerprint"] == opened.key_id
    jwk = tmp_path / "bridge.json"
    jwk.write_text(json.dumps(shown["key"]))
    options = ("--key", str(jwk), "--fingerprint", shown["fingerprint"], "--bridge", "--subject", "fed.>")
    assert run(hub, link, "nats:nats-main", *options).output == "nats-main is linked\n"
    body = hub.asked[0][2]
    assert (body["hub"], body["bridge"], body["subjects"], body["key"]) == ("nats-main", True, ["fed.>"], shown["key"])


def test_a_key_needs_a_passphrase_and_a_new_file(tmp_path: Path) -> None:
    path = str(tmp_path / "bridge.pem")
    assert isinstance(run(None, key, path, COMMANDCENTER_PASSPHRASE="").exception, InvalidInputError)
    assert run(None, key, path, COMMANDCENTER_PASSPHRASE="secret").exit_code == 0
    assert isinstance(run(None, key, path, COMMANDCENTER_PASSPHRASE="secret").exception, ConflictError)


@pytest.mark.parametrize(
    "place", [("nats:far",), ("nats:far", "--key", "/no/such/file"), ("https://x.example", "--key", "k")]
)
def test_what_cannot_be_linked_is_not_asked_for(hub: Hub, place: tuple[str, ...]) -> None:
    assert isinstance(run(hub, link, *place).exception, InvalidInputError)
    assert hub.asked == []


def test_unlinking(hub: Hub) -> None:
    assert run(hub, unlink, "north").output == "north is not linked any more\n"
    assert isinstance(run(hub, unlink, "south").exception, NotFoundError)
