"""Find the file of the project that a report means, whatever machine the report was made on."""

from collections.abc import Iterable, Iterator
from urllib.parse import unquote

from commandcenter.indexing.names import excerpt
from commandcenter.indexing.reports.model import Report

MAX_PATH = 400
_FOREIGN = frozenset({"site-packages", "dist-packages", "node_modules"})


def find_file(report: Report, path: str, roots: Iterable[str] = ()) -> tuple[str, str | None]:
    """Return (path to show, key of the file or None).

    An absolute path is shortened from the left until it names a file of the project; a relative one is tried as it stands
    and below the ends of `roots`.
    """
    segments = _segments(path)
    if segments is None:
        return excerpt(path, MAX_PATH), None
    if not _FOREIGN.intersection(segments):
        for candidate in _candidates(path, segments, roots):
            key = report.find(candidate)
            if key is not None:
                return candidate, key
    return excerpt("/".join(segments) or ".", MAX_PATH), None


def from_uri(text: str) -> str:
    """Read a relative or `file:` URI reference as a path."""
    if text.startswith("file:"):
        text = text[5:]
        if text.startswith("//"):
            text = "/" + text[2:].partition("/")[2]
    return unquote(text, errors="replace")


def _segments(path: str) -> list[str] | None:
    """Split a path of any platform; None for one that climbs out of where it starts."""
    kept: list[str] = []
    for segment in path.replace("\\", "/").split("/"):
        if segment == "..":
            if not kept:
                return None
            kept.pop()
        elif segment not in ("", "."):
            kept.append(segment)
    return kept


def _candidates(path: str, segments: list[str], roots: Iterable[str]) -> Iterator[str]:
    yield "/".join(segments)
    if path.startswith(("/", "\\")) or path[1:2] == ":":
        yield from ("/".join(segments[start:]) for start in range(1, len(segments)))
    for root in roots:
        above = _segments(root) or []
        yield from ("/".join(above[start:] + segments) for start in range(len(above)))
