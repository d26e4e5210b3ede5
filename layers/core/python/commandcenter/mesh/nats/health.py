"""A tiny HTTP answer for whatever looks after the process: 200 while both sides answer, else 503."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from commandcenter.kernel.errors import UnavailableError
from commandcenter.mesh.nats.journal import Journal

_READ_SECONDS = 5.0
_MAX_HEAD = 8_192


@asynccontextmanager
async def healthz(journal: Journal, host: str, port: int | None) -> AsyncIterator[int]:
    """Answer `GET /healthz` for the length of a block and yield the port; nothing, and 0, when no port is given."""
    if port is None:
        yield 0
        return

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            async with asyncio.timeout(_READ_SECONDS):
                head = await reader.readuntil(b"\r\n\r\n")
                writer.write(answer(head.partition(b"\r\n")[0], journal.silent()))
                await writer.drain()
        except (TimeoutError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, ConnectionError):
            journal.tell("info", "a health check broke off")
        finally:
            writer.close()

    try:
        server = await asyncio.start_server(serve, host, port, limit=_MAX_HEAD)
    except OSError as error:
        raise UnavailableError(f"the health check cannot listen: {error.strerror}") from None
    async with server:
        yield server.sockets[0].getsockname()[1]


def answer(request_line: bytes, silent: list[str]) -> bytes:
    """Write the whole response to a request line, given the names of the sides that do not answer."""
    words = request_line.split()
    known = len(words) == 3 and words[0] in (b"GET", b"HEAD") and words[1].partition(b"?")[0] == b"/healthz"
    status = "404 Not Found" if not known else "503 Service Unavailable" if silent else "200 OK"
    body = json.dumps({"silent": silent}).encode() if known else b"{}"
    head = f"HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
    return head.encode() + (b"" if words[:1] == [b"HEAD"] else body)
