"""Putting entries at the end of a log, each once, whoever crashes and however many write.

One object decides each step: the batch that follows a size, which is written once. Everything else, up to the next
checkpoint, follows from it byte by byte. Whoever finds a batch that the checkpoint does not cover completes it before
anything else.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from commandcenter.attestation.log.batches import (
    MAX_BATCH,
    Entry,
    batch_name,
    files_after,
    index_name,
    parse_batch,
    write_batch,
)
from commandcenter.attestation.log.checkpoint import Checkpoint, ed25519_id, read_checkpoint, sign_checkpoint
from commandcenter.attestation.log.model import LogFaultError
from commandcenter.attestation.log.note import ED25519, read_number
from commandcenter.attestation.log.store import LogStore
from commandcenter.attestation.log.tiles import Get, Tree
from commandcenter.attestation.model import MAX_ENTRY_BYTES
from commandcenter.kernel.errors import InvalidInputError, TooLargeError, UnavailableError
from commandcenter.kernel.merkle import EMPTY_ROOT
from commandcenter.signing.signer import Signer

_TRIES = 50
_DIGEST = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class _Head:
    """Hold the checkpoint an append goes by, its token, and what reads each stored object once."""

    checkpoint: Checkpoint
    token: str | None
    get: Get


def append(store: LogStore, origin: str, signer: Signer, entries: Sequence[tuple[str, bytes]]) -> list[int]:
    """Log entries unless their statements are logged; returns the index of each, under the newest checkpoint.

    Args:
        store: Where the log is kept.
        origin: The log's name, and the name of its key.
        signer: Holds the log's Ed25519 key.
        entries: Pairs of a statement's digest (SHA-256, hex) and the bytes to log. Of a statement logged before, or
            twice in the call, the first bytes stay.

    Raises TooLargeError and InvalidInputError before anything is written, LogFaultError when the stored log contradicts
    itself or is another's, UnavailableError when others are always first. After any error the same call may be made again.
    """
    ed25519_id(origin, ED25519, signer)
    wanted = _check(entries)
    found = dict[str, int]()
    for _ in range(_TRIES + len(wanted) // MAX_BATCH):
        head = _read_head(store, origin)
        size = head.checkpoint.size
        found |= {
            digest: at for digest in wanted if digest not in found and (at := find_index(store, digest)) is not None
        }
        new = [Entry(digest, data) for digest, data in wanted.items() if digest not in found][:MAX_BATCH]
        ahead = any(at >= size for at in found.values())
        if ahead or (new and not store.put_new(batch_name(size), write_batch(new))):
            if not _complete(store, signer, head):
                raise LogFaultError(f"what follows the first {size} entries is missing")
            continue
        if new and not _finish(store, signer, head, new):
            continue
        found |= {entry.digest: size + place for place, entry in enumerate(new)}
        if len(found) == len(wanted):
            return [found[digest] for digest, _ in entries]
    raise UnavailableError("others keep writing to the log; try again")


def complete(store: LogStore, origin: str, signer: Signer) -> None:
    """Finish the batch that an append which died left without a checkpoint, if there is one; raises as `append`."""
    _complete(store, signer, _read_head(store, origin))


def find_index(store: LogStore, digest: str) -> int | None:
    """Return where a statement stands, or will stand once its batch is complete; None when it is not logged."""
    data = store.get(index_name(digest))
    if data is None:
        return None
    try:
        return read_number(data.decode("ascii"))
    except (InvalidInputError, UnicodeDecodeError):
        raise LogFaultError(f"the place of statement {digest} is not a number") from None


def _check(entries: Sequence[tuple[str, bytes]]) -> dict[str, bytes]:
    wanted = dict[str, bytes]()
    for place, (digest, data) in enumerate(entries):
        if not _DIGEST.fullmatch(digest):
            raise InvalidInputError("a statement is named by its SHA-256 in hex", pointer=f"/{place}")
        if len(data) > MAX_ENTRY_BYTES:
            raise TooLargeError(f"an entry has at most {MAX_ENTRY_BYTES:,} bytes", pointer=f"/{place}")
        wanted.setdefault(digest, data)
    return wanted


def _read_head(store: LogStore, origin: str) -> _Head:
    stored = store.checkpoint()
    if stored is None:
        return _Head(Checkpoint(origin, 0, EMPTY_ROOT), None, store.get)
    try:
        checkpoint = read_checkpoint(stored[0])
    except InvalidInputError as error:
        raise LogFaultError(f"the checkpoint cannot be read: {error.detail}") from None
    if checkpoint.origin != origin:
        raise LogFaultError(f"the log is one of {checkpoint.origin:.200}")
    return _Head(checkpoint, stored[1], cache(store.get))


def _complete(store: LogStore, signer: Signer, head: _Head) -> bool:
    """Finish the batch that follows a checkpoint; False when there is none."""
    data = store.get(batch_name(head.checkpoint.size))
    if data is None:
        return False
    _finish(store, signer, head, parse_batch(data))
    return True


def _finish(store: LogStore, signer: Signer, head: _Head, batch: Sequence[Entry]) -> bool:
    """Write what follows from a batch and move the checkpoint over it; False when somebody else has moved it."""
    size = head.checkpoint.size
    old = Tree(head.get, size)
    if old.root() != head.checkpoint.root:  # else the log would sign two histories
        raise LogFaultError(f"the tiles do not give the root of the checkpoint of size {size}")
    files = files_after(old, [entry.data for entry in batch])
    indexes = {index_name(entry.digest): b"%d" % (size + place) for place, entry in enumerate(batch)}
    for name, content in (files | indexes).items():
        if not store.put_new(name, content) and store.get(name) != content:
            raise LogFaultError(f"{name} holds something else than the log")
    new = Tree(lambda name: files.get(name) or head.get(name), size + len(batch))
    checkpoint = Checkpoint(head.checkpoint.origin, new.size, new.root())
    return store.swap_checkpoint(sign_checkpoint(checkpoint, signer), head.token)
