"""What the API tells of attestations: of each project its own, and of the log nothing but the log."""

import base64
import hashlib
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from attested_parts import EVIDENCE, LOG_SIGNER, SIGNER, Rig
from hypothesis import given
from hypothesis import strategies as st

from commandcenter.attestation.content.cid import raw_cid
from commandcenter.attestation.content.pinners import ObjectPinner
from commandcenter.attestation.delivery.memory import MemoryDeliveries
from commandcenter.attestation.delivery.model import Delivery
from commandcenter.attestation.issued import Issued
from commandcenter.attestation.log.append import append
from commandcenter.attestation.log.store import MemoryLogStore
from commandcenter.attestation.log.tiles import bundle_name, tile_name
from commandcenter.attestation.model import PREDICATES, log_origin, statement_name
from commandcenter.attestation.sign import read_envelope
from commandcenter.attestation.statements.statement import Statement, Subject
from commandcenter.compliance.facts.evidence import evidence_name
from commandcenter.graph.model import Node
from commandcenter.graph.replace import plan_replace
from commandcenter.hub.attestations import (
    AttestationLibrary,
    list_attestations,
    make_bundle_of,
    read_log,
    request_attestation,
    show_attestation,
    show_content,
)
from commandcenter.hub.bundle_attestations import MAX_EVIDENCE_BYTES, kept_evidence
from commandcenter.hub.executions import ExecutionState, MemoryExecutions
from commandcenter.hub.issue_attestations import append_work, assemble_work, record_work, sign_work
from commandcenter.hub.start_attestations import start_revocation
from commandcenter.kernel.canonical import digest
from commandcenter.kernel.errors import InvalidInputError, NotFoundError, ProblemError
from commandcenter.ledger.memory import MemoryObjects
from commandcenter.ledger.model import Meta
from commandcenter.signing.dsse import sign_envelope

NOBODY = "0" * 32


class ToldExecutions(MemoryExecutions):
    """End as they are told to."""

    def __init__(self) -> None:
        super().__init__()
        self.ended: dict[str, ExecutionState] = {}

    def state(self, name: str) -> ExecutionState | None:
        return self.ended.get(name) or super().state(name)


class Api:
    """The rig as the API sees it, with a second project named `other`."""

    def __init__(self) -> None:
        self.rig, self.deliveries = Rig(), MemoryDeliveries()
        self.rig.executions = self.executions = ToldExecutions()
        self.rig.desk = replace(self.rig.desk, executions=self.executions)
        meta = Meta(self.rig.hub.clock.now(), "key:alice", "index", "source")
        self.rig.ledger.submit("other", plan_replace([Node("project", "other", {})], "source"), meta)

    @property
    def library(self) -> AttestationLibrary:
        return AttestationLibrary(self.rig.desk, self.rig.proofs, self.deliveries, lambda name: f"https://at/{name}")

    def show(self, audit: str, project: str = "shop") -> dict[str, Any]:
        return show_attestation(self.library, project, audit)

    def content(self, cid: str, project: str = "shop") -> dict[str, str]:
        return show_content(self.rig.ledger.objects, "alpha", project, cid)

    def pinned(self, data: bytes) -> str:
        ObjectPinner(self.rig.ledger.objects).pin(raw_cid(data), data, "")
        return raw_cid(data)


Asked = Callable[[Api, str, str], Any]
ASKED: dict[str, Asked] = {
    "request": lambda api, project, audit: request_attestation(api.rig.desk, project, audit, "key:a"),
    "show": lambda api, project, audit: api.show(audit, project),
    "bundle": lambda api, project, audit: make_bundle_of(api.library, project, audit, evidence=False),
}


@pytest.mark.parametrize("name", ASKED)
@pytest.mark.parametrize("audit", [NOBODY, "", "..", "0" * 31, "0" * 33, "A" * 32, "0" * 32 + "\n", f"../{'0' * 29}"])
def test_audits_that_are_none_are_not_found(name: str, audit: str) -> None:
    api = Api()
    api.executions.started = {"": {}, "..": {}}
    with pytest.raises(NotFoundError):
        ASKED[name](api, "shop", audit)


@pytest.mark.parametrize("name", ASKED)
@pytest.mark.parametrize("ended", [False, True])
def test_an_audit_is_found_in_its_own_project_alone(name: str, ended: bool) -> None:
    api = Api()
    audit = api.rig.audit()
    if ended:
        api.rig.attest(audit)
    else:
        api.rig.start(audit)
    with pytest.raises(NotFoundError):
        ASKED[name](api, "other", audit.id)
    with pytest.raises(NotFoundError):
        ASKED[name](api, "nobody", audit.id)
    with pytest.raises(InvalidInputError):
        ASKED[name](api, "../shop", audit.id)


