"""What became of statements later: which logged statements superseded or revoked them."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from commandcenter.attestation.log.append import find_index
from commandcenter.attestation.log.store import LogStore
from commandcenter.attestation.model import statement_name
from commandcenter.ledger.ports import ObjectStore


@dataclass(frozen=True)
class Change:
    """Say what became of a statement: the action, when, why, and at which place of the log that is said."""

    statement: str
    action: str
    at: str
    reason: str
    by: str
    index: int


def _folder(statement: str) -> str:
    return f"attestations/changes/{statement}/"


def note_change(objects: ObjectStore, change: str, statements: Sequence[str]) -> None:
    """Note, before it is logged, that a statement changes others; only what is logged counts."""
    for statement in statements:
        objects.put_new(f"{_folder(statement)}{change}", b"{}")


def changes_of(objects: ObjectStore, log: LogStore, statement: str, size: int | None = None) -> list[Change]:
    """List what became of a statement by a checkpoint of this size (all there is when left out), in the order of the log."""
    found = []
    for name in objects.names(_folder(statement)):
        digest = name.rpartition("/")[2]
        index = find_index(log, digest)
        data = objects.get(statement_name(digest))
        if index is None or data is None or (size is not None and index >= size):
            continue
        said = json.loads(data)["predicate"]
        found.append(Change(statement, said["action"], said["at"], said["reason"], said["by"], index))
    return sorted(found, key=lambda one: one.index)
