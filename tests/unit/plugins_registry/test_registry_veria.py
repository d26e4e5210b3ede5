"""The plugin registry-veria with the reference registry, and with registries that fail, refuse and talk nonsense."""

import json
import logging
import socket
import threading
import traceback
from concurrent.futures import ThreadPoolExecutor

import pytest
from answering import DIGEST, ENTRY, Said, saying
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from registry_server import serving

from commandcenter.kernel.errors import ConflictError, InvalidInputError, ProblemError, UnavailableError

TOKEN = "CANARY-5f2e-token"
RECEIPT = {"id": "r1"}
OTHER = {**ENTRY, "summary": {"status": "fail"}}


def told(value, status=200, **headers):
    return status, json.dumps(value).encode(), headers


def held(entry, receipt=RECEIPT):
    return told({"entry": entry, "receipt": receipt})


CONFLICT = told({}, 409)


@pytest.fixture
def register(open_registry):
    """Return what registers ENTRY with a registry that gives these answers."""

    def ask(*answers, entry=ENTRY, timeout=5):
        said = Said(*answers)
        with saying(said) as url:
            return open_registry(url=url, token=TOKEN, timeout=timeout).register(entry), said.asked

    return ask


def test_an_entry_that_is_posted_three_times_is_one(client, registry):
    first, *more = [client.register(ENTRY) for _ in range(3)]
    assert more == [first, first]
    assert registry.kept.all() == [{"entry": ENTRY, "receipt": first}]
    assert client.find(DIGEST) == {"entry": ENTRY, "receipt": first}
    assert client.find("0" * 64) is None


def test_many_at_once_make_one_entry(client, registry):
    with ThreadPoolExecutor(8) as pool:
        receipts = list(pool.map(lambda _: client.register(ENTRY)["id"], range(24)))
    assert len(set(receipts)) == 1
    assert len(registry.kept.all()) == 1


def test_another_entry_of_the_same_digest_is_in_conflict_for_good(client, registry):
    receipt = client.register(ENTRY)
    for member in ("project", "signer", "proofUrl"):
        with pytest.raises(ConflictError, match="another entry"):
            client.register({**ENTRY, member: "https://elsewhere.example"})
    with pytest.raises(ConflictError):
        client.register(OTHER)
    assert client.register(ENTRY) == receipt
    assert client.find(DIGEST)["entry"] == ENTRY


@pytest.mark.parametrize("fault", ["500", "409", "garbage", "lost"])
def test_after_a_fault_asking_again_registers_once(client, registry, fault):
    registry.fail(1, fault)
    with pytest.raises(UnavailableError):
        client.register(ENTRY)
    assert len(registry.kept.all()) == (fault == "lost")
    receipt = client.register(ENTRY)
    assert registry.kept.all() == [{"entry": ENTRY, "receipt": receipt}]


def test_a_conflict_with_our_own_entry_is_its_receipt(register):
    reordered = dict(reversed(ENTRY.items()))
    receipt, asked = register(CONFLICT, held(reordered, {"id": 7, "more": ["kept", "as it is"]}))
    assert receipt == {"id": 7, "more": ["kept", "as it is"]}
    assert [(method, path) for method, path, *_ in asked] == [
        ("POST", "/attestations"),
        ("GET", f"/attestations/{DIGEST}"),
    ]


@pytest.mark.parametrize("entry", [OTHER, {**ENTRY, "more": 1}, {}, {**ENTRY, "summary": {"n": 2**60}}])
def test_a_conflict_with_another_entry_is_a_conflict(register, entry):
    with pytest.raises(ConflictError, match="another entry"):
        register(CONFLICT, held(entry))


NUMBERS = st.one_of(st.booleans(), st.none(), st.integers(-9, 9), st.floats(-1e9, 1e9))
SUMMARIES = st.recursive(NUMBERS | st.text(max_size=5), lambda some: st.lists(some, max_size=3), max_leaves=6)


@given(st.dictionaries(st.text(max_size=4), SUMMARIES, max_size=3), st.dictionaries(st.text(max_size=4), SUMMARIES))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_only_what_is_the_same_json_is_the_same_entry(register, ours, theirs):
    def plain(value):  # tells true from 1, but not 1.0 from 1, as JSON does
        match value:
            case bool() | None | str():
                return repr(value)
            case list():
                return [plain(one) for one in value]
            case dict():
                return {name: plain(one) for name, one in value.items()}
        return float(value)

    for summary in (ours, theirs):
        answers = CONFLICT, held({**ENTRY, "summary": summary})
        if plain(ours) == plain(summary):
            assert register(*answers, entry={**ENTRY, "summary": ours})[0] == RECEIPT
        else:
            with pytest.raises(ConflictError):
                register(*answers, entry={**ENTRY, "summary": ours})


