"""What OSCAL documents are made of: identifiers that are the same for the same content, properties, lines of text."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from commandcenter import __version__
from commandcenter.compliance.sheet import is_datetime
from commandcenter.kernel.canonical import Json, canonical, digest
from commandcenter.kernel.clock import format_time, parse_time
from commandcenter.kernel.errors import InvalidInputError

OSCAL_VERSION = "1.1.3"
NAMESPACE = "https://commandcenter.example/ns/oscal"
"""Of the properties that OSCAL does not define; nothing is to be found there."""

_UUIDS = uuid5(NAMESPACE_URL, NAMESPACE)
_NO_TOKEN = re.compile(r"[^a-z0-9._-]")


def uuid_of(*content: Json) -> str:
    """Return the UUID (version 5) of some JSON values: the same for the same values."""
    return str(uuid5(_UUIDS, canonical(list(content)).decode()))


def tokens(names: Iterable[str]) -> dict[str, str]:
    """Give each name an identifier that OSCAL allows (an XML NCName): lower case, and where two would meet, with a digest."""
    plain = {name: _token(name) for name in sorted(set(names))}
    times = Counter(plain.values())
    return {name: token if times[token] == 1 else f"{token}_{digest(name)[:8]}" for name, token in plain.items()}


def line(text: str) -> str:
    """Put a text on one line without space around it, as OSCAL wants titles and values; a dash stands for nothing."""
    return " ".join(text.split()) or "-"


def prop(name: str, value: str) -> dict[str, str]:
    """Make a property of our namespace."""
    return {"name": name, "ns": NAMESPACE, "value": line(value)}


def props(values: Mapping[str, str]) -> list[dict[str, str]]:
    """Make properties of our namespace, leaving out those without a value."""
    return [prop(name, value) for name, value in values.items() if value.strip()]


def instant(at: str) -> str:
    """Return an instant (RFC 3339) as UTC; raises InvalidInputError."""
    if not is_datetime(at):
        raise InvalidInputError("at must be an instant with an offset (RFC 3339)", pointer="/at")
    return format_time(parse_time(at))


def metadata(title: str, at: str, version: str) -> dict[str, Any]:
    """Make the metadata every OSCAL document has."""
    return {
        "title": line(title),
        "last-modified": instant(at),
        "version": line(version),
        "oscal-version": OSCAL_VERSION,
        "props": props({"generator": f"CommandCenter {__version__}"}),
    }


def component(uuid: str, kind: str, title: str, description: str) -> dict[str, Any]:
    """Make a component that is in operation; `kind` is one of OSCAL's types."""
    said = {"uuid": uuid, "type": kind, "title": line(title), "description": description}
    return {**said, "status": {"state": "operational"}}


def filled(members: Mapping[str, Any]) -> dict[str, Any]:
    """Leave out members that are empty: OSCAL knows no empty lists."""
    return {name: value for name, value in members.items() if value not in ("", [], {})}


def _token(name: str) -> str:
    token = _NO_TOKEN.sub("_", name.lower())
    return token if token[:1].isalpha() else f"_{token}"
