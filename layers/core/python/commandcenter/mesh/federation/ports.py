"""What crossing from hub to hub needs of others."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

from commandcenter.kernel.canonical import Json
from commandcenter.mesh.envelope import Event

Allowed = Mapping[str, frozenset[str]]
"""Kind of entity -> members a summary may show; kinds that are not named are not shown."""


class Judge(Protocol):
    """Decide by the hub's laws."""

    def decide(self, path: str, facts: Json) -> Mapping[str, Json]:
        """Return at least `allow`, bool, and `reason`; raises UnavailableError."""
        ...


@dataclass(frozen=True, slots=True)
class Held:
    """Tell which revision of another hub's summary is held: 0 and "" for none."""

    rev: int = 0
    root: str = ""


@dataclass(frozen=True, slots=True)
class Gap:
    """Say that a part of a summary does not follow from what is held."""

    reason: str


class Summaries(Protocol):
    """Make and take in summaries of hub ledgers."""

    def deltas(self, have: Held, allowed: Allowed) -> Iterable[Event]:
        """Yield, in order, the parts that lead from what a peer has to now; none when it has all, the whole when it has none.

        Each is an event `<hub>.global.summary` whose data has `to`, the revision it leads to, and in the last part `root`.
        """
        ...

    def apply(self, hub: str, event: Event) -> Held | Gap:
        """Take a part in and return what is held now; the same part again changes nothing."""
        ...

    def held(self, hub: str) -> Held: ...


class Pokes(Protocol):
    """Wake whoever sends to other hubs."""

    def poke(self, hubs: Iterable[str], reason: str = "") -> None:
        """Ask that these peers be served soon; the same reason twice within 5 minutes is one poke, "" is always another."""
        ...
