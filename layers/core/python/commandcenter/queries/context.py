"""What a query runs with: the ledger, and who asks."""

from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from commandcenter.compliance.model import Pack
from commandcenter.graph.cache import GraphCache
from commandcenter.graph.federated.model import HubSighting
from commandcenter.ledger.ledger import Ledger

ALL_PROJECTS = ("*",)
INTROSPECTION = "introspection"
TRACEABILITY = "traceability"


@dataclass(frozen=True)
class QueryContext:
    """Say what is asked and by whom.

    Args:
        ledger: The hub's ledger.
        hub: The hub's name.
        principal: Names of the projects the caller sees, or `("*",)` for all.
        capabilities: What else it may: `introspection`, `traceability`.
        graphs: Keeps what was read between queries; shared by all callers.
        sightings: Tells what is known of other hubs' presence; asked only where it is shown.
        packs: Reads the catalogue of the rule packs; called only where it is needed.

    """

    ledger: Ledger
    hub: str
    principal: tuple[str, ...]
    capabilities: AbstractSet[str]
    graphs: GraphCache
    sightings: Callable[[], Sequence[HubSighting]] = tuple
    packs: Callable[[], Mapping[str, Pack]] = dict

    @property
    def sees_all(self) -> bool:
        return "*" in self.principal
