"""Commands to other hubs: asked, run where allowed, reported, told; the same event again does nothing twice."""

from dataclasses import replace
from datetime import timedelta

import pytest
from federation_parts_memory import MemoryHub
from federation_wire import Wire, sender_of

from commandcenter.hub.commands import Answer, MemoryCommands
from commandcenter.hub.fan_out import FanOut, ask_hubs, show_command
from commandcenter.hub.run_commands import Runner, refresh, run_command_event, sweep_audits
from commandcenter.hub.sync_peers import sync_peer
from commandcenter.kernel.errors import InvalidInputError, NotFoundError, UnavailableError
from commandcenter.mesh.peers.model import Cursor


class Pokes:
    def __init__(self) -> None:
        self.hubs: list[str] = []

    def poke(self, hubs, reason="") -> None:
        self.hubs += list(hubs)


class Side:
    """One hub with what giving and running commands needs."""

    def __init__(self, name: str, clock=None) -> None:
        self.hub = MemoryHub(name, clock) if clock else MemoryHub(name)
        self.commands, self.pokes, self.requested = MemoryCommands(), Pokes(), []
        self.handled = 0

    @property
    def fan_out(self) -> FanOut:
        return FanOut(self.hub.name, self.hub.peers, self.commands, self.hub.bus, self.hub.clock)

    @property
    def runner(self) -> Runner:
        sweep = sweep_audits(lambda: ["lib", "shop"], lambda event, project: self.requested.append((event.id, project)))
        actions = {"fed.refresh": refresh(self.hub.peers, self.pokes), "fed.audit.sweep": sweep}
        return Runner(self.hub.name, self.hub.peers, self.commands, self.hub.bus, self.hub.log, self.hub.clock, actions)

    def settle(self) -> None:
        """Do what the bus does: log each event, and hand `fed.*` on."""
        for event in self.hub.bus.events[self.handled :]:
            self.handled += 1
            self.hub.log.append([event], self.hub.clock.now())
            if event.type.startswith("fed."):
                run_command_event(event, self.runner)


@pytest.fixture
def sides():
    """meta may command alpha, may have beta refresh only; gamma is down."""
    meta = Side("meta")
    others = [Side(name, meta.hub.clock) for name in ("alpha", "beta", "gamma")]
    for other, allow in zip(others, (("fed.audit.sweep", "fed.refresh"), ("fed.refresh",), ()), strict=True):
        meta.hub.link(other.hub, role="downstream")
        other.hub.link(meta.hub, role="upstream", allow=allow)
    return meta, *others


def carry(*sides: Side) -> None:
    """Let all that is reachable settle."""
    wire = Wire({side.hub.name: side.hub for side in sides})
    for _ in range(4):
        for side in sides:
            side.settle()
            for peer in side.hub.peers.list():
                if peer.hub in wire.hubs:
                    sync_peer(peer.hub, sender_of(side.hub, wire))


def outcomes(meta: Side, command: str) -> dict[str, str]:
    return {one["hub"]: one["outcome"] for one in show_command(meta.fan_out, command)["hubs"]}


def test_a_sweep_ends_in_who_ran_refused_and_timed_out(sides) -> None:
    meta, alpha, beta, gamma = sides
    command = ask_hubs(meta.fan_out, {"command": "audit.sweep"})
    assert outcomes(meta, command) == {"alpha": "waiting", "beta": "waiting", "gamma": "waiting"}
    carry(meta, alpha, beta)
    assert outcomes(meta, command) == {"alpha": "ran", "beta": "refused", "gamma": "waiting"}
    meta.hub.clock.advance(61)
    told = show_command(meta.fan_out, command)
    assert (told["command"], told["id"]) == ("fed.audit.sweep", command)
    assert [one["outcome"] for one in told["hubs"]] == ["ran", "refused", "timed_out"]
    assert told["hubs"][0]["counts"] == {"projects": 2, "unknown": 0}
    assert told["hubs"][1]["detail"] == "the hub does not allow this command"
    assert alpha.requested == [(command, "lib"), (command, "shop")]
    assert (beta.requested, gamma.requested) == ([], [])
    carry(meta, alpha, beta, gamma)
    assert outcomes(meta, command)["gamma"] == "timed_out", "after the deadline no hub runs it"


def test_a_refresh_sends_the_summary_anew(sides) -> None:
    meta, alpha, _, _ = sides
    alpha.hub.summaries.rev = 2
    carry(meta, alpha)
    meta.hub.summaries.taken["alpha"] = replace(meta.hub.summaries.held("alpha"), root="f" * 64)
    command = ask_hubs(meta.fan_out, {"command": "refresh", "targets": ["alpha"], "seconds": 5})
    carry(meta, alpha)
    assert outcomes(meta, command) == {"alpha": "ran"}
    assert meta.hub.summaries.held("alpha").root == alpha.hub.summaries.root(2)
    assert alpha.pokes.hubs == ["meta"]


def test_a_sweep_of_named_projects(sides) -> None:
    meta, alpha, _, _ = sides
    command = ask_hubs(meta.fan_out, {"command": "audit.sweep", "targets": ["alpha"], "projects": ["shop", "none"]})
    carry(meta, alpha)
    assert alpha.requested == [(command, "shop")]
    assert show_command(meta.fan_out, command)["hubs"][0]["counts"] == {"projects": 1, "unknown": 1}


