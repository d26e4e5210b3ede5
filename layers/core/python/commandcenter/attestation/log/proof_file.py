"""Proofs that an entry is in a log, in one file that can be checked offline (C2SP tlog-proof)."""

from collections.abc import Sequence
from dataclasses import dataclass

from commandcenter.attestation.log.checkpoint import Checkpoint, open_checkpoint
from commandcenter.attestation.log.model import HASH_BYTES, MAX_PATH, MAX_SIZE
from commandcenter.attestation.log.note import MAX_NOTE_BYTES, parse_note, read_base64, read_number
from commandcenter.kernel.errors import InvalidInputError, TooLargeError
from commandcenter.kernel.merkle import leaf_hash, root_from_proof
from commandcenter.signing.base64_text import to_base64
from commandcenter.signing.model import PublicKey

_FIRST_LINE = "c2sp.org/tlog-proof@v1"


@dataclass(frozen=True, slots=True)
class Proof:
    """Hold where an entry stands in a log, the hashes from its leaf to the root, and the checkpoint with its lines."""

    index: int
    path: tuple[bytes, ...]
    checkpoint: bytes

    def __post_init__(self) -> None:
        check_hashes(self.path)
        if not 0 <= self.index < MAX_SIZE:
            raise InvalidInputError("no entry of a log has this index")

    def write(self) -> bytes:
        """Write the proof in its one form, without an `extra` line."""
        return f"{_FIRST_LINE}\nindex {self.index}\n{write_hashes(self.path)}\n".encode() + self.checkpoint


def parse_proof(data: bytes) -> Proof:
    """Read a proof; raises InvalidInputError for anything but the bytes `Proof.write` gives, so for an `extra` line too."""
    head, gap, checkpoint = data.partition(b"\n\n")
    lines = decode_head(head).split("\n")
    if not gap or len(lines) < 2 or lines[0] != _FIRST_LINE or not lines[1].startswith("index "):
        raise InvalidInputError("not a proof of a log (C2SP tlog-proof v1)")
    parse_note(checkpoint)
    return Proof(read_number(lines[1].removeprefix("index ")), read_hashes(lines[2:]), checkpoint)


def check_proof(data: bytes, entry: bytes, origin: str, keys: Sequence[PublicKey]) -> Checkpoint:
    """Check that an entry is in a log; returns the checkpoint that says so, whose cosignatures are left to the caller.

    Raises InvalidInputError when the proof is malformed or leads elsewhere, UnauthenticatedError as `open_checkpoint`.
    """
    proof = parse_proof(data)
    checkpoint = open_checkpoint(proof.checkpoint, origin, keys)
    try:
        root = root_from_proof(leaf_hash(entry), proof.index, checkpoint.size, proof.path)
    except ValueError as error:
        raise InvalidInputError(f"the proof does not lead to a root: {error}") from None
    if root != checkpoint.root:
        raise InvalidInputError("the proof does not lead to the root of the checkpoint")
    return checkpoint


def write_hashes(path: Sequence[bytes]) -> str:
    """Write hashes in base64, one a line."""
    return "".join(f"{to_base64(one)}\n" for one in path)


def read_hashes(lines: Sequence[str]) -> tuple[bytes, ...]:
    """Read lines of one hash each; raises InvalidInputError."""
    if len(lines) > MAX_PATH:
        raise InvalidInputError(f"a proof has at most {MAX_PATH} hashes")
    path = tuple(map(read_base64, lines))
    check_hashes(path)
    return path


def check_hashes(path: Sequence[bytes]) -> None:
    """Raise InvalidInputError unless these may be the hashes of a proof."""
    if len(path) > MAX_PATH or any(len(one) != HASH_BYTES for one in path):
        raise InvalidInputError(f"a proof has at most {MAX_PATH} hashes of 32 bytes")


def decode_head(head: bytes) -> str:
    """Read the lines before a checkpoint as ASCII; raises InvalidInputError."""
    if len(head) > MAX_NOTE_BYTES:
        raise TooLargeError("the lines before the checkpoint are too many")
    try:
        return head.decode("ascii")
    except UnicodeDecodeError:
        raise InvalidInputError("the lines before the checkpoint are not ASCII") from None
