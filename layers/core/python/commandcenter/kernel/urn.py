"""Uniform names: `urn:cc:<hub>:<project>:<type>:<id>` (RFC 8141), and the project-relative key `<type>:<id>`."""

import re
from dataclasses import dataclass
from urllib.parse import quote, unquote

from commandcenter.kernel.errors import InvalidInputError

MAX_ID_BYTES = 700
HUB_PROJECT = "_hub"
"""The hub's own ledger: projects, cross-project edges, aliases."""

_NAME = re.compile(r"[a-z0-9](?:[a-z0-9._-]{0,61}[a-z0-9])?")
_TYPE = re.compile(r"[A-Za-z][A-Za-z0-9]{0,31}")
_UNQUOTED = "/@+!$&'()*,;=~._-"
_CONTROL = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")


def check_name(name: str, what: str = "project") -> str:
    """Return a hub or project name, or raise InvalidInputError: lower-case letters, digits, dots and hyphens, 1 to 63."""
    if name == HUB_PROJECT or (isinstance(name, str) and _NAME.fullmatch(name)):
        return name
    raise InvalidInputError(f"not a {what} name: {name!r:.80} (a-z, 0-9, '.', '_', '-', at most 63)")


def check_key(key: str) -> str:
    """Return a project-relative key `<type>:<id>`, or raise InvalidInputError."""
    kind, colon, local = key.partition(":")
    if not colon or not _TYPE.fullmatch(kind):
        raise InvalidInputError(f"not an entity key: {key!r:.80}")
    check_id(local)
    return key


def check_id(local: str) -> str:
    """Return an entity id: any text without control characters, 1 to 700 bytes of UTF-8."""
    if not local or _CONTROL.search(local) or len(local.encode()) > MAX_ID_BYTES:
        raise InvalidInputError(f"not an entity id: {local!r:.80} (1 to {MAX_ID_BYTES} bytes, no control characters)")
    return local


@dataclass(frozen=True, slots=True)
class Urn:
    """Name one entity of one project on one hub."""

    hub: str
    project: str
    type: str
    id: str

    @property
    def key(self) -> str:
        return f"{self.type}:{self.id}"

    def __str__(self) -> str:
        return f"urn:cc:{self.hub}:{self.project}:{self.type}:{quote(self.id, safe=_UNQUOTED)}"

    @classmethod
    def of(cls, hub: str, project: str, key: str) -> "Urn":
        """Join a hub, a project and a project-relative key."""
        kind, _, local = check_key(key).partition(":")
        return cls(check_name(hub, "hub"), check_name(project), kind, local)

    @classmethod
    def parse(cls, text: str) -> "Urn":
        """Read a URN in its one normal form; raises InvalidInputError with the reason."""
        parts = text.split(":", 5) if isinstance(text, str) else []
        if len(parts) != 6 or parts[0].lower() != "urn" or parts[1].lower() != "cc":
            raise InvalidInputError(f"not a urn:cc:<hub>:<project>:<type>:<id>: {text!r:.120}")
        try:
            local = unquote(parts[5], errors="strict")
        except UnicodeDecodeError:
            raise InvalidInputError(f"the id of the URN is not UTF-8: {text!r:.120}") from None
        urn = cls.of(parts[2], parts[3], f"{parts[4]}:{local}")
        if str(urn) != f"urn:cc:{text.split(':', 2)[2]}":
            raise InvalidInputError(f"the URN is not in normal form; it should be {urn}")
        return urn