def test_what_is_sent(register):
    _, ((method, path, headers, body),) = register(told(RECEIPT, 201))
    assert (method, path, json.loads(body)) == ("POST", "/attestations", ENTRY)
    assert headers["Idempotency-Key"] == DIGEST
    assert headers["Authorization"] == f"Bearer {TOKEN}"
    assert headers["Content-Type"] == "application/json"


REFUSED = [(status, InvalidInputError) for status in (400, 401, 403, 404, 410, 413, 422)]
RETRIED = [(status, UnavailableError) for status in (202, 204, 301, 302, 307, 308, 408, 425, 429, 500, 502, 503, 504)]


@pytest.mark.parametrize("place", ["post", "get"])
@pytest.mark.parametrize(("status", "error"), [*REFUSED, *RETRIED])
def test_each_status_says_whether_to_try_again(register, status, error, place):
    answer = told({"detail": f"Bearer {TOKEN}"}, status, Location="http://127.0.0.1:1/elsewhere")
    before = [CONFLICT] if place == "get" else []
    wanted = UnavailableError if (place, status) == ("get", 404) else error  # a conflict with nothing
    with pytest.raises(wanted) as caught:
        register(*before, answer)
    assert type(caught.value) is wanted
    assert TOKEN not in str(caught.value)


def test_a_redirect_is_not_followed(register):
    said = Said(told(RECEIPT))
    with saying(said) as elsewhere, pytest.raises(UnavailableError, match="status 307"):
        register(told({}, 307, Location=f"{elsewhere}/attestations"))
    assert said.asked == []


GARBAGE = [
    b"", b"<html>busy</html>", b"[]", b"{}", b"7", b"null", b"\xff\xfe", b"[" * 20_000, b'{"id":' * 20_000,
    b'{"id": ""}', b'{"id": null}', b'{"id": true}', b'{"id": 1.5}', b'{"id": ["a"]}', b'{"id": "a", "n": NaN}',
    b'{"id": "a", "n": 1' + b"0" * 40 + b"}", b'{"id": "a", "s": "\\ud800"}',
]  # fmt: skip


@pytest.mark.parametrize("body", GARBAGE, ids=range(len(GARBAGE)))
@pytest.mark.parametrize("status", [200, 201])
def test_garbage_may_be_tried_again(register, body, status):
    with pytest.raises(UnavailableError, match="not one of a registry"):
        register((status, body, {}))


@pytest.mark.parametrize(
    "body", [*GARBAGE, json.dumps({"entry": ENTRY}).encode(), b'{"entry": 1, "receipt": {"id": 1}}']
)
def test_garbage_about_what_is_held_may_be_tried_again(register, body):
    with pytest.raises(UnavailableError, match="not one of a registry"):
        register(CONFLICT, (200, body, {}))


@pytest.mark.parametrize("place", ["post", "get"])
def test_a_receipt_is_kept_up_to_its_limit(register, place):
    def ask(size):
        receipt = {"id": "x" * (size - len('{"id":""}'))}
        answers = (
            [CONFLICT, held(ENTRY, receipt)]
            if place == "get"
            else [(201, json.dumps(receipt, separators=(",", ":")).encode(), {})]
        )
        return register(*answers)[0] == receipt

    assert ask(16 * 1024)
    with pytest.raises(UnavailableError, match="at most 16,384 bytes"):
        ask(16 * 1024 + 1)


def test_a_huge_body_is_not_read(register):
    with pytest.raises(UnavailableError, match="more than"):
        register((200, b'{"id": "' + b"x" * (8 << 20) + b'"}', {}))


def test_a_body_that_ends_early_is_not_taken(register):
    with pytest.raises(UnavailableError):
        register((200, b'{"id": "a"}', {"Content-Length": "100"}))


def test_nobody_there_is_unavailable(registry, open_registry):
    with serving(registry) as url:
        client = open_registry(url=url, token=TOKEN, timeout=2)
    for ask in (lambda: client.register(ENTRY), lambda: client.find(DIGEST)):
        with pytest.raises(UnavailableError, match="no connection"):
            ask()


def test_a_registry_that_keeps_silent_is_unavailable(open_registry):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}"
        with pytest.raises(UnavailableError, match="does not answer"):
            open_registry(url=url, token=TOKEN, timeout=0.2).register(ENTRY)


