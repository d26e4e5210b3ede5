"""Checkpoints: the size and the root of a log, signed by it (C2SP tlog-checkpoint)."""

from collections.abc import Sequence
from dataclasses import dataclass

from commandcenter.attestation.log.model import HASH_BYTES, MAX_SIZE
from commandcenter.attestation.log.note import (
    ED25519,
    Line,
    Note,
    key_id,
    parse_note,
    read_base64,
    read_number,
    signed_by,
)
from commandcenter.kernel.errors import InvalidInputError, UnauthenticatedError
from commandcenter.signing.base64_text import to_base64
from commandcenter.signing.model import PublicKey
from commandcenter.signing.signer import Signer


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """Hold the head of a log: its origin, how many entries it has, the root over them.

    `extensions` are lines others may add; ours have none. Raises InvalidInputError for what cannot be written.
    """

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if any(not line or any(char < " " for char in line) for line in (self.origin, *self.extensions)):
            raise InvalidInputError("the lines of a checkpoint are not empty")
        if not 0 <= self.size <= MAX_SIZE or len(self.root) != HASH_BYTES:
            raise InvalidInputError("a checkpoint has a size and a root of 32 bytes")

    def text(self) -> str:
        """Return what is signed."""
        return "\n".join((self.origin, str(self.size), to_base64(self.root), *self.extensions, ""))


def sign_checkpoint(checkpoint: Checkpoint, signer: Signer) -> bytes:
    """Sign a checkpoint in the name of its origin; raises InvalidInputError unless with an Ed25519 key."""
    text = checkpoint.text()
    line = Line(checkpoint.origin, ed25519_id(checkpoint.origin, ED25519, signer), signer.sign(text.encode()))
    return Note(text, (line,)).write()


def read_checkpoint(data: bytes) -> Checkpoint:
    """Read a checkpoint whose signatures nobody has checked; raises InvalidInputError."""
    return checkpoint_of(parse_note(data))


def open_checkpoint(data: bytes, origin: str, keys: Sequence[PublicKey]) -> Checkpoint:
    """Read a checkpoint that a log signed.

    Args:
        data: The note.
        origin: The log; its key has the same name.
        keys: Those the log may sign with; other lines are passed over.

    Raises InvalidInputError when the note is malformed or of another log, UnauthenticatedError when no known key signed it
    or a line in the name of one does not fit.
    """
    note = parse_note(data)
    checkpoint = checkpoint_of(note)
    if checkpoint.origin != origin:
        raise InvalidInputError("the checkpoint is one of another log")
    if not log_lines(note, origin, keys):
        raise UnauthenticatedError("the checkpoint is not signed by a known key of its log")
    return checkpoint


def log_lines(note: Note, origin: str, keys: Sequence[PublicKey]) -> list[Line]:
    """List the lines of a checkpoint that known keys of its log signed; raises UnauthenticatedError for one that does not fit."""
    message = note.text.encode()
    found = signed_by(note, ED25519, {origin: keys}, lambda key, line: key.verify(message, line.value))
    return [line for _, line in found]


def checkpoint_of(note: Note) -> Checkpoint:
    """Read the text of a note as a checkpoint; raises InvalidInputError."""
    lines = note.text[:-1].split("\n")
    if len(lines) < 3:
        raise InvalidInputError("a checkpoint has an origin, a size and a root")
    origin, size, root, *extensions = lines
    return Checkpoint(origin, read_number(size), read_base64(root), tuple(extensions))


def ed25519_id(name: str, kind: int, signer: Signer) -> bytes:
    """Return the id of a signer's key under a name; raises InvalidInputError unless it is an Ed25519 key."""
    if signer.algorithm != "ed25519":
        raise InvalidInputError("logs and witnesses sign with Ed25519")
    return key_id(name, kind, signer.public_key())
