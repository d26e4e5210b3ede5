"""Logs made on the spot, stores that die or wait on cue, and what a log must look like."""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime

from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from commandcenter.attestation.log.append import append
from commandcenter.attestation.log.checkpoint import Checkpoint, open_checkpoint
from commandcenter.attestation.log.store import LogStore, MemoryLogStore
from commandcenter.attestation.log.tiles import Tree, names_of
from commandcenter.kernel.merkle import EMPTY_ROOT, check_consistency, leaf_hash, root
from commandcenter.signing.key_files import FileSigner
from commandcenter.signing.pyca import public_key_of

ORIGIN, WITNESS = "commandcenter/alpha/log", "commandcenter/beta/witness"
NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)


def ed25519() -> FileSigner:
    key = Ed25519PrivateKey.generate()
    return FileSigner(key, public_key_of(key.public_key()))


def p256() -> FileSigner:
    key = generate_private_key(SECP256R1())
    return FileSigner(key, public_key_of(key.public_key()))


LOG, OTHER, COSIGNER = ed25519(), ed25519(), ed25519()
KEYS = [LOG.public_key()]
WITNESSES = {WITNESS: [COSIGNER.public_key()]}


def entry(number: int, envelope: str = "") -> tuple[str, bytes]:
    """Return the digest of a statement and an envelope around it."""
    statement = b"statement %d" % number
    return hashlib.sha256(statement).hexdigest(), statement + envelope.encode()


def entries(*numbers: int) -> list[tuple[str, bytes]]:
    return [entry(number) for number in numbers]


def log_of(size: int) -> MemoryLogStore:
    store = MemoryLogStore()
    append(store, ORIGIN, LOG, entries(*range(size)))
    return store


def leaves(count: int, kind: str = "") -> list[bytes]:
    return [leaf_hash(f"{kind}{number}".encode()) for number in range(count)]


def flipped(data: bytes) -> Iterator[bytes]:
    """Yield the data with each single bit of each byte turned over."""
    for place in range(len(data)):
        for bit in range(8):
            yield data[:place] + bytes([data[place] ^ (1 << bit)]) + data[place + 1 :]


def logged(store: LogStore) -> list[bytes]:
    """Return all entries of a log after checking that every tile, bundle and root is as the plain list makes it."""
    stored = store.checkpoint()
    if stored is None:
        return []
    head = open_checkpoint(stored[0], ORIGIN, KEYS)
    assert all(store.get(name) is not None for name in names_of(head.size))
    tree = Tree(store.get, head.size)
    found = [tree.entry(index) for index in range(head.size)]
    assert tree.root() == head.root == root([leaf_hash(one) for one in found])
    return found


class DiedError(Exception):
    """Stands for a process that is gone."""


class CuedStore:
    """Count the operations on a store and run `cue` at one of them: before it, or after it took effect."""

    def __init__(self, store: LogStore, at: int, when: str, cue: Callable[[], None]) -> None:
        self.store, self.at, self.when, self.cue, self.count = store, at, when, cue, 0
        self.calls: list[tuple[str, str]] = []
        self.heads: list[bytes] = []

    def get(self, name):
        return self._run("get", name, lambda: self.store.get(name))

    def put_new(self, name, data):
        return self._run("put", name, lambda: self.store.put_new(name, data))

    def names(self, prefix):
        return self._run("names", prefix, lambda: self.store.names(prefix))

    def checkpoint(self):
        return self._run("get", "checkpoint", self.store.checkpoint)

    def swap_checkpoint(self, data, token):
        won = self._run("put", "checkpoint", lambda: self.store.swap_checkpoint(data, token))
        if won:
            self.heads.append(data)
        return won

    def _run(self, verb, name, operation):
        self.count += 1
        self.calls.append((verb, name))
        now = self.count == self.at
        if now and self.when == "before":
            self.cue()
        result = operation()
        if now and self.when == "after":
            self.cue()
        return result


def die() -> None:
    raise DiedError


def assert_one_history(checkpoints: Sequence[Checkpoint], store: LogStore) -> None:
    """Check that each checkpoint begins the next by a proof from the tiles."""
    before = Checkpoint(ORIGIN, 0, EMPTY_ROOT)
    for after in checkpoints:
        proof = Tree(store.get, after.size).consistency(before.size)
        check_consistency(before.size, after.size, before.root, after.root, proof)
        before = after