def test_a_project_lists_its_own_attestations() -> None:
    api = Api()
    assert list_attestations(api.rig.desk, "shop") == {"project": "shop", "current": [], "audits": []}
    first = api.rig.attest(api.rig.audit())
    api.rig.later(days=1)
    second = api.rig.attest(api.rig.audit("fail"))
    api.rig.attest(api.rig.audit(pack="sec"))
    told = list_attestations(api.rig.desk, "shop")
    assert len(told["audits"]) == 3
    assert {first.audit, second.audit} < set(told["audits"])
    assert told["audits"] == sorted(told["audits"])
    assert [one["line"] for one in told["current"]] == sorted(one["line"] for one in told["current"])
    assert {one["audit"] for one in told["current"]} == set(told["audits"]) - {first.audit}
    assert list_attestations(api.rig.desk, "other") == {"project": "other", "current": [], "audits": []}
    for name, error in (("nobody", NotFoundError), ("../shop", InvalidInputError), ("", InvalidInputError)):
        with pytest.raises(error):
            list_attestations(api.rig.desk, name)


def test_an_attestation_runs_until_its_execution_ends() -> None:
    api = Api()
    rig, audit = api.rig, api.rig.audit()
    with pytest.raises(NotFoundError):
        api.show(audit.id)
    work = rig.start(audit)
    assert api.show(audit.id) == {"state": "running", "audit": audit.id}
    work = assemble_work(work, rig.ledger, "alpha", [])
    assert (api.show(audit.id)["state"], api.show(audit.id)["statements"]) == ("running", {})
    work = sign_work(work, rig.ledger.objects, lambda: [SIGNER])
    (found,) = append_work([work], rig.ledger.objects, rig.log, "alpha", LOG_SIGNER)
    told = api.show(audit.id)
    assert told["state"] == "running"
    assert {one["statement"]: one["index"] for one in told["statements"].values()} == found
    record_work({**work, "indexes": found}, rig.room)
    api.executions.ended[audit.id] = "succeeded"
    assert api.show(audit.id)["state"] == "done"
    api.executions.started.clear()
    api.executions.ended.clear()
    assert api.show(audit.id)["state"] == "done", "after 90 days nobody knows of the execution any more"


def test_what_failed_is_attested_by_a_second_execution() -> None:
    api = Api()
    rig, audit = api.rig, api.rig.audit()
    work = rig.start(audit)
    api.executions.ended[audit.id] = "failed"
    assert api.show(audit.id) == {"state": "failed", "audit": audit.id}
    assemble_work(work, rig.ledger, "alpha", [])
    assert api.show(audit.id)["state"] == "failed"
    assert request_attestation(rig.desk, "shop", audit.id, "key:a") == {"audit": audit.id, "started": True}
    assert request_attestation(rig.desk, "shop", audit.id, "key:a") == {"audit": audit.id, "started": False}
    (second,) = [name for name in api.executions.started if name not in (audit.id,)]
    rig.run(dict(api.executions.started[second]))
    assert api.show(audit.id)["state"] == "done"
    rig.later(days=1)
    rig.attest(rig.audit())
    assert api.show(audit.id)["state"] == "done", "also once another took its place"


def test_an_audit_without_an_attestation_is_attested_on_request() -> None:
    api = Api()
    audit = api.rig.audit()
    assert request_attestation(api.rig.desk, "shop", audit.id, "key:a") == {"audit": audit.id, "started": True}
    assert request_attestation(api.rig.desk, "shop", audit.id, "key:a") == {"audit": audit.id, "started": False}
    api.rig.run(dict(api.executions.started[audit.id]))
    assert len(api.executions.started) == 1


def test_changes_are_shown_with_what_they_change() -> None:
    api = Api()
    issued = api.rig.attest(api.rig.audit())
    start_revocation(api.rig.desk, "shop", issued.audit, "forged", "key:a")
    api.rig.run(dict(api.executions.started[f"{issued.audit}-revoked"]))
    (change,) = api.show(issued.audit)["changes"]
    assert (change["action"], change["reason"], change["index"]) == ("revoked", "forged", 3)


def test_deliveries_are_shown_without_what_is_of_the_hub_alone() -> None:
    api = Api()
    issued = api.rig.attest(api.rig.audit())
    for audit in (issued.audit, NOBODY):
        api.deliveries.open(
            Delivery("shop", audit, "pin", "kubo", "bafy", "blocks/secret-place", api.rig.hub.clock.now())
        )
    (shown,) = api.show(issued.audit)["deliveries"]
    assert shown == {
        "kind": "pin", "target": "kubo", "content": "bafy", "state": "pending", "attempts": 0, "error": "", "receipt": {},
    }  # fmt: skip


