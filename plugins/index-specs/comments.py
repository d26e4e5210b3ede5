"""Spec items in comments of source code: `@spec`, `TODO` and `FIXME`."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from .words import Slugs, shown, status_of

_WORDS = (b"@spec", b"TODO", b"FIXME")
_COMMENT = re.compile(
    r"""(?:(?<!\#)\#++|(?<!/)//++!?|/\*++|<!--|\s--|^\s*+(?:--|;++|%++|\*++|\"{3}|(?=@spec\s+\w)))\s*+"""
    r"(?P<word>@spec|TODO|FIXME)\b(?P<rest>.*)"
)
_OWNER = re.compile(r"^[(\[](?P<inside>[^)\]]{1,80})[)\]]")
_ENDS = re.compile(r" ?(?:\*+/|-->|\"{3})$")
_STATUS = re.compile(r" ?[\[(](?P<status>[A-Za-z _-]{2,20})[\])]$")
_MAX_LINE = 2_000


@dataclass(frozen=True, slots=True)
class Mention:
    """Hold one comment: its kind (spec, todo, fixme), text, line, slug, status, and the ticket it names."""

    kind: str
    text: str
    line: int
    slug: str
    status: str
    ticket: str = ""


def find_mentions(data: bytes) -> Iterator[Mention]:
    """Find spec items in comments, line by line; what stands behind no comment sign is code or text and not taken.

    A name in `TODO(name)` is dropped, since it names a person; a ticket (it holds a digit) is kept.
    """
    if not any(word in data for word in _WORDS):
        return
    slugs = Slugs()
    for number, line in enumerate(data.decode("utf-8", "replace").split("\n"), 1):
        if len(line) > _MAX_LINE or ("@spec" not in line and "TODO" not in line and "FIXME" not in line):
            continue
        if found := _COMMENT.search(line):
            yield _mention(found["word"], found["rest"], number, slugs)


def _mention(word: str, rest: str, line: int, slugs: Slugs) -> Mention:
    kind = word.lower().lstrip("@")
    text, ticket, status = _ENDS.sub("", " ".join(rest.split())), "", None
    if owner := _OWNER.match(text):
        text = text[owner.end() :]
        ticket = owner["inside"].strip() if re.fullmatch(r"\s*#?[\w/-]*\d[\w/#-]*\s*", owner["inside"]) else ""
    if kind == "spec" and (found := _STATUS.search(text)):
        status = status_of(found["status"])
        text = text[: found.start()] if status else text
    text = shown(text.strip(" \t\r:-"))
    return Mention(kind, text, line, slugs.take(f"{kind} {text}"), status or "planned", ticket)
