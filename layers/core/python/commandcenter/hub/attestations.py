"""Use cases of the attestations API: what is attested of a project, its bundles, what is said outside, and the log itself."""

import base64
import hashlib
import re
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from typing import Any

from commandcenter.attestation.changes import changes_of
from commandcenter.attestation.content.cid import check
from commandcenter.attestation.content.pinners import ObjectPinner
from commandcenter.attestation.delivery.model import Delivery
from commandcenter.attestation.delivery.ports import DeliveryStore
from commandcenter.attestation.issued import audits_attested
from commandcenter.attestation.log.append import find_index
from commandcenter.attestation.log.prove import cosigned
from commandcenter.attestation.proofs import ProofRoom, gather_bundle
from commandcenter.attestation.record import is_recorded, places
from commandcenter.attestation.statements.statement import Statement, parse_statement
from commandcenter.attestation.statements.subjects import project_urn
from commandcenter.compliance.record import find_audit
from commandcenter.hub.bundle_attestations import kept_evidence
from commandcenter.hub.issue_attestations import must_find
from commandcenter.hub.start_attestations import AttestationDesk, start_attestation
from commandcenter.kernel.clock import format_time
from commandcenter.kernel.errors import InvalidInputError, NotFoundError
from commandcenter.kernel.urn import Urn, check_name
from commandcenter.ledger.ports import ObjectStore
from commandcenter.mesh.envelope import Event
from commandcenter.mesh.subjects import AUDIT_COMPLETED
from commandcenter.signing.dsse import parse_canonical

MAX_LISTED = 1_000
_AUDIT = re.compile(r"[0-9a-f]{32}")
_TILE = re.compile(r"tile/(?:entries|[0-9]{1,2})/[0-9x/]{3,60}(?:\.p/[0-9]{1,3})?")


@dataclass(frozen=True)
class AttestationLibrary:
    """Hold what is asked of attestations; `link` makes an address to fetch an object at, for a while."""

    desk: AttestationDesk
    room: ProofRoom
    deliveries: DeliveryStore
    link: Callable[[str], str]


def list_attestations(desk: AttestationDesk, project: str) -> dict[str, Any]:
    """Tell what the project's graph shows, and the audits something was ever attested of; raises NotFoundError."""
    if desk.ledger.head(check_name(project)) is None:
        raise NotFoundError(f"project {project} has no revision yet")
    nodes = desk.ledger.as_of(project)
    current = [{"line": body["id"], **body["props"]} for body in nodes.values() if body.get("type") == "attestation"]
    audits = list(_first(audits_attested(desk.ledger.objects, project), MAX_LISTED))
    return {"project": project, "current": sorted(current, key=lambda one: str(one["line"])), "audits": audits}


def request_attestation(desk: AttestationDesk, project: str, audit: str, by: str) -> dict[str, Any]:
    """Attest an audit that was not attested, or whose attestation failed; raises NotFoundError."""
    if find_audit(desk.ledger, check_name(project), _checked(audit)) is None:
        raise NotFoundError(f"project {project} has no audit {audit}")
    now = desk.clock.now()
    urn = str(Urn(desk.hub, project, "project", project))
    cause = Event(f"{by} attests {audit} {format_time(now)}", f"urn:cc:{desk.hub}", AUDIT_COMPLETED, urn, now)
    if start_attestation(desk, project, audit, cause):
        return {"audit": audit, "started": True}
    if desk.executions.state(audit) == "failed":
        work = {"project": project, "audit": audit, "cause": cause.to_cloudevent()}
        return {"audit": audit, "started": desk.executions.start(f"{audit}-{format_time(now)[:13]}", work)}
    return {"audit": audit, "started": False}


def show_attestation(library: AttestationLibrary, project: str, audit: str) -> dict[str, Any]:
    """Tell how what is attested of an audit stands: where each statement is, and what became of it. Raises NotFoundError."""
    desk, room = library.desk, library.room
    state = desk.executions.state(_checked(audit))
    try:
        issued = must_find(room.objects, check_name(project), audit)
    except NotFoundError:
        if state is None or find_audit(desk.ledger, project, audit) is None:
            raise
        return {"state": "failed" if state == "failed" else "running", "audit": audit}
    found = {digest: find_index(room.log, digest) for digest in issued.of_audit}
    logged = {digest: index for digest, index in found.items() if index is not None}
    # A second execution, after a first that failed, goes by another name; that it ended is seen by the record.
    done = len(logged) == len(found) and (state in ("succeeded", None) or is_recorded(desk.ledger, issued))
    statements = places(room.objects, issued, logged) if len(logged) == len(found) else {}
    became = [asdict(one) for digest in issued.of_audit[:1] for one in changes_of(room.objects, room.log, digest)]
    told = "done" if done else "failed" if state == "failed" else "running"
    outside = [_delivery(one) for one in library.deliveries.of_audit(project, audit)]
    return {"state": told, **issued.to_json(), "statements": statements, "changes": became, "deliveries": outside}


def make_bundle_of(library: AttestationLibrary, project: str, audit: str, *, evidence: bool) -> dict[str, Any]:
    """Write the bundle of an audit's attestation and tell where to fetch it; raises NotFoundError, TooLargeError."""
    room = library.room
    issued = must_find(room.objects, check_name(project), _checked(audit))
    files = list(kept_evidence(room.objects, issued)) if evidence else []
    data = gather_bundle(room, issued, library.desk.clock.now(), files)
    sha256 = hashlib.sha256(data).hexdigest()
    name = f"bundles/{sha256}.zip"
    room.objects.put_new(name, data)
    return {"url": library.link(name), "sha256": sha256, "bytes": len(data), "evidence": len(files)}


def show_content(objects: ObjectStore, hub: str, project: str, cid: str) -> dict[str, str]:
    """Return an envelope by its CID if it is about the project; raises NotFoundError, InvalidInputError."""
    data = ObjectPinner(objects).fetch(cid)
    if data is None:
        raise NotFoundError("nothing is kept under this CID")
    check(cid, data)
    try:
        statement = parse_statement(parse_canonical(data).payload)
    except InvalidInputError:
        raise NotFoundError("nothing is kept under this CID") from None
    if not _is_about(statement, hub, check_name(project)):
        raise NotFoundError("nothing is kept under this CID")
    return {"cid": cid, "data": base64.b64encode(data).decode()}


def read_log(room: ProofRoom, name: str) -> bytes:
    """Return a file of the log (C2SP tlog-tiles): the checkpoint with its cosignatures, or a tile; raises NotFoundError."""
    if name == "checkpoint":
        return cosigned(room.log)
    data = room.log.get(name) if _TILE.fullmatch(name) else None
    if data is None:
        raise NotFoundError("the log has no such file")
    return data


def _is_about(statement: Statement, hub: str, project: str) -> bool:
    if statement.kind == "change":  # its subjects are statements
        return (statement.predicate.get("hub"), statement.predicate.get("project")) == (hub, project)
    return statement.subjects[0].uri == project_urn(hub, project)


def _delivery(delivery: Delivery) -> dict[str, Any]:
    shown = ("kind", "target", "content", "state", "attempts", "error", "receipt")
    return {name: value for name, value in delivery.to_json().items() if name in shown}


def _checked(audit: str) -> str:
    if not _AUDIT.fullmatch(audit):
        raise NotFoundError("no such audit of this project")
    return audit


def _first(names: Iterator[str], count: int) -> Iterator[str]:
    return (name for name, _ in zip(names, range(count), strict=False))
