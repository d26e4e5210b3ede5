"""What an operator asks when linking a hub, checked field by field."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from commandcenter.kernel.errors import InvalidInputError
from commandcenter.kernel.urn import check_name
from commandcenter.mesh.patterns import split_pattern
from commandcenter.mesh.peers.model import COMMANDS, KINDS, ROLES, Kind, Role
from commandcenter.signing.jwks import PublishedKey, parse_key

MAX_SUBJECTS = 64
MAX_URL = 1000


@dataclass(frozen=True, slots=True)
class LinkRequest:
    """Hold a checked request: over https the address says who it is, over NATS name and key are given."""

    kind: Kind
    role: Role
    url: str
    hub: str
    fingerprint: str
    key: PublishedKey | None
    allow: tuple[str, ...]
    bridge: bool
    subjects: tuple[str, ...]


def read_link_request(body: Mapping[str, Any]) -> LinkRequest:
    """Check a request; raises InvalidInputError with the field at fault."""
    kind = _one_of(body, "kind", KINDS, "https")
    bridge, subjects = body.get("bridge", False), _texts(body, "subjects")
    if not isinstance(bridge, bool) or (bridge and kind != "nats"):
        raise InvalidInputError("only a link of kind nats can be a bridge", pointer="/bridge")
    if bool(subjects) != bridge or len(subjects) > MAX_SUBJECTS:
        raise InvalidInputError(f"a bridge, and nothing else, has 1 to {MAX_SUBJECTS} subjects", pointer="/subjects")
    for number, pattern in enumerate(subjects):
        _check_pattern(pattern, f"/subjects/{number}")
    allow = _texts(body, "allow")
    if any(name not in COMMANDS for name in allow):
        raise InvalidInputError(f"what may be allowed is {' and '.join(COMMANDS)}", pointer="/allow")
    over_nats = kind == "nats"
    return LinkRequest(
        kind=cast("Kind", kind),
        role=cast("Role", _one_of(body, "role", ROLES, "both" if bridge else "")),
        url="" if over_nats else _url(body),
        hub=check_name(_text(body, "hub"), "hub") if over_nats or body.get("hub") else "",
        fingerprint=_text(body, "fingerprint"),
        key=parse_key(body.get("key"), "/key") if over_nats else None,
        allow=tuple(sorted(set(allow))),
        bridge=bridge,
        subjects=tuple(subjects),
    )


def _url(body: Mapping[str, Any]) -> str:
    url = _text(body, "url").rstrip("/")
    if not url.startswith(("https://", "http://")) or len(url) > MAX_URL or "?" in url or "#" in url:
        raise InvalidInputError("the base address of a hub's API is needed, over https", pointer="/url")
    return url


def _check_pattern(pattern: str, pointer: str) -> None:
    try:
        split_pattern(pattern)
    except InvalidInputError as error:
        raise InvalidInputError(error.detail, pointer=pointer) from None


def _text(body: Mapping[str, Any], name: str) -> str:
    value = body.get(name, "")
    if not isinstance(value, str):
        raise InvalidInputError(f"{name} is text", pointer=f"/{name}")
    return value


def _texts(body: Mapping[str, Any], name: str) -> list[str]:
    values = body.get(name) or []
    if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
        raise InvalidInputError(f"{name} is a list of texts", pointer=f"/{name}")
    return values


def _one_of(body: Mapping[str, Any], name: str, choices: tuple[str, ...], default: str) -> str:
    value = body.get(name, default)
    if value not in choices:
        raise InvalidInputError(f"{name} must be one of {', '.join(choices)}", pointer=f"/{name}")
    return str(value)
