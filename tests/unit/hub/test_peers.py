"""Two hubs link: what is pinned, what is refused, and when a link is confirmed."""

import json
import socket
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from commandcenter.hub.outgoing_http import OutgoingHttp, network_of
from commandcenter.hub.peers import Links, list_links, make_link, remove_link, reprobe
from commandcenter.hub.signing_keys import MemoryKeyRecords, OwnKeys
from commandcenter.kernel.clock import FixedClock
from commandcenter.kernel.errors import (
    ConflictError,
    ForbiddenError,
    InvalidInputError,
    NotFoundError,
    ProblemError,
    UnauthenticatedError,
    UnavailableError,
)
from commandcenter.mesh.peers.memory import MemoryPeers
from commandcenter.mesh.peers.model import Cursor
from commandcenter.mesh.presence.memory import MemoryPresences
from commandcenter.mesh.presence.model import Presence
from commandcenter.signing.http_requests import Request
from commandcenter.signing.http_signatures import verify_request
from commandcenter.signing.jwks import PublishedKey
from commandcenter.signing.key_files import FileSigner
from commandcenter.signing.pyca import public_key_of
from commandcenter.sources.network import Network

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)


def make_signer(uri: str) -> FileSigner:
    private = Ed25519PrivateKey.from_private_bytes(uri.encode().ljust(32, b"\0"))
    return FileSigner(private, public_key_of(private.public_key()))


class Net:
    """Carry requests between hubs of this process; each checks signatures as a hub does."""

    def __init__(self, clock: FixedClock) -> None:
        self.clock, self.hubs, self.down = clock, {}, set()

    def add(self, name: str, *keys: str) -> Links:
        own = OwnKeys(MemoryKeyRecords(), keys or (f"k:{name}",), make_signer, self.clock)
        self.hubs[name] = Links(name, MemoryPeers(self.clock), MemoryPresences(), own, self, self.clock)
        return self.hubs[name]

    def find(self, url: str) -> tuple[Links, str]:
        host, _, path = url.removeprefix("https://").partition("/")
        name = host.removesuffix(".example")
        if name not in self.hubs or name in self.down:
            raise UnavailableError(f"{host} does not answer")
        return self.hubs[name], f"/{path}"

    def get(self, url: str) -> tuple[int, bytes]:
        hub, path = self.find(url)
        answers = {
            "/.well-known/commandcenter": {"hub": hub.hub},
            "/.well-known/jwks.json": hub.keys.published().to_json(),
        }
        return (200, json.dumps(answers[path]).encode()) if path in answers else (404, b"")

    def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> tuple[int, bytes]:
        hub, path = self.find(url)
        assert (path, body) == ("/v1/mesh/deliveries", b"[]")
        request = Request("POST", url, tuple(headers.items()), body)
        for peer in hub.peers.list():
            try:
                verify_request(
                    request, peer.keys, self.clock.now(), max_age=timedelta(minutes=5), seen_nonce=hub.peers.seen_nonce
                )
            except UnauthenticatedError:
                continue
            return 200, json.dumps({"hub": hub.hub, "results": [], "have": {"rev": 0, "root": ""}}).encode()
        return 401, b"{}"


@pytest.fixture
def net() -> Net:
    return Net(FixedClock(NOW))


@pytest.fixture
def north(net: Net) -> Links:
    return net.add("north")


@pytest.fixture
def meta(net: Net) -> Links:
    return net.add("meta")


def request(links: Links, role: str = "downstream", **more: object) -> dict[str, object]:
    fingerprint = links.keys.fingerprint()
    return {"url": f"https://{links.hub}.example/", "role": role, "fingerprint": fingerprint, **more}


def test_a_link_works_once_both_have_pinned(north: Links, meta: Links) -> None:
    made = make_link(meta, request(north, allow=["fed.refresh"]))
    assert (made["hub"], made["url"], made["confirmed"]) == ("north", "https://north.example", None)
    assert make_link(north, request(meta, "upstream"))["confirmed"] == "2026-05-01T12:00:00.000Z"
    assert reprobe(meta) == ["north"]
    assert reprobe(meta) == []
    peer = meta.peers.get("north")
    assert peer is not None
    assert (peer.confirmed, peer.allow) == (NOW, ("fed.refresh",))


def test_without_a_fingerprint_the_one_found_is_told_and_nothing_is_stored(north: Links, meta: Links) -> None:
    body = request(north)
    found = body.pop("fingerprint")
    with pytest.raises(ConflictError, match=f" is {found};") as caught:
        make_link(meta, body)
    assert caught.value.pointer == "/fingerprint"
    assert meta.peers.list() == []


def test_another_fingerprint_is_refused_with_the_one_found(net: Net, north: Links, meta: Links) -> None:
    with pytest.raises(ConflictError, match=north.keys.fingerprint()):
        make_link(meta, request(north) | {"fingerprint": meta.keys.fingerprint()})
    assert meta.peers.list() == []


