"""Requests to other hubs: HTTPS to public addresses only, no redirects, bounded in time and size."""

import http.client
import ipaddress
import socket
import ssl
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from commandcenter.kernel.errors import InvalidInputError, UnavailableError
from commandcenter.sources.network import Network, Origin, connect

CONNECT_SECONDS = 5.0
SECONDS = 20.0
MAX_ANSWER_BYTES = 1 << 20
AGENT = "commandcenter"


def network_of(own_url: str) -> Network:
    """Return the rules for a hub at this address: one that is itself on plain loopback HTTP may speak with its like."""
    parts = urlsplit(own_url)
    return Network(loopback_http=parts.scheme == "http" and _is_loopback(parts.hostname or ""))


@dataclass(frozen=True)
class OutgoingHttp:
    """Speak with other hubs.

    Args:
        network: Where connections may go.
        seconds: What one exchange may take in all.
        max_bytes: Of an answer's body.
    """

    network: Network = field(default_factory=Network)
    seconds: float = SECONDS
    max_bytes: int = MAX_ANSWER_BYTES

    def get(self, url: str, headers: Mapping[str, str] | None = None) -> tuple[int, bytes]:
        """Fetch; returns the status and the body, raises as `post` does."""
        return self._send("GET", url, None, {"Accept": "application/json", **(headers or {})})

    def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> tuple[int, bytes]:
        """Send and return the status and the body of the answer.

        Raises InvalidInputError for an address that is none, ForbiddenError for one that may not be reached, UnavailableError
        when nobody answers in time or the answer is too large.
        """
        return self._send("POST", url, body, headers)

    def _send(self, method: str, url: str, body: bytes | None, headers: Mapping[str, str]) -> tuple[int, bytes]:
        origin, parts = Origin.of(url), urlsplit(url)
        if parts.fragment:
            raise InvalidInputError("the address of a hub has no fragment")
        connection = connect(origin, self.network, CONNECT_SECONDS)
        # A peer that sends one byte now and then never runs into the socket's time limit; this ends it.
        late = threading.Event()
        watchdog = threading.Timer(self.seconds, _shut, [connection.sock, late])
        watchdog.daemon = True
        watchdog.start()
        path = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
        try:
            answer = self._exchange(connection, method, path, body, {"User-Agent": AGENT, **headers})
        except (OSError, http.client.HTTPException) as error:
            raise UnavailableError(f"{origin.host} does not answer: {type(error).__name__}") from None
        finally:
            watchdog.cancel()
            connection.close()
        if late.is_set():  # where nothing says how long a body is, one that was cut off looks whole
            raise UnavailableError(f"{origin.host} does not answer in time")
        return answer

    def _exchange(
        self,
        connection: http.client.HTTPConnection,
        method: str,
        path: str,
        body: bytes | None,
        headers: Mapping[str, str],
    ) -> tuple[int, bytes]:
        if isinstance(connection.sock, ssl.SSLSocket):
            connection.sock.do_handshake()
        if connection.sock is not None:
            connection.sock.settimeout(self.seconds)
        connection.request(method, path, body=body, headers=dict(headers))
        answer = connection.getresponse()
        data = answer.read(self.max_bytes + 1)
        if len(data) > self.max_bytes:
            raise UnavailableError(f"the answer has more than {self.max_bytes:,} bytes")
        if answer.length:  # `read` with a limit does not tell that the connection ended early
            raise http.client.IncompleteRead(data, answer.length)
        return answer.status, data


def _shut(sock: Any, late: threading.Event) -> None:
    """Shut a socket down from another thread, below TLS, so that a blocked read returns."""
    late.set()
    try:
        socket.socket.shutdown(sock, socket.SHUT_RDWR)
    except OSError:
        return


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
