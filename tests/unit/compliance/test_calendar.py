"""The calendar of the rules against Python's: thousands of random dates through real OPA in one evaluation."""

import calendar
import json
import random
import subprocess
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

LIBRARY = Path(__file__).parents[3] / "policies" / "lib"
RANDOM = random.Random(1182)
DATES = [date(1700, 1, 1) + timedelta(days=RANDOM.randrange(200_000)) for _ in range(400)]
RECENT = [date(2020, 1, 1) + timedelta(days=RANDOM.randrange(4_000)) for _ in range(150)]


def ask(opa: Path, function: str, arguments: list[list[Any]]) -> list[Any]:
    parameters = ", ".join(f"row[{place}]" for place in range(len(arguments[0])))
    query = f"[answer | some row in input; answer := data.lib.calendar.{function}({parameters})]"
    done = subprocess.run(
        [opa, "eval", "--data", LIBRARY, "--stdin-input", "--format", "raw", query],
        input=json.dumps(arguments), capture_output=True, text=True, check=True,
    )  # fmt: skip
    return list(json.loads(done.stdout))


def add_months(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def nth(day: date, month: int, weekday: int, place: int) -> date:
    days = [date(day.year, month, number) for number in range(1, calendar.monthrange(day.year, month)[1] + 1)]
    return [one for one in days if one.weekday() == weekday][place]


def observed(day: date) -> date:
    return day + timedelta(days={5: -1, 6: 1}.get(day.weekday(), 0))


def is_closed(day: date) -> bool:
    """5 U.S.C. 6103, holiday by holiday."""
    fixed = [
        date(year, month, number)
        for year in (day.year, day.year + 1)
        for month, number in ((1, 1), (7, 4), (11, 11), (12, 25))
    ]
    fixed += [date(day.year, 6, 19)] if day.year > 2020 else []
    moving = [
        nth(day, 1, 0, 2),
        nth(day, 2, 0, 2),
        nth(day, 5, 0, -1),
        nth(day, 9, 0, 0),
        nth(day, 10, 0, 1),
        nth(day, 11, 3, 3),
    ]
    return day in {*map(observed, fixed), *moving}


def nth_open(day: date, wanted: int, closed: Any) -> date:
    while wanted:
        day += timedelta(days=1)
        wanted -= day.weekday() < 5 and not closed(day)
    return day


def test_months(opa: Path) -> None:
    rows = [(day, RANDOM.randrange(-200, 200)) for day in DATES]
    found = ask(opa, "add_months", [[str(day), months] for day, months in rows])
    assert found == [str(add_months(day, months)) for day, months in rows]


def test_days_there_and_back(opa: Path) -> None:
    rows = [(day, RANDOM.randrange(-900, 900)) for day in DATES]
    later = ask(opa, "add_days", [[str(day), days] for day, days in rows])
    assert later == [str(day + timedelta(days=days)) for day, days in rows]
    assert ask(opa, "days_between", [[str(day), other] for (day, _), other in zip(rows, later, strict=True)]) == [
        days for _, days in rows
    ]


def test_working_days(opa: Path) -> None:
    rows = [(day, RANDOM.randrange(60), RANDOM.sample(RECENT, 8)) for day in RECENT]
    found = ask(opa, "add_working_days", [[str(day), wanted, [*map(str, closed)]] for day, wanted, closed in rows])
    assert found == [str(nth_open(day, wanted, closed.__contains__)) for day, wanted, closed in rows]


@pytest.mark.parametrize("extra", [[], ["2020-12-24", "2025-01-09"]], ids=["no days besides", "two days besides"])
def test_business_days_of_the_sec(opa: Path, extra: list[str]) -> None:
    rows = [(day, RANDOM.randrange(1, 30)) for day in RECENT]

    def closed(day: date) -> bool:
        return is_closed(day) or str(day) in extra

    found = ask(opa, "add_sec_business_days", [[str(day), wanted, extra] for day, wanted in rows])
    assert found == [str(nth_open(day, wanted, closed)) for day, wanted in rows]
    rolled = ask(opa, "roll", [[str(day), extra] for day in RECENT])
    assert rolled == [str(nth_open(day - timedelta(days=1), 1, closed)) for day in RECENT]
