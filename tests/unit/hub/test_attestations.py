"""Attestations on a hub: each step safe to run again, one entry of the log and one record, checked by the verifier itself."""

import json
from collections.abc import Callable
from itertools import permutations
from typing import Any

import pytest
from attested_parts import EVIDENCE, LOG_SIGNER, SIGNER, Rig

from commandcenter.attestation.changes import changes_of
from commandcenter.attestation.issued import find_issued
from commandcenter.attestation.log.append import find_index
from commandcenter.attestation.log.checkpoint import read_checkpoint
from commandcenter.attestation.log.store import MemoryLogStore
from commandcenter.attestation.sign import read_envelope
from commandcenter.graph.replace import plan_replace
from commandcenter.hub.issue_attestations import append_work, assemble_work, record_work, sign_work
from commandcenter.hub.start_attestations import react, renew, start_revocation
from commandcenter.kernel.errors import InvalidInputError, NotFoundError
from commandcenter.ledger.model import Meta
from commandcenter.mesh.contracts import check_event


def entries(rig: Rig) -> int:
    stored = rig.log.checkpoint()
    return 0 if stored is None else read_checkpoint(stored[0]).size


def node(rig: Rig) -> dict[str, Any]:
    (found,) = [body for body in rig.ledger.as_of("shop").values() if body["type"] == "attestation"]
    props: dict[str, Any] = found["props"]
    return props


def test_an_audit_becomes_a_proof_anyone_can_check() -> None:
    rig = Rig()
    issued = rig.attest(rig.audit())
    assert (entries(rig), set(issued.statements)) == (3, {"audit", "vsa", "test-result"})
    report = rig.verify(rig.bundle(issued))
    assert report.verdict == "VALID", [one for one in report.checks if not one.ok]
    assert node(rig)["audit"] == issued.audit
    (told,) = [event for event in rig.hub.bus.events if event.type == "alpha.global.attestation"]
    check_event(told)
    assert told.data["statements"]["audit"]["statement"] == issued.statements["audit"]
    header = rig.ledger.commits("shop")[-1]
    assert (header.origin, header.actor) == ("derived", "attest"), "a derived commit leads to no audit"


def test_an_attestation_leads_to_no_attestation() -> None:
    rig = Rig()
    rig.attest(rig.audit())
    for event in list(rig.hub.bus.events):
        assert not react(rig.desk, event)
    assert len(rig.executions.started) == 1


def test_the_same_audit_is_attested_once() -> None:
    rig = Rig()
    done = rig.audit()
    issued = rig.attest(done)
    assert not react(rig.desk, rig.done_event(done))
    before = {digest: read_envelope(rig.ledger.objects, digest) for digest in issued.of_audit}
    rig.run(dict(rig.executions.started[done.id]))
    assert before == {digest: read_envelope(rig.ledger.objects, digest) for digest in issued.of_audit}
    assert entries(rig) == 3


def test_a_newer_audit_supersedes_and_the_older_one_says_so() -> None:
    rig = Rig()
    first = rig.attest(rig.audit())
    rig.later(days=1)
    second = rig.attest(rig.audit("fail"))
    assert node(rig)["supersedes"] == first.audit
    assert entries(rig) == 7, "the change is an entry, too"
    assert node(rig)["audit"] == second.audit
    report = rig.verify(rig.bundle(first))
    assert report.verdict == "VALID"
    assert "superseded" in json.dumps(report.to_json())
    assert "superseded" not in json.dumps(rig.verify(rig.bundle(second)).to_json())


def test_packs_of_another_set_do_not_supersede() -> None:
    rig = Rig()
    rig.attest(rig.audit())
    rig.later(days=1)
    rig.attest(rig.audit(pack="sec"))
    assert entries(rig) == 6
    assert len([one for one in rig.ledger.as_of("shop").values() if one["type"] == "attestation"]) == 2


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_in_whatever_order_attestations_are_recorded_the_newest_stands_and_the_others_gave_way(order: Any) -> None:
    """All are assembled before any is recorded, as state machines do that run at once."""
    rig, audits = Rig(), []
    for _ in range(3):
        audits.append(rig.audit())
        rig.later(minutes=1)
    works = [assemble_work(rig.start(audit), rig.ledger, "alpha", []) for audit in audits]
    for place in order:
        rig.run(works[place])
    for work in works:
        rig.run(work)
    rig.finish()
    assert node(rig)["audit"] == audits[-1].id
    for audit in audits:
        issued = find_issued(rig.ledger.objects, "shop", audit.id)
        assert issued is not None
        said = [one.action for one in changes_of(rig.ledger.objects, rig.log, issued.statements["audit"])]
        assert said == ([] if audit is audits[-1] else ["superseded"])
    assert entries(rig) == 11