@pytest.mark.parametrize("evidence", [False, True])
@pytest.mark.parametrize("kept", [False, True])
def test_a_bundle_is_kept_under_its_digest_and_a_link_made_to_it(evidence: bool, kept: bool) -> None:
    api = Api()
    issued, objects = api.rig.attest(api.rig.audit()), api.rig.ledger.objects
    if kept:
        objects.put_new(evidence_name("shop", hashlib.sha256(EVIDENCE).hexdigest()), EVIDENCE)
    made = make_bundle_of(api.library, "shop", issued.audit, evidence=evidence)
    data = objects.get(f"bundles/{made['sha256']}.zip")
    assert data is not None
    assert made == {
        "url": f"https://at/bundles/{made['sha256']}.zip", "sha256": hashlib.sha256(data).hexdigest(),
        "bytes": len(data), "evidence": int(evidence and kept),
    }  # fmt: skip
    assert (EVIDENCE in data) == (evidence and kept)
    assert api.rig.verify(data).verdict == "VALID"
    assert make_bundle_of(api.library, "shop", issued.audit, evidence=evidence) == made


def test_no_bundle_of_what_is_not_logged_yet() -> None:
    api = Api()
    audit = api.rig.audit()
    work = assemble_work(api.rig.start(audit), api.rig.ledger, "alpha", [])
    with pytest.raises(NotFoundError):
        make_bundle_of(api.library, "shop", audit.id, evidence=False)
    sign_work(work, api.rig.ledger.objects, lambda: [SIGNER])
    with pytest.raises(NotFoundError):
        make_bundle_of(api.library, "shop", audit.id, evidence=False)


class Sized(bytes):
    """Bytes that say how many they are."""

    size = 0

    def __len__(self) -> int:
        return self.size


