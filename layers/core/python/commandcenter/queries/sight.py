"""What one caller can read. All resolvers go through this and nothing else, so what it does not show cannot be told."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from commandcenter.compliance.categories.overrides import Overrides, hub_overrides, overrides_key
from commandcenter.compliance.model import Pack
from commandcenter.graph.cache import GraphCache
from commandcenter.graph.federated.model import HubSighting
from commandcenter.graph.project_graph import ProjectGraph
from commandcenter.kernel.errors import ForbiddenError, NotFoundError
from commandcenter.kernel.urn import HUB_PROJECT, Urn, check_name
from commandcenter.ledger.ledger import Ledger
from commandcenter.queries.context import TRACEABILITY, QueryContext
from commandcenter.queries.visible import restrict

AsOf = int | datetime | None


@dataclass(frozen=True)
class Sight:
    """Hold the ledger and the graphs as one caller sees them, the hub's name, and what is known of other hubs.

    Args:
        packs: Reads the catalogue of the rule packs; None for a caller who may not trace.
    """

    ledger: Ledger
    hub: str
    graphs: GraphCache
    sightings: Callable[[], Sequence[HubSighting]] = tuple
    packs: Callable[[], Mapping[str, Pack]] | None = None

    @classmethod
    def of(cls, context: QueryContext) -> "Sight":
        """Narrow a context to what its principal sees; of other hubs, only who sees all projects sees anything."""
        packs = context.packs if TRACEABILITY in context.capabilities else None
        if context.sees_all:
            return cls(context.ledger, context.hub, context.graphs, context.sightings, packs)
        ledger, graphs = restrict(context.ledger, context.graphs, frozenset(context.principal))
        return cls(ledger, context.hub, graphs, packs=packs)

    def head_rev(self, project: str) -> int:
        """Return a project's newest revision; raises NotFoundError, alike for one unknown and one not to be seen."""
        head = None if check_name(project) == HUB_PROJECT else self.ledger.head(project)
        if head is None:
            raise NotFoundError(f"there is no project {project} here, or it was never indexed")
        return head.rev

    def rev_at(self, project: str, as_of: AsOf) -> int:
        """Return the revision that is meant, the head for None; raises NotFoundError for one not reached."""
        newest = self.head_rev(project)
        if isinstance(as_of, datetime):
            return self.ledger.rev_at(project, time=as_of)
        if as_of is not None and as_of > newest:
            raise NotFoundError(f"{project} has no revision {as_of}; the newest is {newest}")
        return newest if as_of is None else as_of

    def graph(self, project: str, as_of: AsOf = None) -> ProjectGraph:
        """Return a project's graph; the head is read from the items, the past from the commits."""
        rev = self.rev_at(project, as_of)
        if as_of is None or rev == self.head_rev(project):
            graph = self.graphs.graph(project)
            if as_of is None or graph.rev == rev:
                return graph
        return self.graphs.graph(project, rev=rev)

    def parse_urn(self, text: str) -> Urn:
        """Read the URN of an entity of this hub; raises InvalidInputError, NotFoundError."""
        urn = Urn.parse(text)
        if urn.hub != self.hub:
            raise NotFoundError(f"this hub is {self.hub}; it knows nothing of hub {urn.hub}")
        return urn

    def catalogue(self) -> Mapping[str, Pack]:
        """Return the rule packs; raises ForbiddenError for a caller who may not trace."""
        if self.packs is None:
            raise ForbiddenError("traceability is for auditors, developers and operators")
        return self.packs()

    def decisions(self, project: str) -> Overrides:
        """Return what was decided on this hub, until now, about the categories of a project's spec items."""
        key = overrides_key(check_name(project))
        entity = self.ledger.items.get(HUB_PROJECT, [key]).get(key)
        return hub_overrides(entity.body if entity else None)

    def projects(self) -> Iterator[str]:
        """Yield the names of all projects, registered or indexed, sorted."""
        view = self.graphs.hub()
        indexed = {head.project for head in self.ledger.heads()} - {HUB_PROJECT}
        yield from sorted(indexed | view.registrations.keys() | view.claims.keys())
