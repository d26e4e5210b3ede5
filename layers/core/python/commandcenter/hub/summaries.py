"""Summaries of the hub's own ledger for others, theirs in it, and how the hub stands as it announces itself."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from commandcenter.graph.federated.apply import apply_part, forget, held_of
from commandcenter.graph.federated.delta import deltas
from commandcenter.graph.federated.exported import exported_view, root_of
from commandcenter.graph.federated.model import Allowed
from commandcenter.hub.presence import Standing
from commandcenter.kernel.canonical import digest
from commandcenter.kernel.clock import Clock
from commandcenter.kernel.urn import HUB_PROJECT
from commandcenter.ledger.ledger import Ledger
from commandcenter.mesh.envelope import Event
from commandcenter.mesh.federation.answers import hub_urn
from commandcenter.mesh.federation.export import ExportLaw
from commandcenter.mesh.federation.ports import Gap, Held
from commandcenter.mesh.peers.model import Peer
from commandcenter.mesh.subjects import SUMMARY, global_subject


@dataclass(frozen=True)
class LedgerSummaries:
    """Make and take in summaries over a ledger; `hub` is this hub."""

    ledger: Ledger
    hub: str
    clock: Clock

    def deltas(self, have: Held, allowed: Allowed) -> Iterable[Event]:
        """Yield the parts that lead from what a peer has to the head; equal parts have equal ids."""
        type_, now = global_subject(SUMMARY, self.hub), self.clock.now()
        for data in deltas(self.ledger, have.rev, have.root, allowed):
            yield Event(digest([type_, data]), f"urn:cc:{self.hub}", type_, hub_urn(self.hub), now, data)

    def apply(self, hub: str, event: Event) -> Held | Gap:
        """Take a part in; raises InvalidInputError for what the hub cannot have shown of itself."""
        done = apply_part(self.ledger, hub, event.data, at=self.clock.now(), cause=event.id)
        return Gap(done.gap) if done.gap else Held(done.rev, done.root)

    def held(self, hub: str) -> Held:
        done = held_of(self.ledger, hub)
        return Held(done.rev, done.root)

    def forget(self, hub: str) -> None:
        """Delete what is kept of a hub."""
        if self.held(hub) != Held() or self.ledger.head(HUB_PROJECT) is not None:
            forget(self.ledger, hub, at=self.clock.now(), cause=f"unlink {hub}")


class Standings:
    """Tell how the hub stands; what is shown at a revision is worked out once.

    Args:
        ledger: Of the hub.
        law: Says what is shown.
    """

    def __init__(self, ledger: Ledger, law: ExportLaw, clock: Clock) -> None:
        self._ledger, self._law, self._clock = ledger, law, clock
        self._known: tuple[int, Allowed, Standing] | None = None

    def tell(self, peers: Iterable[Peer]) -> Standing:
        """Return projects, revision and digest of what is shown to the first of the peers that gets our events.

        With none, nothing is shown and the digest is "".
        """
        head = self._ledger.head(HUB_PROJECT)
        served = next((peer for peer in peers if peer.sends_to), None)
        if head is None or served is None:
            return Standing(len(self._projects()), head.rev if head else 0, "")
        # A bridge carries what its subjects name; what is shown does not depend on that.
        allowed = self._law.summary(replace(served, bridge=False), self._clock.now())
        if self._known is None or self._known[:2] != (head.rev, allowed):
            seen, bodies = self._ledger.read(HUB_PROJECT, lambda state: state.items())
            standing = Standing(len(self._projects()), seen.rev, root_of(exported_view(bodies, allowed)))
            self._known = (seen.rev, allowed, standing)
        return replace(self._known[2], projects=len(self._projects()))

    def _projects(self) -> list[str]:
        return [head.project for head in self._ledger.heads() if head.project != HUB_PROJECT]
