"""The registry on loopback, a thread for each request."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

from attestation_registry import AttestationRegistry

MAX_BODY_BYTES = 64 * 1024
SECONDS = 30.0
"""How long a caller may keep silent."""


@contextmanager
def serving(registry: AttestationRegistry, port: int = 0) -> Iterator[str]:
    """Serve for the block (port 0: a free one); yields the URL."""
    server = _Server(("127.0.0.1", port), type("Handler", (_Handler,), {"registry": registry}))
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Server(ThreadingHTTPServer):
    request_queue_size = 64  # with 5, the sixth of those who come at once waits for a second


class _Handler(BaseHTTPRequestHandler):
    registry: AttestationRegistry
    timeout = SECONDS

    def _answer(self) -> None:
        length = self.headers.get("Content-Length", "0")
        if not (length.isascii() and length.isdigit() and len(length) < 10):
            return self.send_error(400)
        if int(length) > MAX_BODY_BYTES:
            return self.send_error(413)
        body = self.rfile.read(int(length))
        headers = {name.lower(): value for name, value in self.headers.items()}
        answer = self.registry.answer(self.command, urlsplit(self.path).path, headers, body)
        return self._send(*answer)

    def _send(self, status: int, body: bytes, media_type: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", media_type)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'")
        self.send_header("X-Content-Type-Options", "nosniff")
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_POST = _answer  # noqa: N815 - names the base class looks for

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class's signature
        """Say nothing."""
