"""What goes outside: nothing unless it is released, each thing once, and what is down holds up nothing."""

import hashlib
from collections.abc import Mapping
from typing import Any

import pytest
from attested_parts import EVIDENCE, LOG_SIGNER, SIGNER, Rig
from hypothesis import given
from hypothesis import strategies as st

from commandcenter.attestation.content.cid import raw_cid
from commandcenter.attestation.content.unixfs import file_cid
from commandcenter.attestation.delivery.attempt import Services
from commandcenter.attestation.delivery.memory import MemoryDeliveries
from commandcenter.attestation.delivery.model import FIRST_WAIT
from commandcenter.attestation.delivery.publication import Publication, plan_publication
from commandcenter.attestation.sign import read_envelope
from commandcenter.compliance.facts.evidence import evidence_name
from commandcenter.hub.bundle_attestations import bundle_work
from commandcenter.hub.deliver_attestations import DeliveryRoom, pin_work, register_work, try_again
from commandcenter.hub.issue_attestations import append_work, assemble_work, sign_work
from commandcenter.hub.register_attestations import entry_of
from commandcenter.hub.start_attestations import start_revocation
from commandcenter.kernel.canonical import canonical
from commandcenter.kernel.errors import InvalidInputError, NotFoundError, UnavailableError
from commandcenter.kernel.urn import HUB_PROJECT
from commandcenter.ledger.model import Meta

URL = "https://alpha.example/hub"


class Service:
    """Speaks as a pinner and as a registry; raises `fault` if it has one."""

    def __init__(self) -> None:
        self.fault: Exception | None = None
        self.pinned: dict[str, bytes] = {}
        self.entries: list[Mapping[str, Any]] = []

    def pin(self, cid: str, data: bytes, name: str) -> dict[str, Any]:
        self._fail()
        assert self.pinned.setdefault(cid, data) == data
        return {"cid": cid, "pinner": name, "status": "pinned"}

    def fetch(self, cid: str) -> bytes | None:
        return self.pinned.get(cid)

    def register(self, entry: Mapping[str, Any]) -> dict[str, Any]:
        self._fail()
        self.entries.append(entry)
        return {"id": str(len(self.entries))}

    def _fail(self) -> None:
        if self.fault is not None:
            raise self.fault


class Outside:
    """The rig with services outside: two pinners, two registries."""

    def __init__(self, **released: Any) -> None:
        self.rig, self.store = Rig(), MemoryDeliveries()
        self.services = {name: Service() for name in ("kubo", "paid", "veria", "book")}
        objects = self.rig.ledger.objects
        services = Services(
            self.store, objects, self._open, self._open, lambda one: entry_of(objects, one, URL), self.rig.hub.clock
        )
        self.room = DeliveryRoom(self.rig.ledger, services)
        if released:
            meta = Meta(self.rig.hub.clock.now(), "key:alice", "publication", "derived")
            self.rig.ledger.submit(HUB_PROJECT, plan_publication("shop", Publication(**released)), meta)

    def _open(self, name: str) -> Service:
        if name not in self.services:
            raise InvalidInputError(f"the hub has no service {name}")
        return self.services[name]

    def work(self, given: dict[str, Any] | None = None) -> dict[str, Any]:
        """Assemble, sign and log a work, as the steps before do."""
        objects = self.rig.ledger.objects
        work = assemble_work(given or self.rig.start(self.rig.audit()), self.rig.ledger, "alpha", [])
        work = sign_work(work, objects, lambda: [SIGNER])
        (found,) = append_work([work], objects, self.rig.log, "alpha", LOG_SIGNER)
        return {**work, "indexes": found}

    def revocation(self, audit: str) -> dict[str, Any]:
        assert start_revocation(self.rig.desk, "shop", audit, "forged", "key:a")
        return self.work(dict(self.rig.executions.started[f"{audit}-revoked"]))

    def envelopes(self, work: dict[str, Any]) -> dict[str, bytes]:
        found = [read_envelope(self.rig.ledger.objects, digest) for digest in work["statements"]]
        return {raw_cid(data): data for data in found}

    def kept(self) -> dict[str, bytes | None]:
        objects = self.rig.ledger.objects
        return {name.removeprefix("blocks/"): objects.get(name) for name in objects.names("blocks/")}

    def states(self, audit: str) -> dict[str, str]:
        return {one.key: one.state for one in self.store.of_audit("shop", audit)}


