"""Reading the JSON of push messages, which may be anything."""

import json
import re
from collections.abc import Mapping
from typing import Any

from commandcenter.kernel.errors import InvalidInputError

_CONTROL = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")
_COMMIT = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
MAX_TEXT = 512


def read_message(body: bytes) -> Mapping[str, Any]:
    """Read a JSON object; raises InvalidInputError for anything else."""
    try:
        message = json.loads(body)
    except (ValueError, RecursionError):
        raise InvalidInputError("the body is not JSON") from None
    if not isinstance(message, dict):
        raise InvalidInputError("the body is not a JSON object")
    return message


def text_at(message: Mapping[str, Any], path: str, *, default: str | None = None) -> str:
    """Read the text at a path such as `/repository/full_name`.

    Raises InvalidInputError when it is missing and has no default, is no text, is over 512 characters or has controls.
    """
    value: Any = message
    for name in path.split("/")[1:]:
        value = value.get(name) if isinstance(value, Mapping) else None
    if value is None and default is not None:
        return default
    if not isinstance(value, str) or len(value) > MAX_TEXT or _CONTROL.search(value) or not (value or default == ""):
        raise InvalidInputError("missing, or not a short text", pointer=path)
    return value


def commit_at(message: Mapping[str, Any], path: str) -> str:
    """Read a commit id, hex; "" when there is none."""
    value = text_at(message, path, default="")
    if value and not _COMMIT.fullmatch(value):
        raise InvalidInputError("not a commit id", pointer=path)
    return value


def is_branch(ref: str) -> bool:
    """Say whether a full ref name is a branch's."""
    return ref.startswith("refs/heads/") and len(ref) > len("refs/heads/")
