"""By which other name an entity can be found: its own `alias`, or its purl, SWHID, ARN or Backstage reference."""

from collections.abc import Mapping
from typing import Any

MAX_ALIAS_BYTES = 1024
"""A longer one is not indexed: the key of a table's index ends at 2,048 bytes."""


def alias_of(body: Mapping[str, Any] | None) -> str | None:
    """Return the alias of a body, or None; a purl counts without version and qualifiers."""
    if body is None:
        return None
    props = body.get("props")
    known = props if isinstance(props, Mapping) else {}
    for value in (body.get("alias"), *(known.get(name) for name in ("purl", "swhid", "arn", "backstage"))):
        if isinstance(value, str) and 0 < len(value.encode()) <= MAX_ALIAS_BYTES:
            return normal_alias(value)
    return None


def normal_alias(alias: str) -> str:
    """Strip version, qualifiers and subpath from a purl; other names stay as they are."""
    if not alias.startswith("pkg:"):
        return alias
    path, slash, name = alias.partition("#")[0].partition("?")[0].rpartition("/")
    return path + slash + name.partition("@")[0]
