"""The plugin pin-kubo with nodes that lie, refuse and break off; what a real node does stands in tests/ipfs."""

import json
import socket
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from commandcenter.attestation.content.cid import raw_cid
from commandcenter.kernel.errors import ConflictError, InvalidInputError, ProblemError, UnavailableError

TOKEN = "SECRET_TOKEN"
DATA = b"what is pinned"
CID = raw_cid(DATA)
STORED = json.dumps({"Key": CID, "Size": len(DATA)}).encode()
PINNED = json.dumps({"Pins": [CID]}).encode()


class ScriptedNode:
    """Give the answers of a script, one a request: (status, body, length told or None for the true one)."""

    def __init__(self):
        self.script, self.seen = [], []
        node = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                node.seen.append((self.path, self.headers.get("Authorization")))
                self._swallow()
                status, body, length = node.script.pop(0)
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body) if length is None else length))
                self.send_header("Connection", "close")
                self.end_headers()
                self.wfile.write(body)
                self.close_connection = True

            def _swallow(self):
                while self.headers.get("Transfer-Encoding") == "chunked":
                    size = int(self.rfile.readline(), 16)
                    self.rfile.read(size + 2)
                    if not size:
                        return

            def log_message(self, *_):
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"

    def says(self, *answers):
        self.script[:] = [(*one, None)[:3] for one in answers]


@pytest.fixture
def node():
    node = ScriptedNode()
    thread = threading.Thread(target=node.server.serve_forever, args=(0.02,))
    thread.start()
    yield node
    node.server.shutdown()
    node.server.server_close()
    thread.join()


@pytest.fixture
def kubo(node, pinner):
    return pinner("pin-kubo", api=node.url, token=TOKEN, timeout=5)


def test_the_node_is_shown_the_token_and_told_the_codec_and_the_name(kubo, node):
    node.says((200, STORED), (200, PINNED))
    assert kubo.pin(CID, DATA, "a name")["status"] == "pinned"
    put, add = node.seen
    assert put[1] == add[1] == f"Bearer {TOKEN}"
    assert put[0].startswith("/api/v0/block/put?")
    assert "cid-codec=raw" in put[0]
    assert f"arg={CID}" in add[0]
    assert "name=a+name" in add[0]


def test_without_a_token_none_is_sent(node, pinner):
    node.says((200, STORED), (200, PINNED))
    pinner("pin-kubo", api=node.url).pin(CID, DATA, "")
    assert [authorization for _, authorization in node.seen] == [None, None]


OTHER = raw_cid(b"other")


@pytest.mark.parametrize(
    "script",
    [
        [(200, json.dumps({"Key": OTHER}).encode())],
        [(200, json.dumps({"Key": 7}).encode())],
        [(200, STORED), (200, json.dumps({"Pins": [OTHER]}).encode())],
        [(200, STORED), (200, json.dumps({"Pins": []}).encode())],
    ],
)
def test_a_node_that_names_the_content_otherwise_is_in_conflict(kubo, node, script):
    node.says(*script)
    with pytest.raises(ConflictError, match="as we do"):
        kubo.pin(CID, DATA, "")


BUSY = json.dumps({"Message": f"busy with {TOKEN}", "Code": 0, "Type": "error"}).encode()


