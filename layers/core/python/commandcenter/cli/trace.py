"""`trace:*`: from provisions to controls, spec items, tasks and findings of a project."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any
from urllib.parse import quote

import click

from commandcenter.cli.connection import HubClient, Questions, questions
from commandcenter.cli.graph import as_of as moment
from commandcenter.cli.graph import as_of_option
from commandcenter.cli.places import default_store, find_hub, place_options
from commandcenter.cli.render import json_option, show_json, show_table
from commandcenter.compliance.categories.matrix import Gap, Matrix, Row
from commandcenter.kernel.errors import InvalidInputError, NotFoundError

_SHOW = """query($project: String!, $packs: [String!], $gapsOnly: Boolean, $after: String, $asOf: AsOf) {
  traceability(project: $project, packs: $packs, gapsOnly: $gapsOnly, first: 1000, after: $after, asOf: $asOf) {
    project rev leftOut next gaps { kind subject pack title }
    rows { citation pack control title category severity verdict reason finding waiver item item_title: itemTitle
      item_status: itemStatus by tasks } } }"""
_EXPLAIN = """query($project: String!, $item: String!, $asOf: AsOf) {
  itemCategories(project: $project, item: $item, asOf: $asOf) {
    project rev item title categories by threshold scored { category score hits { kind what weight } } } }"""


@click.command()
@click.argument("project")
@click.option("--pack", "packs", multiple=True, metavar="ID", help="only controls of this pack [default: all]")
@click.option("--gaps", "only_gaps", is_flag=True, help="show only what is missing")
@click.option("--csv", "as_csv", is_flag=True, help="print CSV for spreadsheets, gaps among it")
@as_of_option
@place_options
@json_option
def show(
    project: str,
    packs: tuple[str, ...],
    only_gaps: bool,
    as_csv: bool,
    as_of: str | None,
    store: Path | None,
    hub: str | None,
    as_json: bool,
) -> None:
    """Show which spec items, tasks and findings of PROJECT belong to which provision, and what is missing."""
    if as_csv and (as_json or only_gaps):
        raise InvalidInputError("--csv shows rows and gaps; give it without --json and --gaps")
    asked = {"project": project, "packs": list(packs) or None}
    matrix = read_matrix(questions(store, hub), asked, moment(as_of), rows=not only_gaps)
    if as_csv:
        from commandcenter.compliance.categories.matrix_csv import matrix_csv

        click.echo(matrix_csv(matrix), nl=False)
    elif as_json:
        show_json(asdict(matrix))
    else:
        _show(matrix, rows=not only_gaps)


@click.command()
@click.argument("project")
@click.argument("item")
@as_of_option
@place_options
@json_option
def explain(project: str, item: str, as_of: str | None, store: Path | None, hub: str | None, as_json: bool) -> None:
    """Tell why ITEM of PROJECT, called by its name (AUTH-12) or its id (path#slug), has its categories."""
    found = questions(store, hub).ask(_EXPLAIN, {"project": project, "item": item, "asOf": moment(as_of)})
    said = found["itemCategories"]
    if as_json:
        show_json(said)
        return
    rows = [
        (
            "yes" if one["category"] in said["categories"] else "",
            one["category"],
            one["score"],
            ", ".join(f"{hit['kind']} {hit['what']!r} {hit['weight']}" for hit in one["hits"]),
        )
        for one in said["scored"]
    ]
    show_table(f"{said['item']}: {said['title']}", ("", "category", "score", "what speaks for it"), rows)
    decided = "somebody decided" if said["by"] == "override" else f"a score of {said['threshold']} or more"
    click.echo(f"{', '.join(said['categories']) or 'no category'}: {decided}")


@click.command()
@click.argument("project")
@click.argument("item")
@click.argument("categories", nargs=-1)
@click.option("--none", "no_category", is_flag=True, help="it has no category")
@click.option("--undo", is_flag=True, help="leave it to the mapper and the repository again")
@place_options
def decide(
    project: str,
    item: str,
    categories: tuple[str, ...],
    no_category: bool,
    undo: bool,
    store: Path | None,
    hub: str | None,
) -> None:
    """Decide the CATEGORIES of ITEM of PROJECT; kept in the ledger, it goes before the mapper and the repository."""
    if sum((bool(categories), no_category, undo)) != 1:
        raise InvalidInputError("give categories, --none or --undo")
    if store and hub:
        raise InvalidInputError("give --store or --hub, not both")
    decided = None if undo else list(categories)
    if hub:
        path = f"/v1/projects/{quote(project, safe='')}/categories"
        HubClient(find_hub(hub)).call("PUT", path, {"item": item, "categories": decided})
    else:
        _decide_here(store or default_store(), project, item, decided)
    click.echo(f"{item}: {'left to the mapper' if undo else ', '.join(categories) or 'no category'}")


def _decide_here(store: Path, project: str, item: str, categories: list[str] | None) -> None:
    from commandcenter.compliance.categories.overrides import plan_decision
    from commandcenter.kernel.clock import SystemClock
    from commandcenter.kernel.urn import HUB_PROJECT
    from commandcenter.ledger.model import Meta
    from commandcenter.ledger.open import open_directory

    if not store.is_dir() or open_directory(store).head(project) is None:
        raise NotFoundError(f"{project} is no project of the store {store}")
    meta = Meta(SystemClock().now(), "cli", f"categories of {project}", "source")
    open_directory(store).submit(HUB_PROJECT, plan_decision(project, item, categories), meta)


def read_matrix(place: Questions, asked: Mapping[str, Any], at: int | str | None, *, rows: bool = True) -> Matrix:
    """Read all pages of a matrix, and of the gaps at the same revision; with `rows=False` of the gaps alone."""
    pages = list(_pages(place, {**asked, "gapsOnly": not rows, "asOf": at}))
    whole = pages[0]
    missing = list(_pages(place, {**asked, "gapsOnly": True, "asOf": whole["rev"]})) if rows else pages
    return Matrix(
        project=whole["project"],
        rev=whole["rev"],
        rows=tuple(Row(**{**row, "tasks": tuple(row["tasks"])}) for page in pages for row in page["rows"]),
        gaps=tuple(Gap(**gap) for page in missing for gap in page["gaps"]),
        left_out=tuple(whole["leftOut"]),
    )


def _pages(place: Questions, variables: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    after = None
    while True:
        page = place.ask(_SHOW, {**variables, "after": after})["traceability"]
        yield page
        after = page["next"]
        if after is None:
            return


def _show(matrix: Matrix, *, rows: bool) -> None:
    if rows:
        columns = ("provision", "control", "verdict", "item", "status", "by", "tasks", "finding")
        shown = [
            (
                one.citation,
                one.control,
                _verdict(one),
                one.item,
                one.item_status,
                one.by,
                ", ".join(one.tasks),
                one.finding,
            )
            for one in matrix.rows
        ]
        show_table(f"{matrix.project} at revision {matrix.rev}: {len(shown)} rows", columns, shown)
    gaps = [(one.kind, one.subject, one.title) for one in matrix.gaps]
    show_table(f"{matrix.project} at revision {matrix.rev}: {len(gaps)} gaps", ("what", "where", "title"), gaps)
    click.echo(f"{len(matrix.left_out)} controls do not apply and have no item")


def _verdict(row: Row) -> str:
    return f"{row.verdict} (waived)" if row.waiver else row.verdict
