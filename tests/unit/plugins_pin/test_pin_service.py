"""The plugin pin-service with the reference service, and with services that fail, refuse and talk nonsense."""

import json
import socket

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pinning_service import STATES, PinningService, serving

from commandcenter.attestation.content.cid import raw_cid
from commandcenter.attestation.content.unixfs import CHUNK_BYTES, file_blocks, file_cid
from commandcenter.kernel.errors import ConflictError, InvalidInputError, ProblemError, UnavailableError

TOKEN = "SECRET_TOKEN"
DATA = b"what is pinned"
CID = raw_cid(DATA)
LARGE = b"0123456789" * (CHUNK_BYTES // 4)


@pytest.fixture
def network():
    """Return the blocks that the nodes of this world have."""
    return {CID: DATA}


@pytest.fixture
def service(network):
    return PinningService(TOKEN, network.get)


@pytest.fixture
def client(service, pinner):
    with serving(service) as url:
        yield pinner("pin-service", endpoint=url, gateway=url, token=TOKEN, origins=["/ip4/10.0.0.1/tcp/4001"])


def told(status, requestid="r1", cid=CID):
    return {"requestid": requestid, "status": status, "created": "", "pin": {"cid": cid}, "delegates": []}


def answer(service, value, status=200):
    service.fail(1, status, json.dumps(value).encode(), "application/json")


def test_a_pin_is_queued_until_the_service_has_the_content(client, service):
    receipt = {"cid": CID, "pinner": "pin-service", "request": "request-1"}
    assert client.pin(CID, DATA, "a name") == {**receipt, "status": "queued"}
    assert client.pin(CID, DATA, "a name") == {**receipt, "status": "pinned"}
    assert client.pin(CID, DATA, "a name") == {**receipt, "status": "pinned"}
    (asked,) = service.pins.values()  # one request, however often
    assert asked["pin"] == {"cid": CID, "name": "a name", "origins": ["/ip4/10.0.0.1/tcp/4001"], "meta": {}}
    assert service.asked == ["GET /pins", "POST /pins", "GET /pins", "GET /pins"]


@pytest.mark.parametrize("data", [b"", DATA, LARGE], ids=["empty", "small", "large"])
def test_content_comes_back_through_the_gateway(client, service, network, data):
    cid = file_cid(data)
    assert client.fetch(cid) is None
    client.pin(cid, data, "")
    assert client.pin(cid, data, "")["status"] == "queued" or cid == CID
    assert client.fetch(cid) == (data if cid == CID else None)
    network.update(file_blocks(data))
    assert client.pin(cid, data, "")["status"] == "pinned"
    assert client.fetch(cid) == data
    assert len(service.pins) == 1


def test_wrong_bytes_of_a_gateway_are_refused(client, service):
    service.blocks[CID] = b"other bytes"
    with pytest.raises(InvalidInputError, match="not those of"):
        client.fetch(CID)


def test_a_gateway_is_not_told_the_token(client, service):
    seen = []
    plain = service.answer
    service.answer = lambda method, target, authorization, body: (
        seen.append((target.split("/")[1][:4], authorization)) or plain(method, target, authorization, body)
    )
    client.fetch(CID)
    client.pin(CID, DATA, "")
    assert seen == [("ipfs", ""), ("pins", f"Bearer {TOKEN}"), ("pins", f"Bearer {TOKEN}")]


def test_content_that_is_not_that_of_the_cid_is_not_asked_for(client, service):
    with pytest.raises(InvalidInputError, match="not those of"):
        client.pin(CID, b"other", "")
    assert service.asked == []


def test_a_pin_that_failed_is_asked_for_anew(client, service, network):
    network.clear()
    client.pin(CID, DATA, "")
    service.give_up(CID)
    assert client.pin(CID, DATA, "") == {
        "cid": CID,
        "pinner": "pin-service",
        "status": "queued",
        "request": "request-2",
    }
    network[CID] = DATA
    assert client.pin(CID, DATA, "")["status"] == "pinned"


def test_a_pin_that_fails_at_once_may_be_tried_again(client, service):
    answer(service, {"count": 0, "results": []})
    answer(service, told("failed"), 202)
    with pytest.raises(UnavailableError, match="could not pin"):
        client.pin(CID, DATA, "")
    assert client.pin(CID, DATA, "")["status"] == "queued"


@given(st.lists(st.sampled_from(STATES), min_size=1, max_size=6))
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_of_many_requests_the_furthest_counts(client, service, states):
    answer(service, {"count": len(states), "results": [told(state, f"r{n}") for n, state in enumerate(states)]})
    answer(service, told("queued", "new"), 202)
    receipt = client.pin(CID, DATA, "")
    service._failures.clear()
    best = max(states, key=lambda state: -1 if state == "failed" else STATES.index(state))
    assert receipt["status"] == ("pinned" if best == "pinned" else "queued")
    assert receipt["request"] == ("new" if best == "failed" else f"r{states.index(best)}")


@pytest.mark.parametrize("place", [0, 1])
@pytest.mark.parametrize(
    ("status", "error"),
    [
        *((status, InvalidInputError) for status in (301, 307, 400, 401, 403, 404, 410, 422)),
        (409, ConflictError),
        *((status, UnavailableError) for status in (204, 408, 425, 429, 500, 502, 503, 504)),
    ],
)
def test_each_status_says_whether_to_try_again(client, service, status, error, place):
    if place:
        answer(service, {"count": 0, "results": []})
    answer(service, {"error": {"reason": TOKEN, "details": f"Bearer {TOKEN}"}}, status)
    with pytest.raises(error) as caught:
        client.pin(CID, DATA, "")
    assert type(caught.value) is error
    assert TOKEN not in str(caught.value)
    assert client.pin(CID, DATA, "")["status"] in ("queued", "pinned")  # nothing is remembered of it


NONSENSE = [b"", b"<html>busy</html>", b"[]", b"{}", b"7", b'"' + b"[" * 50_000, b"[" * 50_000, b"\xff\xfe", b"null"]
RESULTS = [None, {}, 7, [7], [{}], [told("lost")], [{**told("queued"), "requestid": 7}], [told("queued", cid=None)]]


@pytest.mark.parametrize("body", [*NONSENSE, *(json.dumps({"results": one}).encode() for one in RESULTS)])
@pytest.mark.parametrize("place", [0, 1])
def test_nonsense_may_be_tried_again(client, service, body, place):
    if place:
        answer(service, {"count": 0, "results": []})
    service.fail(1, 200, body)
    with pytest.raises(UnavailableError, match="not one of a pinning service"):
        client.pin(CID, DATA, "")


def test_a_service_that_names_the_content_otherwise_is_in_conflict(client, service):
    answer(service, {"count": 0, "results": []})
    answer(service, told("pinned", cid=raw_cid(b"other")), 202)
    with pytest.raises(ConflictError, match="as we do"):
        client.pin(CID, DATA, "")


def test_pins_of_other_content_among_the_answers_do_not_count(client, service):
    answer(service, {"count": 1, "results": [told("pinned", cid=raw_cid(b"other"))]})
    assert client.pin(CID, DATA, "")["status"] == "queued"


@pytest.mark.parametrize("status", [404, 410])
def test_a_gateway_that_has_it_not_is_no_error(client, service, status):
    service.fail(1, status, b"words")
    assert client.fetch(CID) is None


@pytest.mark.parametrize(
    ("status", "error"),
    [
        *((status, InvalidInputError) for status in (301, 307, 400, 403, 451)),
        *((status, UnavailableError) for status in (429, 500, 502, 504)),
    ],
)
def test_other_statuses_of_a_gateway_say_whether_to_try_again(client, service, status, error):
    service.fail(1, status, b"words")
    with pytest.raises(error, match=f"the gateway .* status {status}"):
        client.fetch(CID)


def test_nobody_there_is_unavailable(service, pinner):
    with serving(service) as url:
        client = pinner("pin-service", endpoint=url, gateway=url, token=TOKEN, timeout=2)
    for ask in (lambda: client.pin(CID, DATA, ""), lambda: client.fetch(CID)):
        with pytest.raises(UnavailableError, match="no connection"):
            ask()


def test_a_service_that_does_not_answer_in_time_is_unavailable(pinner):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}"
        client = pinner("pin-service", endpoint=url, gateway=url, token=TOKEN, timeout=0.2)
        for ask in (lambda: client.pin(CID, DATA, ""), lambda: client.fetch(CID)):
            with pytest.raises(UnavailableError, match="does not answer"):
                ask()


