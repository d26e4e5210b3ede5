"""The pages of the repository, and the tables on them."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
DOCS = ROOT / "docs"
PAGES = sorted([*ROOT.glob("*.md"), *DOCS.rglob("*.md")])


def rows(page: Path, head: str) -> list[list[str]]:
    """Return the cells of the one table whose head line begins so."""
    _, _, rest = page.read_text().partition(f"\n| {head}")
    assert rest, f"{page.name} has no table that begins | {head}"
    lines = rest.split("\n\n")[0].splitlines()[2:]
    return [[cell.strip() for cell in re.split(r"(?<!\\)\|", line.strip("|"))] for line in lines]


def named(cell: str) -> list[str]:
    """Return what stands in backticks in a cell."""
    return re.findall(r"`([^`]+)`", cell)


def code_blocks(page: Path, language: str) -> list[str]:
    """Return the text of all code blocks of a language."""
    return re.findall(rf"^ *```{language}[^\n]*\n(.*?)^ *```$", page.read_text(), re.MULTILINE | re.DOTALL)
