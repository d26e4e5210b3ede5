"""A project that is audited and attested day after day, step by step as the state machines do it, with keys in memory."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from world import AT, project_name

from commandcenter.attestation.delivery.attempt import Services
from commandcenter.attestation.delivery.memory import MemoryDeliveries
from commandcenter.attestation.issued import Issued
from commandcenter.attestation.log.store import LogStore
from commandcenter.attestation.proofs import ProofRoom, gather_bundle
from commandcenter.compliance.judge import Judge
from commandcenter.hub.bundle_attestations import bundle_work
from commandcenter.hub.deliver_attestations import DeliveryRoom, pin_work, register_work
from commandcenter.hub.executions import MemoryExecutions
from commandcenter.hub.issue_attestations import AttestationRoom, assemble_work, must_find, record_work, sign_work
from commandcenter.hub.log_batches import handle_entries
from commandcenter.hub.run_audits import AuditRoom, evaluate, gather, record
from commandcenter.kernel.canonical import canonical
from commandcenter.kernel.clock import FixedClock
from commandcenter.ledger.ledger import Ledger
from commandcenter.mesh.bus import MemoryBus
from commandcenter.mesh.envelope import Event
from commandcenter.mesh.log.memory import MemoryEventLog
from commandcenter.mesh.subjects import AUDIT_COMPLETED, AUDIT_REQUESTED
from commandcenter.signing.jwks import KeySet, PublishedKey
from commandcenter.signing.key_files import FileSigner
from commandcenter.signing.model import Algorithm, PublicKey
from commandcenter.signing.pyca import public_key_of

HUB = "hub"
Work = dict[str, Any]


@dataclass(frozen=True)
class CountingSigner:
    """Sign with a key in memory, and note each signature: with a key in KMS it is one request."""

    inner: FileSigner
    signed: list[str] = field(default_factory=list)

    @property
    def algorithm(self) -> Algorithm:
        return self.inner.algorithm

    @property
    def key_id(self) -> str:
        return self.inner.key_id

    def public_key(self) -> PublicKey:
        return self.inner.public_key()

    def sign(self, message: bytes) -> bytes:
        self.signed.append(self.algorithm)
        return self.inner.sign(message)


def make_signer(kind: Algorithm) -> CountingSigner:
    """Make a new key and what signs with it."""
    key = Ed25519PrivateKey.generate() if kind == "ed25519" else generate_private_key(SECP256R1())
    return CountingSigner(FileSigner(key, public_key_of(key.public_key())))


class AttestedHub:
    """Hold what the steps need, and what the function of the log asks a hub for.

    Args:
        ledger: Has the project, indexed.
        log_store: Where the log is kept.
    """

    def __init__(self, ledger: Ledger, log_store: LogStore, judge: Judge) -> None:
        self.ledger, self.log_store, self.judge = ledger, log_store, judge
        self.clock = FixedClock(AT)
        self.own, self.of_log = make_signer("ecdsa-p256-sha256"), make_signer("ed25519")
        self.answers: dict[str, str] = {}
        self.executions = MemoryExecutions()
        self.bus, self.event_log = MemoryBus(), MemoryEventLog()
        self.settings = self.log_keys = self

    hub = HUB

    def signer(self) -> CountingSigner:
        return self.of_log

    def client(self, _service: str) -> "AttestedHub":
        return self

    def send_task_success(self, *, taskToken: str, output: str) -> None:  # noqa: N803 - the name of AWS
        self.answers[taskToken] = output

    @property
    def keys(self) -> KeySet:
        return KeySet((PublishedKey(self.own.public_key()), PublishedKey(self.of_log.public_key())))

    @property
    def proofs(self) -> ProofRoom:
        return ProofRoom(self.ledger.objects, self.log_store, lambda: self.keys, lambda: [self.own])

    def audit(self, day: int) -> Work:
        """Audit the project for a day of September; returns what starts its attestation."""
        self.clock.advance(timedelta(days=1).total_seconds())
        project, name = project_name(0), f"{day:032x}"
        cause = self._event(AUDIT_REQUESTED)
        work: Work = {
            "audit": name, "project": project, "rev": 1, "as_of": f"2026-09-{day:02}", "packs": None,
            "cause": cause.to_cloudevent(),
        }  # fmt: skip
        work = evaluate(gather(work, self.ledger), self.ledger.objects, self.judge, self.clock)
        record(work, AuditRoom(HUB, self.ledger, self.bus, self.event_log, self.clock))
        return {"project": project, "audit": name, "cause": self._event(AUDIT_COMPLETED).to_cloudevent()}

    def steps(self) -> Mapping[str, Callable[[Work], Work]]:
        """Name the steps of the state machine `attest` in their order; each returns what the next one is given."""
        room = AttestationRoom(HUB, self.ledger, self.executions, self.bus, self.event_log, self.clock)
        outside = DeliveryRoom(self.ledger, self._services())
        packs = [*self.judge.packs.values()]
        return {
            "assemble": lambda work: assemble_work(work, self.ledger, HUB, packs),
            "sign": lambda work: sign_work(work, self.ledger.objects, lambda: [self.own]),
            "log": self._log,
            "bundle": lambda work: {
                **work, "bundle": {"made": bundle_work(work, self.ledger, self.proofs, self.clock)}
            },
            "pin": lambda work: {**work, "pinned": pin_work(work, outside)},
            "register": lambda work: {**work, "registered": register_work(work, outside)},
            "record": lambda work: record_work(work, room),
        }  # fmt: skip

    def attest(self, day: int) -> Issued:
        """Audit and attest, and let what is superseded be told."""
        work = self.audit(day)
        self.run(work)
        for given in self.superseded():
            self.run(given)
        return must_find(self.ledger.objects, work["project"], work["audit"])

    def run(self, work: Work) -> None:
        for step in self.steps().values():
            work = step(work)

    def superseded(self) -> Iterator[Work]:
        """Take what was started to tell that an older attestation gave way."""
        while self.executions.started:
            yield dict(self.executions.started.popitem()[1])

    def bundle(self, issued: Issued) -> bytes:
        return gather_bundle(self.proofs, issued, self.clock.now())

    def _log(self, work: Work) -> Work:
        body = canonical({"token": "one", "work": work}).decode()
        handle_entries(self, {"Records": [{"body": body}]})  # type: ignore[arg-type] - as much of a hub as it asks for
        return {**work, "indexes": json.loads(self.answers.pop("one"))}

    def _services(self) -> Services:
        def none(name: Any) -> Any:
            raise AssertionError(f"the project is not released to {name}")

        return Services(MemoryDeliveries(), self.ledger.objects, none, none, none, self.clock)

    def _event(self, type_: str) -> Event:
        project = project_name(0)
        urn = f"urn:cc:{HUB}:{project}:project:{project}"
        return Event(f"{type_} {self.clock.now()}", f"urn:cc:{HUB}", type_, urn, self.clock.now())
