"""What speaks for each category: words, tags and paths with their weights, as `weights.json` has them."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from pathlib import Path

from commandcenter.compliance.categories.words import words_of

Phrase = tuple[str, ...]
Marks = Mapping[Phrase, tuple[tuple[str, str, int], ...]]
"""By phrase: (category, the mark as it is written, its weight)."""


@dataclass(frozen=True)
class CategoryWeights:
    """Hold what speaks for one category.

    Args:
        terms: Words and phrases of a text.
        tags: Tags; the category's own name is one without being listed.
        paths: Patterns of paths in lower case, `*` for any part.
    """

    terms: Mapping[str, int] = field(default_factory=dict)
    tags: Mapping[str, int] = field(default_factory=dict)
    paths: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Weights:
    """Hold what speaks for all categories.

    Args:
        threshold: The score from which on a category is an item's.
        most: How many categories an item may have.
    """

    threshold: int
    most: int
    categories: Mapping[str, CategoryWeights]

    def covering(self, names: Iterable[str]) -> "Weights":
        """Add categories that have no entry yet: the words of their own names speak for them."""
        missing = sorted(set(names) - self.categories.keys())
        if not missing:
            return self
        added = {name: CategoryWeights(self._own_words(name)) for name in missing}
        return replace(self, categories={**self.categories, **added})

    @cached_property
    def terms(self) -> Marks:
        return _marks((name, said.terms) for name, said in sorted(self.categories.items()))

    @cached_property
    def tags(self) -> Marks:
        tags = ((name, {name: self.threshold, **said.tags}) for name, said in sorted(self.categories.items()))
        return _marks(tags)

    @cached_property
    def longest(self) -> int:
        """Number of words of the longest phrase."""
        return max(map(len, self.terms), default=0)

    def _own_words(self, name: str) -> dict[str, int]:
        words = words_of(name)
        return {**dict.fromkeys(words, max(1, self.threshold // 2)), " ".join(words): self.threshold}


@cache
def read_weights() -> Weights:
    """Read the weights that come with the package."""
    said = json.loads(Path(__file__).with_name("weights.json").read_bytes())
    return Weights(
        threshold=said["threshold"],
        most=said["most"],
        categories={name: CategoryWeights(**entry) for name, entry in said["categories"].items()},
    )


def _marks(entries: Iterable[tuple[str, Mapping[str, int]]]) -> Marks:
    found: dict[Phrase, list[tuple[str, str, int]]] = {}
    for category, marks in entries:
        for what, weight in sorted(marks.items()):
            found.setdefault(words_of(what), []).append((category, what, weight))
    return {phrase: tuple(marks) for phrase, marks in found.items()}