def test_what_is_revoked_is_invalid_from_then_on() -> None:
    rig = Rig()
    issued = rig.attest(rig.audit())
    before = rig.hub.clock.now()
    rig.later(hours=2)
    with pytest.raises(InvalidInputError):
        start_revocation(rig.desk, "shop", issued.audit, " ", "key:a")
    with pytest.raises(NotFoundError):
        start_revocation(rig.desk, "shop", "0" * 32, "wrong", "key:a")
    assert start_revocation(rig.desk, "shop", issued.audit, "The plan was forged.", "key:a")
    assert not start_revocation(rig.desk, "shop", issued.audit, "Another reason", "key:a")
    work = dict(rig.executions.started[f"{issued.audit}-revoked"])
    for _ in range(2):
        rig.run(work)
    assert entries(rig) == 4
    assert node(rig)["revokedFor"] == "The plan was forged."
    bundle = rig.bundle(issued)
    report = rig.verify(bundle)
    assert report.verdict == "INVALID"
    assert {one.check for one in report.checks if not one.ok} == {"revocation"}
    assert "The plan was forged." in json.dumps(report.to_json())
    assert rig.verify(bundle, at=before).verdict == "VALID"


def test_bundles_are_reproducible_and_hold_the_evidence_that_is_kept() -> None:
    rig = Rig()
    issued = rig.attest(rig.audit())
    assert rig.bundle(issued) == rig.bundle(issued)
    rig.later(minutes=1)
    assert rig.bundle(issued) == rig.bundle(issued)
    assert EVIDENCE in rig.bundle(issued)
    bare = rig.verify(rig.bundle(issued, ()))
    assert bare.verdict == "VALID"


def test_before_an_attestation_expires_an_audit_is_asked_for() -> None:
    rig = Rig()
    rig.attest(rig.audit())
    assert renew(rig.desk) == []
    rig.later(days=75)
    assert renew(rig.desk) == []
    rig.later(days=1, minutes=1)
    assert renew(rig.desk) == ["shop"]
    asked = rig.hub.bus.events[-1]
    check_event(asked)
    assert (asked.type, asked.data["project"]) == ("hub.audit.requested", "shop")


class DiedError(Exception):
    pass


class Dying:
    """Die before the operation of this number."""

    def __init__(self) -> None:
        self.left = -1

    def __call__(self, _name: str) -> None:
        if self.left == 0:
            self.left = -1
            raise DiedError
        self.left -= 1


class DyingLog(MemoryLogStore):
    """Tell each operation before it happens."""

    def __init__(self, step: Callable[[str], None]) -> None:
        super().__init__()
        self._step = step

    def get(self, name: str) -> bytes | None:
        self._step(name)
        return super().get(name)

    def put_new(self, name: str, data: bytes) -> bool:
        self._step(name)
        return super().put_new(name, data)

    def swap_checkpoint(self, data: bytes, token: str | None) -> bool:
        self._step("checkpoint")
        return super().swap_checkpoint(data, token)


STEPS: dict[str, Callable[[Rig, dict[str, Any]], dict[str, Any]]] = {
    "assemble": lambda rig, work: assemble_work(work, rig.ledger, "alpha", []),
    "sign": lambda rig, work: sign_work(work, rig.ledger.objects, lambda: [SIGNER]),
    "log": lambda rig, work: {
        **work, "indexes": append_work([work], rig.ledger.objects, rig.log, "alpha", LOG_SIGNER)[0],
    },
    "record": lambda rig, work: record_work(work, rig.room),
}  # fmt: skip


@pytest.mark.parametrize("dying_step", STEPS)
def test_whatever_dies_there_is_one_entry_and_one_record(dying_step: str) -> None:
    """Each step is run with a death before each of its operations in turn, then again until it comes through."""
    steps = Dying()
    rig = Rig(log=DyingLog(steps), step=steps)
    rig.attest(rig.audit())
    rig.later(days=1)
    number, deaths = 0, 0
    while True:
        rig.later(minutes=1)
        rig.index(f"revision {number}")
        size = entries(rig)
        work, died = rig.start(rig.audit()), False
        for name, step in STEPS.items():
            if name == dying_step:
                steps.left = number
                try:
                    step(rig, work)
                except DiedError:
                    died = True
                steps.left = -1
            work = step(rig, work)
        rig.finish()
        assert entries(rig) == size + 4
        assert node(rig)["audit"] == work["audit"]
        heads = [one for one in rig.ledger.commits("shop", limit=10_000) if one.cause == f"attest {work['audit']}"]
        assert len(heads) == 1
        if not died:
            break
        number, deaths = number + 1, deaths + 1
    assert deaths >= 3, "a step that cannot die shows nothing"


def test_steps_of_a_project_without_a_root_are_recorded_too() -> None:
    rig = Rig()
    done = rig.audit()
    rig.ledger.submit("shop", plan_replace([], "source"), Meta(rig.hub.clock.now(), "key:a", "index", "source"))
    issued = rig.attest(done)
    assert find_index(rig.log, issued.statements["audit"]) == 0


def test_what_is_not_audited_is_not_attested() -> None:
    rig = Rig()
    with pytest.raises(NotFoundError):
        assemble_work({"project": "shop", "audit": "0" * 32}, rig.ledger, "alpha", [])
