"""The status statement: which statements of a project no longer stood when the log had a certain size."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from commandcenter.attestation.model import PREDICATES, log_origin
from commandcenter.attestation.statements.statement import Statement, Subject, check_digest
from commandcenter.kernel.clock import format_time, parse_time
from commandcenter.kernel.errors import InvalidInputError
from commandcenter.kernel.urn import check_name
from commandcenter.signing.base64_text import to_base64


@dataclass(frozen=True)
class Revoked:
    """Say since when a statement, by its digest, is revoked, and why."""

    statement: str
    at: str
    reason: str


@dataclass(frozen=True)
class Superseded:
    """Say since when a statement, by its digest, is superseded, and by which."""

    statement: str
    by: str
    at: str


@dataclass(frozen=True)
class LogState:
    """Hold what a checkpoint says of a log.

    Args:
        size: How many entries it has.
        root: The root over them (32 bytes, RFC 6962).
        checkpoint: SHA-256 (hex) of the checkpoint with its signatures, "" to bind none of these.
    """

    size: int
    root: bytes
    checkpoint: str = ""

    def __post_init__(self) -> None:
        if self.size < 1 or len(self.root) != 32:
            raise InvalidInputError("a log that says something has an entry and a root of 32 bytes", pointer="/log")
        if self.checkpoint:
            check_digest(self.checkpoint, pointer="/log/checkpoint")

    def to_json(self, hub: str) -> dict[str, Any]:
        said = {"origin": log_origin(hub), "size": self.size, "root": to_base64(self.root)}
        return said | ({"checkpoint": self.checkpoint} if self.checkpoint else {})


def status_statement(
    hub: str, project: str, log: LogState, *, time: str, keys: str, about: Iterable[str] = (),
    revoked: Iterable[Revoked] = (), superseded: Iterable[Superseded] = (),
) -> Statement:  # fmt: skip
    """State what of a project is revoked or superseded as of a checkpoint of the hub's log.

    Args:
        time: When that was looked up (RFC 3339).
        keys: SHA-256 (hex) of the `keys.json` that goes with it.
        about: Digests of the statements it was looked up for, of none other is anything said; none for all of the project.

    Raises InvalidInputError for a name, a time or a digest that is none, and for a statement listed twice or not asked for.
    """
    asked = sorted({check_digest(one, pointer="/about") for one in about})
    said: dict[str, Any] = {
        "v": 1,
        "hub": check_name(hub, "hub"),
        "project": check_name(project),
        "log": log.to_json(hub),
        "time": format_time(parse_time(time)),
        "keys": {"sha256": check_digest(keys, pointer="/keys/sha256")},
        "about": asked,
        "revoked": _listed(revoked, asked, "/revoked"),
        "superseded": _listed(superseded, asked, "/superseded"),
    }
    return Statement((Subject("checkpoint", {"sha256": log.root.hex()}),), PREDICATES["status"], said)


def _listed(
    changes: Iterable[Revoked] | Iterable[Superseded], asked: Sequence[str], pointer: str
) -> list[dict[str, str]]:
    """Write changes by statement, each once, times in their one form."""
    said = [asdict(one) | {"at": format_time(parse_time(one.at))} for one in changes]
    said.sort(key=lambda one: str(one["statement"]))
    for place, one in enumerate(said):
        at = f"{pointer}/{place}/statement"
        check_digest(one["statement"], pointer=at)
        if "by" in one:
            check_digest(one["by"], pointer=f"{pointer}/{place}/by")
        if place and said[place - 1]["statement"] == one["statement"]:
            raise InvalidInputError("a statement is listed twice", pointer=at)
        if asked and one["statement"] not in asked:
            raise InvalidInputError("a statement is listed that nobody asked for", pointer=at)
    return said
