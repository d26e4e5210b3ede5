"""Audits on a hub: started once, each step safe to run again, told once, and what people may do about them."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from federation_parts_memory import NOW, MemoryHub
from hypothesis import given, settings
from hypothesis import strategies as st
from random_sheets import POLICIES, attest

from commandcenter.compliance.audit import Audit
from commandcenter.compliance.judge import Judge
from commandcenter.compliance.open import open_judge
from commandcenter.compliance.record import find_audit
from commandcenter.graph.replace import plan_replace
from commandcenter.hub.audits import (
    add_file,
    approve_waiver,
    list_waivers,
    request_audit,
    request_waiver,
    revoke_waiver,
    show_audit,
    show_facts,
)
from commandcenter.hub.executions import MemoryExecutions
from commandcenter.hub.run_audits import AuditRoom, evaluate, failure_reason, gather, record, tell_failure
from commandcenter.hub.start_audits import AuditDesk, audit_all, react, start_audit
from commandcenter.indexing.run import index_tree
from commandcenter.indexing.trees import MemoryTree
from commandcenter.kernel.clock import format_time
from commandcenter.kernel.errors import ForbiddenError, InvalidInputError, NotFoundError, UnavailableError
from commandcenter.kernel.layers import find_in_layers
from commandcenter.ledger.ledger import Ledger
from commandcenter.ledger.memory import MemoryItems, MemoryObjects
from commandcenter.ledger.model import Meta
from commandcenter.mesh.contracts import check_event
from commandcenter.mesh.envelope import Event
from commandcenter.mesh.subjects import AUDIT_REQUESTED, GRAPH_COMMITTED
from commandcenter.partners.keys import create_key
from commandcenter.partners.memory import MemoryKeys
from commandcenter.plugins.loader import find_plugins

CASP = {"entity": {"mica_roles": ["casp"]}, "casp": {"authorised": False}}
ALICE = {"principal": "alice", "key": "aaaaaaaaaaaa"}
ASKED = {
    "pack": "mica", "controls": ["MICA-ART-59-CASP-AUTH"], "scope": "the exchange", "reason": "The permit is on its way.",
    "owner": "Legal", "expires": format_time(NOW + timedelta(days=2)), "compensating_control": "No new clients",
}  # fmt: skip


@pytest.fixture(scope="module")
def judge(tmp_path_factory: pytest.TempPathFactory) -> Any:
    with open_judge(POLICIES, tmp_path_factory.mktemp("cache")) as opened:
        yield opened


class Rig:
    """A hub in memory with one project, `shop`."""

    def __init__(self, judge: Judge, facts: Mapping[str, Any] = CASP, step: Any = None) -> None:
        self.hub, self.judge = MemoryHub("alpha"), judge
        self.objects, self.items = MemoryObjects(), MemoryItems()
        self.ledger = Ledger(self.objects, self.items, step=step)
        self.executions = MemoryExecutions()
        self.desk = AuditDesk(
            "alpha", self.ledger, judge.packs, self.executions, self.hub.bus, self.hub.log, self.hub.clock
        )
        self.index(facts)

    @property
    def room(self) -> AuditRoom:
        return AuditRoom("alpha", self.ledger, self.hub.bus, self.hub.log, self.hub.clock)

    def index(self, facts: Mapping[str, Any], project: str = "shop") -> int:
        tree = MemoryTree({path: text.encode() for path, text in attest(facts).items()})
        indexers = {one.id: one.create() for one in find_plugins([find_in_layers("plugins")], kind="indexer")}
        plan = plan_replace(index_tree(project, tree, indexers).nodes, "source")
        return self.ledger.submit(project, plan, Meta(self.hub.clock.now(), "key:alice", "index", "source")).rev

    def cause(self, **data: Any) -> Event:
        urn = "urn:cc:alpha:shop:project:shop"
        said = {"project": "shop", "cause": "a test", **data}
        return Event("asked", "urn:cc:alpha", AUDIT_REQUESTED, urn, self.hub.clock.now(), said)

    def run(self, name: str) -> dict[str, Any]:
        """Run all steps of a started audit."""
        work = gather(self.executions.started[name], self.ledger)
        return record(evaluate(work, self.ledger.objects, self.judge, self.hub.clock), self.room)

    def audit(self) -> Audit:
        name = start_audit(self.desk, "shop", self.cause()).audit
        self.run(name)
        found = find_audit(self.ledger, "shop", name)
        assert found is not None
        return found

    def told(self) -> list[str]:
        for event in self.hub.bus.events:
            check_event(event)
        return [event.type for event in self.hub.bus.events]


@pytest.fixture
def rig(judge: Judge) -> Rig:
    return Rig(judge)


def test_an_audit_is_told_recorded_and_kept(rig: Rig) -> None:
    done = rig.audit()
    assert done.status == "fail"
    assert rig.told() == ["hub.audit.started", "hub.audit.completed", "alpha.global.audit"]
    bodies = rig.ledger.as_of("shop")
    assert bodies["audit:mica"]["props"]["audit"] == done.id
    failing = {one.finding.control_id for one in done.findings if one.finding.fails() and one.finding.pack == "mica"}
    assert {key for key in bodies if key.startswith("finding:mica/")} >= {f"finding:mica/{name}" for name in failing}
    auth = bodies["finding:mica/MICA-ART-59-CASP-AUTH"]["props"]
    ((origin,),) = [auth["provenance"]["entity.mica_roles"]]
    assert (origin["kind"], origin["by"], origin["rev"]) == ("attested", "key:alice", 1)
    assert origin["evidence"][0]["uri"] == "compliance/proof.txt"
    header = rig.ledger.commit("shop", 2).header
    assert (header.origin, header.actor, header.cause) == ("derived", "audit", f"audit {done.id}")


def test_the_same_revision_packs_and_day_are_audited_once_whoever_asks(rig: Rig) -> None:
    first = start_audit(rig.desk, "shop", rig.cause())
    rig.run(first.audit)
    again = [
        start_audit(rig.desk, "shop", rig.cause()),
        react(rig.desk, rig.cause()),
        react(rig.desk, replace(rig.cause(), type=GRAPH_COMMITTED, data={"project": "shop", "origin": "source"})),
        *audit_all(rig.desk, rig.cause()),
    ]
    assert {(one.audit, one.new) for one in again if one} == {(first.audit, False)}
    assert len(rig.executions.started) == 1
    other = start_audit(rig.desk, "shop", rig.cause(), ["mica"])
    later = start_audit(rig.desk, "shop", rig.cause(), as_of="2027-01-01")
    assert len({first.audit, other.audit, later.audit}) == 3
    rig.index({**CASP, "bcp": {"policy": True}})
    assert start_audit(rig.desk, "shop", rig.cause()).new


def test_what_is_derived_starts_nothing(rig: Rig) -> None:
    committed = replace(rig.cause(), type=GRAPH_COMMITTED, data={"project": "shop", "origin": "derived"})
    assert react(rig.desk, committed) is None
    assert react(rig.desk, replace(committed, data={"project": "_hub", "origin": "source"})) is None
    assert rig.executions.started == {}


def test_unknown_projects_packs_and_days_are_refused(rig: Rig) -> None:
    with pytest.raises(NotFoundError):
        start_audit(rig.desk, "nobody", rig.cause())
    with pytest.raises(NotFoundError, match="no rule pack nonsense"):
        start_audit(rig.desk, "shop", rig.cause(), ["nonsense"])
    with pytest.raises(InvalidInputError) as refused:
        start_audit(rig.desk, "shop", rig.cause(), as_of="2026-02-30")
    assert refused.value.pointer == "/as_of"
    assert rig.executions.started == {}
    assert rig.told() == []


class CrashError(Exception):
    """Ends a step in its midst."""


def test_a_crash_at_any_operation_and_another_try_leave_one_audit(judge: Judge) -> None:
    """Every operation on a store, of every step, is made the last one once; the step is then run again, as AWS does."""
    clean = Rig(judge)
    expected = clean.audit()
    operations = 0
    for number in range(1, 200):
        left = [10**9]

        def step(_name: str, left: list[int] = left) -> None:
            left[0] -= 1
            if left[0] == 0:
                raise CrashError

        rig = Rig(judge, step=step)
        name = start_audit(rig.desk, "shop", rig.cause()).audit
        left[0] = number
        try:
            rig.run(name)
            crashed = False
        except CrashError:
            crashed = True
        left[0] = 10**9
        if crashed:
            rig.run(name)
        found = find_audit(rig.ledger, "shop", name)
        assert found is not None
        assert plain(found) == plain(expected)
        rig.ledger.repair("shop")
        assert [one.origin for one in rig.ledger.commits("shop")] == ["source", "derived"]
        assert len({event.id for event in rig.hub.bus.events}) == 3
        assert rig.ledger.verify("shop").ok
        operations = number
        if not crashed:
            break
    assert 10 < operations < 199


def plain(audit: Audit) -> dict[str, Any]:
    """Write an audit without what follows from the time of its commit."""
    text = json.dumps(audit.to_json(), sort_keys=True).replace(audit.commit, "commit").replace(audit.id, "id")
    found: dict[str, Any] = json.loads(text)
    return found


def test_a_failed_audit_is_told_with_a_reason_that_gives_nothing_away(rig: Rig) -> None:
    work = {**rig.executions.started, "audit": "0" * 32, "project": "shop", "rev": 1, "as_of": "2026-05-01"}
    work |= {"cause": rig.cause().to_cloudevent(), "error": {"Error": "Lambda.Unknown", "Cause": "password=hunter2"}}
    assert tell_failure(work, rig.room)["reason"] == "Lambda.Unknown"
    assert rig.told() == ["hub.audit.failed"]
    assert "hunter2" not in str(rig.hub.bus.events)


@given(
    kind=st.text(max_size=300),
    cause=st.text(max_size=50) | st.dictionaries(st.text(max_size=5), st.text(max_size=5)).map(json.dumps),
)
@settings(max_examples=200)
def test_any_error_has_a_reason_of_its_size(kind: str, cause: str) -> None:
    assert 0 < len(failure_reason({"Error": kind, "Cause": cause})) <= 500


def test_our_own_errors_say_why() -> None:
    cause = json.dumps({"errorType": "UnavailableError", "errorMessage": "the policy engine does not answer"})
    assert (
        failure_reason({"Error": "Exception", "Cause": cause}) == "UnavailableError: the policy engine does not answer"
    )
    foreign = json.dumps({"errorType": "KeyError", "errorMessage": "secret"})
    assert failure_reason({"Error": "Exception", "Cause": foreign}) == "KeyError"


def test_facts_that_are_gone_fail_loudly(rig: Rig) -> None:
    work = gather(rig.executions.started.setdefault("x", _work(rig)), rig.ledger)
    with pytest.raises(NotFoundError):
        evaluate({**work, "facts": "audits/shop/none.facts.json"}, rig.ledger.objects, rig.judge, rig.hub.clock)
    with pytest.raises(NotFoundError):
        record(work, rig.room)


def _work(rig: Rig) -> dict[str, Any]:
    cause = rig.cause().to_cloudevent()
    return {"audit": "0" * 32, "project": "shop", "rev": 1, "as_of": "2026-05-01", "packs": None, "cause": cause}


# ---- what people do


def test_an_audit_is_asked_for_and_looked_at(rig: Rig) -> None:
    asked = request_audit(rig.desk, "shop", {"packs": ["mica"]}, ALICE)
    assert asked["started"] is True
    assert show_audit(rig.desk, "shop", asked["audit"]) == {"state": "running"}
    with pytest.raises(NotFoundError):
        show_audit(rig.desk, "shop", "f" * 32)
    with pytest.raises(NotFoundError):
        show_audit(rig.desk, "shop", "../../commits/shop/1")
    for bad in ({"packs": "mica"}, {"packs": []}, {"packs": [1]}, {"as_of": 5}, {"as_of": "soon"}):
        with pytest.raises(InvalidInputError):
            request_audit(rig.desk, "shop", bad, ALICE)
    with pytest.raises(NotFoundError):
        request_audit(rig.desk, "_hub", {}, ALICE)


def test_evidence_makes_a_fact_count(judge: Judge) -> None:
    rig = Rig(judge, {})
    proof = b"The plan."
    reference = add_file(rig.desk, "shop", "plan.pdf", proof, ALICE)
    assert add_file(rig.desk, "shop", "plan.pdf", proof, ALICE) == reference
    assert [one.actor for one in rig.ledger.commits("shop")] == ["key:alice", "key:alice"]
    document = {"facts": {"bcp": {"policy": True, "ict_plans": True}}, "evidence": {"bcp.policy": reference}}
    tree = MemoryTree({"compliance/bcp.yaml": json.dumps(document).encode()})
    indexers = {one.id: one.create() for one in find_plugins([find_in_layers("plugins")], kind="indexer")}
    plan = plan_replace(index_tree("shop", tree, indexers).nodes, "source")
    rig.ledger.submit("shop", plan, Meta(NOW, "key:alice", "index", "source"))
    told = show_facts(rig.desk, "shop", None)
    assert told["facts"]["bcp"] == {"policy": True, "ict_plans": None}
    assert [one["path"] for one in told["refused"]] == ["bcp.ict_plans"]
    assert told["provenance"]["bcp.policy"]["evidence"] == [reference]


def test_a_waiver_excuses_until_the_very_moment_it_ends(rig: Rig) -> None:
    keys = MemoryKeys()
    asked = request_waiver(rig.desk, "shop", ASKED, ALICE)
    before = rig.audit()
    rig.hub.clock.advance(1)
    approved = approve_waiver(rig.desk, keys, "shop", asked["id"], {"principal": "bob", "key": "bbbbbbbbbbbb"})
    assert approved["state"] == "in_force"
    during = rig.audit()
    assert during.id != before.id
    assert (pack(before).waived, pack(during).waived) == (0, 1)
    assert pack(during).failed == pack(before).failed - 1
    assert pack(during).passed == pack(before).passed
    assert pack(during).score == pack(before).score
    ends = NOW + timedelta(days=2)
    for at, waived in ((ends - timedelta(microseconds=1), 1), (ends, 0)):
        rig.hub.clock.at = at
        assert pack(during.at_instant(at)).waived == waived
        assert pack(rig.audit()).waived == waived
    assert [one["state"] for one in list_waivers(rig.desk, "shop")] == ["expired"]


def pack(audit: Audit) -> Any:
    (found,) = [one for one in audit.packs if one.pack == "mica"]
    return found


def test_nobody_approves_their_own_request_whichever_key_they_hold(rig: Rig) -> None:
    keys, clock = MemoryKeys(), rig.hub.clock
    mine = create_key(keys, name="alice", role="developer", projects=["shop"], clock=clock).record
    also_mine = create_key(keys, name="alice", role="auditor", projects=["shop"], clock=clock).record
    asked = request_waiver(rig.desk, "shop", ASKED, {"principal": "alice", "key": mine.id})
    for key in (mine, also_mine):
        with pytest.raises(ForbiddenError):
            approve_waiver(rig.desk, keys, "shop", asked["id"], {"principal": "alice", "key": key.id})
    assert list_waivers(rig.desk, "shop")[0]["state"] == "requested"
    revoked = revoke_waiver(rig.desk, "shop", asked["id"], {"principal": "alice", "key": mine.id})
    assert revoked["state"] == "revoked"
    with pytest.raises(NotFoundError):
        approve_waiver(rig.desk, keys, "other", asked["id"], {"principal": "bob", "key": "b" * 12})


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"expires": "soon"}, "/expires"),
        ({"controls": []}, "/controls"),
        ({"controls": "all"}, "/controls"),
        ({"reason": " "}, "/reason"),
        ({"pack": "../mica"}, "/pack"),
        ({"approver": "key:bob"}, "/approver"),
        ({"requester": "key:bob"}, "/requester"),
    ],
    ids=str,
)
def test_a_bad_request_for_a_waiver_names_the_field_and_writes_nothing(
    rig: Rig, change: dict[str, Any], pointer: str
) -> None:
    with pytest.raises(InvalidInputError) as refused:
        request_waiver(rig.desk, "shop", {**ASKED, **change}, ALICE)
    assert refused.value.pointer == pointer
    assert rig.ledger.head("_hub") is None


def test_a_policy_engine_that_is_gone_fails_the_step(rig: Rig) -> None:
    class Gone:
        def evaluate(self, _path: str, _facts: Any) -> Any:
            raise UnavailableError("the policy engine does not answer")

    name = start_audit(rig.desk, "shop", rig.cause()).audit
    work = gather(rig.executions.started[name], rig.ledger)
    with pytest.raises(UnavailableError):
        evaluate(work, rig.ledger.objects, Judge(Gone(), rig.judge.packs), rig.hub.clock)
    assert find_audit(rig.ledger, "shop", name) is None
