"""What is read by name: evidence, envelopes by their CID, and of the log nothing but the log."""

import base64
import hashlib
from dataclasses import replace

import pytest
from attested_api import Api
from attested_parts import LOG_SIGNER, SIGNER, Rig
from hypothesis import given
from hypothesis import strategies as st

from commandcenter.attestation.content.cid import raw_cid
from commandcenter.attestation.content.pinners import ObjectPinner
from commandcenter.attestation.issued import Issued
from commandcenter.attestation.log.append import append
from commandcenter.attestation.log.store import MemoryLogStore
from commandcenter.attestation.log.tiles import bundle_name, tile_name
from commandcenter.attestation.model import PREDICATES, log_origin, statement_name
from commandcenter.attestation.sign import read_envelope
from commandcenter.attestation.statements.statement import Statement, Subject
from commandcenter.compliance.facts.evidence import evidence_name
from commandcenter.hub.attestations import (
    read_log,
    show_content,
)
from commandcenter.hub.bundle_attestations import MAX_EVIDENCE_BYTES, kept_evidence
from commandcenter.hub.issue_attestations import assemble_work
from commandcenter.hub.start_attestations import start_revocation
from commandcenter.kernel.canonical import digest
from commandcenter.kernel.errors import InvalidInputError, NotFoundError, ProblemError
from commandcenter.ledger.memory import MemoryObjects
from commandcenter.signing.dsse import sign_envelope

NOBODY = "0" * 32


class Sized(bytes):
    """Bytes that say how many they are."""

    size = 0

    def __len__(self) -> int:
        return self.size


EDGES = st.sampled_from(
    [1, MAX_EVIDENCE_BYTES // 2, MAX_EVIDENCE_BYTES - 1, MAX_EVIDENCE_BYTES, MAX_EVIDENCE_BYTES + 1]
)


@given(st.lists(st.one_of(st.none(), EDGES, st.integers(0, MAX_EVIDENCE_BYTES * 5 // 4)), max_size=8))
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
STORED = st.sampled_from(sorted(LOG.names("tile/"))) | st.sampled_from(sorted(LOG.names("")))
AROUND = st.sampled_from(["", "/", "\n", "/..", "/../x", "%2e", " ", "./", "tile/", "tile/../", "tile/0/../../"])
NAMES = st.one_of(
    st.text(max_size=20),
    st.lists(st.sampled_from(PARTS), max_size=8).map("/".join),
    st.lists(st.sampled_from(["..", ".", "", "x", "000", "x001"]), max_size=6).map(
        lambda parts: "/".join(["tile/0", *parts])
    ),
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
