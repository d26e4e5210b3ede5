"""Find nodes by text: case aside, all words must occur in id, name or title; better places rank first."""

import re
from collections.abc import Collection, Iterable
from heapq import nsmallest

from commandcenter.graph.model import Node
from commandcenter.kernel.errors import InvalidInputError

MAX_TEXT = 200
_BOUNDARY = re.compile(r"[\s/._:@#-]+")


class SearchIndex:
    """Answer searches over the nodes of one graph.

    Rank of a hit, best first: the whole text is the name, title or id (0), the last part of the id (1); one of them
    starts with it (2); a word in one of them starts with it (3); it stands anywhere (4); its words stand apart
    (5). Ties: the shorter id, then the key.
    """

    def __init__(self, nodes: Iterable[Node]) -> None:
        self._entries = [(_texts(node), node) for node in nodes]
        self._haystacks = ["\n".join(texts) for texts, _ in self._entries]

    def find(self, text: str, limit: int = 20, types: Collection[str] | None = None) -> list[Node]:
        """List at most `limit` nodes, best first; raises InvalidInputError for a bad text or limit."""
        wanted = " ".join(text.casefold().split())
        if not wanted or len(wanted) > MAX_TEXT:
            raise InvalidInputError(f"a search needs 1 to {MAX_TEXT} characters")
        if not 1 <= limit <= 1000:
            raise InvalidInputError(f"a search answers with 1 to 1000 nodes, not {limit}")
        words = wanted.split()
        hits = (
            (_rank(texts, wanted), len(node.id), node.key, node)
            for haystack, (texts, node) in zip(self._haystacks, self._entries, strict=True)
            if all(word in haystack for word in words) and (types is None or node.type in types)
        )
        return [hit[3] for hit in nsmallest(limit, hits, key=lambda hit: hit[:3])]


def _texts(node: Node) -> tuple[str, ...]:
    found = [node.id, node.props.get("name"), node.props.get("title")]
    return tuple(dict.fromkeys(text.casefold() for text in found if isinstance(text, str) and text))


def _rank(texts: tuple[str, ...], wanted: str) -> int:
    if wanted in texts:
        return 0
    if texts and _BOUNDARY.split(texts[0])[-1] == wanted:
        return 1
    if any(text.startswith(wanted) for text in texts):
        return 2
    if not any(wanted in text for text in texts):
        return 5
    starts = any(_starts_a_word(text, wanted) for text in texts)
    return 3 if starts else 4


def _starts_a_word(text: str, wanted: str) -> bool:
    place = text.find(wanted)
    while place >= 0:
        if place == 0 or _BOUNDARY.match(text[place - 1]):
            return True
        place = text.find(wanted, place + 1)
    return False
