"""A hub as a bridge sees it, over real HTTP: it checks every signature and refuses what comes out of order."""

import json
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from commandcenter.kernel.errors import UnauthenticatedError
from commandcenter.mesh.nats.allow_list import AllowList
from commandcenter.signing.http_requests import Request
from commandcenter.signing.http_signatures import verify_request
from commandcenter.signing.jwks import KeySet, PublishedKey

SUBJECTS = AllowList(["*.global.>", "fed.>"])


@dataclass
class Hub:
    """Keep a log that a bridge empties, and what was handed in."""

    name: str
    keys: KeySet = field(default_factory=KeySet)
    allow: AllowList = SUBJECTS
    log: list = field(default_factory=list)
    taken: list = field(default_factory=list)
    refused: list = field(default_factory=list)
    cursor: int = 0
    away: bool = False  # answers 503
    port: int = 0
    requests: int = 0
    nonces: set = field(default_factory=set)
    last: dict = field(default_factory=dict)
    lock: threading.RLock = field(default_factory=threading.RLock)

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}"

    def pin(self, key):
        self.keys = KeySet((PublishedKey(key),))

    def publish(self, number=1, type_=None, **data):
        with self.lock:
            for _ in range(number):
                place = len(self.log) + 1
                self.log.append(event(self.name, place, type_ or f"{self.name}.global.escalation", data))

    def ids(self):
        return [one["id"] for one in self.log]

    def ids_taken(self, hub):
        return [one["id"] for one in self.taken if one["source"] == f"urn:cc:{hub}"]

    def pulls(self, body):
        if body["ack"]:
            self.cursor = max(self.cursor, body["ack"]["sequence"])
        waiting = self.log[self.cursor : self.cursor + body["limit"]]
        cursor = {"sequence": self.cursor + len(waiting), "rev": 0, "root": ""}
        return {"events": [one for one in waiting if self.allow.permits(one["type"])], "cursor": cursor}

    def deliveries(self, events):
        return {"hub": self.name, "results": [self._enter(one) for one in events], "have": {"rev": 0, "root": ""}}

    def _enter(self, one):
        known = {taken["id"] for taken in self.taken}
        last = self.last.get((one["source"], one["type"]), "")
        told = {"id": one["id"], "reason": ""}
        if one["id"] in known:
            return told | {"outcome": "duplicate"}
        reason = "out of order" if one.get("sequence", "") <= last else ""
        reason = reason or ("its source is us" if one["source"] == f"urn:cc:{self.name}" else "")
        if reason:
            self.refused.append((one["id"], reason))
            return told | {"outcome": "refused", "reason": reason}
        self.last[one["source"], one["type"]] = one["sequence"]
        self.taken.append(one)
        return told | {"outcome": "accepted"}

    def _seen(self, key, nonce, until):
        seen = (key, nonce) in self.nonces
        self.nonces.add((key, nonce))
        return seen

    def answer(self, request):
        with self.lock:
            self.requests += 1
            if self.away:
                return 503, {"detail": "not now"}
            try:
                verify_request(
                    request, self.keys, datetime.now(UTC), max_age=timedelta(seconds=300), seen_nonce=self._seen
                )
            except UnauthenticatedError as error:
                return 401, {"detail": error.detail}
            body = json.loads(request.body)
            path = request.url.removeprefix(self.url)
            return 200, {"/v1/mesh/pulls": self.pulls, "/v1/mesh/deliveries": self.deliveries}[path](body)

    @contextmanager
    def answering(self):
        """Listen for the length of a block, on the same port each time."""
        hub = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            timeout = 5

            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                request = Request("POST", f"{hub.url}{self.path}", tuple(self.headers.items()), body)
                status, value = hub.answer(request)
                data = json.dumps(value).encode()
                self.send_response(status)
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)
                if hub.closing.is_set():
                    self.close_connection = True

            def log_message(self, *args):
                pass

        class Server(ThreadingHTTPServer):
            daemon_threads = True
            disable_nagle_algorithm = True

        hub.closing = threading.Event()
        with Server(("127.0.0.1", self.port), Handler) as server:
            self.port = server.server_port
            thread = threading.Thread(target=server.serve_forever, args=(0.02,))
            thread.start()
            try:
                yield self
            finally:
                hub.closing.set()
                server.shutdown()
                thread.join()


def event(hub, place, type_, data=None):
    """Write a CloudEvent as a hub would hand it out."""
    return {
        "specversion": "1.0",
        "id": f"{hub}-{place}",
        "source": f"urn:cc:{hub}",
        "type": type_,
        "subject": f"urn:cc:{hub}",
        "time": "2026-01-01T00:00:00.000Z",
        "datacontenttype": "application/json",
        "data": data or {},
        "correlationid": f"{hub}-{place}",
        "causationid": "",
        "hops": 0,
        "sequence": f"{place:016}",
    }
