"""What enters a hub: every refusal by its reason, one effect however often and wherever it broke off."""

from dataclasses import replace
from datetime import timedelta

import pytest
from federation_parts_memory import NOW, SECOND, MemoryHub, keys_of, make_peer, make_signer
from hypothesis import given, settings
from hypothesis import strategies as st

from commandcenter.kernel.errors import UnavailableError
from commandcenter.mesh.envelope import Event
from commandcenter.mesh.federation.ports import Held
from commandcenter.mesh.federation.receive import receive
from commandcenter.mesh.federation.signed_events import sign
from commandcenter.signing.jwks import KeySet


@pytest.fixture
def meta() -> MemoryHub:
    return MemoryHub("meta")


@pytest.fixture
def beta(meta: MemoryHub) -> MemoryHub:
    beta = MemoryHub("beta", meta.clock)
    meta.link(beta, role="downstream", allow=("fed.refresh",))
    return beta


def hand_in(meta: MemoryHub, sender: MemoryHub, event: Event, sequence: int = 1, carrier=None):
    value = sign(event, sequence, sender.signer).to_cloudevent()
    return receive(value, carrier or meta.peers.get(sender.name), meta.door)


def test_a_good_event_has_its_effect_once(meta, beta) -> None:
    event = beta.presence()
    outcomes = [hand_in(meta, beta, event, 7).outcome for _ in range(3)]
    assert outcomes == ["accepted", "duplicate", "duplicate"]
    (carried,) = meta.bus.events
    assert (carried.id, carried.source, carried.hops) == (event.id, "urn:cc:beta", 1)
    held = meta.presences.get("beta")
    assert (held.sequence, held.at, held.data["version"]) == (7, NOW, "1")
    assert meta.peers.accepted("beta", "beta.global.presence") == 7


def reasons(meta, beta, event, sequence=1, carrier=None):
    result = hand_in(meta, beta, event, sequence, carrier)
    assert result.outcome == "refused"
    assert (meta.bus.events, meta.presences.list()) == ([], [])
    assert meta.peers.accepted("beta", event.type) == 0
    return result.reason


def test_refusals_of_who(meta, beta) -> None:
    stranger, gamma = MemoryHub("gamma", meta.clock), MemoryHub("delta", meta.clock)
    assert "not linked" in reasons(meta, stranger, stranger.presence(), carrier=meta.peers.get("beta"))
    meta.link(gamma)
    assert "not of the hub that signed the request" in reasons(
        meta, gamma, gamma.presence(), carrier=meta.peers.get("beta")
    )
    assert "not linked" in reasons(meta, beta, replace(beta.presence(), source="urn:cc:meta"))
    forged = replace(beta, signer=make_signer())
    assert "not known here" in reasons(meta, forged, beta.presence())
    mine = replace(beta.presence(), data=dict(beta.presence().data) | {"hub": "gamma"})
    assert "does not speak of the hub" in reasons(meta, beta, mine)
    meta.peers.put(replace(meta.peers.get("beta"), bridge=True))
    assert "not linked" in reasons(meta, beta, beta.presence())


def test_refusals_of_what(meta, beta) -> None:
    assert "no schema" in reasons(meta, beta, beta.event("beta.global.other", {}))
    wrong = beta.event("beta.global.escalation", {"kind": "x"})
    assert "escalation" in reasons(meta, beta, wrong)
    gammas = replace(beta.presence(), type="gamma.global.presence")
    assert "no rule lets this subject in" in reasons(meta, beta, gammas)
    meta.peers.put(replace(meta.peers.get("beta"), role="upstream"))
    assert "not one that sends us" in reasons(meta, beta, beta.presence())
    assert receive("no event", meta.peers.get("beta"), meta.door).outcome == "refused"
    assert receive({"id": "x"}, meta.peers.get("beta"), meta.door).id == "x"


@pytest.mark.parametrize(
    ("seconds", "accepted"),
    [(30, True), (31, False), (-600, True), (-601, False)],
    ids=["ahead", "future", "old", "too old"],
)
def test_the_age_of_presence(meta, beta, seconds: int, accepted: bool) -> None:
    result = hand_in(meta, beta, beta.presence(time=NOW + seconds * SECOND))
    assert (result.outcome == "accepted") is accepted
    if accepted:
        assert meta.presences.get("beta").at == min(NOW, NOW + seconds * SECOND)


