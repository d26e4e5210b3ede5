"""Use case: gather the proofs of what is attested of an audit - a bundle, and the status of its statements as of a checkpoint."""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from commandcenter.attestation.bundle import Logged, make_bundle
from commandcenter.attestation.changes import changes_of
from commandcenter.attestation.issued import Issued
from commandcenter.attestation.log.append import find_index
from commandcenter.attestation.log.checkpoint import checkpoint_of
from commandcenter.attestation.log.note import parse_note
from commandcenter.attestation.log.prove import cosigned, prove
from commandcenter.attestation.log.store import LogStore
from commandcenter.attestation.model import KINDS_OF_AUDIT, PAYLOAD_TYPE, Kind, set_name
from commandcenter.attestation.sign import read_envelope
from commandcenter.attestation.statements.audit import ARTIFACTS
from commandcenter.attestation.statements.status import LogState, Revoked, Superseded, status_statement
from commandcenter.kernel.clock import format_time
from commandcenter.kernel.errors import NotFoundError
from commandcenter.ledger.ports import ObjectStore
from commandcenter.signing.dsse import sign_envelope
from commandcenter.signing.jwks import KeySet
from commandcenter.signing.signer import Signer


@dataclass(frozen=True)
class ProofRoom:
    """Hold what proofs are gathered from.

    Args:
        log: The hub's.
        keys: What it publishes, those of its log among them.
        signers: Asked only when a status is to be signed.
    """

    objects: ObjectStore
    log: LogStore
    keys: Callable[[], KeySet]
    signers: Callable[[], Sequence[Signer]]


def gather_bundle(room: ProofRoom, issued: Issued, at: datetime, evidence: Iterable[bytes] = ()) -> bytes:
    """Write the bundle of an audit's attestation; the same within the hour while the log stands still.

    Args:
        evidence: Files to put in, of those the statements list.

    Raises NotFoundError when it is not logged yet, TooLargeError.
    """
    checkpoint = cosigned(room.log)
    attested: dict[Kind, Logged] = {}
    for kind in KINDS_OF_AUDIT:
        digest = issued.statements[kind]
        proof = prove(room.log, digest, checkpoint)
        attested[kind] = Logged(read_envelope(room.objects, digest), find_index(room.log, digest) or 0, proof)
    keys = room.keys().canonical()
    files = {name: _file(room.objects, issued, name) for name in (*ARTIFACTS, "commit.json")}
    status = _status(room, issued, checkpoint, keys, at)
    return make_bundle(
        issued.hub, issued.project, issued.audit, attested, files=files, status=status, keys=keys, evidence=evidence
    )


def _status(room: ProofRoom, issued: Issued, checkpoint: bytes, keys: bytes, at: datetime) -> bytes:
    """Sign what became of the statements by a checkpoint, once an hour; whoever was first in the hour is repeated."""
    seen = hashlib.sha256(checkpoint + keys).hexdigest()[:16]
    name = set_name(issued.project, issued.audit, f"status/{seen}-{format_time(at)[:13]}")
    kept = room.objects.get(name)
    if kept is not None:
        return kept
    head = checkpoint_of(parse_note(checkpoint))
    changes = [one for digest in issued.of_audit for one in changes_of(room.objects, room.log, digest, head.size)]
    revoked = {
        one.statement: Revoked(one.statement, one.at, one.reason)
        for one in reversed(changes)
        if one.action == "revoked"
    }
    superseded = {
        one.statement: Superseded(one.statement, one.by, one.at)
        for one in reversed(changes)
        if one.action == "superseded"
    }
    said = status_statement(
        issued.hub, issued.project, LogState(head.size, head.root, hashlib.sha256(checkpoint).hexdigest()),
        time=format_time(at),
        keys=hashlib.sha256(keys).hexdigest(), about=issued.of_audit, revoked=revoked.values(),
        superseded=superseded.values(),
    )  # fmt: skip
    envelope = sign_envelope(PAYLOAD_TYPE, said.canonical(), room.signers()).canonical()
    return envelope if room.objects.put_new(name, envelope) else room.objects.get(name) or envelope


def _file(objects: ObjectStore, issued: Issued, name: str) -> bytes:
    data = objects.get(set_name(issued.project, issued.audit, name))
    if data is None:
        raise NotFoundError(f"{name} of audit {issued.audit} is gone")
    return data
