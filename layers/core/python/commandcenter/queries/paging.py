"""Cursors that keep to the revisions their page showed, so that a walk sees one graph whatever is committed meanwhile."""

from commandcenter.kernel.errors import InvalidInputError
from commandcenter.kernel.pages import decode_cursor, encode_cursor


def pin(cursor: str | None, *revs: int) -> str | None:
    """Add revisions to the cursor of a page; None stays None."""
    if cursor is None:
        return None
    return encode_cursor(" ".join([*map(str, revs), decode_cursor(cursor)]))


def unpin(cursor: str | None, count: int = 1) -> tuple[tuple[int, ...] | None, str | None]:
    """Split a pinned cursor into its revisions and the cursor of the page; (None, None) without one.

    Raises InvalidInputError when it is not a cursor of this kind of list.
    """
    if cursor is None:
        return None, None
    parts = decode_cursor(cursor).split(" ", count)
    if len(parts) != count + 1 or not all(part.isascii() and part.isdigit() and len(part) < 13 for part in parts[:-1]):
        raise InvalidInputError("not a cursor of this list")
    return tuple(map(int, parts[:-1])), encode_cursor(parts[-1])