def test_a_registry_that_drips_is_cut_off(open_registry):
    def drip(server):
        connection, _ = server.accept()
        with connection:
            connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
            try:
                while not done.wait(0.05):
                    connection.sendall(b" ")
            except OSError:
                return

    done = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = threading.Thread(target=drip, args=(server,))
        thread.start()
        url = f"http://127.0.0.1:{server.getsockname()[1]}"
        with pytest.raises(UnavailableError, match="does not answer"):
            open_registry(url=url, token=TOKEN, timeout=0.4).register(ENTRY)
        done.set()
        thread.join()


@pytest.mark.parametrize("url", ["https://10.0.0.1", "https://169.254.169.254", "https://[::1]", "https://127.0.0.1"])
def test_addresses_inside_are_not_spoken_to(open_registry, url):
    client = open_registry(url=url, token=TOKEN, timeout=1)
    for ask in (lambda: client.register(ENTRY), lambda: client.find(DIGEST)):
        with pytest.raises(InvalidInputError, match="may not be fetched from") as caught:
            ask()
        assert caught.value.pointer == "/url"


@pytest.mark.parametrize(
    ("wrong", "pointer"),
    [
        ({"url": "http://registry.example"}, "/url"),
        ({"url": "http://192.0.2.1"}, "/url"),
        ({"url": "ftp://registry.example"}, "/url"),
        ({"url": "https://registry.example/?a=1"}, "/url"),
        ({"url": "https://registry.example/#a"}, "/url"),
        ({"token": f"{TOKEN}\n"}, "/token"),
        ({"token": f"{TOKEN} {TOKEN}"}, "/token"),
        ({"token": ""}, "/token"),
        ({"timeout": 0}, "/timeout"),
    ],
)
def test_settings_that_do_not_fit_are_refused_without_telling_the_token(open_registry, wrong, pointer):
    good = {"url": "https://registry.example/v1/", "token": TOKEN}
    assert open_registry(**good)
    with pytest.raises(ProblemError) as caught:
        open_registry(**{**good, **wrong})
    assert caught.value.pointer == pointer
    assert TOKEN not in str(caught.value)


@pytest.mark.parametrize(
    ("entry", "pointer"),
    [
        *(({name: value for name, value in ENTRY.items() if name != gone}, f"/{gone}") for gone in ENTRY),
        ({**ENTRY, "more": 1}, "/more"),
        ({**ENTRY, "digest": "AB" * 32}, "/digest"),
        ({**ENTRY, "digest": f"{DIGEST}\r\nX: 1"}, "/digest"),
        ({**ENTRY, "digest": "../other"}, "/digest"),
        ({**ENTRY, "project": ""}, "/project"),
        ({**ENTRY, "signer": None}, "/signer"),
        ({**ENTRY, "summary": "all well"}, "/summary"),
        ({**ENTRY, "summary": {"n": float("nan")}}, ""),
        ({**ENTRY, "summary": {"text": "x" * 70_000}}, ""),
    ],
)
def test_what_is_no_entry_is_not_sent(register, client, registry, entry, pointer):
    with pytest.raises(InvalidInputError) as caught:
        client.register(entry)
    assert caught.value.pointer == pointer
    assert registry.asked == []


def test_what_is_no_digest_is_not_asked_for(client, registry):
    for digest in ("", "..", "a/b", f"{DIGEST}?x", f"{DIGEST}\n"):
        with pytest.raises(InvalidInputError):
            client.find(digest)
    assert registry.asked == []


def test_the_token_is_in_no_error_no_log_and_no_repr(register, open_registry, caplog):
    caplog.set_level(logging.DEBUG)
    words = json.dumps({"detail": TOKEN, "headers": {"Authorization": f"Bearer {TOKEN}"}}).encode()
    texts = [repr(open_registry(url="https://registry.example", token=TOKEN))]
    for answers in [[(status, words, {})] for status in (200, 204, 302, 401, 429, 500)] + [
        [CONFLICT, (200, words, {})]
    ]:
        with pytest.raises(ProblemError) as caught:
            register(*answers)
        texts += [repr(caught.value), *traceback.format_exception(caught.value), json.dumps(caught.value.problem())]
    assert [text for text in [*texts, caplog.text] if TOKEN in text] == []


def test_the_registry_asks_for_its_token(registry, open_registry):
    with serving(registry) as url, pytest.raises(InvalidInputError, match="status 401"):
        open_registry(url=url, token="guessed").register(ENTRY)
    assert registry.kept.all() == []