@pytest.mark.parametrize("before", [[], [(200, STORED)]], ids=["put", "add"])
@pytest.mark.parametrize(
    ("status", "body", "error"),
    [
        (500, BUSY, UnavailableError),
        (500, b"", UnavailableError),
        (503, b"<html>", UnavailableError),
        (429, b"slowly", UnavailableError),
        (400, b"", InvalidInputError),
        (401, b"", InvalidInputError),
        (403, b"403 - Forbidden", InvalidInputError),
        (404, f"404 {TOKEN}".encode(), InvalidInputError),
        (200, b"", UnavailableError),
        (200, b"<html>", UnavailableError),
        (200, b"[]", UnavailableError),
        (200, b"[1]", UnavailableError),
        (200, b"7", UnavailableError),
        (200, b"null", UnavailableError),
        (200, b"{}", UnavailableError),
        (200, b'{"Key": null, "Pins": null}', UnavailableError),
        (200, b"{}{}", UnavailableError),
        (200, b'{"Key"', UnavailableError),
        (200, b"\xff\xfe", UnavailableError),
    ],
)
def test_each_answer_says_whether_to_try_again(kubo, node, before, status, body, error):
    node.says(*before, (status, body))
    with pytest.raises(error) as caught:
        kubo.pin(CID, DATA, "")
    assert type(caught.value) is error
    assert TOKEN not in str(caught.value)


def test_an_answer_that_breaks_off_is_unavailable(kubo, node):
    node.says((200, b'{"Key": ', 500))
    with pytest.raises(UnavailableError):
        kubo.pin(CID, DATA, "")
    node.says((200, b"what is", 500))
    with pytest.raises(UnavailableError):
        kubo.fetch(CID)


def test_wrong_bytes_of_a_node_are_refused(kubo, node):
    node.says((200, b"other bytes"))
    with pytest.raises(InvalidInputError, match="not those of"):
        kubo.fetch(CID)


def test_errors_of_a_node_that_is_asked_for_content(kubo, node):
    node.says((500, BUSY))
    with pytest.raises(UnavailableError, match=r"reports an error: busy with \*\*\*$"):
        kubo.fetch(CID)
    node.says(
        (500, json.dumps({"Message": "block was not found locally (offline)", "Code": 0, "Type": "error"}).encode())
    )
    assert kubo.fetch(CID) is None


def test_a_node_that_says_nothing_is_unavailable(pinner):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        kubo = pinner("pin-kubo", api=f"/ip4/127.0.0.1/tcp/{silent.getsockname()[1]}", timeout=0.2)
        for ask in (lambda: kubo.pin(CID, DATA, ""), lambda: kubo.fetch(CID)):
            with pytest.raises(UnavailableError, match="does not answer: TimeoutError"):
                ask()


@pytest.mark.parametrize(
    "api",
    [
        "",
        "node",
        "ftp://node",
        f"http://user:{TOKEN}@node:5001",
        "http://node:5001/api/v0",
        "http://node:5001/?x",
        "http://node:70000",
        "/ip4/127.0.0.1",
        "/ip4/300.0.0.1/tcp/1",
        "/ip4/127.0.0.1/udp/1",
        "/ip4/127.0.0.1/tcp/1/ws",
    ],
)
def test_places_that_are_none_are_refused(pinner, api):
    with pytest.raises(ProblemError) as caught:
        pinner("pin-kubo", api=api)
    assert caught.value.status == 400
    assert TOKEN not in str(caught.value)


@pytest.mark.parametrize("token", [f"{TOKEN}\n", f"{TOKEN} x", 7])
def test_a_token_that_is_none_is_refused_and_not_told(pinner, token):
    with pytest.raises(InvalidInputError) as caught:
        pinner("pin-kubo", api="http://127.0.0.1:5001", token=token)
    assert TOKEN not in str(caught.value)


@pytest.mark.parametrize(
    ("url", "multiaddr"),
    [
        ("http://127.0.0.1:5001", "/ip4/127.0.0.1/tcp/5001/http"),
        ("https://node.example", "/dns/node.example/tcp/443/https"),
        ("http://[::1]:5001/", "/ip6/::1/tcp/5001/http"),
        ("/dns/node/tcp/5001", "/dns/node/tcp/5001"),
    ],
)
def test_a_url_is_the_same_place_as_a_multiaddr(pinner, url, multiaddr):
    import commandcenter_plugins.pin_kubo.address as address

    assert address.multiaddr_of(url) == multiaddr
    assert pinner("pin-kubo", api=url)
