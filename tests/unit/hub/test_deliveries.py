"""The open doors: who may knock, what is taken in, what a bridge may carry away."""

from dataclasses import replace
from datetime import timedelta

import pytest
from federation_parts_memory import MemoryHub, keys_of, make_peer, make_signer
from federation_wire import linked

from commandcenter.hub.deliveries import take_delivery
from commandcenter.hub.federation_door import MAX_BODY_BYTES, received
from commandcenter.hub.hand_over import HandOver, hand_over
from commandcenter.hub.sync_peers import BATCH_TYPE
from commandcenter.kernel.canonical import canonical
from commandcenter.kernel.errors import (
    ForbiddenError,
    InvalidInputError,
    TooLargeError,
    UnauthenticatedError,
    UnavailableError,
)
from commandcenter.mesh.federation.export import ExportLaw
from commandcenter.mesh.federation.signed_events import sign
from commandcenter.mesh.peers.model import Cursor
from commandcenter.signing.http_requests import Request
from commandcenter.signing.http_signatures import sign_request
from commandcenter.signing.jwks import KeySet

URL = "https://meta.example/hub/v1/mesh/deliveries"
PULLS = "https://meta.example/hub/v1/mesh/pulls"

BRIDGE_KEY = make_signer()


def knock(hub: MemoryHub, signer, body: object, url: str = URL, at=None, **more) -> Request:
    data = body if isinstance(body, bytes) else canonical(body)
    request = Request("POST", url, (("Content-Type", BATCH_TYPE),), data)
    headers = sign_request(request, signer, at or hub.clock.now(), **more)
    return replace(request, headers=(*request.headers, *headers.items()))


def test_a_delivery_tells_of_each_event_and_of_what_is_held() -> None:
    alpha, meta, _ = linked()
    good = sign(alpha.presence(), 1, alpha.signer).to_cloudevent()
    bad = sign(alpha.escalation(), 2, make_signer()).to_cloudevent()
    answer = take_delivery(knock(meta, alpha.signer, [good, bad, good, 7]), meta.door)
    assert answer["hub"] == "meta"
    assert [one["outcome"] for one in answer["results"]] == ["accepted", "refused", "duplicate", "refused"]
    assert answer["results"][0]["id"] == good["id"]
    assert answer["have"] == {"rev": 0, "root": ""}
    assert meta.peers.get("alpha").confirmed == meta.clock.now()


def test_a_request_is_taken_once_and_lately() -> None:
    alpha, meta, _ = linked()
    request = knock(meta, alpha.signer, [])
    take_delivery(request, meta.door)
    with pytest.raises(UnauthenticatedError, match="nonce"):
        take_delivery(request, meta.door)
    late = knock(meta, alpha.signer, [], at=meta.clock.now() - timedelta(seconds=301))
    with pytest.raises(UnauthenticatedError, match="too old"):
        take_delivery(late, meta.door)


def test_strangers_changes_and_other_addresses() -> None:
    alpha, meta, _ = linked()
    with pytest.raises(UnauthenticatedError, match="not known here"):
        take_delivery(knock(meta, make_signer(), []), meta.door)
    with pytest.raises(UnauthenticatedError, match="missing"):
        take_delivery(Request("POST", URL, (), b"[]"), meta.door)
    request = knock(meta, alpha.signer, [])
    for changed in (
        replace(request, body=b"[ ]"),
        replace(request, url=URL.replace("meta", "beta")),
        replace(request, url=f"{URL}?"),
        replace(request, method="PUT"),
    ):
        with pytest.raises(UnauthenticatedError):
            take_delivery(changed, meta.door)
    meta.peers.put(
        replace(meta.peers.get("alpha"), keys=keys_of(alpha.signer).retire(alpha.signer.key_id, meta.clock.now()))
    )
    with pytest.raises(UnauthenticatedError):
        take_delivery(request, meta.door)


@pytest.mark.parametrize(
    ("body", "error"),
    [
        (b"{}", InvalidInputError),
        (b"", InvalidInputError),
        (b"[NaN]", InvalidInputError),
        (b'[{"id": "a", "id": "b"}]', InvalidInputError),
        (b"[" * 10_000, InvalidInputError),
        (b"[" + b"1," * 100 + b"1]", TooLargeError),
        (b" " * (MAX_BODY_BYTES + 1), TooLargeError),
    ],
    ids=["object", "empty", "nan", "twice", "deep", "101 events", "5 MiB"],
)
def test_bodies_that_are_no_batch(body: bytes, error: type[Exception]) -> None:
    alpha, meta, _ = linked()
    with pytest.raises(error):
        take_delivery(knock(meta, alpha.signer, body), meta.door)


def test_a_hub_that_announces_the_key_of_another_takes_nothing_from_it() -> None:
    alpha, meta, _ = linked()
    thief = MemoryHub("aaa", meta.clock)
    stolen = KeySet((*keys_of(thief.signer).entries, *keys_of(alpha.signer).entries))
    meta.peers.put(replace(make_peer("aaa", thief.signer), keys=stolen))
    events = [sign(alpha.presence(), 1, alpha.signer).to_cloudevent()]
    assert take_delivery(knock(meta, alpha.signer, events), meta.door)["results"][0]["outcome"] == "accepted"
    forged = [sign(replace(alpha.escalation(), id="f"), 2, thief.signer).to_cloudevent()]
    assert take_delivery(knock(meta, thief.signer, forged), meta.door)["results"][0]["outcome"] == "refused"


