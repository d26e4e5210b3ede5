"""Cut text into words that can be compared: one form of Unicode, no case, no plural."""

import re
import unicodedata
from collections.abc import Sequence

_WORD = re.compile(r"[^\W_]+")
_HASHTAG = re.compile(r"(?<!\S)#([^\W\d_][\w-]*)")
_SHORTEST_PLURAL = 4


def words_of(text: str) -> tuple[str, ...]:
    """Return the words of a text in their order: NFC, case folded, plurals cut; hyphens and underscores part words."""
    folded = unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).casefold())
    return tuple(_singular(word) for word in _WORD.findall(folded))


def hashtags_of(text: str) -> tuple[str, ...]:
    """Return the `#tags` written in a text, without the sign; `#12` is a number and no tag."""
    return tuple(_HASHTAG.findall(text))


def phrases_of(words: Sequence[str], longest: int) -> set[tuple[str, ...]]:
    """Return every run of 1 to `longest` words."""
    starts = range(len(words))
    return {
        tuple(words[start : start + size])
        for size in range(1, longest + 1)
        for start in starts[: len(words) - size + 1]
    }


def _singular(word: str) -> str:
    if len(word) < _SHORTEST_PLURAL or not word.endswith("s") or word.endswith(("ss", "us", "is")):
        return word
    if word.endswith("ies"):
        return f"{word[:-3]}y"
    return word[:-2] if word.endswith(("sses", "ches", "shes", "xes")) else word[:-1]
