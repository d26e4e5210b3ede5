"""What the ledger keeps and answers with; no store is touched here."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, get_args

from commandcenter.kernel.canonical import canonical, digest
from commandcenter.kernel.clock import format_time, parse_time
from commandcenter.kernel.errors import InvalidInputError, ProblemError, TooLargeError

Origin = Literal["source", "derived"]
Body = Mapping[str, Any]

VERSION = 1
MAX_BODY_BYTES = 350_000
"""The largest canonical body: an item of the table ends at 400 KB, and what cannot be shown must not be committed."""
MAX_DEPTH = 100
"""The deepest nesting of a body: readers parse recursively."""


class LedgerFaultError(ProblemError):
    """Report stored data that contradicts itself; `rev` is the revision it shows at."""

    title, slug = "Ledger fault", "ledger-fault"

    def __init__(self, detail: str, rev: int | None = None) -> None:
        super().__init__(detail)
        self.rev = rev


@dataclass(frozen=True, slots=True)
class Meta:
    """Say of a change when (the job's time, not the writer's clock), by whom, why and whether it came from a source.

    Raises InvalidInputError for what a header could not be read back from: once committed, it could not be taken back.
    """

    at: datetime
    actor: str
    cause: str
    origin: Origin

    def __post_init__(self) -> None:
        if not isinstance(self.at, datetime) or not isinstance(self.actor, str) or not isinstance(self.cause, str):
            raise InvalidInputError("a change needs a time, an actor and a cause")
        if self.origin not in get_args(Origin):
            raise InvalidInputError(f"not an origin: {self.origin!r:.40} ({' or '.join(get_args(Origin))})")


@dataclass(frozen=True, slots=True)
class Change:
    """Put (`body`) or delete (None) one entity by its project-relative key."""

    key: str
    body: Body | None


@dataclass(frozen=True, slots=True)
class Entity:
    """Hold one entity as stored: the last revision that touched it and its canonical body, None for a tombstone."""

    key: str
    rev: int
    data: bytes | None

    @property
    def body(self) -> dict[str, Any] | None:
        return None if self.data is None else json.loads(self.data)


@dataclass(frozen=True)
class Header:
    """Describe one commit; the SHA-256 of its canonical JSON is the commit digest."""

    project: str
    rev: int
    parent: str
    at: datetime
    actor: str
    cause: str
    origin: Origin
    changes_root: str
    state_root: str
    v: int = VERSION

    def to_json(self) -> dict[str, Any]:
        return vars(self) | {"at": format_time(self.at)}

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> "Header":
        """Read a header; raises TypeError, KeyError or InvalidInputError when it is not one."""
        return cls(**{**value, "at": parse_time(value["at"])})

    @property
    def digest(self) -> str:
        return digest(self.to_json())


@dataclass(frozen=True, slots=True)
class Commit:
    """Hold one commit: its header and the entities it leaves behind, sorted by key."""

    header: Header
    entities: tuple[Entity, ...]

    @property
    def changes(self) -> tuple[Change, ...]:
        return tuple(Change(entity.key, entity.body) for entity in self.entities)


@dataclass(frozen=True)
class Head:
    """Tell where a project stands.

    Args:
        rev, digest, state_root, at, origin: Of the commit the items show.
        entities: Number of living entities.
        materialised: The revision the items show in full; equal to `rev`.
        published: The last revision whose event went out.
    """

    project: str
    rev: int
    digest: str
    state_root: str
    at: datetime
    origin: Origin
    entities: int
    materialised: int
    published: int = 0

    def to_json(self) -> dict[str, Any]:
        return vars(self) | {"at": format_time(self.at)}

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> "Head":
        return cls(**{**value, "at": parse_time(value["at"])})


@dataclass(frozen=True, slots=True)
class Receipt:
    """Answer a submission: the revision that now holds the facts, and whether this call made it."""

    project: str
    rev: int
    digest: str
    state_root: str
    changed: int
    committed: bool


@dataclass(frozen=True, slots=True)
class Diff:
    """List what differs between two revisions: key -> body, and key -> (before, after)."""

    added: Mapping[str, Body]
    removed: Mapping[str, Body]
    changed: Mapping[str, tuple[Body, Body]]


@dataclass(frozen=True, slots=True)
class Verification:
    """Say whether a ledger is whole; else name the first bad revision and the reason."""

    ok: bool
    revisions: int
    bad_rev: int | None = None
    reason: str = ""


def encode_body(body: Body) -> bytes:
    """Write a body canonically; raises InvalidInputError, TooLargeError past MAX_BODY_BYTES or MAX_DEPTH."""
    if not isinstance(body, Mapping):
        raise InvalidInputError("the body of an entity is a JSON object")
    data = canonical(body if type(body) is dict else dict(body))
    if len(data) > MAX_BODY_BYTES:
        raise TooLargeError(f"the body of an entity has {len(data)} bytes; at most {MAX_BODY_BYTES} are kept")
    if data.count(b"[") + data.count(b"{") > MAX_DEPTH and _depth(body) > MAX_DEPTH:
        raise TooLargeError(f"the body of an entity is nested deeper than {MAX_DEPTH}")
    return data


def _depth(value: Any) -> int:
    if isinstance(value, Mapping):
        return 1 + max(map(_depth, value.values()), default=0)
    if isinstance(value, list | tuple):
        return 1 + max(map(_depth, value), default=0)
    return 0
