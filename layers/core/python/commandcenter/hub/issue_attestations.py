"""The steps of the state machine `attest`: assemble, sign, log, pin, register, record; each finds its own work when run again.

What goes from step to step are names and digests. That something is revoked or superseded takes the same way: it is a
statement like others. Which attestation gave way to which is seen when they are recorded, in whatever order they come.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from commandcenter.attestation.assemble import assemble, revoke, supersede
from commandcenter.attestation.issued import Issued, find_issued
from commandcenter.attestation.log.append import append
from commandcenter.attestation.log.store import LogStore
from commandcenter.attestation.model import log_origin
from commandcenter.attestation.record import places, record_issued, record_revoked, superseded_by
from commandcenter.attestation.sign import read_envelope, sign_statements
from commandcenter.compliance.model import Pack
from commandcenter.hub.executions import Executions
from commandcenter.kernel.clock import Clock
from commandcenter.kernel.errors import NotFoundError
from commandcenter.kernel.urn import Urn
from commandcenter.ledger.ledger import Ledger
from commandcenter.ledger.ports import ObjectStore
from commandcenter.mesh.bus import Bus
from commandcenter.mesh.chains import continue_chain
from commandcenter.mesh.envelope import Event
from commandcenter.mesh.log.ports import EventLog
from commandcenter.mesh.subjects import GLOBAL_ATTESTATION, global_subject
from commandcenter.signing.signer import Signer

Work = Mapping[str, Any]


@dataclass(frozen=True)
class AttestationRoom:
    """Hold what recording an attestation needs; `executions` is the state machine `attest`."""

    hub: str
    ledger: Ledger
    executions: Executions
    bus: Bus
    log: EventLog
    clock: Clock


def assemble_work(work: Work, ledger: Ledger, hub: str, packs: Sequence[Pack]) -> dict[str, Any]:
    """Put together what is to be signed, and hand on its digests.

    Args:
        work: project, audit, cause; with `revoke` {reason, at} what was attested of the audit is taken back, with `superseded`
            (the newer audit) it is said to have given way.

    Raises NotFoundError.
    """
    project, audit = work["project"], work["audit"]
    if is_change(work):
        return {**work, "statements": [_change(work, ledger, hub)]}
    issued = assemble(ledger, hub, project, audit, packs)
    return {**work, "statements": list(issued.statements.values())}


def is_change(work: Work) -> bool:
    """Say whether a work changes what was attested before, and attests nothing itself."""
    return "revoke" in work or "superseded" in work


def sign_work(work: Work, objects: ObjectStore, signers: Callable[[], Sequence[Signer]]) -> dict[str, Any]:
    """Sign what was put together."""
    sign_statements(objects, work["statements"], signers)
    return dict(work)


def append_work(
    works: Sequence[Work], objects: ObjectStore, store: LogStore, hub: str, signer: Signer
) -> list[dict[str, int]]:
    """Enter the envelopes of several works in the log at once; returns the places of each by digest."""
    digests = [digest for work in works for digest in work["statements"]]
    entries = [(digest, read_envelope(objects, digest)) for digest in digests]
    found = dict(zip(digests, append(store, log_origin(hub), signer, entries), strict=True))
    return [{digest: found[digest] for digest in work["statements"]} for work in works]


def record_work(work: Work, room: AttestationRoom) -> dict[str, Any]:
    """Record what was logged in the ledger and tell the mesh; the same again changes nothing, and tells the same event.

    Args:
        work: With `indexes`, the places in the log by digest.
    """
    issued = must_find(room.ledger.objects, work["project"], work["audit"])
    taken_back = work.get("revoke")
    if "superseded" in work:
        return {"audit": issued.audit, "project": issued.project, "superseded": work["superseded"]}
    if taken_back is not None:
        receipt = record_revoked(room.ledger, issued, taken_back["at"], taken_back["reason"])
        _tell(room, work, issued, "revoked", {})
    else:
        found = places(room.ledger.objects, issued, work["indexes"])
        receipt = record_issued(room.ledger, issued, found)
        _supersede(room, work, issued)
        _tell(room, work, issued, "issued", found)
    return {"audit": issued.audit, "project": issued.project, "rev": receipt.rev, "committed": receipt.committed}


def _change(work: Work, ledger: Ledger, hub: str) -> str:
    issued = must_find(ledger.objects, work["project"], work["audit"])
    if "superseded" in work:
        return supersede(ledger, hub, issued, must_find(ledger.objects, work["project"], work["superseded"]))
    return revoke(ledger, hub, issued, work["revoke"]["reason"], work["revoke"]["at"])


def _supersede(room: AttestationRoom, work: Work, issued: Issued) -> None:
    """Start what says that the older of two attestations gave way, once for each that does."""
    pair = superseded_by(room.ledger, issued)
    if pair is not None:
        old, new = pair
        said = {"project": issued.project, "audit": old, "superseded": new, "cause": work["cause"]}
        room.executions.start(f"{old}-superseded", said)


def must_find(objects: ObjectStore, project: str, audit: str) -> Issued:
    """Read what was attested of an audit; raises NotFoundError when nothing was."""
    issued = find_issued(objects, project, audit)
    if issued is None:
        raise NotFoundError(f"nothing is attested of audit {audit:.40} of project {project:.80}")
    return issued


def _tell(room: AttestationRoom, work: Work, issued: Issued, action: str, found: Mapping[str, Any]) -> None:
    cause, urn = Event.from_cloudevent(work["cause"]), str(Urn(room.hub, issued.project, "project", issued.project))
    data = {
        "hub": room.hub, "project": issued.project, "audit": issued.audit, "action": action, "status": issued.status,
        "issued": issued.issued, "valid_until": issued.valid_until, "statements": dict(found),
    }  # fmt: skip
    subject = global_subject(GLOBAL_ATTESTATION, room.hub)
    event = continue_chain(cause, subject, urn, data, hub=room.hub, time=room.clock.now(), log=room.log)
    if event is not None:
        room.bus.publish(event)
