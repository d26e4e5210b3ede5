"""Make ids and short texts of the graph out of whatever stands in a stranger's file."""

import hashlib
import re

from commandcenter.kernel.urn import MAX_ID_BYTES

_CONTROL = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]+")
_KEPT = MAX_ID_BYTES - 18


def entity_id(text: str) -> str:
    """Return the text as an entity id: control characters become a space, an overlong one ends in a digest."""
    name = _CONTROL.sub(" ", text).strip() or "?"
    if len(name) * 4 <= MAX_ID_BYTES or len(name.encode()) <= MAX_ID_BYTES:
        return name
    mark = hashlib.sha256(name.encode()).hexdigest()[:16]
    return f"{name.encode()[:_KEPT].decode(errors='ignore')}~{mark}"


def excerpt(text: str, limit: int = 400) -> str:
    """Return text for reading, at most `limit` characters: surrogates replaced, the cut marked with an ellipsis."""
    kept = text[: limit + 1].encode("utf-8", "replace").decode().strip()
    return kept if len(kept) <= limit else f"{kept[: limit - 1]}…"
