"""What the graph asks of the ledger: a look at the head while planning, and plans that answer with changes."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Protocol, TypeAlias

from commandcenter.ledger.model import Change


class GraphState(Protocol):
    """Look at one project's entities at head; a plan is run again on a newer one when a race was lost."""

    @property
    def rev(self) -> int: ...

    def get(self, key: str) -> Mapping[str, Any] | None: ...

    def get_many(self, keys: Iterable[str]) -> Mapping[str, Mapping[str, Any]]: ...

    def items(self) -> Mapping[str, Mapping[str, Any]]: ...


Plan: TypeAlias = Callable[[GraphState], Iterable[Change]]
"""Turn a state into changes without touching anything else, so that a refusal leaves nothing half-applied."""
