"""Every fact that is a day or an instant is refused, where it stands, when it is neither."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from commandcenter.compliance.judge import Judge
from commandcenter.kernel.errors import InvalidInputError

POLICIES = Path(__file__).parents[3] / "policies"
GOOD = {"date": "2024-02-29", "date-time": "2026-03-01T12:00:00+02:00"}
GARBAGE = ("soon", "", "2026-02-29", "2026-3-1", "20260301", "2026-03-01T25:00:00Z", "2026-03-01T12:00:00", 20260301)
Steps = tuple[str | int, ...]


def dates(schema: Any, at: Steps = ()) -> Iterator[tuple[Steps, str, str]]:
    """Yield place, what people are told and the format of each value that is said to be a time."""
    told = schema.get("description", "")
    for name, inner in schema.get("properties", {}).items():
        yield from dates({"description": "", **inner}, (*at, name))
    if "items" in schema:
        yield from dates({"description": told, **schema["items"]}, (*at, 0))
    elif any(word in told for word in ("YYYY-MM-DD", "RFC 3339")) and at != ("as_of",):
        yield at, told, schema.get("format", "")


def sheet_with(at: Steps, value: Any) -> Any:
    for step in reversed(at):
        value = [value] if step == 0 else {step: value}
    return {"as_of": "2026-01-01", **value}


CASES = [
    pytest.param(file.parent.name, at, told, form, id=f"{file.parent.name}:{'.'.join(map(str, at))}")
    for file in sorted(POLICIES.glob("*/schema.json"))
    for at, told, form in dates(json.loads(file.read_bytes()))
]


def test_there_are_dates() -> None:
    assert len(CASES) > 80


@pytest.mark.parametrize(("pack", "at", "told", "form"), CASES)
def test_a_date_is_a_date(judge: Judge, pack: str, at: Steps, told: str, form: str) -> None:
    assert form == ("date-time" if "RFC 3339" in told else "date")
    judge.check(sheet_with(at, GOOD[form]), [pack])
    for garbage in GARBAGE:
        with pytest.raises(InvalidInputError) as caught:
            judge.check(sheet_with(at, garbage), [pack])
        assert caught.value.pointer == "".join(f"/{step}" for step in at)