def test_the_same_events_again_change_nothing(sides) -> None:
    meta, alpha, _, _ = sides
    command = ask_hubs(meta.fan_out, {"command": "audit.sweep", "targets": ["alpha"]})
    carry(meta, alpha)
    reports = [event for event in alpha.hub.bus.events if event.type == "fed.report"]
    before = show_command(meta.fan_out, command)
    for side in (meta, alpha):
        side.handled = 0
        side.settle()
    again = [event.id for event in alpha.hub.bus.events if event.type == "fed.report"]
    assert set(again) == {reports[0].id}
    assert show_command(meta.fan_out, command) == before
    assert set(alpha.requested) == {(command, "lib"), (command, "shop")}


def test_reports_count_only_from_the_hub_that_was_asked_about_itself(sides) -> None:
    meta, alpha, beta, _ = sides
    command = ask_hubs(meta.fan_out, {"command": "refresh", "targets": ["alpha"]})
    data = {"command": command, "targets": ["meta"], "hub": "alpha", "outcome": "ran", "detail": "", "counts": {}}
    for event in (
        beta.hub.event("fed.report", data),
        beta.hub.event("fed.report", data | {"hub": "beta"}),
        alpha.hub.event("fed.report", data | {"command": "other"}),
        alpha.hub.event("fed.report", data | {"targets": ["beta"]}),
    ):
        run_command_event(event, meta.runner)
        assert outcomes(meta, command) == {"alpha": "waiting"}
    run_command_event(alpha.hub.event("fed.report", data), meta.runner)
    assert outcomes(meta, command) == {"alpha": "ran"}
    run_command_event(alpha.hub.event("fed.report", data | {"outcome": "failed"}), meta.runner)
    assert outcomes(meta, command) == {"alpha": "ran"}, "the first report counts"


def test_a_link_that_changed_meanwhile_and_faults_of_actions(sides) -> None:
    meta, alpha, _, _ = sides
    event = meta.hub.command("fed.audit.sweep", "alpha")
    good = alpha.runner

    def run(runner):
        alpha.hub.bus.events.clear()
        run_command_event(event, runner)
        (report,) = alpha.hub.bus.events
        return report.data["outcome"], report.data["detail"]

    def fail(error):
        def action(event, peer):
            raise error

        return replace(good, actions={"fed.audit.sweep": action})

    assert run(fail(InvalidInputError("odd"))) == ("failed", "odd")
    with pytest.raises(UnavailableError):
        run_command_event(event, fail(UnavailableError("later")))
    alpha.hub.peers.put(replace(alpha.hub.peers.get("meta"), allow=()))
    assert run(good) == ("refused", "the hub does not allow this command")
    alpha.hub.peers.remove("meta")
    assert run(good) == ("refused", "the hub does not allow this command")
    assert alpha.requested == []


def test_a_refresh_behind_a_bridge_sets_the_bridge_back(sides) -> None:
    _, alpha, _, _ = sides
    gamma = MemoryHub("gamma2", alpha.hub.clock)
    bridge = MemoryHub("nats-main", alpha.hub.clock)
    peer = alpha.hub.link(gamma, kind="nats", url="", allow=("fed.refresh",))
    alpha.hub.link(bridge, kind="nats", url="", bridge=True)
    alpha.hub.peers.move("nats-main", Cursor(5, 3, "a" * 64))
    assert refresh(alpha.hub.peers, alpha.pokes)(gamma.command("fed.refresh", "alpha"), peer) == {"hubs": 1}
    assert alpha.hub.peers.cursor("nats-main") == Cursor(5, 0, "")
    assert alpha.pokes.hubs == []


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({}, "/command"),
        ({"command": "fed.refresh"}, "/command"),
        ({"command": ["refresh"]}, "/command"),
        ({"command": "refresh", "seconds": 4}, "/seconds"),
        ({"command": "refresh", "seconds": 3601}, "/seconds"),
        ({"command": "refresh", "seconds": True}, "/seconds"),
        ({"command": "refresh", "targets": ["nobody"]}, "/targets"),
        ({"command": "refresh", "targets": "alpha"}, "/targets"),
        ({"command": "refresh", "targets": [1]}, "/targets"),
        ({"command": "refresh", "projects": ["shop"]}, "/projects"),
        ({"command": "audit.sweep", "projects": ["a"] * 201}, "/projects"),
    ],
)
def test_what_cannot_be_asked(sides, body, pointer: str) -> None:
    meta, *_ = sides
    with pytest.raises(InvalidInputError) as caught:
        ask_hubs(meta.fan_out, body)
    assert caught.value.pointer == pointer
    assert meta.hub.bus.events == []


def test_bad_names_of_projects_leave_no_record(sides) -> None:
    meta, *_ = sides
    for name in ("_hub", "NOT", ""):
        with pytest.raises(InvalidInputError):
            ask_hubs(meta.fan_out, {"command": "audit.sweep", "projects": [name]})
    assert (meta.hub.bus.events, meta.commands._commands) == ([], {})


def test_nobody_to_ask_and_no_such_command(sides) -> None:
    lonely = Side("lonely")
    with pytest.raises(InvalidInputError, match="no linked hub"):
        ask_hubs(lonely.fan_out, {"command": "refresh"})
    with pytest.raises(NotFoundError):
        show_command(lonely.fan_out, "x")


def test_a_deadline_that_is_reached_counts_as_time_left(sides) -> None:
    meta, *_ = sides
    command = ask_hubs(meta.fan_out, {"command": "refresh", "seconds": 10, "targets": ["alpha"]})
    meta.hub.clock.at += timedelta(seconds=10)
    assert outcomes(meta, command) == {"alpha": "waiting"}
    meta.hub.clock.at += timedelta(milliseconds=1)
    assert outcomes(meta, command) == {"alpha": "timed_out"}
    meta.commands.answer(command, Answer("alpha", "ran"))
    assert outcomes(meta, command) == {"alpha": "ran"}, "a late report is shown for what it is"
