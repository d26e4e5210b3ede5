"""From hub to hub over HTTPS: everything arrives once, whatever breaks in between."""

import json
from dataclasses import replace

import pytest
from federation_wire import Wire, linked, sender_of
from hypothesis import given, settings
from hypothesis import strategies as st

from commandcenter.hub.sync_peers import sync_peer
from commandcenter.kernel.errors import ForbiddenError, UnavailableError
from commandcenter.mesh.federation.ports import Held
from commandcenter.mesh.peers.model import Cursor


def test_a_peer_gets_events_and_the_summary_and_the_cursor_follows() -> None:
    alpha, meta, wire = linked()
    alpha.log.append([alpha.presence(), alpha.escalation()], alpha.clock.now())
    alpha.summaries.rev = 3
    done = sync_peer("meta", sender_of(alpha, wire))
    assert (done.taken, done.refused, done.error) == (4, (), "")
    assert alpha.peers.cursor("meta") == Cursor(2, 3, alpha.summaries.root(3), alpha.clock.now(), "")
    assert meta.summaries.held("alpha") == Held(3, alpha.summaries.root(3))
    assert meta.presences.get("alpha") is not None
    assert (alpha.peers.get("meta").confirmed, meta.peers.get("alpha").confirmed) == (alpha.clock.now(),) * 2
    sent = len(wire.sent)
    assert sync_peer("meta", sender_of(alpha, wire)).taken == 0
    assert len(wire.sent) == sent, "nothing to say, nothing sent"


def test_the_first_visit_asks_whether_the_link_stands() -> None:
    alpha, meta, wire = linked()
    meta.peers.remove("alpha")
    done = sync_peer("meta", sender_of(alpha, wire))
    assert done.error == "the peer answered 401: the key is not known here"
    assert alpha.peers.cursor("meta").error == done.error
    assert alpha.peers.get("meta").confirmed is None
    meta.link(alpha, role="downstream")
    assert sync_peer("meta", sender_of(alpha, wire)).error == ""
    assert alpha.peers.get("meta").confirmed is not None
    assert alpha.peers.cursor("meta").error == ""
    assert [json.loads(request.body) for request in wire.sent] == [[], []]


def test_an_outage_moves_no_cursor_and_loses_nothing() -> None:
    alpha, meta, wire = linked()
    sync_peer("meta", sender_of(alpha, wire))
    for n in range(3):
        alpha.log.append([alpha.escalation(f"e{n}")], alpha.clock.now())
        wire.cut = ["before"]
        assert sync_peer("meta", sender_of(alpha, wire)).error == "nobody answers"
        assert alpha.peers.cursor("meta").sequence == 0
    assert sync_peer("meta", sender_of(alpha, wire)).taken == 3
    assert [event.data["about"] for event in meta.bus.events] == ["e0", "e1", "e2"]


@settings(max_examples=60, deadline=None)
@given(
    steps=st.lists(st.sampled_from(["event", "rev", "sync", "sync", "lost", "wiped"]), max_size=14),
    cuts=st.lists(st.sampled_from(["", "before", "after"]), max_size=10),
)
def test_whatever_breaks_the_end_is_that_of_a_fresh_start(steps: list[str], cuts: list[str]) -> None:
    alpha, meta, wire = linked()
    wire.cut = list(cuts)
    count = 0
    for step in steps:
        if step == "event":
            count += 1
            alpha.log.append([alpha.escalation(f"e{count}")], alpha.clock.now())
        elif step == "rev":
            alpha.summaries.rev += 1
        elif step == "lost" and alpha.summaries.rev:
            alpha.peers.move("meta", replace(alpha.peers.cursor("meta"), rev=0, root=""))
        elif step == "wiped":
            alpha.peers.move("meta", Cursor())
        else:
            sync_peer("meta", sender_of(alpha, wire))
        alpha.clock.advance(1)
    wire.cut = []
    assert sync_peer("meta", sender_of(alpha, wire)).error == ""
    first = list(dict.fromkeys(event.data["about"] for event in meta.bus.events if "about" in event.data))
    assert first == [f"e{n}" for n in range(1, count + 1)], "each event, in order"
    assert meta.summaries.held("alpha") == Held(alpha.summaries.rev, alpha.summaries.root(alpha.summaries.rev))