@pytest.mark.parametrize("place", ["endpoint", "gateway"])
@pytest.mark.parametrize("url", ["https://10.0.0.1", "https://169.254.169.254", "http://192.0.2.1"])
def test_addresses_inside_are_not_spoken_to(pinner, place, url):
    client = pinner(
        "pin-service", **{"endpoint": "https://127.0.0.1", "gateway": "https://127.0.0.1", place: url}, token=TOKEN
    )
    ask = {"endpoint": lambda: client.pin(CID, DATA, ""), "gateway": lambda: client.fetch(CID)}[place]
    with pytest.raises(InvalidInputError, match="may not be fetched from") as caught:
        ask()
    assert caught.value.pointer == f"/{place}"


GOOD = {"endpoint": "https://pins.example", "gateway": "https://gateway.example", "token": TOKEN}


@pytest.mark.parametrize(
    ("wrong", "pointer"),
    [
        ({"token": f"{TOKEN}\n"}, "/token"),
        ({"token": ""}, "/token"),
        ({"endpoint": "ftp://pins.example"}, "/endpoint"),
        ({"gateway": "gateway.example"}, "/gateway"),
        ({"origins": ["10.0.0.1:4001"]}, "/origins/0"),
        ({"meta": {"a": 1}}, "/meta/a"),
        ({"timeout": 0}, "/timeout"),
    ],
)
def test_settings_that_do_not_fit_are_refused_without_telling_the_token(pinner, wrong, pointer):
    assert pinner("pin-service", **GOOD)
    with pytest.raises(ProblemError) as caught:
        pinner("pin-service", **{**GOOD, **wrong})
    assert caught.value.pointer == pointer
    assert TOKEN not in str(caught.value)


def test_the_reference_service_asks_for_its_token(service, pinner):
    with serving(service) as url:
        stranger = pinner("pin-service", endpoint=url, gateway=url, token="guessed")
        with pytest.raises(InvalidInputError, match="with status 401"):
            stranger.pin(CID, DATA, "")
    assert service.pins == {}
