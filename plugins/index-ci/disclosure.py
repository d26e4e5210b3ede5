"""What a security policy promises to whoever finds a weakness."""

import re
from collections.abc import Callable
from typing import Any

_MAIL = re.compile(r"[\w.+-]{1,64}@(?!example\.)[\w-]{1,63}(\.[\w-]{1,63})+")
_PRIVATE = re.compile(
    r"private(ly)? (security )?(vulnerability|advisory) report|privately report|/security/advisories/new\b"
    r"|report a vulnerability.{0,5} button|\bhackerone\.com/|\bbugcrowd\.com/|\bintigriti\.com/|huntr\.(dev|com)/",
    re.IGNORECASE,
)
_LINK = re.compile(r"https?://", re.IGNORECASE)
_ANSWER = re.compile(
    r"\b(respon[ds]\w*|acknowledg\w*|repl(y|ies)|answers?|get back|hear (back|from)|confirm\w*|react|triage[ds]?)\b",
    re.IGNORECASE,
)
_NO_PROMISE = re.compile(r"\b(no|not|cannot|can't|don't)\b.{0,40}\b(guarantee|promise|commit)", re.IGNORECASE)
_WORDS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_NUMBERS = {word: number for number, word in enumerate(_WORDS)} | {"a": 1, "an": 1, "fourteen": 14, "thirty": 30}
_TIME = re.compile(
    rf"\b(?P<count>\d{{1,3}}|{'|'.join(_NUMBERS)})(\s*\(\d+\))?(\s*(?:-|\\u2013|to)\s*(?P<upto>\d{{1,3}}))?[\s-]*"
    r"(?:(?:business|working|calendar|full)\s+)?(?P<unit>hour|day|week)s?\b",
    re.IGNORECASE,
)
_DAYS = {"hour": 1 / 24, "day": 1, "week": 7}
_SENTENCES = re.compile(r"(?<=[.!?])\s+|\n\s*\n|\n(?=\s*(?:[-*|#]|\d+[.)]))")


def read_policy(data: bytes, wrong: Callable[[str], None]) -> dict[str, Any]:  # noqa: ARG001 - all readers have it
    """Find a private channel (None: only a link stands there, which may be one) and the days until an answer, as stated."""
    text = data.decode("utf-8-sig", "replace").replace("\r\n", "\n")
    private: bool | None = bool(_MAIL.search(text) or _PRIVATE.search(" ".join(text.split())))
    if not private and _LINK.search(text):
        private = None
    return {"security_policy": {"private_channel": private, "response_days": _response_days(text)}}


def _response_days(text: str) -> int | float | None:
    """Take the first time that stands in a sentence about answering; of a range the end."""
    for sentence in _SENTENCES.split(text):
        said = " ".join(sentence.split())
        found = _TIME.search(said)
        if found and _ANSWER.search(said) and not _NO_PROMISE.search(said):
            count = found["upto"] or found["count"]
            number = int(count) if count.isdecimal() else _NUMBERS[count.lower()]
            days = round(number * _DAYS[found["unit"].lower()], 2)
            return int(days) if days == int(days) else days
    return None
