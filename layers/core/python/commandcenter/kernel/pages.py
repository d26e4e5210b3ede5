"""Cursor pages: opaque, tamper-evident only by failing to parse, stable while the data grows."""

import base64
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from commandcenter.kernel.errors import InvalidInputError

T = TypeVar("T")
MAX_PAGE = 1000


@dataclass(frozen=True)
class Page(Generic[T]):
    """Hold one page of `items` and the cursor after the last of them, or None at the end."""

    items: tuple[T, ...]
    next: str | None
    total: int


def encode_cursor(position: str) -> str:
    """Wrap a sort position as an opaque cursor."""
    return base64.urlsafe_b64encode(json.dumps({"after": position}).encode()).decode().rstrip("=")


def decode_cursor(cursor: str) -> str:
    """Unwrap a cursor; raises InvalidInputError when it is not one of ours."""
    try:
        loaded = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        position = loaded["after"]
    except (ValueError, KeyError, TypeError, RecursionError):
        position = None
    if not isinstance(position, str):
        raise InvalidInputError("not a cursor of this API")
    return position


def check_limit(limit: int) -> int:
    """Return a page size between 1 and 1,000, or raise InvalidInputError."""
    if not 1 <= limit <= MAX_PAGE:
        raise InvalidInputError(f"a page holds 1 to {MAX_PAGE} items, not {limit}")
    return limit


def page_of(items: Sequence[T], position: Callable[[T], str], *, first: int, after: str | None) -> Page[T]:
    """Cut one page out of items already sorted by `position`."""
    check_limit(first)
    start = decode_cursor(after) if after else None
    rest = [item for item in items if start is None or position(item) > start]
    cut = tuple(rest[:first])
    return Page(cut, encode_cursor(position(cut[-1])) if len(rest) > first else None, len(items))
