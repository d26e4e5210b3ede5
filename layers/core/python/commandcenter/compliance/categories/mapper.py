"""From a spec item to its categories: sums of weights, and the hits that make them up."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import lru_cache
from typing import Literal

from commandcenter.compliance.categories.weights import Weights
from commandcenter.compliance.categories.words import hashtags_of, phrases_of, words_of


@dataclass(frozen=True)
class SpecText:
    """Hold what a spec item says of itself.

    Args:
        key: Its key in the graph.
        path: The file it stands in, from the root of the tree.
        name: What code may call it, such as `AUTH-12`; "" when it has no name.
        tags: Its tags; those written into its title as `#tag` need not be repeated.
        context: Titles of what contains it.
    """

    key: str
    title: str
    path: str
    name: str = ""
    tags: tuple[str, ...] = ()
    context: tuple[str, ...] = ()


@dataclass(frozen=True, order=True)
class Hit:
    """Say what spoke for a category: a `term` of the title, a `context` term of what contains it, a `tag`, a `path`."""

    kind: Literal["term", "context", "tag", "path"]
    what: str
    weight: int


@dataclass(frozen=True)
class Scored:
    """Hold the score of one category and its hits, sorted; the score is the sum of their weights."""

    category: str
    score: int
    hits: tuple[Hit, ...]


@dataclass(frozen=True)
class Mapped:
    """Hold the categories of an item.

    Args:
        categories: Best first.
        by: `override` when somebody decided it, `rules` otherwise.
        scored: All categories that anything spoke for, best first; with an override, what the rules would have gone by.
    """

    categories: tuple[str, ...]
    by: Literal["rules", "override"]
    scored: tuple[Scored, ...]


def map_item(item: SpecText, weights: Weights, override: Sequence[str] | None = None) -> Mapped:
    """Find the categories of a spec item: those whose score reaches the threshold, the best few of them.

    A term counts once however often it is said, and half (rounded up) when only a container says it. Equal scores stand
    in the order of the names. An override replaces the result, an empty one with no category at all.
    """
    scored = _score(item, weights)
    if override is not None:
        return Mapped(tuple(dict.fromkeys(override)), "override", scored)
    reached = [one.category for one in scored if one.score >= weights.threshold]
    return Mapped(tuple(reached[: weights.most]), "rules", scored)


def _score(item: SpecText, weights: Weights) -> tuple[Scored, ...]:
    found: dict[str, set[Hit]] = {}
    for category, hit in _hits(item, weights):
        found.setdefault(category, set()).add(hit)
    scored = [Scored(name, sum(hit.weight for hit in hits), tuple(sorted(hits))) for name, hits in found.items()]
    return tuple(sorted(scored, key=lambda one: (-one.score, one.category)))


def _hits(item: SpecText, weights: Weights) -> Iterator[tuple[str, Hit]]:
    said = phrases_of(words_of(item.title), weights.longest)
    around = {phrase for title in item.context for phrase in phrases_of(words_of(title), weights.longest)}
    for phrase in said:
        for category, what, weight in weights.terms.get(phrase, ()):
            yield category, Hit("term", what, weight)
    for phrase in around - said:
        for category, what, weight in weights.terms.get(phrase, ()):
            yield category, Hit("context", what, (weight + 1) // 2)
    for tag in (*item.tags, *hashtags_of(item.title)):
        for category, what, weight in weights.tags.get(words_of(tag), ()):
            yield category, Hit("tag", what, weight)
    yield from _path_hits(item.path.casefold(), weights)


@lru_cache(maxsize=4_096)
def _path_hits(path: str, weights: Weights) -> tuple[tuple[str, Hit], ...]:
    return tuple(
        (category, Hit("path", pattern, weight))
        for category, said in weights.categories.items()
        for pattern, weight in said.paths.items()
        if fnmatchcase(path, pattern)
    )
