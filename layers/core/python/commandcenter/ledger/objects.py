"""How commits and snapshots are written as objects, byte for byte, and read back without trust."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from commandcenter.kernel.canonical import canonical
from commandcenter.kernel.errors import InvalidInputError
from commandcenter.kernel.merkle import leaf_hash, root
from commandcenter.kernel.urn import check_key
from commandcenter.ledger.model import VERSION, Commit, Entity, Header, LedgerFaultError, encode_body

Image = dict[str, Entity]
"""All entities of a project at one revision by key, tombstones too."""

_HEADER_FIELDS = {
    "v": int,
    "project": str,
    "rev": int,
    "parent": str,
    "at": str,
    "actor": str,
    "cause": str,
    "origin": str,
    "changes_root": str,
    "state_root": str,
}


def commit_name(project: str, rev: int) -> str:
    return f"commits/{project}/{rev:012d}"


def snapshot_name(project: str, rev: int) -> str:
    return f"snapshots/{project}/{rev:012d}"


def changes_root(entities: Iterable[Entity]) -> str:
    """Compute the root over the canonical changes, in the order given (sorted by key)."""
    return root([leaf_hash(_change(entity)) for entity in entities]).hex()


def encode_commit(header: Header, entities: Iterable[Entity]) -> bytes:
    """Write a commit object: canonical `{"changes", "digest", "header"}`; bodies are canonical already."""
    changes = b",".join(map(_change, entities))
    return b'{"changes":[%b],"digest":"%b","header":%b}' % (
        changes,
        header.digest.encode(),
        canonical(header.to_json()),
    )


def decode_commit(data: bytes, project: str, rev: int) -> Commit:
    """Read a commit object and check all it says of itself; raises LedgerFaultError naming `rev`."""
    try:
        parsed = json.loads(data)
        header, entities = _header(parsed["header"]), _entities(parsed["changes"], rev)
        rewritten = encode_commit(header, entities)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError, InvalidInputError) as error:
        raise LedgerFaultError(
            f"commit {rev} of {project} is not a commit object ({type(error).__name__})", rev
        ) from None
    if rewritten != data:
        raise LedgerFaultError(f"commit {rev} of {project} is not canonical, or its digest is wrong", rev)
    if (header.project, header.rev) != (project, rev):
        raise LedgerFaultError(f"commit {rev} of {project} says it is {header.rev} of {header.project}", rev)
    if header.changes_root != changes_root(entities):
        raise LedgerFaultError(f"commit {rev} of {project} holds other changes than its header says", rev)
    return Commit(header, entities)


def encode_snapshot(image: Image) -> bytes:
    """Write a snapshot object: canonical entities sorted by key, tombstones too, so that it equals the items."""
    return b"[%b]" % b",".join(
        b'{"body":%b,"key":%b,"rev":%d}' % (image[key].data or b"null", canonical(key), image[key].rev)
        for key in sorted(image)
    )


def decode_snapshot(data: bytes) -> Image:
    """Read a snapshot object; raises LedgerFaultError."""
    try:
        rows = json.loads(data)
        return {row["key"]: Entity(row["key"], row["rev"], _data(row["body"])) for row in rows}
    except (ValueError, TypeError, KeyError, RecursionError, InvalidInputError):
        raise LedgerFaultError("not a snapshot object") from None


def _change(entity: Entity) -> bytes:
    return b'{"body":%b,"key":%b}' % (entity.data or b"null", canonical(entity.key))


def _header(value: Any) -> Header:
    if {name: type(value.get(name)) for name in value} != _HEADER_FIELDS or value["v"] != VERSION:
        raise TypeError("fields")
    if value["origin"] not in ("source", "derived"):
        raise ValueError("origin")
    return Header.from_json(value)


def _entities(changes: list[Mapping[str, Any]], rev: int) -> tuple[Entity, ...]:
    entities = tuple(Entity(check_key(change["key"]), rev, _data(change["body"])) for change in changes)
    keys = [entity.key for entity in entities]
    if not keys or keys != sorted(set(keys)):
        raise ValueError("keys")
    return entities


def _data(body: Any) -> bytes | None:
    return None if body is None else encode_body(body)
