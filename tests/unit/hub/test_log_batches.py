"""The queue into the log: who waits is told his places; what cannot be entered holds up nobody else."""

import json
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import pytest
from attested_parts import LOG_SIGNER, SIGNER, Rig
from botocore.exceptions import ClientError

from commandcenter.attestation.log.append import find_index
from commandcenter.attestation.log.checkpoint import read_checkpoint
from commandcenter.attestation.log.store import LogStore, MemoryLogStore
from commandcenter.hub.issue_attestations import assemble_work, sign_work
from commandcenter.hub.log_batches import handle_entries
from commandcenter.kernel.errors import UnavailableError
from commandcenter.signing.signer import Signer


@dataclass
class States:
    """Note what is answered; `faults` are the codes of errors by token."""

    faults: dict[str, str] = field(default_factory=dict)
    answers: list[tuple[str, str, Any]] = field(default_factory=list)

    def send_task_success(self, *, taskToken: str, output: str) -> None:  # noqa: N803
        self._answer("success", taskToken, json.loads(output))

    def send_task_failure(self, *, taskToken: str, error: str, cause: str) -> None:  # noqa: N803
        self._answer("failure", taskToken, (error, cause))

    def _answer(self, kind: str, token: str, said: Any) -> None:
        if token in self.faults:
            raise ClientError({"Error": {"Code": self.faults[token]}}, "SendTask")
        self.answers.append((kind, token, said))


class Queue:
    """The rig with a queue into its log; `works` are signed and wait to be entered."""

    def __init__(self, works: int = 3, log: LogStore | None = None) -> None:
        self.rig, self.states, self.signers = Rig(log), States(), 0
        self.works = [self._signed() for _ in range(works)]

    def _signed(self) -> dict[str, Any]:
        self.rig.later(minutes=1)
        work = assemble_work(self.rig.start(self.rig.audit()), self.rig.ledger, "alpha", [])
        return sign_work(work, self.rig.ledger.objects, lambda: [SIGNER])

    def unsigned(self) -> dict[str, Any]:
        self.rig.later(minutes=1)
        return assemble_work(self.rig.start(self.rig.audit()), self.rig.ledger, "alpha", [])

    def enter(self, *works: dict[str, Any]) -> dict[str, Any]:
        """Enter works, whose tokens are their places in the call."""
        records = [{"body": json.dumps({"token": str(n), "work": work})} for n, work in enumerate(works)]
        hub: Any = SimpleNamespace(
            client={"stepfunctions": self.states}.__getitem__,
            ledger=self.rig.ledger,
            log_store=self.rig.log,
            log_keys=SimpleNamespace(signer=self._signer),
            settings=SimpleNamespace(hub="alpha"),
        )
        return handle_entries(hub, {"Records": records})

    def _signer(self) -> Signer:
        self.signers += 1
        return LOG_SIGNER

    @property
    def size(self) -> int:
        stored = self.rig.log.checkpoint()
        return 0 if stored is None else read_checkpoint(stored[0]).size

    def places(self, work: dict[str, Any]) -> dict[str, int | None]:
        return {digest: find_index(self.rig.log, digest) for digest in work["statements"]}


def test_all_that_waits_is_entered_at_once_and_each_is_told_its_places() -> None:
    swaps: list[bytes] = []

    class Counted(MemoryLogStore):
        def swap_checkpoint(self, data: bytes, token: str | None) -> bool:
            swaps.append(data)
            return super().swap_checkpoint(data, token)

    queue = Queue(log=Counted())
    assert queue.enter(*queue.works) == {"batchItemFailures": []}
    assert queue.states.answers == [("success", str(n), queue.places(work)) for n, work in enumerate(queue.works)]
    assert sorted(place for _, _, said in queue.states.answers for place in said.values()) == list(range(9))
    assert len(swaps) == 1


def test_what_comes_again_finds_the_places_it_had() -> None:
    queue = Queue()
    queue.enter(queue.works[0], queue.works[1], queue.works[0])
    assert queue.size == 6
    first = list(queue.states.answers)
    assert first[2][2] == first[0][2], "the same work twice in a batch"
    queue.states.answers.clear()
    queue.enter(*reversed(queue.works))
    assert queue.size == 9
    assert [said for _, _, said in queue.states.answers[1:]] == [first[1][2], first[0][2]]


@pytest.mark.parametrize("place", [0, 1, 3])
def test_a_work_without_an_envelope_fails_alone(place: int) -> None:
    queue = Queue()
    works = list(queue.works)
    works.insert(place, queue.unsigned())
    assert queue.enter(*works) == {"batchItemFailures": []}
    said = {token: (kind, what) for kind, token, what in queue.states.answers}
    assert len(said) == 4
    kind, (error, cause) = said.pop(str(place))
    assert (kind, error) == ("failure", "NotFoundError")
    assert works[place]["statements"][0] in cause
    assert [what for _, what in said.values()] == [queue.places(work) for work in queue.works]
    assert queue.size == 9


def test_a_batch_of_which_nothing_can_be_entered_asks_for_no_key() -> None:
    queue = Queue(works=0)
    queue.enter(queue.unsigned())
    assert [kind for kind, _, _ in queue.states.answers] == ["failure"]
    assert (queue.signers, queue.rig.log.checkpoint()) == (0, None)


@pytest.mark.parametrize("code", ["TaskTimedOut", "TaskDoesNotExist", "InvalidToken"])
def test_one_who_waits_no_longer_is_no_error(code: str) -> None:
    queue = Queue()
    queue.states.faults = {"0": code, "1": code}
    queue.enter(queue.unsigned(), *queue.works)
    assert [(kind, token) for kind, token, _ in queue.states.answers] == [("success", "2"), ("success", "3")]
    assert queue.size == 9


@pytest.mark.parametrize("code", ["ThrottlingException", "AccessDeniedException", "KmsThrottlingException"])
def test_when_nobody_can_be_told_the_batch_comes_again(code: str) -> None:
    queue = Queue()
    queue.states.faults = {"1": code}
    with pytest.raises(ClientError):
        queue.enter(*queue.works)
    queue.states.faults = {}
    queue.states.answers.clear()
    queue.enter(*queue.works)
    assert queue.states.answers == [("success", str(n), queue.places(work)) for n, work in enumerate(queue.works)]
    assert queue.size == 9, "nothing is entered twice"


def test_a_log_that_is_down_lets_all_come_again() -> None:
    class Down(MemoryLogStore):
        def put_new(self, name: str, data: bytes) -> bool:
            raise UnavailableError("the store does not answer")

    queue = Queue(log=Down())
    with pytest.raises(UnavailableError):
        queue.enter(*queue.works)
    assert queue.states.answers == []
