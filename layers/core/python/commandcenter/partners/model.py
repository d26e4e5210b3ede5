"""Roles, principals and API keys, and the rules a key obeys."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, get_args

from commandcenter.kernel.clock import format_time
from commandcenter.kernel.errors import InvalidInputError
from commandcenter.kernel.urn import HUB_PROJECT, check_name

Role = Literal["partner", "auditor", "developer", "operator"]
ROLES: tuple[Role, ...] = get_args(Role)
ALL_PROJECTS = "*"
MAX_PROJECTS = 200
_PRINCIPAL = re.compile(r"[^\x00-\x1f\x7f\ud800-\udfff]{1,100}")


@dataclass(frozen=True, slots=True)
class Principal:
    """Name a caller who proved to hold a key: its role, the projects the key was granted (["*"]: all), and the key's id."""

    name: str
    role: Role
    projects: tuple[str, ...]
    key: str


@dataclass(frozen=True, slots=True)
class ApiKey:
    """Record one key; of its text only the digest is known.

    Args:
        id: 12 letters or digits, public; the middle part of the key's text.
        digest: SHA-256 of the whole text, 64 hex digits.
        name: Who it was made for.
        role, projects: What it may do and see.
        created: When it was made.
        expires, revoked: From when on it opens nothing, or None.
    """

    id: str
    digest: str = field(repr=False)
    name: str
    role: Role
    projects: tuple[str, ...]
    created: datetime
    expires: datetime | None = None
    revoked: datetime | None = None

    def opens(self, at: datetime) -> bool:
        """Say whether the key is good at a moment."""
        return self.revoked is None and (self.expires is None or at < self.expires)

    def principal(self) -> Principal:
        return Principal(self.name, self.role, self.projects, self.id)

    def summary(self) -> dict[str, Any]:
        """Describe the key for operators: JSON without the digest."""
        times = {"created": self.created, "expires": self.expires, "revoked": self.revoked}
        return {
            "id": self.id,
            "name": self.name,
            "role": self.role,
            "projects": list(self.projects),
            **{name: None if moment is None else format_time(moment) for name, moment in times.items()},
        }


def check_role(role: str) -> Role:
    """Return a role, or raise InvalidInputError."""
    for known in ROLES:
        if role == known:
            return known
    raise InvalidInputError(f"the role must be one of {', '.join(ROLES)}", pointer="/role")


def check_principal_name(name: str) -> str:
    """Return a name of 1 to 100 characters without control characters, or raise InvalidInputError."""
    if isinstance(name, str) and _PRINCIPAL.fullmatch(name):
        return name
    raise InvalidInputError("a key needs a name of 1 to 100 characters", pointer="/name")


def check_grant(role: Role, projects: Sequence[str]) -> tuple[str, ...]:
    """Return the projects a key of this role is granted, sorted, each once; raises InvalidInputError.

    An operator sees all: ["*"]. A partner's projects are named one by one. Nobody is granted the hub's own ledger.
    """
    if role == "operator":
        return (ALL_PROJECTS,)
    if not 1 <= len(projects) <= MAX_PROJECTS:
        raise InvalidInputError(f"a key for a {role} needs 1 to {MAX_PROJECTS} projects", pointer="/projects")
    for number, project in enumerate(projects):
        _check_granted(role, project, f"/projects/{number}")
    return (ALL_PROJECTS,) if ALL_PROJECTS in projects else tuple(sorted(set(projects)))


def _check_granted(role: Role, project: str, pointer: str) -> None:
    if project == ALL_PROJECTS and role == "partner":
        raise InvalidInputError("a partner's projects are named one by one", pointer=pointer)
    if project == HUB_PROJECT:
        raise InvalidInputError("the hub's own ledger is granted to nobody", pointer=pointer)
    if project != ALL_PROJECTS:
        try:
            check_name(project)
        except InvalidInputError as error:
            raise InvalidInputError(error.detail, pointer=pointer) from None
