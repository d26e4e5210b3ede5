"""Walk JSON of strangers step by step; what has the wrong shape is told with the JSON pointer (RFC 6901) to it."""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import NoReturn

from commandcenter.kernel.canonical import Json
from commandcenter.kernel.errors import InvalidInputError

Wrong = Callable[[str, str], None]
"""Hear of a wrong shape: (what was expected, pointer). It may raise; when it returns, the value counts as absent."""

_SURROGATES = re.compile("[\ud800-\udfff]")


def refuse(reason: str, pointer: str) -> NoReturn:
    """Stop at the first wrong shape: the `Wrong` of input that must be right."""
    raise InvalidInputError(reason, pointer=pointer)


class Shape:
    """Stand at one place of a JSON document."""

    __slots__ = ("_wrong", "pointer", "value")

    def __init__(self, value: Json, wrong: Wrong = refuse, pointer: str = "") -> None:
        self.value, self._wrong, self.pointer = value, wrong, pointer

    def get(self, key: str) -> "Shape":
        """Step to a member of an object; absent members and those of nothing are None."""
        members = self._as(dict, "an object")
        return Shape(members.get(key) if members else None, self._wrong, f"{self.pointer}/{_escape(key)}")

    def at(self, *keys: str) -> "Shape":
        """Step down along several keys."""
        shape = self
        for key in keys:
            shape = shape.get(key)
        return shape

    def over(self, defaults: Mapping[str, Json]) -> "Shape":
        """Lay an object over defaults; what is not there has the defaults alone."""
        return Shape({**defaults, **(self._as(dict, "an object") or {})}, self._wrong, self.pointer)

    def items(self) -> Iterator[tuple[str, "Shape"]]:
        """Yield (key, member) of an object, none of nothing."""
        for key, value in (self._as(dict, "an object") or {}).items():
            yield clean(str(key)), Shape(value, self._wrong, f"{self.pointer}/{_escape(str(key))}")

    def names(self) -> Iterator[str]:
        """Yield the keys of an object, none of nothing."""
        yield from (key for key, _ in self.items())

    def values(self) -> Iterator["Shape"]:
        """Yield the members of an object, none of nothing."""
        yield from (member for _, member in self.items())

    def rows(self) -> Iterator["Shape"]:
        """Yield the elements of an array, none of nothing."""
        for index, value in enumerate(self._as(list, "an array") or []):
            yield Shape(value, self._wrong, f"{self.pointer}/{index}")

    def text(self, default: str = "") -> str:
        """Return text, or a number as text; surrogates that stand alone become U+FFFD."""
        value = self.value
        if type(value) is str:
            return clean(value)
        if value is None:
            return default
        if (type(value) is int and abs(value) < 10**300) or type(value) is float:
            return str(value)
        self.fail("text")
        return default

    def number(self) -> float | None:
        """Return a number that canonical JSON can say, or None where there is none."""
        value = self.value
        if value is None:
            return None
        if type(value) in (int, float) and abs(value) < 2**53:
            return float(value)
        self.fail("a number")
        return None

    def flag(self) -> bool:
        """Return a boolean; nothing is False."""
        if self.value is None or type(self.value) is bool:
            return bool(self.value)
        self.fail("true or false")
        return False

    def texts(self) -> list[str]:
        """List the texts of an array."""
        return [text for text in (row.text() for row in self.rows()) if text]

    def fail(self, expected: str) -> None:
        """Report that this place does not hold what was expected."""
        self._wrong(f"expected {expected}, not {_name(self.value)}", self.pointer)

    def _as(self, kind: type, expected: str) -> Json:
        if self.value is None or isinstance(self.value, kind):
            return self.value
        self.fail(expected)
        return None


def clean(text: str) -> str:
    """Replace surrogates that stand alone, which UTF-8 cannot say, with U+FFFD."""
    return text if text.isascii() else _SURROGATES.sub("\ufffd", text)


def _escape(token: str) -> str:
    return clean(token.replace("~", "~0").replace("/", "~1"))


def _name(value: Json) -> str:
    names = {dict: "an object", list: "an array", str: "text", bool: "a boolean", int: "a number", float: "a number"}
    return "nothing" if value is None else names.get(type(value), type(value).__name__)
