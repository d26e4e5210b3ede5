"""Answer what leads from provisions to findings, and why a spec item has its categories.

The latest matrix of each graph is kept as long as the graph is, since whoever asks for a page mostly comes back for the next.
"""

from collections import Counter
from collections.abc import Hashable, Sequence
from operator import attrgetter
from weakref import WeakKeyDictionary

from commandcenter.compliance.categories.matrix import Gap, Matrix, Row
from commandcenter.compliance.categories.overrides import Overrides, merge, overrides_of
from commandcenter.compliance.categories.placing import explain_item
from commandcenter.compliance.categories.spec_items import title_of
from commandcenter.compliance.categories.traceability import trace
from commandcenter.compliance.categories.weights import read_weights
from commandcenter.compliance.model import Pack
from commandcenter.graph.project_graph import ProjectGraph
from commandcenter.kernel.pages import page_of
from commandcenter.queries.paging import pin, unpin
from commandcenter.queries.sight import AsOf, Sight
from commandcenter.queries.views import View

_latest: WeakKeyDictionary[ProjectGraph, tuple[Hashable, Matrix]] = WeakKeyDictionary()


def traceability(
    sight: Sight,
    *,
    project: str,
    first: int,
    gaps_only: bool = False,
    packs: list[str] | None = None,
    as_of: AsOf = None,
    after: str | None = None,
) -> View:
    """Answer Query.traceability."""
    from commandcenter.compliance.packs import choose_packs  # reading packs is more than other questions need

    catalogue, (pinned, after) = sight.catalogue(), unpin(after)
    graph = sight.graph(project, pinned[0] if pinned else as_of)
    matrix = _matrix(graph, choose_packs(catalogue, packs), _decisions(sight, graph))
    listed: Sequence[Row | Gap] = matrix.gaps if gaps_only else matrix.rows
    page = page_of(listed, attrgetter("position"), first=first, after=after)
    counts = Counter(gap.kind for gap in matrix.gaps)
    return {
        "project": graph.project,
        "rev": graph.rev,
        "rows": [_row_view(one) for one in page.items if isinstance(one, Row)],
        "gaps": [one for one in page.items if isinstance(one, Gap)],
        "gapCounts": [{"kind": kind, "count": count} for kind, count in sorted(counts.items())],
        "leftOut": matrix.left_out,
        "total": page.total,
        "next": pin(page.next, graph.rev),
    }


def item_categories(sight: Sight, *, project: str, item: str, as_of: AsOf = None) -> View:
    """Answer Query.itemCategories."""
    catalogue, graph = sight.catalogue(), sight.graph(project, as_of)
    controls = (control for pack in catalogue.values() for control in pack.controls.values())
    weights = read_weights().covering(control.category for control in controls)
    node, mapped = explain_item(graph, item, weights, _decisions(sight, graph))
    return {
        "project": graph.project,
        "rev": graph.rev,
        "item": node.key,
        "title": title_of(node),
        "categories": mapped.categories,
        "by": mapped.by,
        "threshold": weights.threshold,
        "scored": mapped.scored,
    }


def _decisions(sight: Sight, graph: ProjectGraph) -> Overrides:
    return merge(graph, overrides_of(graph), sight.decisions(graph.project))


def _matrix(graph: ProjectGraph, packs: Sequence[Pack], decided: Overrides) -> Matrix:
    way = (
        tuple((pack.id, pack.digest) for pack in packs),
        tuple(sorted((item, tuple(categories)) for item, categories in decided.items())),
    )
    kept = _latest.get(graph)
    if kept is not None and kept[0] == way:
        return kept[1]
    made = trace(graph, packs, decided)
    _latest[graph] = way, made
    return made


def _row_view(row: Row) -> View:
    return {**vars(row), "itemTitle": row.item_title, "itemStatus": row.item_status}
