"""Prove one entity of a state without showing the others; checked without any store.

Two audit paths (RFC 6962 section 2.1.1) lead from the entity to its bucket's root and from there to the `state_root`;
the header of the commit ties the `state_root` to the commit digest.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from commandcenter.kernel.canonical import digest
from commandcenter.kernel.errors import InvalidInputError, NotFoundError
from commandcenter.kernel.merkle import inclusion_proof, root_from_proof
from commandcenter.ledger.model import Body, Entity, Header, encode_body
from commandcenter.ledger.state_tree import BUCKETS, bucket_of, buckets_of, entity_leaf, leaves_of


@dataclass(frozen=True, slots=True)
class Proof:
    """Hold one entity and what leads from it to a commit.

    Args:
        key, body: The entity.
        index, size: Its place among the entities of its bucket, and how many these are.
        bucket_path, state_path: Sibling hashes in hex, from the leaf up.
        header: The commit's header as JSON.
    """

    key: str
    body: Body
    index: int
    size: int
    bucket_path: tuple[str, ...]
    state_path: tuple[str, ...]
    header: Mapping[str, Any]

    def to_json(self) -> dict[str, Any]:
        return asdict(self) | {"bucket_path": list(self.bucket_path), "state_path": list(self.state_path)}

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> "Proof":
        """Read a proof; raises InvalidInputError when a part is missing or foreign."""
        try:
            paths = {name: tuple(value[name]) for name in ("bucket_path", "state_path")}
            return cls(**{**value, **paths})
        except (TypeError, KeyError):
            raise InvalidInputError("not a proof of this ledger") from None


def make_proof(header: Header, entities: Iterable[Entity], key: str) -> Proof:
    """Prove `key` in the state of a commit, given all its entities; raises NotFoundError when it is not there."""
    entities = list(entities)
    found = next((entity for entity in entities if entity.key == key), None)
    body = found.body if found else None
    if body is None:
        raise NotFoundError(f"{header.project} has no {key!r:.120} at revision {header.rev}")
    number = bucket_of(key)
    leaves = leaves_of(entity for entity in entities if bucket_of(entity.key) == number)
    keys = sorted(leaves)
    return Proof(
        key,
        body,
        keys.index(key),
        len(keys),
        _hex(inclusion_proof([leaves[other] for other in keys], keys.index(key))),
        _hex(inclusion_proof(buckets_of(header.rev, entities).roots, number)),
        header.to_json(),
    )


def verify_proof(proof: Proof, state_root: str) -> bool:
    """Say whether the proof leads from its entity to this graph digest (hex)."""
    try:
        leaf = entity_leaf(proof.key, encode_body(proof.body))
        bucket = root_from_proof(leaf, proof.index, proof.size, _bytes(proof.bucket_path))
        found = root_from_proof(bucket, bucket_of(proof.key), BUCKETS, _bytes(proof.state_path))
    except (ValueError, TypeError, AttributeError, InvalidInputError):
        return False
    return found.hex() == state_root and proof.header.get("state_root") == state_root


def verify_proof_in_commit(proof: Proof, commit_digest: str) -> bool:
    """Say whether the proof leads from its entity to the commit with this digest (hex)."""
    try:
        return digest(proof.header) == commit_digest and verify_proof(proof, proof.header["state_root"])
    except (InvalidInputError, KeyError, TypeError, AttributeError):
        return False


def _hex(path: list[bytes]) -> tuple[str, ...]:
    return tuple(part.hex() for part in path)


def _bytes(path: tuple[str, ...]) -> list[bytes]:
    return [bytes.fromhex(part) for part in path]