def test_only_the_pinned_key_is_trusted_and_a_published_next_one_may_be_pinned(net: Net, meta: Links) -> None:
    east = net.add("east", "k:1", "k:2")
    second = make_signer("k:2").key_id
    make_link(meta, request(east) | {"fingerprint": second})
    peer = meta.peers.get("east")
    assert peer is not None
    assert [entry.key.key_id for entry in peer.keys.entries] == [peer.fingerprint] == [second]


def test_a_retired_key_is_not_pinned(net: Net, meta: Links) -> None:
    east = net.add("east", "k:1")
    old = east.keys.fingerprint()
    east = net.hubs["east"] = Links(
        "east", east.peers, east.presences, OwnKeys(east.keys._store, ["k:2"], make_signer, net.clock), net, net.clock
    )
    east.keys.published()
    net.clock.at += timedelta(days=8)
    with pytest.raises(ConflictError):
        make_link(meta, request(east) | {"fingerprint": old})


def test_linking_again_keeps_what_was_reached(north: Links, meta: Links) -> None:
    make_link(north, request(meta, "upstream"))
    make_link(meta, request(north))
    known = meta.peers.get("north")
    assert known is not None
    keys = known.keys.rotate(make_signer("next").public_key(), NOW, timedelta(days=7))
    meta.peers.trust("north", keys)
    meta.peers.move("north", Cursor(9))
    meta.clock.advance(60)
    made = make_link(meta, request(north, "both", allow=["fed.audit.sweep"]))
    assert (made["role"], made["allow"], made["linked"]) == ("both", ["fed.audit.sweep"], "2026-05-01T12:00:00.000Z")
    assert made["confirmed"] is not None
    assert meta.peers.cursor("north") == Cursor(9)
    assert meta.peers.get("north").keys == keys


def test_a_new_key_begins_anew(net: Net, north: Links, meta: Links) -> None:
    make_link(meta, request(north))
    meta.peers.move("north", Cursor(9))
    meta.presences.put(Presence("north", NOW, NOW, 50, {}))
    again = net.add("north", "k:other")
    make_link(meta, request(again))
    assert meta.peers.cursor("north") == Cursor()
    assert meta.presences.get("north") is None


def test_a_hub_is_not_linked_to_itself(meta: Links) -> None:
    with pytest.raises(InvalidInputError, match="itself"):
        make_link(meta, request(meta))
    key = PublishedKey(meta.keys.signer().public_key()).to_json()
    body = {"kind": "nats", "hub": "mirror", "role": "both", "key": key, "fingerprint": meta.keys.fingerprint()}
    with pytest.raises(InvalidInputError, match="own key"):
        make_link(meta, body)


def test_a_hub_over_nats_and_a_bridge_are_pinned_by_the_key_given(meta: Links) -> None:
    signer = make_signer("bridge")
    key = PublishedKey(signer.public_key()).to_json()
    body = {"kind": "nats", "hub": "nats-main", "role": "both", "key": key, "fingerprint": signer.key_id}
    made = make_link(meta, body | {"bridge": True, "subjects": ["*.global.>", "fed.>"]})
    assert (made["bridge"], made["subjects"], made["url"]) == (True, ["*.global.>", "fed.>"], "")
    make_link(meta, body | {"hub": "far"})
    assert [peer.hub for peer in meta.peers.list()] == ["far", "nats-main"]
    assert reprobe(meta) == []


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"role": "boss"}, "/role"),
        ({"role": None}, "/role"),
        ({"kind": "tcp"}, "/kind"),
        ({"url": "ftp://north.example"}, "/url"),
        ({"url": 7}, "/url"),
        ({"url": "https://north.example/?x"}, "/url"),
        ({"allow": ["fed.report"]}, "/allow"),
        ({"allow": "fed.refresh"}, "/allow"),
        ({"fingerprint": 1}, "/fingerprint"),
        ({"bridge": True}, "/bridge"),
        ({"subjects": ["a.b"]}, "/subjects"),
        ({"kind": "nats", "hub": "x", "bridge": True, "subjects": ["a..b"]}, "/subjects/0"),
        ({"kind": "nats", "hub": "x", "bridge": True}, "/subjects"),
        ({"kind": "nats", "hub": "x"}, "/key"),
    ],
)
def test_what_is_wrong_is_pointed_at(north: Links, meta: Links, change: dict[str, object], pointer: str) -> None:
    with pytest.raises(InvalidInputError) as caught:
        make_link(meta, request(north) | change)
    assert caught.value.pointer == pointer
    assert meta.peers.list() == []


def test_another_name_than_the_one_asked_for_is_refused(north: Links, meta: Links) -> None:
    with pytest.raises(ConflictError, match="north"):
        make_link(meta, request(north, hub="south"))


