"""A hub in memory that attests audits, and the ways its bundles are changed."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from commandcenter.attestation.bundle import Logged, make_bundle
from commandcenter.attestation.log.checkpoint import Checkpoint, sign_checkpoint
from commandcenter.attestation.log.cosignature import cosign
from commandcenter.attestation.log.proof_file import Proof
from commandcenter.attestation.model import KINDS_OF_AUDIT, PAYLOAD_TYPE, Kind, log_origin, witness_name
from commandcenter.attestation.statements.all import statements_of
from commandcenter.attestation.statements.status import LogState, Revoked, Superseded, status_statement
from commandcenter.attestation.verify import Report, verify_bundle
from commandcenter.compliance.audit import Audit, Audited, PackAudit
from commandcenter.compliance.facts.model import Provenance, Reference
from commandcenter.compliance.model import Finding
from commandcenter.kernel import merkle
from commandcenter.kernel.canonical import canonical
from commandcenter.kernel.clock import format_time
from commandcenter.ledger.model import Header
from commandcenter.signing.dsse import parse_canonical, sign_envelope
from commandcenter.signing.jwks import KeySet, PublishedKey
from commandcenter.signing.key_files import FileSigner
from commandcenter.signing.model import Algorithm
from commandcenter.signing.pyca import public_key_of
from commandcenter.signing.signer import Signer

ISSUED = datetime(2026, 5, 1, 12, tzinfo=UTC)
AT = ISSUED + timedelta(days=10)
DAY = timedelta(days=1)
EVIDENCE = (b"a certificate", b"a report of a test")
Where = dict[str, bytes]


def make_signer(algorithm: Algorithm) -> Signer:
    key = Ed25519PrivateKey.generate() if algorithm == "ed25519" else generate_private_key(SECP256R1())
    return FileSigner(key, public_key_of(key.public_key()))


def make_header(project: str = "shop", rev: int = 7) -> Header:
    return Header(project, rev, "0" * 64, ISSUED - DAY, "ci", "push", "source", "1" * 64, "2" * 64)


def make_finding(control: str, verdict: str) -> Finding:
    return Finding(
        control, verdict, "because", "high", "A title", "c", "Art. 1", "do it", {"a.b": 0.5}, (), None, 0.75, "final",
        ("security",), "2026-05-01", "mica", "1.0.0", "a" * 64,
    )  # fmt: skip


def make_audit(
    audit_id: str = "f" * 32, header: Header | None = None, at: datetime = ISSUED, bad: bool = False
) -> Audit:
    header = header or make_header()
    references = tuple(Reference("a.pdf", sha256(one).hexdigest(), "2026-04-01") for one in EVIDENCE)
    origin = Provenance("attested", "ci", header.rev, header.digest, ("file:a",), references)
    findings = (
        Audited(make_finding("M-1", "fail" if bad else "pass"), {"a.b": (origin,)}),
        Audited(make_finding("M-2", "fail"), {}, "w1", "2026-12-01T00:00:00.000Z"),
        Audited(make_finding("M-3", "not_applicable"), {}),
    )
    pack = PackAudit(
        "mica", "1.0.0", "a" * 64, ("security",), "fail" if bad else "warn", 66.7, 1, 0, 1, 1, ("M-1", "M-2")
    )
    return Audit(
        audit_id, header.project, header.rev, header.digest, "c" * 40, "2026-05-01", format_time(at), (pack,), findings
    )


def files_of(audit: Audit, header: Header) -> dict[str, bytes]:
    return {
        "audit.json": canonical(audit.to_json()),
        "oscal.json": b'{"assessment-results":{}}',
        "index.html": b"<!doctype html><title>An audit</title>",
        "commit.json": canonical(header.to_json()),
    }


@dataclass
class Hub:
    """Attest audits as a hub does; `before` entries of others stand in its log, `after` follow."""

    name: str = "acme"
    signer: Signer = field(default_factory=lambda: make_signer("ecdsa-p256-sha256"))
    log_signer: Signer = field(default_factory=lambda: make_signer("ed25519"))
    keys: KeySet | None = None
    before: Sequence[bytes] = (b"1", b"2")
    after: Sequence[bytes] = (b"3", b"4")
    witnesses: Mapping[str, Signer] = field(default_factory=dict)
    bind_checkpoint: bool = False

    def key_set(self) -> KeySet:
        return self.keys or KeySet(tuple(PublishedKey(one.public_key()) for one in (self.signer, self.log_signer)))

    @property
    def jwks(self) -> dict[str, Any]:
        return self.key_set().to_json()

    def sign(self, statement: bytes, *signers: Signer) -> bytes:
        return sign_envelope(PAYLOAD_TYPE, statement, signers or (self.signer,)).canonical()

    def attest(
        self,
        audit: Audit | None = None,
        header: Header | None = None,
        files: Mapping[str, bytes] | None = None,
        evidence: Iterable[bytes] = EVIDENCE,
        statements: Mapping[Kind, Any] = {},
        signers: Sequence[Signer] = (),
        **status: Any,
    ) -> bytes:
        """Make a bundle; `statements` replaces some of them, `status` goes to `status`."""
        header = header or make_header()
        audit = audit or make_audit(header=header)
        files = files or files_of(audit, header)
        said = {kind: one.to_json() for kind, one in statements_of(audit, self.name, files).items()} | dict(statements)
        envelopes = {kind: self.sign(canonical(said[kind]), *signers) for kind in KINDS_OF_AUDIT}
        entries = [*self.before, *envelopes.values(), *self.after]
        leaves = [merkle.leaf_hash(one) for one in entries]
        checkpoint = Checkpoint(log_origin(self.name), len(entries), merkle.root(leaves))
        note = sign_checkpoint(checkpoint, self.log_signer)
        for name, signer in self.witnesses.items():
            note += cosign(checkpoint, witness_name(name), signer, ISSUED + timedelta(hours=1))
        logged = {
            kind: Logged(one, place, Proof(place, tuple(merkle.inclusion_proof(leaves, place)), note).write())
            for place, (kind, one) in enumerate(envelopes.items(), len(self.before))
        }
        keys = self.key_set().canonical()
        return make_bundle(
            self.name, audit.project, audit.id, logged, files=files, keys=keys, evidence=evidence,
            status=self.status(audit.project, checkpoint, keys, logged, note, **status),
        )  # fmt: skip

    def status(
        self, project: str, checkpoint: Checkpoint, keys: bytes, logged: Mapping[Kind, Logged], note: bytes, *,
        time: datetime = ISSUED + DAY, about: Iterable[str] | None = None,
        revoked: Mapping[Kind, datetime] = {}, superseded: Iterable[Kind] = (),
    ) -> bytes:  # fmt: skip
        digests = {kind: str(one.to_json()["statement"]) for kind, one in logged.items()}
        bound = sha256(note).hexdigest() if self.bind_checkpoint else ""
        statement = status_statement(
            self.name, project, LogState(checkpoint.size, checkpoint.root, bound),
            time=format_time(time), keys=sha256(keys).hexdigest(), about=digests.values() if about is None else about,
            revoked=[Revoked(digests[kind], format_time(at), "a mistake") for kind, at in revoked.items()],
            superseded=[Superseded(digests[kind], "d" * 64, format_time(ISSUED)) for kind in superseded],
        )  # fmt: skip
        return self.sign(statement.canonical())

    def verify(self, bundle: bytes, **options: Any) -> Report:
        return verify_bundle(bundle, **{"at": AT, "keys": [self.jwks], **options})


def failed(report: Report) -> set[tuple[str, str]]:
    """What failed, as pairs of check and part."""
    return {(one.check, one.part) for one in report.checks if not one.ok}


def parts_failed(report: Report) -> set[str]:
    return {part for _, part in failed(report)}


def payload_of(envelope: bytes) -> dict[str, Any]:
    return json.loads(parse_canonical(envelope).payload)
