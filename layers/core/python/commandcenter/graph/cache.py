"""Keep graphs of revisions already read: a revision never changes, so what is cached is never wrong, only forgotten."""

import threading
from collections import OrderedDict
from collections.abc import Callable
from datetime import datetime
from typing import Any, Generic, TypeVar

from commandcenter.graph.hub_view import HubView
from commandcenter.graph.project_graph import ProjectGraph
from commandcenter.kernel.errors import NotFoundError
from commandcenter.kernel.urn import HUB_PROJECT
from commandcenter.ledger.ledger import Ledger

T = TypeVar("T")


class RevisionCache(Generic[T]):
    """Forget the revision used longest ago once the entities of all of them pass `capacity`; safe among threads."""

    def __init__(self, capacity: int) -> None:
        self._capacity = capacity
        self._kept: OrderedDict[tuple[str, int], tuple[T, int]] = OrderedDict()
        self._entities = 0
        self._lock = threading.Lock()

    def find(self, project: str, rev: int) -> T | None:
        with self._lock:
            found = self._kept.get((project, rev))
            if found is None:
                return None
            self._kept.move_to_end((project, rev))
            return found[0]

    def keep(self, project: str, rev: int, value: T, entities: int) -> T:
        with self._lock:
            _, before = self._kept.pop((project, rev), (None, 0))
            self._kept[project, rev] = value, entities
            self._entities += entities - before
            while self._entities > self._capacity and len(self._kept) > 1:
                self._entities -= self._kept.popitem(last=False)[1][1]
        return value


class GraphCache:
    """Read graphs of a ledger at head, at a revision or at a time, through a cache held as long as this object.

    `capacity_entities` bounds the entities kept; some 2 KB of memory each.
    """

    def __init__(self, ledger: Ledger, capacity_entities: int = 100_000) -> None:
        self.ledger = ledger
        self._graphs: RevisionCache[ProjectGraph] = RevisionCache(capacity_entities)
        self._views: RevisionCache[HubView] = RevisionCache(capacity_entities)
        self._times: RevisionCache[datetime] = RevisionCache(50_000)

    def graph(self, project: str, *, rev: int | None = None, time: datetime | None = None) -> ProjectGraph:
        """Return a project's graph; at head unless told otherwise, without nodes before the first commit.

        Raises NotFoundError for a project without commits or a revision it has not reached.
        """
        return self._read(self._graphs, project, ProjectGraph, rev, time)

    def hub(self, *, rev: int | None = None, time: datetime | None = None) -> HubView:
        """Return what the hub's own ledger says; an empty view when nothing was ever registered."""
        try:
            return self._read(self._views, HUB_PROJECT, HubView.read, rev, time)
        except NotFoundError:
            if rev:
                raise
            return HubView.read(HUB_PROJECT, 0, {})

    def commit_time(self, project: str, rev: int) -> datetime:
        """Return when a commit was made; raises NotFoundError."""
        found = self._times.find(project, rev)
        return found or self._times.keep(project, rev, self.ledger.commit(project, rev).header.at, 1)

    def _read(
        self,
        cache: RevisionCache[T],
        project: str,
        build: Callable[[str, int, Any], T],
        rev: int | None,
        time: datetime | None,
    ) -> T:
        past = rev is not None or time is not None
        head = None if past else self.ledger.head(project)
        at = head.rev if head else self.ledger.rev_at(project, rev=rev, time=time)
        found = cache.find(project, at)
        if found is not None:
            return found
        if past:
            bodies = self.ledger.as_of(project, rev=at)
        else:
            seen, bodies = self.ledger.read(project, lambda state: state.items())
            at = seen.rev
        return cache.keep(project, at, build(project, at, bodies), len(bodies))
