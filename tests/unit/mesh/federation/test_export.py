"""What leaves a hub: by the law, cut down, once; nothing is lost wherever a look at the log ends."""

from dataclasses import replace
from datetime import timedelta

from federation_parts_memory import NOW, MemoryHub, make_peer, make_signer
from hypothesis import given, settings
from hypothesis import strategies as st

from commandcenter.kernel.canonical import canonical
from commandcenter.mesh.federation import export
from commandcenter.mesh.federation.export import MAX_BYTES, ExportLaw, outgoing
from commandcenter.mesh.federation.signed_events import verify
from commandcenter.mesh.peers.memory import MemoryPeers


def leaving(hub: MemoryHub, peer, after: int = 0, limit: int = 100, behind=()):
    law = ExportLaw(hub.law, hub.name, behind)
    return outgoing(hub.log, after, peer, law, hub.signer, hub.name, limit, hub.clock.now())


def ids(events) -> list[str]:
    return [event["id"] for event in events]


META = make_peer("meta", make_signer(), role="upstream")


def alpha_with(*events, foreign=()) -> MemoryHub:
    hub = MemoryHub("alpha")
    hub.log.append([*events, *foreign], NOW)
    return hub


def test_own_global_events_leave_signed_and_numbered() -> None:
    alpha = MemoryHub("alpha")
    beta = MemoryHub("beta")
    alert = alpha.escalation()
    inner = alpha.event("hub.sync.graph.committed", {})
    alpha.log.append([inner, alert, beta.escalation(), beta.presence(), inner], NOW)
    events, reached = leaving(alpha, META)
    assert (ids(events), reached) == ([alert.id], 4)
    assert verify(events[0], export_keys(alpha), NOW)[:2] == (replace(alert, correlationid=alert.id), 2)
    assert leaving(alpha, META, reached) == ([], 4)
    assert leaving(alpha, replace(META, role="downstream")) == ([], 4)


def export_keys(hub: MemoryHub):
    peers = MemoryPeers(hub.clock)
    peers.put(make_peer(hub.name, hub.signer))
    return peers.get(hub.name).keys


def test_members_no_rule_names_are_cut_off() -> None:
    alpha = MemoryHub("alpha")
    event = alpha.escalation()
    alpha.log.append([replace(event, data=dict(event.data) | {"canary": "AKIA-secret", "path": "src/x.py"})], NOW)
    events, _ = leaving(alpha, META)
    assert events[0]["data"] == dict(event.data)
    assert b"canary" not in canonical(events)


def test_only_the_newest_announcement_leaves_and_no_old_one() -> None:
    alpha = MemoryHub("alpha")
    old = alpha.presence(time=NOW - timedelta(minutes=11))
    presences = [alpha.presence(time=NOW - timedelta(seconds=30 * n)) for n in (4, 3, 2)]
    alert = alpha.escalation()
    alpha.log.append([old, presences[0], alert, *presences[1:]], NOW)
    events, reached = leaving(alpha, META)
    assert (ids(events), reached) == ([alert.id, presences[2].id], 5)
    alpha.clock.advance(1200)
    assert ids(leaving(alpha, META)[0]) == [alert.id]


def test_commands_leave_to_their_targets_only() -> None:
    alpha = MemoryHub("alpha")
    command = alpha.command("fed.refresh", "beta", "gamma")
    alpha.log.append([command], NOW)
    for name, goes in (("beta", True), ("meta", False)):
        assert bool(leaving(alpha, make_peer(name, make_signer(), role="downstream"))[0]) is goes
    bridge = make_peer("nats-main", make_signer(), kind="nats", bridge=True, subjects=("fed.*",))
    assert ids(leaving(alpha, bridge, behind=["gamma"])[0]) == [command.id]
    assert leaving(alpha, bridge, behind=["delta"])[0] == []
    assert leaving(alpha, replace(bridge, subjects=("*.global.>",)), behind=["gamma"])[0] == []


def test_what_the_bus_did_not_carry_and_what_cannot_be_signed_stays() -> None:
    alpha = MemoryHub("alpha")
    alpha.log.append([alpha.escalation("stopped")], NOW, outcome="stopped", reason="r")
    huge = replace(alpha.escalation("odd"), data={"detail": 2**60})
    alpha.log.append([huge, alpha.escalation("good")], NOW)
    events, reached = leaving(alpha, META)
    assert ([event["data"]["about"] for event in events], reached) == (["good"], 3)


def test_a_batch_ends_by_its_size() -> None:
    alpha = MemoryHub("alpha")
    large = [replace(alpha.escalation(f"e{n}"), data={"detail": "x" * 240_000, "about": f"e{n}"}) for n in range(40)]
    alpha.log.append(large, NOW)
    taken, after = [], 0
    while True:
        events, after = leaving(alpha, META, after)
        if not events:
            break
        assert sum(len(canonical(event)) for event in events) <= MAX_BYTES
        taken += ids(events)
    assert taken == [event.id for event in large]


@settings(max_examples=60, deadline=None)
@given(
    kinds=st.lists(st.sampled_from(["alert", "presence", "inner", "foreign", "command", "elsewhere"]), max_size=30),
    limit=st.integers(1, 4),
)
def test_nothing_is_lost_or_doubled_whatever_the_limit(kinds: list[str], limit: int) -> None:
    alpha, beta = MemoryHub("alpha"), MemoryHub("beta")
    make = {
        "alert": lambda n: alpha.escalation(f"e{n}"),
        "presence": lambda n: alpha.presence(id=f"p{n}"),
        "inner": lambda n: alpha.event("hub.x", {"n": n}),
        "foreign": lambda n: beta.escalation(f"e{n}"),
        "command": lambda n: alpha.command("fed.refresh", "meta", id=f"c{n}"),
        "elsewhere": lambda n: alpha.command("fed.refresh", "beta", id=f"x{n}"),
    }
    events = [make[kind](n) for n, kind in enumerate(kinds)]
    alpha.log.append(events, NOW)
    taken, after = [], 0
    while True:
        batch, reached = leaving(alpha, META, after, limit)
        assert len(batch) <= limit
        assert reached >= after
        if not batch and reached == after:
            break
        taken, after = taken + ids(batch), reached
    expected = [event.id for event, kind in zip(events, kinds, strict=True) if kind in ("alert", "command")]
    assert [one for one in taken if not one.startswith("p")] == expected
    presences = [event.id for event, kind in zip(events, kinds, strict=True) if kind == "presence"]
    assert [one for one in taken if one.startswith("p")][-1:] == presences[-1:]
    assert len(set(taken)) == len(taken)
    assert after == len(alpha.log.entries)


def test_a_long_log_is_looked_through_bit_by_bit() -> None:
    alpha = MemoryHub("alpha")
    count = export.MAX_SCANNED + 5
    alpha.log.append([alpha.event("hub.x", {"n": n}) for n in range(count)], NOW)
    alpha.log.append([alpha.escalation()], NOW)
    assert leaving(alpha, META) == ([], export.MAX_SCANNED)
    assert len(leaving(alpha, META, export.MAX_SCANNED)[0]) == 1


def test_what_a_summary_may_show() -> None:
    alpha = MemoryHub("alpha")
    law = ExportLaw(alpha.law, "alpha")
    assert sorted(law.summary(META, NOW)) == ["hub", "link", "project"]
    assert "evidence" in law.summary(META, NOW)["link"]
    assert law.summary(replace(META, role="downstream"), NOW) == {}
