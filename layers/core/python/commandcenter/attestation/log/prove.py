"""Proofs from a log as it is stored, with what witnesses have said of its checkpoint."""

import re

from commandcenter.attestation.log.append import find_index
from commandcenter.attestation.log.checkpoint import Checkpoint, checkpoint_of
from commandcenter.attestation.log.model import LogFaultError
from commandcenter.attestation.log.note import MAX_LINES, Note, add_lines, parse_lines, parse_note
from commandcenter.attestation.log.proof_file import Proof
from commandcenter.attestation.log.store import LogStore
from commandcenter.attestation.log.tiles import Tree
from commandcenter.kernel.errors import InvalidInputError, NotFoundError, UnavailableError
from commandcenter.kernel.merkle import root_from_proof

_KEY_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")


def prove(store: LogStore, digest: str, checkpoint: bytes | None = None) -> bytes:
    """Prove that a statement is logged, as a file in the format of C2SP tlog-proof.

    Args:
        store: The log.
        digest: The statement's SHA-256, in hex.
        checkpoint: The one to prove by; None for the newest with its cosignatures.

    Raises NotFoundError when the statement is not logged or nothing is, UnavailableError when the checkpoint does not cover
    it (yet), LogFaultError when the stored log contradicts itself.
    """
    if (index := find_index(store, digest)) is None:
        raise NotFoundError(f"statement {digest:.64} is not logged")
    data = cosigned(store) if checkpoint is None else checkpoint
    _, head = _read(data)
    if index >= head.size:
        raise UnavailableError(f"the checkpoint of size {head.size} does not cover statement {digest:.64}")
    tree = Tree(store.get, head.size)
    path = tuple(tree.inclusion(index))
    if root_from_proof(tree.leaf(index), index, head.size, path) != head.root:
        raise LogFaultError(f"the tiles do not give the root of the checkpoint of size {head.size}")
    return Proof(index, path, data).write()


def cosigned(store: LogStore) -> bytes:
    """Return the newest checkpoint with the cosignatures kept for it; raises NotFoundError for an empty log."""
    if (stored := store.checkpoint()) is None:
        raise NotFoundError("the log has no checkpoint yet")
    note, checkpoint = _read(stored[0])
    kept = [store.get(name) or b"" for name in store.names(_folder(checkpoint.size))]
    lines = [line for data in kept[: MAX_LINES - len(note.lines)] for line in parse_lines(data)]
    return add_lines(note, lines).write()


def keep_cosignature(store: LogStore, size: int, key_id: str, line: bytes) -> bool:
    """Keep the cosignature a caller has checked; False when there is one of this key for this size.

    Args:
        store: The log.
        size: Of the checkpoint that is cosigned.
        key_id: The name of the witness's key (its thumbprint).
        line: One signature line.

    Raises InvalidInputError for anything but one line.
    """
    if not _KEY_ID.fullmatch(key_id) or len(parse_lines(line)) != 1:
        raise InvalidInputError("one signature line and the name of its key are needed")
    return store.put_new(f"{_folder(size)}key-{key_id}", line)


def _folder(size: int) -> str:
    return f"cosignatures/{size:020}/"


def _read(data: bytes) -> tuple[Note, Checkpoint]:
    try:
        note = parse_note(data)
        return note, checkpoint_of(note)
    except InvalidInputError as error:
        raise LogFaultError(f"the checkpoint cannot be read: {error.detail}") from None