@given(st.lists(st.one_of(st.none(), st.integers(0, MAX_EVIDENCE_BYTES * 5 // 4)), max_size=8))
def test_evidence_is_bundled_as_far_as_there_is_room(sizes: list[int | None]) -> None:
    names = [hashlib.sha256(b"%d" % number).hexdigest() for number in range(len(sizes))]
    subjects = [
        Subject("source", {"gitCommit": "a" * 40}),
        *(Subject(f"evidence/{one}", {"sha256": one}) for one in names),
    ]
    statement = Statement(tuple(subjects), PREDICATES["audit"], {}).canonical()
    objects, room, wanted = MemoryObjects(), MAX_EVIDENCE_BYTES, []
    objects.put_new(statement_name("d"), statement)
    for name, size in zip(names, sizes, strict=True):
        if size is not None:
            file = Sized()
            file.size = size
            objects.put_new(evidence_name("shop", name), file)
            if size <= room:
                room, wanted = room - size, [*wanted, file]
    issued = Issued("alpha", "shop", NOBODY, "line", "", "", "pass", {"audit": "d"})
    found = list(kept_evidence(objects, issued))
    assert [id(one) for one in found] == [id(one) for one in wanted]
    with pytest.raises(NotFoundError):
        list(kept_evidence(MemoryObjects(), issued))


def test_an_envelope_is_shown_to_the_project_it_is_about() -> None:
    api = Api()
    issued = api.rig.attest(api.rig.audit())
    for one in issued.of_audit:
        data = read_envelope(api.rig.ledger.objects, one)
        cid = raw_cid(data)
        with pytest.raises(NotFoundError):
            api.content(cid)
        assert api.content(api.pinned(data)) == {"cid": cid, "data": base64.b64encode(data).decode()}
        with pytest.raises(NotFoundError):
            api.content(cid, "other")
        with pytest.raises(NotFoundError):
            show_content(api.rig.ledger.objects, "beta", "shop", cid)
        with pytest.raises(InvalidInputError):
            api.content(cid, "../shop")


def test_what_takes_an_attestation_back_is_shown_to_its_project_too() -> None:
    api = Api()
    issued = api.rig.attest(api.rig.audit())
    start_revocation(api.rig.desk, "shop", issued.audit, "forged", "key:a")
    work = assemble_work(dict(api.executions.started[f"{issued.audit}-revoked"]), api.rig.ledger, "alpha", [])
    api.rig.run(work)
    (change,) = work["statements"]
    cid = api.pinned(read_envelope(api.rig.ledger.objects, change))
    assert api.content(cid)["cid"] == cid
    for hub, project in (("alpha", "other"), ("beta", "shop")):
        with pytest.raises(NotFoundError):
            show_content(api.rig.ledger.objects, hub, project, cid)


FOREIGN = [b"", b"{}", b"null", b"\xff", sign_envelope("text/plain", b"hello", [SIGNER]).canonical()]


@given(st.one_of(st.sampled_from(FOREIGN), st.binary(max_size=40)))
def test_blocks_that_are_no_envelopes_are_not_shown(data: bytes) -> None:
    objects = MemoryObjects()
    ObjectPinner(objects).pin(raw_cid(data), data, "")
    with pytest.raises(NotFoundError):
        show_content(objects, "alpha", "shop", raw_cid(data))


class Watched(MemoryObjects):
    """Note what is asked for."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[str] = []

    def get(self, name: str) -> bytes | None:
        self.asked.append(name)
        return super().get(name)


CIDS = st.one_of(st.text(max_size=70), st.text("abcdefikuy2347./", min_size=58, max_size=60).map("b".__add__))


@given(CIDS)
def test_names_that_are_no_cids_read_nothing(cid: str) -> None:
    objects = Watched()
    with pytest.raises((InvalidInputError, NotFoundError)):
        show_content(objects, "alpha", "shop", cid)
    assert objects.asked in ([], [f"blocks/{cid}"])
    assert not any("." in name or name.count("/") > 1 for name in objects.asked)


def test_a_block_that_was_changed_is_not_shown() -> None:
    api = Api()
    issued = api.rig.attest(api.rig.audit())
    cid = raw_cid(read_envelope(api.rig.ledger.objects, issued.statements["audit"]))
    api.rig.ledger.objects.put_new(f"blocks/{cid}", read_envelope(api.rig.ledger.objects, issued.statements["vsa"]))
    with pytest.raises(ProblemError):
        api.content(cid)


LOG = MemoryLogStore()
append(LOG, log_origin("alpha"), LOG_SIGNER, [(digest(n), b"%d" % n) for n in range(256)])
append(LOG, log_origin("alpha"), LOG_SIGNER, [(digest(n), b"%d" % n) for n in range(256, 300)])
LOG.put_new("cosignatures/00000000000000000300/key-x", "— x AAAAAAA=\n".encode())


def log_file(name: str, log: MemoryLogStore = LOG) -> bytes:
    return read_log(replace(Rig().proofs, log=log), name)


def test_of_the_log_its_tiles_and_its_checkpoint_are_read() -> None:
    names = list(LOG.names(""))
    assert {name.split("/")[0] for name in names} >= {"tile", "batches", "index", "cosignatures"}
    for name in names:
        if name.startswith("tile/"):
            assert log_file(name) == LOG.get(name)
        else:
            with pytest.raises(NotFoundError):
                log_file(name)
    stored = LOG.checkpoint()
    assert stored is not None
    assert log_file("checkpoint") == stored[0] + "— x AAAAAAA=\n".encode()
    with pytest.raises(NotFoundError):
        log_file("checkpoint", MemoryLogStore())


PARTS = [
    "tile",
    "entries",
    "0",
    "1",
    "000",
    "x001",
    "001.p",
    "44",
    "..",
    ".",
    "",
    "batches",
    "index",
    "checkpoint",
    "\n",
]
STORED = st.sampled_from(sorted(LOG.names("")))
AROUND = st.sampled_from(["", "/", "\n", "/..", "/../x", "%2e", " ", "./", "tile/", "tile/../", "tile/0/../../"])
NAMES = st.one_of(
    st.text(max_size=20),
    st.lists(st.sampled_from(PARTS), max_size=8).map("/".join),
    st.tuples(AROUND, STORED, AROUND).map("".join),
)


@given(NAMES)
def test_no_name_leaves_the_tiles(name: str) -> None:
    class Everything(MemoryLogStore):
        """Hold something under every name."""

        def get(self, name: str) -> bytes | None:
            return b"x"

    try:
        log_file(name, Everything())
    except NotFoundError:
        return
    assert name.startswith("tile/")
    assert not {".", "..", "batches", "index"} & set(name.split("/"))
    assert set(name) <= set("tile/entries0123456789x.p")


@given(st.integers(0, 7), st.integers(0, (1 << 55) - 1), st.integers(1, 256))
def test_every_tile_a_log_can_have_is_read(level: int, number: int, width: int) -> None:
    store = MemoryLogStore()
    for name in (tile_name(level, number, width), bundle_name(number, width)):
        store.put_new(name, b"x")
        assert log_file(name, store) == b"x"
