"""Git's smart HTTP protocol, spoken by dulwich over connections we bound: one host, no redirect away from it."""

import base64
import http.client
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urljoin, urlsplit

from dulwich.client import AbstractHttpGitClient

from commandcenter.kernel.errors import ForbiddenError, InvalidInputError, NotFoundError, UnavailableError
from commandcenter.sources.limits import Budget
from commandcenter.sources.network import Network, Origin, connect

MAX_REDIRECTS = 3
_SOCKET_SECONDS = 30.0
_MISSING = frozenset({401, 403, 404, 410})
_REDIRECTS = frozenset({301, 302, 303, 307, 308})


class Answer:
    """Give dulwich a response; every byte read from it is counted."""

    def __init__(self, connection: http.client.HTTPConnection, budget: Budget, url: str) -> None:
        self._connection, self._budget = connection, budget
        # A read that gets one byte now and then never times out; this ends it.
        self._watchdog = threading.Timer(budget.seconds_left(), _shut, [connection.sock])
        self._watchdog.daemon = True
        self._watchdog.start()
        self._response: http.client.HTTPResponse | None = None
        self.url = url
        self.redirect_location = ""

    def send(self, method: str, path: str, headers: dict[str, str], body: bytes | None) -> None:
        """Send the request and read the head of the response."""
        try:
            if isinstance(self._connection.sock, ssl.SSLSocket):
                self._connection.sock.do_handshake()
            self._connection.request(method, path, body=body, headers=headers)
            self._response = self._connection.getresponse()
            self._budget.check_time()  # headers cut off by the watchdog look like short ones
        except (OSError, http.client.HTTPException, UnavailableError) as error:
            self._fail(error)

    @property
    def response(self) -> http.client.HTTPResponse:
        assert self._response is not None
        return self._response

    @property
    def content_type(self) -> str | None:
        return self.response.headers.get("Content-Type")

    def read(self, size: int) -> bytes:
        """Read exactly `size` bytes, or fewer at the end."""
        try:
            data = self.response.read(size)
        except (OSError, http.client.HTTPException) as error:
            self._fail(error)
        self._budget.spend(len(data))
        return data

    def close(self) -> None:
        self._watchdog.cancel()
        self._connection.close()

    def _fail(self, error: Exception) -> None:
        self.close()
        self._budget.check_time()
        raise UnavailableError(f"the connection broke: {type(error).__name__}") from None


def _shut(sock: Any) -> None:
    """Shut a socket down from another thread, below TLS, so that a blocked read returns."""
    try:
        socket.socket.shutdown(sock, socket.SHUT_RDWR)
    except OSError:
        return


class BoundedGitClient(AbstractHttpGitClient):
    """Fetch from one origin within a budget.

    Args:
        url: The repository; http or https.
        network: Where connections may go.
        token: Sent as the password of HTTP basic authentication, to this origin alone.
        username: Goes with the token.
    """

    def __init__(self, url: str, *, budget: Budget, network: Network, token: str | None, username: str) -> None:
        super().__init__(url, quiet=True)
        self._origin = Origin.of(url)
        self._budget, self._network = budget, network
        self._headers = {"User-Agent": "git/2.0 (commandcenter)", "Pragma": "no-cache"}
        if token is not None:
            credentials = base64.b64encode(f"{username}:{token}".encode()).decode()
            self._headers["Authorization"] = f"Basic {credentials}"

    def _http_request(
        self,
        url: str,
        headers: dict[str, str] | None = None,
        data: bytes | Iterator[bytes] | None = None,
        raise_for_status: bool = True,  # noqa: ARG002, FBT001, FBT002 - dulwich's signature
    ) -> tuple[Any, Callable[[int], bytes]]:
        body = data if data is None or isinstance(data, bytes) else b"".join(data)
        asked = url
        for _ in range(MAX_REDIRECTS + 1):
            answer = self._send(url, {**self._headers, **(headers or {})}, body)
            location = answer.response.headers.get("Location")
            if answer.response.status not in _REDIRECTS or not location or body is not None:
                break
            answer.close()
            url = urljoin(url, location)
        _check(answer, url)
        answer.redirect_location = url if url != asked else ""
        return answer, answer.read

    def _send(self, url: str, headers: dict[str, str], body: bytes | None) -> Answer:
        if Origin.of(url) != self._origin:
            raise ForbiddenError("the repository's host points to another host; register the address it moved to")
        connection = connect(self._origin, self._network, min(_SOCKET_SECONDS, self._budget.seconds_left()))
        answer = Answer(connection, self._budget, url)
        parts = urlsplit(url)
        path = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
        answer.send("GET" if body is None else "POST", path, headers, body)
        return answer


def _check(answer: Answer, url: str) -> None:
    status = answer.response.status
    if status == 200 and (answer.content_type or "").startswith("application/x-git-upload-pack-"):
        return
    answer.close()
    if status in _MISSING:
        raise NotFoundError(f"no repository there, or the token may not read it (HTTP {status})")
    if status == 200:
        raise InvalidInputError("the address does not speak Git's smart HTTP protocol")
    if status in _REDIRECTS:
        raise InvalidInputError(f"the repository's host redirects too often: {urlsplit(url).path}")
    raise UnavailableError(f"the repository's host answered HTTP {status}")