def test_a_part_that_is_down_makes_the_sender_come_again() -> None:
    alpha, meta, _ = linked()

    class Down:
        def publish(self, event):
            raise UnavailableError("no bus")

    events = [sign(alpha.presence(), 1, alpha.signer).to_cloudevent()]
    with pytest.raises(UnavailableError):
        take_delivery(knock(meta, alpha.signer, events), replace(meta.door, bus=Down()))
    answer = take_delivery(knock(meta, alpha.signer, events), meta.door)
    assert answer["results"][0]["outcome"] == "accepted"


def test_a_request_is_rebuilt_from_the_event_of_the_api() -> None:
    event = {"multiValueHeaders": {"A": ["1", "2"], "B": ["3"]}, "multiValueQueryStringParameters": None}
    request = received(event, b"x", URL)
    assert (request.url, request.headers, request.body) == (URL, (("A", "1"), ("A", "2"), ("B", "3")), b"x")
    assert (
        received({"multiValueHeaders": None, "multiValueQueryStringParameters": {"a": ["1"]}}, b"", URL).url
        == f"{URL}?"
    )


@pytest.fixture
def bridged():
    meta, key = MemoryHub("meta"), BRIDGE_KEY
    meta.peers.put(make_peer("nats-main", key, kind="nats", url="", bridge=True, subjects=("*.global.>", "fed.>")))
    parts = HandOver(
        "meta", meta.peers, meta.log, ExportLaw(meta.law, "meta", ["gamma"]), meta.summaries, meta.signer, meta.clock
    )

    def pull(ack=None, **more):
        return hand_over(knock(meta, key, {"ack": ack, **more}, PULLS), parts)

    return meta, pull


def test_a_bridge_is_given_what_it_has_not_acknowledged(bridged) -> None:
    meta, pull = bridged
    events = [meta.escalation(f"e{n}") for n in range(5)]
    meta.log.append([*events, meta.event("hub.x", {}), meta.command("fed.refresh", "gamma", id="c")], meta.clock.now())
    first = pull(limit=2)
    assert [event["id"] for event in first["events"]] == [event.id for event in events[:2]]
    assert pull(limit=2) == first, "what was not acknowledged comes again"
    taken, answer = [], first
    while answer["events"]:
        taken += [event["id"] for event in answer["events"]]
        answer = pull(answer["cursor"], limit=2)
    assert taken == [*(event.id for event in events), "c"]
    assert meta.peers.cursor("nats-main").sequence == 7
    assert pull({"sequence": 2, "rev": 0, "root": ""})["events"] == [], "a late acknowledgement moves nothing back"
    assert meta.peers.get("nats-main").confirmed is not None


def test_a_bridge_is_given_the_summary_until_it_acknowledges_it(bridged) -> None:
    meta, pull = bridged
    meta.summaries.rev = 4
    first = pull()
    assert len(first["events"]) == 2
    assert first["cursor"] == {"sequence": 0, "rev": 4, "root": meta.summaries.root(4)}
    assert pull()["events"] == first["events"]
    assert pull(first["cursor"]) == {"events": [], "cursor": first["cursor"]}
    meta.summaries.rev = 5
    second = pull(first["cursor"])
    assert [(event["data"]["from"], event["data"]["to"]) for event in second["events"]] == [(4, 5), (4, 5)]
    # Somebody asks for the whole one while the bridge carries the difference: its acknowledgement does not count for that.
    meta.peers.move("nats-main", replace(meta.peers.cursor("nats-main"), rev=0, root=""))
    third = pull(second["cursor"])
    assert [(event["data"]["from"], event["data"]["to"]) for event in third["events"]] == [(0, 5), (0, 5)]
    assert pull(third["cursor"])["events"] == []
    assert meta.peers.cursor("nats-main") == Cursor(0, 5, meta.summaries.root(5), meta.clock.now())


def test_only_a_bridge_pulls() -> None:
    alpha, meta, _ = linked()
    parts = HandOver("meta", meta.peers, meta.log, ExportLaw(meta.law, "meta"), meta.summaries, meta.signer, meta.clock)
    with pytest.raises(ForbiddenError):
        hand_over(knock(meta, alpha.signer, {"ack": None}, PULLS), parts)


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"ack": 1},
        {"ack": {"sequence": -1, "rev": 0, "root": ""}},
        {"ack": {"sequence": True, "rev": 0, "root": ""}},
        {"ack": {"sequence": 0, "rev": "0", "root": ""}},
        {"ack": {"sequence": 0, "rev": 0}},
        {"ack": {"sequence": 0, "rev": 0, "root": "x" * 65}},
        {"ack": {"sequence": 9, "rev": 0, "root": ""}},
        {"ack": None, "limit": 0},
        {"ack": None, "limit": 101},
        {"ack": None, "limit": "5"},
    ],
    ids=["none", "number", "negative", "true", "text", "no root", "long root", "ahead", "0", "101", "text limit"],
)
def test_pulls_that_are_none(bridged, body) -> None:
    meta, _ = bridged
    parts = HandOver("meta", meta.peers, meta.log, ExportLaw(meta.law, "meta"), meta.summaries, meta.signer, meta.clock)
    with pytest.raises(InvalidInputError):
        hand_over(knock(meta, BRIDGE_KEY, body, PULLS), parts)
