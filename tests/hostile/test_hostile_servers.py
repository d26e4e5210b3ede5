"""Git servers that lie, lure elsewhere, send without end or hardly at all; each scripted on a loopback port."""

import hashlib
import socket
import tempfile
import threading
import time
import zlib
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from commandcenter.kernel.errors import (
    ForbiddenError,
    InvalidInputError,
    NotFoundError,
    ProblemError,
    TooLargeError,
    UnavailableError,
)
from commandcenter.sources.git import fetch
from commandcenter.sources.limits import FetchLimits
from commandcenter.sources.network import Network

MIB = 1024 * 1024
TIP = b"1" * 40
ADVERTISEMENT = "application/x-git-upload-pack-advertisement"
RESULT = "application/x-git-upload-pack-result"


@pytest.fixture(autouse=True)
def nothing_left_behind(tmp_path):
    before, tempfile.tempdir = tempfile.tempdir, str(tmp_path)
    yield
    tempfile.tempdir = before
    assert list(tmp_path.iterdir()) == []


def line(text):
    return b"%04x" % (len(text) + 4) + text


def refs(capabilities=b"side-band-64k ofs-delta shallow thin-pack", tip=TIP):
    return line(b"# service=git-upload-pack\n") + b"0000" + line(tip + b" HEAD\0" + capabilities + b"\n") + b"0000"


def reply(body=b"", kind=ADVERTISEMENT, status="200 OK", **headers):
    given = {"Content_Type": kind, "Content_Length": str(len(body)), "Connection": "close"} | headers
    head = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in given.items() if value is not None)
    return f"HTTP/1.1 {status}\r\n{head}\r\n".encode() + body


def band(data, channel=1):
    return b"".join(line(bytes([channel]) + data[at : at + 60_000]) for at in range(0, len(data), 60_000))


def answer(pack):
    """Answer a request for a pack, nothing being shallow."""
    return reply(b"0000" + line(b"NAK\n") + band(pack) + b"0000", RESULT)


class Scripted:
    """Answer the n-th connection by the n-th script: bytes, or what is called with the socket."""

    def __init__(self, scripts):
        self.heard: list[bytes] = []
        self._scripts = scripts
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}/a.git"
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._serve)
        self._thread.start()

    def _serve(self):
        for script in self._scripts:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            with connection:
                try:
                    self.heard.append(self._read(connection))
                    script(connection) if callable(script) else connection.sendall(script)
                except OSError:
                    continue

    def _read(self, connection):
        heard = b""
        while b"\r\n\r\n" not in heard:
            heard += connection.recv(65_536)
        head, _, body = heard.partition(b"\r\n\r\n")
        length = next(
            (int(v) for k, _, v in (h.partition(b": ") for h in head.split(b"\r\n")) if k == b"Content-Length"), 0
        )
        while len(body) < length:
            body += connection.recv(65_536)
        return head + b"\r\n\r\n" + body

    def close(self):
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join()


@contextmanager
def server(*scripts):
    running = Scripted(scripts)
    try:
        yield running
    finally:
        running.close()


def attempt(running, **more):
    limits = replace(FetchLimits(max_seconds=5.0, max_bytes=MIB), **more.pop("limits", {}))
    return fetch(running.url, network=Network(loopback_http=True), limits=limits, **more)


@pytest.mark.parametrize(
    "location",
    [
        "http://127.0.0.1:{other}/a.git/info/refs?service=git-upload-pack",
        "//127.0.0.1:{other}/a.git/info/refs?service=git-upload-pack",
        "https://127.0.0.1:{other}/a.git/info/refs?service=git-upload-pack",
        "http://localhost:{port}/a.git/info/refs?service=git-upload-pack",
        "http://x@127.0.0.1:{port}/a.git/info/refs?service=git-upload-pack",
        "file:///etc/passwd",
        "gopher://127.0.0.1:{other}/",
        "http://169.254.169.254/latest/meta-data/",
    ],
)
def test_a_redirect_to_another_host_is_not_followed_and_sees_no_token(location):
    with server(reply(refs())) as other, server(b"") as running:
        target = location.format(other=other.port, port=running.port)
        running._scripts = ()
        with server(reply(status="302 Found", Location=target)) as luring, pytest.raises(ProblemError) as error:
            attempt(luring, token="t0ken")
        assert other.heard == []
        assert "t0ken" not in str(error.value)
        assert isinstance(error.value, ForbiddenError | InvalidInputError)