def test_a_hub_that_is_down_stays_unconfirmed(net: Net, north: Links, meta: Links) -> None:
    make_link(meta, request(north))
    make_link(north, request(meta, "upstream"))
    net.down.add("north")
    assert reprobe(meta) == []
    with pytest.raises(UnavailableError):
        make_link(meta, request(north))
    net.down.clear()
    assert reprobe(meta) == ["north"]


def test_every_unconfirmed_hub_has_its_turn(net: Net, meta: Links) -> None:
    others = [net.add(f"h{n}") for n in range(8)]
    for other in others:
        make_link(meta, request(other))
        make_link(other, request(meta, "upstream"))
    confirmed: list[str] = []
    for _ in range(8):
        turn = reprobe(meta)
        assert len(turn) <= 3
        confirmed += turn
        net.clock.advance(30)
    assert sorted(confirmed) == [f"h{n}" for n in range(8)]


def test_the_list_tells_the_own_fingerprint_and_what_is_known_of_each(north: Links, meta: Links) -> None:
    make_link(meta, request(north))
    meta.peers.move("north", Cursor(4, 2, "ab", NOW, "it was away"))
    meta.presences.put(Presence("north", NOW - timedelta(seconds=91), NOW, 1, {}))
    listed = list_links(meta)
    assert (listed["hub"], listed["fingerprint"]) == ("meta", meta.keys.fingerprint())
    (peer,) = listed["peers"]
    assert peer["cursor"] == {
        "sequence": 4, "rev": 2, "root": "ab", "at": "2026-05-01T12:00:00.000Z", "error": "it was away"
    }  # fmt: skip
    assert peer["presence"] == {"status": "stale", "at": "2026-05-01T11:58:29.000Z", "age": 91}


def test_a_removed_link_is_forgotten(north: Links, meta: Links) -> None:
    make_link(meta, request(north))
    meta.presences.put(Presence("north", NOW, NOW, 1, {}))
    remove_link(meta, "north")
    assert (meta.peers.list(), meta.presences.list()) == ([], [])
    with pytest.raises(NotFoundError):
        remove_link(meta, "north")


@contextmanager
def answering(*pieces: bytes, pause: float = 0.0) -> Iterator[str]:
    """Serve one connection on loopback with these bytes, as slowly as asked."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            try:
                connection, _ = server.accept()
                with connection:
                    connection.recv(65_536)
                    for piece in pieces:
                        connection.sendall(piece)
                        time.sleep(pause)
            except OSError:
                return

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}"
    thread.join(5)


LOCAL = Network(loopback_http=True)


def test_an_answer_and_a_redirect_are_returned_as_they_are() -> None:
    with answering(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}") as url:
        assert OutgoingHttp(LOCAL).get(f"{url}/a?b=c") == (200, b"{}")
    with answering(b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n") as url:
        assert OutgoingHttp(LOCAL).post(url, b"[]", {"Content-Type": "text/plain"}) == (302, b"")


@pytest.mark.parametrize(
    "pieces",
    [(b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * 101,), (b"nonsense\r\n\r\n",), (), (b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nx",)],
    ids=["large", "nonsense", "nothing", "short"],
)  # fmt: skip
def test_bad_answers_are_told(pieces: tuple[bytes, ...]) -> None:
    with answering(*pieces) as url, pytest.raises(UnavailableError):
        OutgoingHttp(LOCAL, max_bytes=100).get(url)


@pytest.mark.parametrize("length", [b"Content-Length: 50\r\n", b""], ids=["told", "open"])
def test_a_trickle_ends_in_time(length: bytes) -> None:
    began = time.monotonic()
    trickle = [b"HTTP/1.1 200 OK\r\n" + length + b"\r\n", *[b"x"] * 50]
    with answering(*trickle, pause=0.1) as url, pytest.raises(UnavailableError):
        OutgoingHttp(LOCAL, seconds=0.5).get(url)
    assert time.monotonic() - began < 3


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:9/", "http://10.0.0.1/", "https://127.0.0.1/", "https://169.254.169.254/"]
)
def test_addresses_inside_are_not_asked(url: str) -> None:
    network = network_of("https://hub.example")
    with pytest.raises(ForbiddenError):
        OutgoingHttp(network).get(url)


@pytest.mark.parametrize("url", ["https://a@b.example/", "file:///etc/passwd", "https://x.example/#y", ""])
def test_what_is_no_plain_address_is_refused(url: str) -> None:
    with pytest.raises(ProblemError):
        OutgoingHttp(LOCAL).get(url)


@pytest.mark.parametrize(
    ("own", "loopback"),
    [
        ("http://127.0.0.1:4566/x", True), ("http://localhost:1", True), ("http://[::1]:1", True),
        ("https://127.0.0.1:1", False), ("http://hub.example", False), ("", False),
    ],
)  # fmt: skip
def test_plain_http_is_for_hubs_that_are_so_themselves(own: str, loopback: bool) -> None:
    assert network_of(own).loopback_http is loopback
