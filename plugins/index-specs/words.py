"""The words of spec items: their status and their slugs."""

import re
import unicodedata
from collections.abc import Mapping

from commandcenter.indexing.names import excerpt

_STATUS: Mapping[str, str] = {
    word: status
    for status, words in {
        "planned": "planned,todo,to do,open,draft,proposed,new,ready,accepted,backlog,not started",
        "inProgress": "inprogress,in progress,wip,doing,active,started,review,in review,partial,ongoing",
        "done": "done,complete,completed,implemented,shipped,finished,closed,released,resolved,delivered",
        "blocked": "blocked,on hold,waiting,stuck,paused",
    }.items()
    for word in words.split(",")
}
_BOXES: Mapping[str, str] = {
    " ": "planned",
    "x": "done",
    "X": "done",
    "-": "inProgress",
    "/": "inProgress",
    "~": "inProgress",
    "!": "blocked",
}
_NOT_WORD = re.compile(r"[^\w]+")
MAX_TEXT = 300


def status_of(text: str) -> str | None:
    """Read a status in any of its usual words; None when it is none of them."""
    return _STATUS.get(" ".join(re.sub(r"[-_]+", " ", text).split()).lower().strip(" .!"))


def status_of_box(mark: str) -> str:
    """Read the mark of a Markdown check box, such as the x of `[x]`."""
    return _BOXES.get(mark, "planned")


class Slugs:
    """Give each text of a file a slug of its own, as Markdown renderers do for headings: words, hyphens, -1, -2."""

    def __init__(self) -> None:
        self._seen: dict[str, int] = {}

    def take(self, text: str) -> str:
        plain = unicodedata.normalize("NFC", text).lower()
        slug = _NOT_WORD.sub("-", plain).strip("-")[:80] or "item"
        while slug in self._seen:
            self._seen[slug] += 1
            slug = f"{slug}-{self._seen[slug]}"
        self._seen[slug] = 0
        return slug


def shown(text: str) -> str:
    """Cut a text to what a spec item shows."""
    return excerpt(" ".join(text.split()), MAX_TEXT)
