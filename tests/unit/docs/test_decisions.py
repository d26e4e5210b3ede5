"""Decisions have one form, run numbers, and stand in the list."""

import re
from pathlib import Path

import pytest
from docs_pages import DOCS

FOLDER = DOCS / "decisions"
DECISIONS = sorted(FOLDER.glob("[0-9]*.md"))
LIST = (FOLDER / "README.md").read_text()


def test_numbers_run_from_one() -> None:
    assert [path.name[:5] for path in DECISIONS] == [f"{number:04d}-" for number in range(1, len(DECISIONS) + 1)]


@pytest.mark.parametrize("path", DECISIONS, ids=lambda path: path.stem)
def test_a_decision_has_context_choice_and_consequence(path: Path) -> None:
    text = path.read_text()
    title, *parts = re.split(r"^## (.*)\n", text, flags=re.MULTILINE)
    head = re.fullmatch(rf"# {path.name[:4]}\. (\S.*)\n\n", title)
    assert head, f"{path.name} begins otherwise"
    assert parts[::2] == ["Context", "Choice", "Consequence"]
    assert all(len(part.split()) >= 15 for part in parts[1::2])
    assert f"- [{path.name[:4]}]({path.name}) {head[1]} -" in f"{' '.join(LIST.split())} -"


def test_the_list_names_no_other() -> None:
    assert re.findall(r"\]\((\d{4}-[^)]+)\)", LIST) == [path.name for path in DECISIONS]