def test_the_age_of_others_and_deadlines(meta, beta) -> None:
    old, older = NOW - timedelta(days=14), NOW - timedelta(days=14, seconds=1)
    assert hand_in(meta, beta, beta.escalation(time=old), 1).outcome == "accepted"
    assert hand_in(meta, beta, beta.escalation(time=older), 2).reason == "the event is too old"
    command = beta.command("fed.refresh", "meta", seconds=10)
    meta.clock.advance(10)
    assert hand_in(meta, beta, command).reason == "the deadline of the command has passed"


def test_numbers_only_rise_within_a_subject(meta, beta) -> None:
    first, second, third = (beta.escalation(f"e{n}") for n in range(3))
    assert hand_in(meta, beta, second, 20).outcome == "accepted"
    meta.log.append(meta.bus.events, NOW)  # as record_events does
    assert hand_in(meta, beta, first, 10).reason == "out of order: 10 after 20"
    assert hand_in(meta, beta, second, 10).outcome == "duplicate"
    assert hand_in(meta, beta, beta.presence(), 5).outcome == "accepted"
    assert hand_in(meta, beta, third, 21).outcome == "accepted"


def test_a_replayed_signature_does_not_fit_another_number(meta, beta) -> None:
    value = sign(beta.presence(), 1, beta.signer).to_cloudevent()
    result = receive(value | {"sequence": "0000000000000002"}, meta.peers.get("beta"), meta.door)
    assert result.reason == "an extension attribute was changed after it was signed"


def test_commands_need_leave_and_a_refusal_is_reported(meta, beta) -> None:
    assert hand_in(meta, beta, beta.command("fed.refresh", "meta", "x")).outcome == "accepted"
    assert hand_in(meta, beta, beta.command("fed.refresh", "x"), 2).reason == "it is not meant for this hub"
    meta.bus.events.clear()
    sweep = beta.command("fed.audit.sweep", "meta")
    for _ in range(2):
        assert hand_in(meta, beta, sweep, 3).reason == "the hub does not allow this command"
    one, again = meta.bus.events
    assert one == again
    assert (one.type, one.source, one.data["outcome"], one.data["targets"]) == (
        "fed.report",
        "urn:cc:meta",
        "refused",
        ["beta"],
    )
    forged = replace(beta, signer=make_signer())
    meta.bus.events.clear()
    assert hand_in(meta, forged, sweep, 4).outcome == "refused"
    assert meta.bus.events == []


def test_a_chain_ends_and_the_log_says_so(meta, beta) -> None:
    assert hand_in(meta, beta, beta.escalation("a", hops=7), 1).outcome == "accepted"
    result = hand_in(meta, beta, beta.escalation("b", hops=8), 2)
    assert (result.outcome, result.reason) == ("refused", "the chain of events ends at 8 hops")
    assert [(entry.outcome, entry.event.hops) for entry in meta.log.entries] == [("stopped", 8)]
    assert [event.hops for event in meta.bus.events] == [8]


def test_keys_are_announced_under_a_trusted_key(meta, beta) -> None:
    old, new = beta.signer, make_signer()
    late = MemoryHub("beta", meta.clock, new)
    assert hand_in(meta, late, late.presence(), 1).outcome == "refused"
    rotated = keys_of(old).rotate(new.public_key(), NOW, timedelta(seconds=60))
    data = dict(beta.presence().data) | {"keys": rotated.to_json()["keys"]}
    assert hand_in(meta, beta, beta.event("beta.global.presence", data), 1).outcome == "accepted"
    assert meta.peers.get("beta").keys == rotated
    assert hand_in(meta, late, late.presence(), 2).outcome == "accepted"
    meta.clock.advance(59)
    assert hand_in(meta, beta, beta.escalation("x"), 1).outcome == "accepted"
    meta.clock.advance(1)
    assert hand_in(meta, beta, beta.escalation("y"), 2).reason.startswith("0 of 1 keys signed the envelope")
    assert hand_in(meta, late, late.escalation("y"), 2).outcome == "accepted"


def test_keys_that_lack_the_pinned_one_or_are_none(meta, beta) -> None:
    assert "announced keys" in hand_in(meta, beta, beta.presence(make_signer()), 1).reason
    data = dict(beta.presence().data) | {"keys": [{"kty": "RSA"}]}
    assert "announced keys" in hand_in(meta, beta, beta.event("beta.global.presence", data), 2).reason
    assert meta.presences.list() == []


