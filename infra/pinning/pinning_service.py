"""A pinning service for tests and demonstrations: the IPFS Pinning Service API 1.0, all in memory.

It pins what it can get at, block by block, and holds requests for the rest. Beside the API stands a trustless gateway
that gives raw blocks. It can be told to fail.

PINNING_TOKEN=... python infra/pinning/pinning_service.py --port 8765 --from http://127.0.0.1:8080
"""

from __future__ import annotations

import argparse
import hmac
import json
import os
import threading
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit

from commandcenter.attestation.content.cid import Cid
from commandcenter.attestation.content.unixfs import walk
from commandcenter.kernel.errors import InvalidInputError, NotFoundError, TooLargeError

GetBlock = Callable[[str], bytes | None]
Answer = tuple[int, bytes, str]

MAX_BODY_BYTES = 64 * 1024
STATES = ("queued", "pinning", "pinned", "failed")


@dataclass
class PinningService:
    """Keep requests for pins.

    Args:
        token: What callers must show.
        source: Gives blocks by CID, as the nodes named as origins would.
    """

    token: str
    source: GetBlock
    blocks: dict[str, bytes] = field(default_factory=dict)
    pins: dict[str, dict[str, Any]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    """Method and path of every request, in order."""
    lock: threading.RLock = field(default_factory=threading.RLock)
    _failures: list[Answer] = field(default_factory=list)

    def fail(self, times: int, status: int = 503, body: bytes = b"", kind: str = "text/plain") -> Self:
        """Give this answer to the next requests, whatever they ask."""
        self._failures += [(status, body, kind)] * times
        return self

    def give_up(self, cid: str) -> None:
        """Let the requests for a CID fail."""
        for pin in self.pins.values():
            if pin["pin"]["cid"] == cid:
                pin["status"] = "failed"

    def answer(self, method: str, target: str, authorization: str, body: bytes) -> Answer:
        """Answer one request."""
        url = urlsplit(target)
        with self.lock:
            self.asked.append(f"{method} {url.path}")
            if self._failures:
                return self._failures.pop(0)
            if method == "GET" and url.path.startswith("/ipfs/"):
                return self._block(url.path.removeprefix("/ipfs/"))
            if not hmac.compare_digest(authorization.encode(), f"Bearer {self.token}".encode()):
                return _error(401, "UNAUTHORIZED")
            return self._pins(method, url.path, parse_qs(url.query), body)

    def _pins(self, method: str, path: str, query: dict[str, list[str]], body: bytes) -> Answer:
        request = path.removeprefix("/pins").removeprefix("/")
        if not path.startswith("/pins") or (request and request not in self.pins):
            return _error(404, "NOT_FOUND")
        if method == "GET":
            return _json(200, self.pins[request]) if request else self._list(query)
        if method == "DELETE" and request:
            del self.pins[request]
            return 202, b"", "application/json"
        return self._add(body) if method == "POST" and not request else _error(400, "BAD_REQUEST")

    def _list(self, query: dict[str, list[str]]) -> Answer:
        states = query.get("status", ["pinned"])[0].split(",")
        cids = query.get("cid", [""])[0].split(",")
        if not set(states) <= set(STATES):
            return _error(400, "BAD_REQUEST")
        for pin in self.pins.values():
            self._advance(pin)
        found = [pin for pin in reversed(self.pins.values()) if pin["status"] in states]
        found = [pin for pin in found if cids == [""] or pin["pin"]["cid"] in cids]
        return _json(200, {"count": len(found), "results": found[: int(query.get("limit", ["10"])[0])]})

    def _add(self, body: bytes) -> Answer:
        try:
            asked = json.loads(body)
            Cid.parse(asked["cid"])
        except (ValueError, KeyError, TypeError, InvalidInputError):
            return _error(400, "BAD_REQUEST")
        request = f"request-{len(self.pins) + 1}"
        created = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
        pin = {"requestid": request, "status": "queued", "created": created, "pin": asked, "delegates": [], "info": {}}
        self.pins[request] = pin
        return _json(202, pin)

    def _advance(self, pin: dict[str, Any]) -> None:
        """Take the content if it can be had by now."""
        if pin["status"] == "queued":
            try:
                self.blocks.update(walk(pin["pin"]["cid"], self.source))
            except (NotFoundError, OSError):
                return
            except (InvalidInputError, TooLargeError):
                pin["status"] = "failed"
            else:
                pin["status"] = "pinned"

    def _block(self, cid: str) -> Answer:
        block = self.blocks.get(cid)
        return _error(404, "NOT_FOUND") if block is None else (200, block, "application/vnd.ipld.raw")


@contextmanager
def serving(service: PinningService, port: int = 0) -> Iterator[str]:
    """Serve on loopback (port 0: a free one) for the block; yields the URL of the service, which is the gateway's too."""
    server = ThreadingHTTPServer(("127.0.0.1", port), type("Handler", (_Handler,), {"service": service}))
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Handler(BaseHTTPRequestHandler):
    service: PinningService

    def _answer(self) -> None:
        size = min(int(self.headers.get("Content-Length", "0")), MAX_BODY_BYTES)
        authorization = self.headers.get("Authorization", "")
        status, body, kind = self.service.answer(self.command, self.path, authorization, self.rfile.read(size))
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_POST = do_DELETE = _answer  # noqa: N815 - names the base class looks for

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class's signature
        """Say nothing."""


def gateway_blocks(gateway: str, seconds: float = 5.0) -> GetBlock:
    """Take blocks from a gateway, such as that of a Kubo node."""

    def get(cid: str) -> bytes | None:
        url = f"{gateway.rstrip('/')}/ipfs/{cid}?format=raw"
        try:
            with urllib.request.urlopen(url, timeout=seconds) as answer:  # noqa: S310 - where the caller says
                data: bytes = answer.read()
                return data
        except urllib.error.HTTPError:
            return None

    return get


def _json(status: int, value: Any) -> Answer:
    return status, json.dumps(value).encode(), "application/json"


def _error(status: int, reason: str) -> Answer:
    return _json(status, {"error": {"reason": reason}})


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--port", type=int, default=8765)
    parser.add_argument("--from", dest="gateway", required=True, help="URL of the gateway that blocks are taken from")
    arguments = parser.parse_args()
    service = PinningService(os.environ["PINNING_TOKEN"], gateway_blocks(arguments.gateway))
    with serving(service, arguments.port) as url:
        print(f"{url}: Ctrl-C ends it")
        try:
            threading.Event().wait()
        except KeyboardInterrupt:
            return


if __name__ == "__main__":
    main()
