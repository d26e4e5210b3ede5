"""The hub as one caller sees it: stores that know its projects only, so that no use case above them can tell of another.

Whatever reads through `restrict` cannot leak a row, count or name of a project outside: for it there is none.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, NoReturn

from commandcenter.compliance.categories.overrides import SCOPE as DECISIONS
from commandcenter.graph.aliases import Alias
from commandcenter.graph.cache import GraphCache
from commandcenter.graph.hub_view import HubView
from commandcenter.graph.model import Link
from commandcenter.graph.project_graph import ProjectGraph
from commandcenter.kernel.errors import ForbiddenError, InvalidInputError, NotFoundError
from commandcenter.kernel.urn import HUB_PROJECT, Urn
from commandcenter.ledger.ledger import Ledger
from commandcenter.ledger.model import Entity, Head
from commandcenter.ledger.ports import ItemStore, ObjectStore
from commandcenter.ledger.state_tree import Buckets

Projects = frozenset[str]


def restrict(ledger: Ledger, graphs: GraphCache, projects: Projects) -> tuple[Ledger, GraphCache]:
    """Show only some projects of a ledger and of its cache; nothing can be written through what is returned."""
    seen = projects - {HUB_PROJECT, "*"}
    view = Ledger(VisibleObjects(ledger.objects, seen), VisibleItems(ledger.items, seen))
    return view, VisibleGraphs(view, graphs, seen)


class VisibleObjects:
    """Read the objects of some projects; for others there are none."""

    def __init__(self, objects: ObjectStore, projects: Projects) -> None:
        self._objects = objects
        self._projects = projects

    def put_new(self, name: str, data: bytes) -> bool:
        _refuse(name, data)

    def get(self, name: str) -> bytes | None:
        return self._objects.get(name) if _project_of(name) in self._projects else None

    def names(self, prefix: str, after: str = "") -> Iterator[str]:
        return (name for name in self._objects.names(prefix, after) if _project_of(name) in self._projects)

    def folders(self, prefix: str) -> Iterator[str]:
        return (name for name in self._objects.folders(prefix) if _project_of(f"{prefix}{name}/") in self._projects)


class VisibleItems:
    """Read the items of some projects, and of the hub's own ledger the entries about these."""

    def __init__(self, items: ItemStore, projects: Projects) -> None:
        self._items = items
        self._projects = projects

    def head(self, project: str) -> Head | None:
        return self._items.head(project) if project in self._projects else None

    def heads(self) -> Iterator[Head]:
        return (head for head in self._items.heads() if head.project in self._projects)

    def buckets(self, project: str) -> Buckets | None:
        return self._items.buckets(project) if project in self._projects else None

    def bucket(self, project: str, number: int) -> Mapping[str, Entity]:
        return self._items.bucket(project, number) if project in self._projects else {}

    def get(self, project: str, keys: Iterable[str]) -> Mapping[str, Entity]:
        if project in self._projects:
            return self._items.get(project, keys)
        if project != HUB_PROJECT:
            return {}
        found = self._items.get(project, keys)
        return {key: entity for key, entity in found.items() if self._tells_of(entity.body)}

    def scan(self, project: str) -> Iterator[Entity]:
        return self._items.scan(project) if project in self._projects else iter(())

    def write(self, project: str, entities: Iterable[Entity]) -> None:
        _refuse(project, entities)

    def set_head(self, head: Head, buckets: Buckets, base: int) -> None:
        _refuse(head, buckets, base)

    def mark_published(self, project: str, rev: int) -> None:
        _refuse(project, rev)

    def clear(self, project: str) -> None:
        _refuse(project)

    def find_alias(self, alias: str) -> list[tuple[str, str]]:
        found = self._items.find_alias(alias)
        return [(project, key) for project, key in found if project in self._projects or self.get(project, [key])]

    def _tells_of(self, body: Mapping[str, Any] | None) -> bool:
        """Say whether an entry of the register is about a visible project alone."""
        if body is None or "link" in body or "record" in body:
            return False
        if body.get("scope") == DECISIONS:
            return body.get("project") in self._projects
        about = body.get("id") if body.get("type") == "project" else body.get("props", {}).get("project")
        return about in self._projects


class VisibleGraphs(GraphCache):
    """Read graphs through another cache, of some projects only, and the hub's ledger without a trace of others."""

    def __init__(self, ledger: Ledger, graphs: GraphCache, projects: Projects) -> None:
        super().__init__(ledger, capacity_entities=0)
        self._all = graphs
        self._projects = projects

    def graph(self, project: str, *, rev: int | None = None, time: datetime | None = None) -> ProjectGraph:
        if project not in self._projects:
            raise NotFoundError(f"there is no project {project} in this ledger")
        return self._all.graph(project, rev=rev, time=time)

    def hub(self, *, rev: int | None = None, time: datetime | None = None) -> HubView:
        whole = self._all.hub(rev=rev, time=time)
        links = (self._shown(link) for link in whole.links)
        return HubView(
            whole.rev,
            {name: entry for name, entry in whole.registrations.items() if name in self._projects},
            {name: said for name, said in whole.claims.items() if name in self._projects},
            tuple(link for link in links if link is not None),
            {name: replace(alias, reason="") for name, alias in whole.aliases.items() if self._knows(alias)},
        )

    def commit_time(self, project: str, rev: int) -> datetime:
        if project not in self._projects and project != HUB_PROJECT:
            raise NotFoundError(f"there is no project {project} in this ledger")
        return self._all.commit_time(project, rev)

    def _shown(self, link: Link) -> Link | None:
        """Leave out a link with an end elsewhere or on another hub, and evidence that was seen elsewhere."""
        if link.source.hub != link.target.hub:
            return None
        if link.source.project not in self._projects or link.target.project not in self._projects:
            return None
        evidence = tuple(piece for piece in link.evidence if self._sees(str(piece["ref"])))
        return replace(link, evidence=evidence, count=link.count - len(link.evidence) + len(evidence))

    def _knows(self, alias: Alias) -> bool:
        return self._sees(alias.name) and (alias.target is None or self._sees(alias.target))

    def _sees(self, name: str) -> bool:
        """Say whether a name, if it is a URN, names something in a visible project."""
        if not name.lower().startswith("urn:"):
            return True
        try:
            return Urn.parse(name).project in self._projects
        except InvalidInputError:
            return False


def _refuse(*_what: object) -> NoReturn:
    raise ForbiddenError("a query writes nothing")


def _project_of(name: str) -> str:
    """Return the project an object belongs to: `commits/<project>/<rev>`, `snapshots/<project>/<rev>`."""
    parts = name.split("/")
    return parts[1] if len(parts) == 3 else ""
