"""Write the matrix as CSV that a spreadsheet may open: no cell is taken for a formula."""

import csv
import io
from collections.abc import Iterator

from commandcenter.compliance.categories.matrix import Matrix

COLUMNS = (
    "provision", "pack", "control", "title", "category", "severity", "verdict", "reason", "waiver", "finding",
    "item", "item title", "item status", "mapped by", "tasks", "gaps",
)  # fmt: skip
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def matrix_csv(matrix: Matrix) -> str:
    """Return a heading, one line for each row, and one for each gap that is about no control; lines end with CRLF (RFC 4180).

    Tasks and gaps of a line are parted by line feeds. A cell that a spreadsheet would take for a formula begins with an
    apostrophe.
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    writer.writerows([guard(cell) for cell in line] for line in _lines(matrix))
    return text.getvalue()


def guard(cell: str) -> str:
    """Put an apostrophe before what a spreadsheet would calculate."""
    return f"'{cell}" if cell.startswith(("\t", "\r")) or cell.lstrip().startswith(_FORMULA) else cell


def _lines(matrix: Matrix) -> Iterator[tuple[str, ...]]:
    gaps: dict[tuple[str, str], list[str]] = {}
    for gap in matrix.gaps:
        gaps.setdefault((gap.pack, gap.subject), []).append(gap.kind)
    for row in matrix.rows:
        found = gaps.get((row.pack, row.control), [])
        yield (
            row.citation, row.pack, row.control, row.title, row.category, row.severity, row.verdict, row.reason,
            row.waiver, row.finding, row.item, row.item_title, row.item_status, row.by, "\n".join(row.tasks),
            "\n".join(found),
        )  # fmt: skip
    for gap in matrix.gaps:
        if not gap.pack:
            yield (*[""] * 10, gap.subject, gap.title, "", "", "", gap.kind)
