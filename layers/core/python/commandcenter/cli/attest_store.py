"""Attestations of a directory store: its own log beside the ledger, and the keys it was ever attested with.

log/                            the log, as `attestation.log.store` lays it out
log/keys/key-<thumbprint>.json  the public half of each key that signed here (JWK)
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from commandcenter.attestation.assemble import assemble, revoke, supersede
from commandcenter.attestation.changes import changes_of
from commandcenter.attestation.content.cid import raw_cid
from commandcenter.attestation.content.pinners import ObjectPinner
from commandcenter.attestation.issued import Issued, audits_attested, find_issued
from commandcenter.attestation.log.append import append, find_index
from commandcenter.attestation.log.checkpoint import read_checkpoint
from commandcenter.attestation.log.store import DirectoryLogStore
from commandcenter.attestation.model import log_origin
from commandcenter.attestation.proofs import ProofRoom, gather_bundle
from commandcenter.attestation.record import places, record_issued, record_revoked, superseded_by
from commandcenter.attestation.sign import read_envelope, sign_statements
from commandcenter.cli.places import LOCAL_HUB, default_store
from commandcenter.cli.targets import open_target
from commandcenter.compliance.model import Pack
from commandcenter.compliance.record import find_audit
from commandcenter.hub.bundle_attestations import kept_evidence
from commandcenter.kernel.canonical import canonical
from commandcenter.kernel.clock import format_time
from commandcenter.kernel.errors import ConflictError, InvalidInputError, NotFoundError
from commandcenter.kernel.urn import check_name
from commandcenter.ledger.ledger import Ledger
from commandcenter.signing.jwks import KeySet, PublishedKey, parse_key
from commandcenter.signing.signer import Signer

Signers = Callable[[], Sequence[Signer]]


@dataclass(frozen=True)
class AttestationStore:
    """Hold a project of a directory store, and the store's log."""

    ledger: Ledger
    log: DirectoryLogStore
    project: str

    def newest_audit(self) -> str:
        """Name the audit recorded last; raises NotFoundError when there is none."""
        bodies = self.ledger.as_of(self.project).values()
        found = [one["props"] for one in bodies if one.get("type") == "audit"]
        if not found:
            raise NotFoundError(f"no audit of {self.project} is recorded; commandcenter audit records one")
        return str(max(found, key=lambda one: (one["at"], one["audit"]))["audit"])

    def hub(self, name: str | None) -> str:
        """Return the name statements are made under: that of the log, once there is one; raises ConflictError."""
        stored = self.log.checkpoint()
        if stored is None:
            return check_name(name or LOCAL_HUB, "hub")
        held = read_checkpoint(stored[0]).origin.split("/")[1]
        if name not in (None, held):
            raise ConflictError(f"the log of this store is that of {held}, not of {name}")
        return held

    def attest(
        self, audit: str, hub: str, signers: Sequence[Signer], log_key: Signer, packs: Sequence[Pack]
    ) -> dict[str, Any]:
        """State, sign, log and record what an audit found, each unless it is done; returns what `tell` tells."""
        issued = assemble(self.ledger, hub, self.project, audit, packs)
        if issued.hub != hub:
            raise ConflictError(f"audit {audit} was stated in the name of {issued.hub}, not of {hub}")
        indexes = self._enter(issued.hub, list(issued.statements.values()), signers, log_key)
        record_issued(self.ledger, issued, places(self.ledger.objects, issued, indexes))
        if (pair := superseded_by(self.ledger, issued)) is not None:
            old, new = map(self.find, pair)
            if not any(one.action == "superseded" for one in self._changes(old)):
                self._enter(old.hub, [supersede(self.ledger, old.hub, old, new)], signers, log_key)
        return self.tell(audit)

    def take_back(
        self, audit: str, reason: str, at: datetime, signers: Sequence[Signer], log_key: Signer
    ) -> dict[str, Any]:
        """Revoke what was attested of an audit, once: the first reason stands; raises NotFoundError, InvalidInputError."""
        issued, moment = self.find(audit), format_time(at)
        if not any(one.action == "revoked" for one in self._changes(issued)):
            digest = revoke(self.ledger, issued.hub, issued, reason.strip(), moment)
            self._enter(issued.hub, [digest], signers, log_key)
        stands = next(one for one in self._changes(issued) if one.action == "revoked")
        record_revoked(self.ledger, issued, stands.at, stands.reason)
        return self.tell(audit)

    def find(self, audit: str) -> Issued:
        """Read what was attested of an audit; raises NotFoundError."""
        found = find_issued(self.ledger.objects, self.project, audit)
        if found is None:
            raise NotFoundError(f"nothing is attested of audit {audit:.40} of project {self.project}")
        return found

    def newest_attested(self) -> str:
        """Name the audit that was attested last; raises NotFoundError when none was."""
        found = [self.find(audit) for audit in self.audits()]
        if not found:
            raise NotFoundError(f"nothing is attested of project {self.project}")
        return max(found, key=lambda one: (one.issued, one.audit)).audit

    def audits(self) -> list[str]:
        """List the audits something was attested of."""
        return list(audits_attested(self.ledger.objects, self.project))

    def tell(self, audit: str) -> dict[str, Any]:
        """Tell how what is attested of an audit stands, in the words of a hub's answer; raises NotFoundError."""
        issued = self.find(audit)
        logged = {one: index for one in issued.of_audit if (index := find_index(self.log, one)) is not None}
        done = len(logged) == len(issued.of_audit)
        statements = places(self.ledger.objects, issued, logged) if done else {}
        told = {**issued.to_json(), "statements": statements, "changes": list(map(asdict, self._changes(issued)))}
        return {"state": "done" if done else "unfinished", **told}

    def bundle(self, audit: str, at: datetime, signers: Signers, *, evidence: bool) -> bytes:
        """Write the bundle of what is attested of an audit; raises NotFoundError, TooLargeError, InvalidInputError."""

        def known() -> Sequence[Signer]:
            published = {one.key.key_id for one in self.keys().entries}
            opened = signers()
            if any(one.key_id not in published for one in opened):
                raise InvalidInputError("--key: nothing in this store was attested with this key yet")
            return opened

        issued, objects = self.find(audit), self.ledger.objects
        files = kept_evidence(objects, issued) if evidence else ()
        return gather_bundle(ProofRoom(objects, self.log, self.keys, known), issued, at, files)

    def keys(self) -> KeySet:
        """Return the public halves of all keys that signed here, those of the log among them."""
        found = (self.log.get(name) or b"" for name in self.log.names("keys/"))
        return KeySet(tuple(parse_key(json.loads(data)) for data in found))

    def _enter(self, hub: str, digests: Sequence[str], signers: Sequence[Signer], log_key: Signer) -> dict[str, int]:
        objects = self.ledger.objects
        for one in (*signers, log_key):
            self.log.put_new(f"keys/key-{one.key_id}.json", canonical(PublishedKey(one.public_key()).to_json()))
        sign_statements(objects, digests, lambda: signers)
        envelopes = {digest: read_envelope(objects, digest) for digest in digests}
        for digest, data in envelopes.items():
            ObjectPinner(objects).pin(raw_cid(data), data, digest)
        return dict(zip(digests, append(self.log, log_origin(hub), log_key, list(envelopes.items())), strict=True))

    def _changes(self, issued: Issued) -> list[Any]:
        return changes_of(self.ledger.objects, self.log, issued.statements["audit"])


def open_attestations(project: str, store: Path | None) -> AttestationStore:
    """Open a project of a directory store; raises NotFoundError when it has none of this name."""
    place = store or default_store()
    return AttestationStore(open_target(project, place).ledger, DirectoryLogStore(place / "log"), project)


def check_audit(room: AttestationStore, audit: str) -> None:
    """Raise NotFoundError unless a project has an audit of this id."""
    if not audit.isalnum() or find_audit(room.ledger, room.project, audit) is None:
        raise NotFoundError(f"project {room.project} has no audit {audit:.40}")
