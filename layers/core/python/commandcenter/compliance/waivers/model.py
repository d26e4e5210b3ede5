"""A waiver: which failing controls of a project are excused, why, by whom and until when."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import Any, Literal

from commandcenter.compliance.waivers import checks
from commandcenter.kernel.canonical import Json, digest
from commandcenter.kernel.clock import format_time
from commandcenter.kernel.errors import ConflictError, ForbiddenError, InvalidInputError

State = Literal["requested", "not_begun", "in_force", "expired", "revoked"]

LONGEST = timedelta(days=366)
"""From approval to expiry."""
REQUEST = (
    "project", "pack", "controls", "scope", "reason", "owner", "requester", "requested_at", "expires",
    "compensating_control",
)  # fmt: skip
"""The members of a request; they are signed, and their digest is the id."""
ANSWER = ("approver", "approved_at", "revoked_by", "revoked_at")
_TIMES = frozenset({"requested_at", "expires", "approved_at", "revoked_at"})


@dataclass(frozen=True)
class Waiver:
    """Excuse failing controls of one project for a while.

    Args:
        controls: Ids of controls of `pack`, at least one; kept sorted.
        scope: What part of the project it is about: text, or an object. It is for people; findings are of whole projects.
        owner: Who answers for putting the failure right.
        requester, approver, revoked_by: `key:<API key id>` or `sig:<key thumbprint>`, authenticated by whoever makes this.
        requested_at, expires, approved_at, revoked_at: Whole milliseconds; it is dead at `expires` itself.
        compensating_control: What protects meanwhile.

    Raises InvalidInputError with the pointer of the first fault: among them an approver who is the requester, and an expiry
    later than 366 days after approval.
    """

    project: str
    pack: str
    controls: tuple[str, ...]
    scope: str | Mapping[str, Json] = field(hash=False)
    reason: str
    owner: str
    requester: str
    requested_at: datetime
    expires: datetime
    compensating_control: str
    approver: str | None = None
    approved_at: datetime | None = None
    revoked_by: str | None = None
    revoked_at: datetime | None = None

    def __post_init__(self) -> None:
        checks.check_project(self.project, "/project")
        checks.check_pack(self.pack, "/pack")
        object.__setattr__(self, "controls", checks.sort_controls(self.controls, "/controls"))
        checks.check_scope(self.scope, "/scope")
        for name in ("reason", "owner", "compensating_control"):
            checks.check_text(getattr(self, name), f"/{name}")
        checks.check_principal(self.requester, "/requester")
        checks.check_moment(self.requested_at, "/requested_at")
        checks.check_moment(self.expires, "/expires")
        if self.expires <= self.requested_at:
            raise InvalidInputError("a waiver expires after it was requested", pointer="/expires")
        self._check_answer("approver", "approved_at")
        self._check_answer("revoked_by", "revoked_at")
        self._check_approval()

    @cached_property
    def id(self) -> str:
        """The digest of the request (64 hex digits): the same request is the same waiver."""
        return digest(self.request())

    def request(self) -> dict[str, Any]:
        """Write what was asked for as JSON."""
        return _json(self, REQUEST)

    def approve(self, approver: str, at: datetime) -> "Waiver":
        """Let somebody agree; a time is taken up to the next millisecond, so that nothing counts before it.

        Raises ForbiddenError for the requester; ConflictError when it was approved or revoked before, or has expired;
        InvalidInputError when it would last too long.
        """
        if approver == self.requester:
            raise ForbiddenError("nobody approves a waiver they asked for")
        if self.approved_at is not None or self.revoked_at is not None:
            raise ConflictError(f"the waiver was {'revoked' if self.revoked_at else 'approved'} before")
        moment = whole_milliseconds(at)
        if moment >= self.expires:
            raise ConflictError("the waiver has expired")
        return replace(self, approver=approver, approved_at=moment)

    def revoke(self, by: str, at: datetime) -> "Waiver":
        """End it at a moment, or take the request back; raises ConflictError when that was done before."""
        if self.revoked_at is not None:
            raise ConflictError("the waiver was revoked before")
        return replace(self, revoked_by=by, revoked_at=whole_milliseconds(at))

    def state_at(self, at: datetime) -> State:
        """Say what it is worth at a moment; only `in_force` excuses anything."""
        if self.revoked_at is not None and self.revoked_at <= at:
            return "revoked"
        if at >= self.expires:
            return "expired"
        if self.approved_at is None:
            return "requested"
        return "in_force" if self.approved_at <= at else "not_begun"

    def to_json(self) -> dict[str, Any]:
        """Write everything as JSON; `from_json` reads it back."""
        return {"id": self.id, **_json(self, REQUEST + ANSWER)}

    @classmethod
    def from_json(cls, said: Any) -> "Waiver":
        """Read what `to_json` writes, and nothing else; raises InvalidInputError."""
        members = checks.check_members(said, ("id", *REQUEST, *ANSWER))
        waiver = cls(**_fields(members, REQUEST + ANSWER))
        if members["id"] != waiver.id:
            raise InvalidInputError("the id is not the digest of the request", pointer="/id")
        return _in_order(waiver, members)

    @classmethod
    def from_request(cls, said: Any) -> "Waiver":
        """Read what `request` writes, and nothing else; raises InvalidInputError."""
        return _in_order(cls(**_fields(checks.check_members(said, REQUEST), REQUEST)), said)

    def _check_answer(self, who: str, when: str) -> None:
        if (getattr(self, who) is None) != (getattr(self, when) is None):
            raise InvalidInputError("who and when are told together, or neither", pointer=f"/{who}")
        if getattr(self, who) is not None:
            checks.check_principal(getattr(self, who), f"/{who}")
            checks.check_moment(getattr(self, when), f"/{when}")
            if getattr(self, when) < self.requested_at:
                raise InvalidInputError("a waiver is answered after it was requested", pointer=f"/{when}")

    def _check_approval(self) -> None:
        if self.approved_at is None:
            return
        if self.approver == self.requester:
            raise InvalidInputError("nobody approves a waiver they asked for", pointer="/approver")
        if not timedelta() < self.expires - self.approved_at <= LONGEST:
            raise InvalidInputError(
                f"a waiver expires after its approval, by {LONGEST.days} days at most", pointer="/expires"
            )


def whole_milliseconds(moment: datetime) -> datetime:
    """Return the first whole millisecond that is not before a moment, in UTC; raises InvalidInputError without a zone."""
    if moment.tzinfo is None:
        raise InvalidInputError("a time needs a zone")
    return moment.astimezone(UTC) + timedelta(microseconds=-moment.microsecond % 1_000)


def _in_order(waiver: Waiver, said: Mapping[str, Any]) -> Waiver:
    if list(waiver.controls) != list(said["controls"]):
        raise InvalidInputError("the controls are not in order", pointer="/controls")
    return waiver


def _json(waiver: Waiver, names: tuple[str, ...]) -> dict[str, Any]:
    values = {name: getattr(waiver, name) for name in names}
    times = {name: format_time(values[name]) for name in _TIMES & values.keys() if values[name] is not None}
    return {**values, "controls": list(waiver.controls), **times}


def _fields(said: Mapping[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    values = {name: said[name] for name in names}
    for name in _TIMES & values.keys():
        if values[name] is not None:
            values[name] = checks.read_moment(values[name], f"/{name}")
    return values