def test_a_redirect_in_a_circle_ends():
    lure = [lambda s: s.sendall(reply(status="301 Moved", Location="/a.git/info/refs?service=git-upload-pack"))] * 9
    with server(*lure) as running, pytest.raises(InvalidInputError, match="redirects too often"):
        attempt(running)
    assert len(running.heard) == 4


def test_the_request_for_the_pack_is_not_redirected():
    moved = reply(status="307 Moved", Location="/b.git/git-upload-pack", kind=RESULT)
    with server(reply(refs()), moved) as running, pytest.raises(InvalidInputError):
        attempt(running)
    assert len(running.heard) == 2


@pytest.mark.parametrize(
    "body",
    [
        reply(b"<html>", "text/html"),
        reply(TIP + b"\trefs/heads/main\n", "text/plain"),
        reply(b"", None),
        reply(b""),
        reply(b"0000"),
        reply(b"zzzz"),
        reply(b"0003"),
        reply(b"ffff" + b"x" * 100),
        reply(line(b"# service=git-receive-pack\n") + b"0000" + line(TIP + b" HEAD\0\n") + b"0000"),
        reply(line(b"version 9\n") + b"0000"),
        reply(line(b"# service=git-upload-pack\n") + b"0000" + line(b"nonsense") + b"0000"),
        reply(line(b"# service=git-upload-pack\n") + b"0000" + line(b"g" * 40 + b" HEAD\0ofs-delta\n") + b"0000"),
        reply(refs(b"object-format=sha256 thin-pack ofs-delta shallow", b"2" * 64)),
    ],
    ids=range(13),
)
def test_what_is_no_smart_git_server_is_refused(body):
    with server(body, reply(b"", RESULT), reply(b"", RESULT)) as running, pytest.raises(ProblemError):
        attempt(running)


@pytest.mark.parametrize(
    ("status", "error"),
    [
        ("401 Unauthorized", NotFoundError),
        ("403 Forbidden", NotFoundError),
        ("404 Not Found", NotFoundError),
        ("407 Proxy", UnavailableError),
        ("429 Too Many", UnavailableError),
        ("500 Oops", UnavailableError),
        ("204 No Content", UnavailableError),
    ],
)
def test_statuses_become_errors_to_act_on(status, error):
    with server(reply(status=status)) as running, pytest.raises(error):
        attempt(running)


def endless(head, piece):
    def script(connection):
        connection.sendall(head)
        while True:
            connection.sendall(piece)

    return script


def dripping(head, pause=0.05):
    def script(connection):
        connection.sendall(head)
        for _ in range(600):
            connection.sendall(b"0")
            time.sleep(pause)

    return script


PACK_HEAD = reply(kind=RESULT, Content_Length=None) + b"0000" + line(b"NAK\n")
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: " + ADVERTISEMENT.encode() + b"\r\n"


@pytest.mark.parametrize(
    "scripts",
    [
        [endless(HEAD + b"\r\n" + line(b"# service=git-upload-pack\n") + b"0000", line(TIP + b" refs/heads/x\n"))],
        [
            reply(refs()),
            endless(PACK_HEAD + band(b"PACK\0\0\0\2\0\0\0\1"), band(b"x" * 60_000)),
        ],
        [
            reply(refs()),
            endless(PACK_HEAD, band(b"p" * 60_000, 2)),
        ],
        [reply(refs()), endless(reply(kind=RESULT, Content_Length=None), line(b"shallow " + TIP))],
    ],
    ids=["refs", "pack", "progress", "shallow"],
)
def test_what_never_ends_is_cut_off_at_the_limit(scripts):
    with server(*scripts) as running, pytest.raises(TooLargeError):
        attempt(running)


def test_an_endless_header_is_cut_off():
    with server(endless(HEAD, b"X-Y: z\r\n")) as running, pytest.raises(UnavailableError):
        attempt(running)


@pytest.mark.parametrize("stage", ["head", "headers", "refs", "pack", "silence"])
def test_a_server_that_drips_is_left_when_the_time_is_over(stage):
    scripts = {
        "head": [dripping(b"HTTP/1.1 200")],
        "headers": [dripping(HEAD + b"X: ")],
        "refs": [dripping(HEAD + b"\r\n0fff")],
        "pack": [
            reply(refs()),
            dripping(reply(kind=RESULT, Content_Length=None) + b"0000" + line(b"NAK\n") + b"ffff\1"),
        ],
        "silence": [lambda connection: connection.recv(1)],
    }[stage]
    begin = time.monotonic()
    with server(*scripts) as running:
        with pytest.raises(UnavailableError, match="took longer"):
            attempt(running, limits={"max_seconds": 0.5})
        assert time.monotonic() - begin < 3


