"""`ecosystem_graph()` over 50 projects of 200 nodes: in this process, and asked of a deployed hub."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from arithmetic import percentiles, time_each
from report import Section, Table, say
from world import AT, commit_project, project_name

from commandcenter.graph.cache import GraphCache
from commandcenter.graph.ecosystem import ecosystem_graph
from commandcenter.graph.link_projects import link_projects
from commandcenter.ledger.ledger import Ledger
from commandcenter.ledger.open import open_memory
from commandcenter.queries.execute import QueryContext, execute

if TYPE_CHECKING:
    from bench_hub import BenchHub

PROJECTS, NODES_EACH = 50, 200
HUB = "bench"
ASKED_MS = 300
"""What earlier prototypes asked for."""
QUERY = """{ ecosystemGraph(first: 100) { rev asOf total next missing stale
  projects { name title domain status tags nodes rev freshness { state headRev shownRev indexedAt reason } }
  services { urn project name }
  links { type sourceProject targetProject strength unresolved evidenceCount }
  edges { type sourceProject targetProject source target strength unresolved evidenceCount } } }"""


def measure_in_process() -> Section:
    """Time the call with the stores in memory, and the same as a GraphQL request."""
    say(f"ecosystem: {PROJECTS} projects of {NODES_EACH} nodes in memory")
    ledger = _populated()
    cache = GraphCache(ledger)
    operator = QueryContext(ledger, HUB, ("*",), frozenset(), cache)
    ways = {
        "ecosystem_graph(), cold cache": time_each(lambda: ecosystem_graph(ledger, HUB, cache=GraphCache(ledger)), 60),
        "ecosystem_graph(), warm": time_each(lambda: ecosystem_graph(ledger, HUB, cache=cache), 300),
        "as a GraphQL request, warm": time_each(lambda: _checked(execute(operator, {"query": QUERY})), 100),
    }
    figures = {name: percentiles(taken) for name, taken in ways.items()}
    return Section([_table("in-process", figures, None, [])], figures)


def measure_deployed(hub: "BenchHub") -> Section:
    """Time the same question over HTTP, with key and authorizer, beside the cheapest route of the same hub."""
    first = time_each(lambda: hub.ask("{ __typename }"), 1)
    say(f"ecosystem: {PROJECTS} projects of {NODES_EACH} nodes into the deployed hub's ledger")
    took = hub.populate(PROJECTS, NODES_EACH)
    hub.wait_until_linked(PROJECTS)
    say("ecosystem: asking the API")
    hub.ask(QUERY)
    hub.card()
    baseline = time_each(hub.card, 200)
    warm = time_each(lambda: hub.ask(QUERY), 200)
    changed = []
    for _ in range(10):
        hub.touch()
        changed += time_each(lambda: hub.ask(QUERY), 1)
    figures = {
        "/.well-known/commandcenter": percentiles(baseline),
        "POST /graphql, warm": percentiles(warm),
        "POST /graphql, hub's ledger just moved": percentiles(changed),
        "POST /graphql, a new worker's first": percentiles(first),
    }
    notes = [
        f"committing {PROJECTS * NODES_EACH:,} entities through the ledger took {took:.1f} s; the page shows all projects",
        "`moved`: 10 questions, each after a commit to the hub's ledger; `first`: one small question",
    ]
    return Section(
        [_table("through the API of a hub on the local stack", figures, "/.well-known/commandcenter", notes)], figures
    )


def _populated() -> Ledger:
    ledger = open_memory()
    for number in range(PROJECTS):
        commit_project(ledger, number, NODES_EACH)
        link_projects(ledger, HUB, project_name(number), at=AT, cause="bench")
    return ledger


def _checked(answer: dict[str, Any]) -> None:
    if answer.get("errors") or answer["data"]["ecosystemGraph"]["total"] != PROJECTS:
        raise RuntimeError(f"not the answer that was to be timed: {str(answer)[:300]}")


def _table(where: str, figures: dict[str, dict[str, float]], base: str | None, notes: Sequence[str]) -> Table:
    shares = ("p50", "p95", "p99")
    columns = ("question", *(f"{share} ms" for share in shares), *(("x baseline (p50)",) if base else ()))
    rows = []
    for name, found in figures.items():
        ratio = [found["p50"] / figures[base]["p50"]] if base else []
        rows.append([name, *(found[share] for share in shares), *ratio])
    title = f"{PROJECTS} projects, {PROJECTS * NODES_EACH:,} nodes, {where} (asked: p95 < {ASKED_MS} ms)"
    return Table(title, columns, rows, notes)