def test_nothing_goes_outside_of_a_project_that_is_not_released() -> None:
    out = Outside()
    meta = Meta(out.rig.hub.clock.now(), "key:alice", "publication", "derived")
    all_of_it = Publication(("kubo", "paid"), ("veria",), evidence=True)
    out.rig.ledger.submit(HUB_PROJECT, plan_publication("other", all_of_it), meta)
    work = out.work()
    assert bundle_work(work, out.rig.ledger, out.rig.proofs, out.rig.hub.clock) == {}
    assert pin_work(work, out.room) == {}
    assert register_work(work, out.room) == {}
    assert out.kept() == out.envelopes(work), "the hub keeps them itself"
    assert out.states(work["audit"]) == {}
    assert all(not one.pinned and not one.entries for one in out.services.values())


NAMES = st.lists(st.sampled_from(["kubo", "paid"]), unique=True)
REGISTRIES = st.lists(st.sampled_from(["veria", "book"]), unique=True)


@given(NAMES, REGISTRIES, st.booleans(), st.sets(st.sampled_from(["kubo", "paid", "veria", "book"])))
def test_what_is_released_goes_where_it_is_released_to_once_it_is_up(
    pinners: list[str], registries: list[str], evidence: bool, down: set[str]
) -> None:
    out = Outside(pinners=tuple(pinners), registries=tuple(registries), evidence=evidence)
    for name in down:
        out.services[name].fault = UnavailableError("it is down")
    work = out.work()
    made = bundle_work(work, out.rig.ledger, out.rig.proofs, out.rig.hub.clock)
    assert bool(made) == evidence
    work = {**work, "bundle": {"made": made}}
    envelopes = out.envelopes(work)
    told = {**pin_work(work, out.room), **register_work(work, out.room)}
    files = envelopes | ({made["cid"]: out.rig.ledger.objects.get(made["place"]) or b""} if evidence else {})
    head = raw_cid(read_envelope(out.rig.ledger.objects, work["statements"][0]))
    wanted = {f"pin/{name}/{cid}" for name in pinners for cid in files} | {
        f"register/{name}/{head}" for name in registries
    }
    assert told == {key: "pending" if key.split("/")[1] in down else "done" for key in wanted}
    assert out.states(work["audit"]) == told
    assert out.kept() == envelopes
    for name in down:
        out.services[name].fault = None
    out.rig.later(seconds=FIRST_WAIT.total_seconds())
    waiting = sum(state == "pending" for state in told.values())
    assert try_again(out.room) == {"done": waiting, "refused": 0, "pending": 0}
    assert {**pin_work(work, out.room), **register_work(work, out.room)} == {}, "the steps again open nothing again"
    for name in ("kubo", "paid"):
        assert out.services[name].pinned == (files if name in pinners else {})
    for name in ("veria", "book"):
        assert len(out.services[name].entries) == (name in registries)