def object_entry(kind, content):
    size, first = len(content) >> 4, kind << 4 | len(content) & 15
    out = bytearray([first | (0x80 if size else 0)])
    while size:
        out.append(size & 0x7F | (0x80 if size > 0x7F else 0))
        size >>= 7
    return bytes(out) + zlib.compress(content, 9)


def make_pack(*entries):
    body = b"PACK" + (2).to_bytes(4, "big") + len(entries).to_bytes(4, "big") + b"".join(entries)
    return body + hashlib.sha1(body).digest()


def served_commit():
    tree = hashlib.sha1(b"tree 0\0").hexdigest().encode()
    text = b"tree " + tree + b"\nauthor A <a> 1 +0000\ncommitter A <a> 1 +0000\n\nm"
    name = hashlib.sha1(b"commit %d\0" % len(text) + text).hexdigest().encode()
    return name, [object_entry(1, text), object_entry(2, b"")]


def test_the_script_of_an_honest_server_is_fetched():
    name, entries = served_commit()
    with server(reply(refs(tip=name)), answer(make_pack(*entries))) as running, attempt(running) as fetched:
        assert fetched.head == name.decode()
        assert b"want " + name in running.heard[1]


NAME, ENTRIES = served_commit()
PACKS = {
    "empty": b"",
    "no pack": b"x" * 100,
    "without the tip": make_pack(object_entry(3, b"x")),
    "cut": make_pack(*ENTRIES)[:-25],
    "with more behind": make_pack(*ENTRIES) + b"x" * 40,
    "broken checksum": make_pack(*ENTRIES)[:-1] + b"\0",
    "delta without base": make_pack(*ENTRIES, b"\x74" + bytes(20) + zlib.compress(b"\1\1\x90\1")),
    "offset before the pack": make_pack(*ENTRIES, b"\x64\x90\0" + zlib.compress(b"\1\1\x90\1")),
    "delta that overreaches": make_pack(
        object_entry(3, b"x"), b"\x67" + bytes([len(object_entry(3, b"x"))]) + zlib.compress(b"\1\1\xb0\xff\xff\0\0")
    ),
}


@pytest.mark.parametrize("which", PACKS)
def test_broken_packs_are_invalid_input(which):
    with server(reply(refs(tip=NAME)), answer(PACKS[which])) as running, pytest.raises(InvalidInputError):
        attempt(running)


def test_a_pack_that_explodes_is_refused():
    bomb = make_pack(*ENTRIES, object_entry(3, bytes(64 * MIB)))
    for limits in ({"max_object": 32 * MIB}, {"max_inflated": 32 * MIB}):
        with server(reply(refs(tip=NAME)), answer(bomb)) as running, pytest.raises(TooLargeError):
            attempt(running, limits=limits)


def test_the_servers_own_words_are_not_repeated():
    told = reply(b"0000" + line(b"NAK\n") + line(b"\3secret words of the server") + b"0000", RESULT)
    with server(reply(refs()), told) as running, pytest.raises(InvalidInputError) as error:
        attempt(running)
    assert "secret words" not in str(error.value)


def test_a_pack_offered_from_another_host_is_not_fetched():
    with server(reply(make_pack(*ENTRIES), "application/octet-stream")) as other:
        advertised = (
            line(b"# service=git-upload-pack\n")
            + b"0000"
            + b"".join(map(line, (b"version 2\n", b"ls-refs\n", b"fetch=shallow packfile-uris\n", b"packfile-uris\n")))
        )
        offered = line(b"packfile-uris\n") + line(b"http://127.0.0.1:%d/p sha1 %s\n" % (other.port, b"3" * 40))
        scripts = (
            reply(advertised + b"0000"),
            reply(line(NAME + b" HEAD\n") + b"0000", RESULT),
            reply(offered + b"0001" + line(b"packfile\n") + b"0000", RESULT),
        )
        with server(*scripts) as running, pytest.raises(ProblemError):
            attempt(running)
        assert len(running.heard) == 3
        assert other.heard == []


def test_a_token_never_leaves_in_an_error_or_a_file(tmp_path):
    with server(reply(status="401 No")) as running, pytest.raises(NotFoundError) as error:
        attempt(running, token="t0ken-canary")
    assert b"Authorization: Basic" in running.heard[0]
    assert "canary" not in repr(error.value) + str(error.value.__cause__)
    assert list(Path(tmp_path).rglob("*")) == []
