"""Which subjects may cross, and which subjects a stream needs to take in for that."""

from collections.abc import Iterable, Sequence

from commandcenter.kernel.errors import InvalidInputError
from commandcenter.mesh.patterns import matches, split_pattern

FEDERATION = "fed"
"""First token of the events that hubs address to one another."""


class AllowList:
    """Hold the patterns of subjects that may cross; raises InvalidInputError for none, and for one that is no pattern."""

    def __init__(self, patterns: Iterable[str]) -> None:
        self.patterns = reduce_patterns(patterns)
        if not self.patterns:
            raise InvalidInputError("a bridge needs at least one pattern of subjects")

    def permits(self, subject: str) -> bool:
        """Say whether a subject may cross; what is no mesh subject may not."""
        try:
            return any(matches(pattern, subject) for pattern in self.patterns)
        except InvalidInputError:
            return False


def covers(wide: str, narrow: str) -> bool:
    """Say whether `wide` stands for every subject that `narrow` stands for; both are patterns or subjects."""
    wanted, tokens = wide.split("."), narrow.split(".")
    for place, want in enumerate(wanted):
        if want == ">":
            return len(tokens) > place
        if place >= len(tokens) or tokens[place] == ">" or want not in ("*", tokens[place]):
            return False
    return len(tokens) == len(wanted)


def reduce_patterns(patterns: Iterable[str]) -> tuple[str, ...]:
    """Leave out the patterns that others cover, and keep the order; NATS refuses lists with such."""
    asked = list(dict.fromkeys(patterns))
    for pattern in asked:
        split_pattern(pattern)
    return tuple(one for one in asked if not any(covers(other, one) for other in asked if other != one))


def stream_subjects(patterns: Iterable[str], hub: str) -> tuple[str, ...]:
    """Name the subjects a stream must take in to hold what this hub sends and the patterns allow.

    JetStream refuses a stream whose subjects begin with a wildcard, because they overlap with its own `$JS.>`. What a hub
    sends begins with its name or with `fed`, so these two stand in.
    """
    return reduce_patterns(named for pattern in patterns for named in _name_first(pattern, hub))


def missing_subjects(needed: Sequence[str], present: Sequence[str]) -> tuple[str, ...]:
    """Return the needed patterns that no pattern at hand covers."""
    return tuple(one for one in needed if not any(covers(other, one) for other in present))


def _name_first(pattern: str, hub: str) -> list[str]:
    first, _, rest = pattern.partition(".")
    if first == ">":
        return [f"{hub}.>", f"{FEDERATION}.>"]
    if first == "*":
        return [".".join(filter(None, (name, rest))) for name in (hub, FEDERATION)]
    return [pattern]