@pytest.mark.parametrize(
    ("fault", "state"),
    [
        (UnavailableError("down"), "pending"),
        (NotFoundError("no such path"), "pending"),
        (RuntimeError("CANARY-secret"), "pending"),
        (InvalidInputError("never"), "refused"),
    ],
)
def test_a_service_that_fails_holds_up_no_other(fault: Exception, state: str) -> None:
    out = Outside(pinners=("paid", "kubo", "gone"), registries=("veria", "book"))
    out.services["paid"].fault = out.services["veria"].fault = fault
    work = out.work()
    told = {**pin_work(work, out.room), **register_work(work, out.room)}
    found = {name: {one for key, one in told.items() if key.split("/")[1] == name} for name in [*out.services, "gone"]}
    assert found == {"paid": {state}, "kubo": {"done"}, "veria": {state}, "book": {"done"}, "gone": {"refused"}}
    assert len(out.services["kubo"].pinned) == 3
    assert not any("CANARY" in one.error for one in out.store.of_audit("shop", work["audit"]))


def test_what_takes_an_attestation_back_is_pinned_and_not_registered() -> None:
    out = Outside(pinners=("kubo",), registries=("veria",), evidence=True)
    first = out.work()
    work = out.revocation(first["audit"])
    assert bundle_work(work, out.rig.ledger, out.rig.proofs, out.rig.hub.clock) == {}
    (cid,) = out.envelopes(work)
    assert pin_work({**work, "bundle": {"made": {}}}, out.room) == {f"pin/kubo/{cid}": "done"}
    assert register_work(work, out.room) == {}
    assert out.kept() == out.envelopes(work) == out.services["kubo"].pinned
    assert out.services["veria"].entries == []


@pytest.mark.parametrize("evidence", [EVIDENCE, b"large" * 500_000], ids=["one block", "several"])
def test_a_bundle_is_pinned_as_a_file_with_its_evidence(evidence: bytes) -> None:
    out = Outside(pinners=("kubo",), evidence=True)
    out.rig.ledger.objects.put_new(evidence_name("shop", hashlib.sha256(evidence).hexdigest()), evidence)
    work = out.work(out.rig.start(out.rig.audit(evidence=evidence)))
    made = bundle_work(work, out.rig.ledger, out.rig.proofs, out.rig.hub.clock)
    data = out.rig.ledger.objects.get(made["place"])
    assert data is not None
    assert made["cid"] == file_cid(data)
    assert evidence in data
    assert out.rig.verify(data).verdict == "VALID"
    out.rig.later(hours=2)
    assert bundle_work(work, out.rig.ledger, out.rig.proofs, out.rig.hub.clock) == made, "the first one stays"
    told = pin_work({**work, "bundle": {"made": made}}, out.room)
    assert told[f"pin/kubo/{made['cid']}"] == "done"
    assert out.services["kubo"].pinned[made["cid"]] == data


def test_what_a_registry_is_told() -> None:
    out = Outside(registries=("veria",))
    work = out.work()
    register_work(work, out.room)
    (entry,) = out.services["veria"].entries
    assert set(entry) == {"project", "digest", "summary", "signer", "proofUrl"}
    assert (entry["project"], entry["digest"]) == ("urn:cc:alpha:shop:project:shop", work["statements"][0])
    assert entry["signer"] == SIGNER.key_id
    assert entry["proofUrl"] == f"{URL}/v1/projects/shop/attestations/{work['audit']}/bundle"
    assert entry["summary"]["cid"] in out.envelopes(work)
    assert entry["summary"]["audit"] == work["audit"]
    text = canonical(dict(entry)).decode()
    assert "plan.pdf" not in text
    assert hashlib.sha256(EVIDENCE).hexdigest() not in text


def test_an_envelope_that_is_gone_is_refused_for_good() -> None:
    out = Outside(registries=("veria",))
    with pytest.raises(NotFoundError):
        pin_work({"project": "shop", "audit": "0" * 32, "statements": ["0" * 64]}, out.room)
    with pytest.raises(NotFoundError):
        register_work({"project": "shop", "audit": "0" * 32, "statements": []}, out.room)
    work = out.work()
    register_work(work, out.room)
    (delivery,) = out.store.of_audit("shop", work["audit"])
    with pytest.raises(InvalidInputError):
        entry_of(Rig().ledger.objects, delivery, URL)
