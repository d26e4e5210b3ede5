"""Vulnerabilities that a CycloneDX bill names, with what its own analysis says of them."""

from typing import Any

from commandcenter.indexing.names import excerpt
from commandcenter.indexing.shapes import Shape
from commandcenter.kernel.canonical import canonical
from commandcenter.kernel.clock import parse_time
from commandcenter.kernel.errors import InvalidInputError, TooLargeError

MAX_BYTES = 250_000
_SEVERITIES = ("low", "medium", "high", "critical")
_NOT_AFFECTED = frozenset({"not_affected", "false_positive"})
_RESOLVED = frozenset({"resolved", "resolved_with_pedigree"})


def read_vulnerabilities(document: Shape) -> dict[str, Any]:
    """List `{id, severity, known_on, fixed_on, vex_not_affected}`; nothing when the bill has no such list at all.

    The severity is the worst of the ratings. Known is one since the bill's analysis was first issued, or else since it was
    published. Dates are UTC days; what is not said is left out. Raises TooLargeError.
    """
    listed = document.get("vulnerabilities")
    if listed.value is None:
        return {}
    rows = [_read(row) for row in listed.rows()]
    if len(canonical(rows)) > MAX_BYTES:
        raise TooLargeError(f"{len(rows)} vulnerabilities are more than one evidence holds", pointer=listed.pointer)
    return {"vulnerabilities": rows}


def _read(row: Shape) -> dict[str, Any]:
    name, analysis = row.get("id").text() or row.get("bom-ref").text(), row.get("analysis")
    state = analysis.get("state").text()
    said = {
        "id": excerpt(name, 100),
        "severity": _worst(row.get("ratings")),
        "known_on": _day(analysis.get("firstIssued")) or _day(row.get("published")),
        "fixed_on": _day(analysis.get("lastUpdated")) if state in _RESOLVED else "",
        "vex_not_affected": state in _NOT_AFFECTED,
    }
    return {key: value for key, value in said.items() if value not in ("", None)}


def _worst(ratings: Shape) -> str:
    said = {rating.get("severity").text() for rating in ratings.rows()}
    return next((severity for severity in reversed(_SEVERITIES) if severity in said), "")


def _day(at: Shape) -> str:
    """Return the UTC day of a time; one without a zone says no day."""
    try:
        return parse_time(at.text()).date().isoformat() if at.value is not None else ""
    except InvalidInputError:
        return ""