def test_a_peer_that_lost_its_summary_says_so_and_gets_it_whole() -> None:
    alpha, meta, wire = linked()
    alpha.summaries.rev = 2
    sync_peer("meta", sender_of(alpha, wire))
    meta.summaries.taken.clear()
    alpha.summaries.rev = 3
    done = sync_peer("meta", sender_of(alpha, wire))
    assert "gap: have 0" in done.refused[0]
    assert done.error == ""
    assert meta.summaries.held("alpha") == Held(3, alpha.summaries.root(3))
    assert alpha.peers.cursor("meta").rev == 3


def test_a_refused_event_is_told_of_and_does_not_stop_the_next() -> None:
    alpha, meta, wire = linked()
    meta.peers.put(replace(meta.peers.get("alpha"), role="upstream"))
    alpha.log.append([alpha.escalation("a")], alpha.clock.now())
    done = sync_peer("meta", sender_of(alpha, wire))
    assert (done.taken, len(done.refused)) == (0, 1)
    assert "not one that sends us its own events" in done.refused[0]
    assert alpha.peers.cursor("meta").sequence == 1


class Answers:
    """Answer every request alike."""

    def __init__(self, status: int, body: bytes) -> None:
        self.answer = status, body

    def post(self, url, body, headers):
        return self.answer


@pytest.mark.parametrize(
    ("status", "body", "error"),
    [
        (500, b"<html>", "answered 500: no reason given"),
        (302, b"", "answered 302"),
        (200, b"", "something else"),
        (200, b"[]", "something else"),
        (200, b'{"hub": "other"}', "something else"),
        (200, b'{"hub": "meta"}', "does not tell of each event"),
        (200, b'{"hub": "meta", "results": [{}]}', "does not tell of each event"),
        (200, b'{"hub": "meta", "results": [], "have": {"rev": "1"}}', "does not tell what it has"),
        (200, b'{"hub": "meta", "results": [], "have": {"rev": true, "root": ""}}', "does not tell what it has"),
        (200, b"[" * 100_000, "something else"),
        (200, b" " * 2_000_000, "something else"),
    ],
    ids=[
        "500",
        "redirect",
        "empty",
        "list",
        "other hub",
        "no results",
        "odd results",
        "odd rev",
        "true",
        "deep",
        "long",
    ],
)
def test_answers_of_strangers(status: int, body: bytes, error: str) -> None:
    alpha, _, _ = linked()
    done = sync_peer("meta", sender_of(alpha, Answers(status, body)))
    assert error in done.error
    assert alpha.peers.cursor("meta").sequence == 0


class Refusing:
    def post(self, url, body, headers):
        raise ForbiddenError("the address is not public")


def test_an_address_that_may_not_be_reached_is_the_peers_fault() -> None:
    alpha, _, _ = linked()
    assert sync_peer("meta", sender_of(alpha, Refusing())).error == "the address is not public"


def test_what_is_wrong_here_is_not_put_down_to_the_peer() -> None:
    alpha, _, wire = linked()

    class Down:
        def decide(self, path, facts):
            raise UnavailableError("no policy engine")

    alpha.law = Down()
    alpha.log.append([alpha.escalation()], alpha.clock.now())
    with pytest.raises(UnavailableError, match="no policy engine"):
        sync_peer("meta", sender_of(alpha, wire))
    assert alpha.peers.cursor("meta").error == ""


def test_hubs_that_are_not_reached_over_https_are_passed_over() -> None:
    alpha, _, wire = linked()
    alpha.peers.put(replace(alpha.peers.get("meta"), kind="nats", url=""))
    for name in ("meta", "nobody"):
        assert sync_peer(name, sender_of(alpha, wire)).taken == 0
    assert wire.sent == []


def test_a_visit_ends_when_its_time_is_up() -> None:
    alpha, meta, wire = linked()

    class Slow(Wire):
        def post(self, url, body, headers):
            alpha.clock.advance(30)
            return super().post(url, body, headers)

    for n in range(250):
        alpha.log.append([alpha.escalation(f"e{n}")], alpha.clock.now())
    slow = Slow(wire.hubs)
    assert sync_peer("meta", sender_of(alpha, slow)).taken == 200
    assert sync_peer("meta", sender_of(alpha, slow)).taken == 50
    assert len(meta.bus.events) == 250


def test_a_hub_that_is_unlinked_during_a_visit() -> None:
    alpha, _, wire = linked()

    class Unlinking(Wire):
        def post(self, url, body, headers):
            alpha.peers.remove("meta")
            return super().post(url, body, headers)

    assert sync_peer("meta", sender_of(alpha, Unlinking(wire.hubs))).error == ""
    assert alpha.peers.get("meta") is None