def test_summaries_follow_one_another(meta, beta) -> None:
    allowed = {"project": frozenset()}
    beta.summaries.rev = 2
    first, second = beta.summaries.deltas(Held(), allowed)
    assert hand_in(meta, beta, second, 2).reason == "gap: part 2 comes too early"
    for part in (first, first, second, second, first):
        assert hand_in(meta, beta, part, 2).outcome == "accepted", "parts of one revision share its number"
    assert meta.summaries.held("beta") == Held(2, beta.summaries.root(2))
    beta.summaries.rev = 3
    for part in beta.summaries.deltas(Held(2, beta.summaries.root(2)), allowed):
        assert hand_in(meta, beta, part, 3).outcome == "accepted"
    assert meta.summaries.applied == [("beta", 2), ("beta", 3)]
    later = replace(first, id="other")
    assert "out of order" in hand_in(meta, beta, later, 2).reason, "an older revision comes never back"
    assert "not the revision" in hand_in(meta, beta, later, 9).reason


def test_a_bridge_brings_events_of_hubs_met_over_nats(meta, beta) -> None:
    bridge = make_peer("nats-main", make_signer(), kind="nats", bridge=True, subjects=("*.global.presence",))
    gamma = MemoryHub("gamma", meta.clock)
    meta.link(gamma, kind="nats", url="")
    assert "not one to meet over NATS" in hand_in(meta, beta, beta.presence(), 1, bridge).reason
    assert hand_in(meta, gamma, gamma.escalation(), 1, bridge).reason == "the bridge may not carry this subject"
    assert hand_in(meta, gamma, gamma.presence(), 1, bridge).outcome == "accepted"
    assert hand_in(meta, gamma, gamma.presence(), 2).outcome == "refused", "not over HTTPS"


class Breaking:
    """Stop at the n-th call of the wrapped parts, once."""

    def __init__(self, inner, fuse, *names) -> None:
        self._inner, self._fuse, self._names = inner, fuse, names

    def __getattr__(self, name):
        found = getattr(self._inner, name)
        if name not in self._names:
            return found

        def call(*arguments, **named):
            self._fuse[0] -= 1
            if self._fuse[0] == 0:
                raise UnavailableError("before")
            result = found(*arguments, **named)
            self._fuse[0] -= 1
            if self._fuse[0] == 0:
                raise UnavailableError("after")
            return result

        return call


@settings(max_examples=60, deadline=None)
@given(crashes=st.lists(st.integers(1, 12), max_size=4), kind=st.sampled_from(["presence", "summary", "escalation"]))
def test_a_crash_at_any_step_leads_to_one_effect(crashes: list[int], kind: str) -> None:
    meta = MemoryHub("meta")
    beta = MemoryHub("beta", meta.clock)
    meta.link(beta)
    beta.summaries.rev, beta.summaries.parts = 1, 1
    (part,) = beta.summaries.deltas(Held(), {"project": frozenset()})
    event = {"presence": beta.presence(make_signer(), beta.signer), "summary": part, "escalation": beta.escalation()}[
        kind
    ]
    value = sign(event, 1, beta.signer).to_cloudevent()
    for crash in [*crashes, 99]:
        fuse = [crash]
        door, effects = meta.door, meta.door.effects
        effects = replace(
            effects,
            peers=Breaking(meta.peers, fuse, "trust"),
            presences=Breaking(meta.presences, fuse, "put"),
            summaries=Breaking(meta.summaries, fuse, "apply"),
        )
        door = replace(
            door, effects=effects, peers=Breaking(meta.peers, fuse, "accept"), bus=Breaking(meta.bus, fuse, "publish")
        )
        try:
            receive(value, meta.peers.get("beta"), door)
        except UnavailableError:
            continue
    assert {carried.id for carried in meta.bus.events} == {event.id}
    assert len(set(map(repr, meta.bus.events))) == 1
    assert meta.peers.accepted("beta", event.type) == 1
    assert len(meta.presences.list()) == (kind == "presence")
    assert meta.summaries.applied == ([("beta", 1)] if kind == "summary" else [])
    assert receive(value, meta.peers.get("beta"), meta.door).outcome == (
        "accepted" if kind == "summary" else "duplicate"
    )


def test_an_unlinked_hub_has_no_effect(meta, beta) -> None:
    meta.peers.remove("beta")
    peer = make_peer("beta", beta.signer, keys=KeySet())
    assert hand_in(meta, beta, beta.presence(), 1, peer).reason == "the hub beta is not linked"
