"""Proofs of logs of a thousand to a million entries: their size, and how long making and checking one takes."""

import hashlib
import math
from collections.abc import Sequence
from statistics import median
from time import perf_counter
from typing import Any

from arithmetic import time_each
from attested import HUB, make_signer
from report import Table, say

from commandcenter.attestation.log.batches import index_name, tiles_after
from commandcenter.attestation.log.checkpoint import Checkpoint, sign_checkpoint
from commandcenter.attestation.log.note import parse_note
from commandcenter.attestation.log.proof_file import check_proof, parse_proof
from commandcenter.attestation.log.prove import prove
from commandcenter.attestation.log.store import MemoryLogStore
from commandcenter.attestation.log.tiles import Tree
from commandcenter.attestation.model import log_origin
from commandcenter.kernel.merkle import leaf_hash
from commandcenter.signing.signer import Signer

SIZES = (1_000, 100_000, 1_000_000)
SAMPLES = 101
ORIGIN = log_origin(HUB)


def measure_proofs(sizes: Sequence[int] = SIZES, samples: int = SAMPLES) -> tuple[Table, list[dict[str, Any]]]:
    """Prove some entries, spread evenly, of a log of each size, and check the proofs."""
    signer = make_signer("ed25519")
    rows = [_measure(size, min(samples, size), signer) for size in sizes]
    columns = (
        "entries",
        "log2",
        "hashes, most",
        "proof bytes",
        "tiles read",
        "prove ms",
        "verify ms",
        "x one signature",
    )
    names = ("entries", "log2", "hashes", "bytes", "tiles", "prove_ms", "verify_ms", "ratio")
    built = ", ".join(f"{row['build_s']:.2f}" for row in rows)
    shown = [[row[name] for name in names] for row in rows]
    notes = [
        "entries spread over the log, each proved by a tree that has read nothing yet: medians, and the largest proof",
        "verify: read the proof, check the checkpoint's signature (Ed25519), hash up to its root; no cosignatures",
        "the last column is over checking that one signature alone",
        f"tiles made in {built} s",
    ]
    return Table("Proofs of growing logs, tiles in memory", columns, shown, notes), rows


class CountingStore(MemoryLogStore):
    """Keep a log in memory and count the tiles that are read."""

    def __init__(self) -> None:
        super().__init__()
        self.tiles = 0

    def get(self, name: str) -> bytes | None:
        self.tiles += name.startswith("tile/")
        return super().get(name)


def fill(size: int, wanted: Sequence[int], signer: Signer) -> CountingStore:
    """Make a log whose entries are numbers in decimal; of `wanted` it is known where they stand."""
    store = CountingStore()
    for name, data in tiles_after(Tree(store.get, 0), [leaf_hash(b"%d" % place) for place in range(size)]).items():
        store.put_new(name, data)
    for place in wanted:
        store.put_new(index_name(digest_of(place)), b"%d" % place)
    store.swap_checkpoint(sign_checkpoint(Checkpoint(ORIGIN, size, Tree(store.get, size).root()), signer), None)
    store.tiles = 0
    return store


def digest_of(place: int) -> str:
    return hashlib.sha256(b"%d" % place).hexdigest()


def _measure(size: int, samples: int, signer: Signer) -> dict[str, Any]:
    say(f"attest: proofs of a log of {size:,} entries")
    wanted = [place * (size - 1) // max(samples - 1, 1) for place in range(samples)]
    began = perf_counter()
    store = fill(size, wanted, signer)
    build = perf_counter() - began
    ahead, proofs = iter(wanted), list[bytes]()
    made = time_each(lambda: proofs.append(prove(store, digest_of(next(ahead)))), samples)
    key, head = signer.public_key(), parse_note((store.checkpoint() or (b"", ""))[0])
    pairs = iter(zip(wanted, proofs, strict=True))

    def check() -> None:
        place, proof = next(pairs)
        check_proof(proof, b"%d" % place, ORIGIN, [key])

    message, signature = head.text.encode(), head.lines[0].value
    checked, bare = time_each(check, samples), time_each(lambda: key.verify(message, signature), samples)
    return {
        "entries": size,
        "log2": math.log2(size),
        "hashes": max(len(parse_proof(proof).path) for proof in proofs),
        "bytes": max(map(len, proofs)),
        "tiles": store.tiles / samples,
        "prove_ms": median(made),
        "verify_ms": median(checked),
        "ratio": median(checked) / median(bare),
        "build_s": build,
    }
