"""Check a fact sheet before anything is judged: what has a wrong type is refused where it stands, never compared."""

import json
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any, NoReturn

from commandcenter.compliance.model import Pack
from commandcenter.kernel.canonical import Json
from commandcenter.kernel.errors import InvalidInputError, TooLargeError
from commandcenter.plugins.schemas import Check, compile_schema

MAX_BYTES = 16 * 1024 * 1024
RESERVED = "$"
"""Members whose names start with it belong to the judge."""


def is_date(text: str) -> bool:
    """Say whether a text is a day of the calendar as YYYY-MM-DD (RFC 3339 full-date)."""
    try:
        return len(text) == 10 and date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def is_datetime(text: str) -> bool:
    """Say whether a text is an instant with an offset (RFC 3339 date-time)."""
    try:
        return text[10:11] in {"T", "t"} and datetime.fromisoformat(text.upper()).tzinfo is not None
    except ValueError:
        return False


class SheetCheck:
    """Hold the compiled schemas of the packs; one is compiled when it is first needed."""

    def __init__(self) -> None:
        self._checks: dict[str, Check] = {}

    def check(self, sheet: Json, packs: Sequence[Pack], as_of: str | None = None) -> dict[str, Any]:
        """Return the sheet with its `as_of` replaced by a given one.

        Raises InvalidInputError with the JSON pointer of the first value that a schema of these packs refuses.
        """
        if not isinstance(sheet, dict):
            raise InvalidInputError("fact sheet: must be an object")
        for name in sheet:
            if name.startswith(RESERVED):
                raise InvalidInputError("fact sheet: this member is reserved", pointer=f"/{name}")
        whole = sheet if as_of is None else {**sheet, "as_of": as_of}
        if not isinstance(whole.get("as_of"), str) or not is_date(whole["as_of"]):
            raise InvalidInputError("fact sheet: as_of must be a date YYYY-MM-DD", pointer="/as_of")
        for pack in packs:
            self._of(pack)(whole)
        return whole

    def _of(self, pack: Pack) -> Check:
        if pack.digest not in self._checks:
            formats = {"date": is_date, "date-time": is_datetime}
            self._checks[pack.digest] = compile_schema(
                pack.schema, f"fact sheet for {pack.id}", formats=formats, fill_defaults=False
            )
        return self._checks[pack.digest]


def read_fact(sheet: Json, path: str) -> Json:
    """Return the value at a dotted path, None when there is none; `[*]` gives one value for each element of a list."""
    head, many, tail = path.partition("[*]")
    at = sheet
    for name in head.split("."):
        at = at.get(name) if isinstance(at, dict) else None
    if not many:
        return at
    if not isinstance(at, list):
        return None
    return [read_fact(element, tail[1:]) for element in at] if tail else at


def read_json(path: Path) -> Json:
    """Read strict JSON from a file: no NaN, no member twice; raises InvalidInputError naming the file."""
    data = path.read_bytes()
    if len(data) > MAX_BYTES:
        raise TooLargeError(f"{path}: larger than {MAX_BYTES} bytes")
    try:
        return json.loads(data, parse_constant=_refuse, object_pairs_hook=_unique)
    except (ValueError, RecursionError) as error:
        raise InvalidInputError(f"{path}: not JSON: {error}") from None


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is no number of JSON")


def _unique(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    members = dict(pairs)
    if len(members) < len(pairs):
        names = [name for name, _ in pairs]
        raise ValueError(f"the member {next(name for name in names if names.count(name) > 1)} stands twice")
    return members
