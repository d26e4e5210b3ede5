"""Compose YAML parser events into JSON values on an explicit stack.

PyYAML's own composer recurses in C (a hundred thousand brackets end the process) and expands aliases without a bound.
"""

import math
import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import yaml.events

from commandcenter.indexing.documents import DocumentError, Tagged
from commandcenter.kernel.canonical import Json

MAX_DEPTH = 200
MAX_VALUES = 500_000
"""Values in a stream, those repeated by aliases counted each time."""

_STANDARD = "tag:yaml.org,2002:"
_CONSTANTS = {
    "": None, "~": None, "null": None, "Null": None, "NULL": None,
    "true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False,
}  # fmt: skip
_INTEGER = re.compile(r"[-+]?(?:0|[1-9][0-9]{0,307})|0o[0-7]{1,300}|0x[0-9a-fA-F]{1,250}")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|(?:0|[1-9][0-9]*)(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_NUMERIC = frozenset("0123456789+-.")


def scalar(text: str) -> Json:
    """Read a plain scalar by the core schema; what JSON cannot say (dates, .inf, leading zeros) stays text."""
    if text in _CONSTANTS:
        return _CONSTANTS[text]
    if text[0] not in _NUMERIC:
        return text
    if _INTEGER.fullmatch(text):
        return int(text, 0) if text[:2] in ("0o", "0x") else int(text)
    if _FLOAT.fullmatch(text):
        number = float(text)
        return number if math.isfinite(number) else text
    return text


def compose(events: Iterable[Any], tagged: Tagged | None = None) -> Iterator[Json]:
    """Yield the value of each document; raises DocumentError at the bounds."""
    composer = _Composer(tagged)
    for event in events:
        handle = composer.handlers.get(type(event))
        if handle is not None:
            handle(event)
        elif isinstance(event, yaml.events.DocumentEndEvent):
            yield composer.root
            composer.root = None
            composer.anchors.clear()


class _Frame:
    """Hold a list or mapping that is still open."""

    __slots__ = ("anchor", "key", "merges", "start", "tag", "value")

    def __init__(self, value: Any, event: Any, start: int) -> None:
        self.value, self.tag, self.anchor, self.start = value, event.tag, event.anchor, start
        self.key: str | None = None
        self.merges: list[Json] = []


class _Composer:
    """Keep the stack of open collections and the anchors of one document."""

    def __init__(self, tagged: Tagged | None) -> None:
        self.root: Json = None
        self.anchors: dict[str, tuple[Json, int]] = {}
        self._tagged, self._stack, self._count = tagged, list[_Frame](), 0
        self.handlers: dict[type, Callable[[Any], None]] = {
            yaml.events.ScalarEvent: self._scalar,
            yaml.events.AliasEvent: self._alias,
            yaml.events.MappingStartEvent: self._open_mapping,
            yaml.events.SequenceStartEvent: self._open_sequence,
            yaml.events.MappingEndEvent: self._close,
            yaml.events.SequenceEndEvent: self._close,
        }

    def _scalar(self, event: Any) -> None:
        self._spend(1, event)
        frame = self._stack[-1] if self._stack else None
        if frame is not None and frame.key is None and type(frame.value) is dict:
            frame.key = event.value
            if event.anchor is not None:
                self.anchors[event.anchor] = (event.value, 1)
            return
        plain = event.implicit[0] or (event.tag or "").removeprefix(_STANDARD) in ("int", "float", "bool", "null")
        self._finish(scalar(event.value) if plain else event.value, event.tag, event.anchor, 1)

    def _alias(self, event: Any) -> None:
        if event.anchor not in self.anchors:
            raise _error(f"unknown alias {event.anchor!r:.60}", event)
        value, size = self.anchors[event.anchor]
        self._spend(size, event)
        frame = self._stack[-1] if self._stack else None
        if frame is not None and frame.key is None and type(frame.value) is dict:
            if type(value) is not str:
                raise _error("a key is not text", event)
            frame.key = value
        else:
            self._add(value)

    def _open_mapping(self, event: Any) -> None:
        self._open({}, event)

    def _open_sequence(self, event: Any) -> None:
        self._open([], event)

    def _open(self, value: Any, event: Any) -> None:
        if self._stack and self._stack[-1].key is None and type(self._stack[-1].value) is dict:
            raise _error("a key is not text", event)
        if len(self._stack) >= MAX_DEPTH:
            raise _error(f"nested deeper than {MAX_DEPTH}", event)
        self._stack.append(_Frame(value, event, self._count))
        self._spend(1, event)

    def _close(self, event: Any) -> None:
        frame = self._stack.pop()
        if frame.merges:
            frame.value = _merged(frame, event)
        self._finish(frame.value, frame.tag, frame.anchor, self._count - frame.start)

    def _finish(self, value: Json, tag: str | None, anchor: str | None, size: int) -> None:
        if tag is not None and self._tagged is not None and len(tag) > 1 and tag[0] == "!":
            value = self._tagged(tag, value)
        if anchor is not None:
            self.anchors[anchor] = (value, size)
        self._add(value)

    def _add(self, value: Json) -> None:
        if not self._stack:
            self.root = value
            return
        frame = self._stack[-1]
        if type(frame.value) is list:
            frame.value.append(value)
            return
        assert frame.key is not None
        if frame.key == "<<" and isinstance(value, dict | list):
            frame.merges.extend(value if isinstance(value, list) else [value])
        else:
            frame.value[frame.key] = value
        frame.key = None

    def _spend(self, amount: int, event: Any) -> None:
        self._count += amount
        if self._count > MAX_VALUES:
            raise _error(f"more than {MAX_VALUES} values", event)


def _merged(frame: _Frame, event: Any) -> dict[str, Json]:
    """Lay the mapping over those it merges (`<<`), of which an earlier one wins over a later."""
    result: dict[str, Json] = {}
    for part in reversed(frame.merges):
        if not isinstance(part, dict):
            raise _error("<< merges mappings only", event)
        result.update(part)
    return {**result, **frame.value}


def _error(detail: str, event: Any) -> DocumentError:
    return DocumentError(detail, event.start_mark.line + 1)
