"""Witnessing: cosigning a log's checkpoints as long as each continues the one before (C2SP tlog-witness)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from commandcenter.attestation.log.checkpoint import Checkpoint, checkpoint_of, log_lines
from commandcenter.attestation.log.cosignature import cosign
from commandcenter.attestation.log.note import Line, Note, parse_lines, parse_note, read_number
from commandcenter.attestation.log.proof_file import check_hashes, decode_head, read_hashes, write_hashes
from commandcenter.attestation.log.store import LogStore
from commandcenter.attestation.log.tiles import Tree
from commandcenter.attestation.log.witness_store import WitnessRecord, WitnessStore
from commandcenter.kernel.errors import InvalidInputError, NotFoundError, UnauthenticatedError, UnavailableError
from commandcenter.kernel.merkle import EMPTY_ROOT, check_consistency
from commandcenter.signing.model import PublicKey
from commandcenter.signing.signer import Signer

_TEXT = "text/plain; charset=utf-8"
_SIZE = "text/x.tlog.size"
_TRIES = 5


@dataclass(frozen=True, slots=True)
class Request:
    """Hold what a log asks a witness: the size it cosigned last, the proof from there, and the new checkpoint."""

    old: int
    path: tuple[bytes, ...]
    note: Note

    def __post_init__(self) -> None:
        check_hashes(self.path)

    @property
    def checkpoint(self) -> Checkpoint:
        return checkpoint_of(self.note)

    def write(self) -> bytes:
        """Write the body of the request."""
        return f"old {self.old}\n{write_hashes(self.path)}\n".encode() + self.note.write()


@dataclass(frozen=True, slots=True)
class Evidence:
    """Hold two checkpoints that a log signed and that a witness could not bring together.

    `proven` says that they contradict one another whatever else is true; else the proof between them may be at fault.
    """

    known: bytes
    offered: bytes
    proven: bool


@dataclass(frozen=True, slots=True)
class Outcome:
    """Hold the answer of a witness, what it has to remember before it answers 200, and what speaks against the log."""

    status: int
    body: bytes
    content_type: str = _TEXT
    record: WitnessRecord | None = None
    evidence: Evidence | None = field(default=None, repr=False)


def parse_request(body: bytes) -> Request:
    """Read the body of an add-checkpoint request; raises InvalidInputError for anything but what `Request.write` gives."""
    head, gap, checkpoint = body.partition(b"\n\n")
    lines = decode_head(head).split("\n")
    if not gap or not lines[0].startswith("old "):
        raise InvalidInputError("a request has an old size, a proof, an empty line and a checkpoint")
    request = Request(read_number(lines[0].removeprefix("old ")), read_hashes(lines[1:]), parse_note(checkpoint))
    checkpoint_of(request.note)
    return request


def make_request(store: LogStore, old: int) -> bytes:
    """Ask for a cosignature of a log's newest checkpoint by a witness that cosigned size `old` last.

    Raises NotFoundError for an empty log, InvalidInputError when the log is smaller than that.
    """
    if (stored := store.checkpoint()) is None:
        raise NotFoundError("the log has no checkpoint yet")
    note = parse_note(stored[0])
    size = checkpoint_of(note).size
    if not 0 <= old <= size:
        raise InvalidInputError(f"the log has {size} entries, fewer than the {old} a witness has seen")
    return Request(old, tuple(Tree(store.get, size).consistency(old)), note).write()


def witness(
    request: Request,
    known: WitnessRecord | None,
    keys: Mapping[str, Sequence[PublicKey]],
    name: str,
    signer: Signer,
    now: datetime,
) -> Outcome:
    """Decide on a request as C2SP tlog-witness asks: 200 with a cosignature, 400, 403, 404, 409 with the size, 422.

    Args:
        request: What is asked.
        known: What was cosigned last of this log.
        keys: The keys of the logs that are witnessed, by origin.
        name, signer: Under which name, and with which Ed25519 key, to cosign.
        now: The time of the cosignature.
    """
    checkpoint = request.checkpoint
    if checkpoint.origin not in keys:
        return Outcome(404, b"this log is not witnessed here\n")
    try:
        lines = log_lines(request.note, checkpoint.origin, keys[checkpoint.origin])
    except UnauthenticatedError:
        lines = []
    if not lines:
        return Outcome(403, b"the checkpoint is not signed by its log\n")
    if request.old > checkpoint.size:
        return Outcome(400, b"the checkpoint is smaller than the old size\n")
    seen = known or WitnessRecord(0, EMPTY_ROOT, b"")
    if request.old != seen.size:
        return Outcome(409, b"%d\n" % seen.size, _SIZE, evidence=_split(checkpoint, seen, request.note))
    return _judge(request, seen, lines, name, signer, now)


def add_checkpoint(
    store: WitnessStore,
    body: bytes,
    keys: Mapping[str, Sequence[PublicKey]],
    name: str,
    signer: Signer,
    now: datetime,
) -> Outcome:
    """Answer a request and remember what was cosigned before answering; raises UnavailableError when others are always first."""
    try:
        request = parse_request(body)
    except InvalidInputError as error:
        return Outcome(400, f"{error.detail}\n".encode())
    origin = request.checkpoint.origin
    for _ in range(_TRIES if origin in keys else 1):
        known, version = store.latest(origin) if origin in keys else (None, 0)
        outcome = witness(request, known, keys, name, signer, now)
        if outcome.record is None or store.advance(origin, outcome.record, version):
            return outcome
    raise UnavailableError("others keep sending checkpoints of this log; try again")


def _judge(
    request: Request, seen: WitnessRecord, lines: Sequence[Line], name: str, signer: Signer, now: datetime
) -> Outcome:
    checkpoint = request.checkpoint
    try:
        check_consistency(seen.size, checkpoint.size, seen.root, checkpoint.root, request.path)
    except ValueError as error:
        proven = _split(checkpoint, seen, request.note)
        doubt = Evidence(seen.checkpoint, request.note.write(), proven=False) if seen.checkpoint else None
        return Outcome(422, f"{error}\n".encode(), evidence=proven or doubt)
    line = cosign(checkpoint, name, signer, now)
    kept = Note(request.note.text, (*lines, *parse_lines(line))).write()
    return Outcome(200, line, record=WitnessRecord(checkpoint.size, checkpoint.root, kept))


def _split(checkpoint: Checkpoint, seen: WitnessRecord, note: Note) -> Evidence | None:
    """Return two checkpoints of one size with two roots, which no honest log signs; None before one was cosigned."""
    if not seen.checkpoint or checkpoint.size != seen.size or checkpoint.root == seen.root:
        return None
    return Evidence(seen.checkpoint, note.write(), proven=True)
