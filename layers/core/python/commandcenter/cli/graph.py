"""`graph:*` and `resolve`: questions to the graph, as tables or as the JSON of the answer."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from commandcenter.cli.connection import questions
from commandcenter.cli.places import place_options
from commandcenter.cli.render import json_option, say, show_json, show_table

_ECOSYSTEM = """query($domain: String, $status: String, $tag: String, $ofHub: String, $minStrength: Float, $first: Int,
  $after: String, $asOf: AsOf) { ecosystemGraph(domain: $domain, status: $status, tag: $tag, hub: $ofHub,
    minStrength: $minStrength, first: $first, after: $after, asOf: $asOf) { rev asOf total next missing stale
  hubs { name status lastSeen age version rev at projects current }
  projects { name hub title domain status tags nodes rev freshness { state headRev shownRev indexedAt reason } }
  services { urn project name }
  links { type sourceProject targetProject sourceHub targetHub strength unresolved observed evidenceCount }
  edges { type sourceProject targetProject sourceHub targetHub source target strength unresolved observed evidenceCount } } }"""
_PROJECT = """query($project: String!, $root: String, $depth: Int, $types: [NodeType!], $asOf: AsOf, $first: Int,
  $after: String) { projectGraph(project: $project, root: $root, depth: $depth, types: $types, asOf: $asOf, first: $first,
    after: $after) { project rev total next nodes { key urn type name props } edges { type source target } } }"""
_DEPENDENCIES = """query($urn: String!, $direction: Direction, $depth: Int, $asOf: AsOf, $first: Int, $after: String) {
  dependencies(urn: $urn, direction: $direction, depth: $depth, asOf: $asOf, first: $first, after: $after) {
    project rev total next nodes { key urn distance name } edges { type source target } } }"""
_DIFF = """query($project: String!, $from: AsOf!, $to: AsOf, $first: Int, $after: String) {
  diff(project: $project, from: $from, to: $to, first: $first, after: $after) {
    project from to added removed changed total next entries { key change before after } } }"""
_SEARCH = """query($text: String!, $project: String, $first: Int, $after: String) {
  search(text: $text, project: $project, first: $first, after: $after) {
    total next missing searched { project rev } hits { urn project type name rev } } }"""
_RESOLVE = """query($id: String!) { resolve(id: $id) { asked { scheme text }
  entities { urn project key rev } identifiers { scheme text } history { name kind target at rev reason } } }"""


def page_options(command: Any) -> Any:
    """Add `--first N` and `--after CURSOR`."""
    command = click.option("--after", metavar="CURSOR", help="go on after a page")(command)
    return click.option("--first", default=100, type=click.IntRange(1, 1000), show_default=True)(command)


as_of_option = click.option("--as-of", metavar="REV|TIME", help="at a revision, or a time (RFC 3339 with a zone)")


def as_of(text: str | None) -> int | str | None:
    """Read `--as-of`: digits are a revision, all else a time for the hub to read."""
    return int(text) if text and text.isdigit() else text


@click.command()
@click.option("--domain")
@click.option("--status", type=click.Choice(["active", "paused", "archived"]))
@click.option("--tag")
@click.option("--of-hub", metavar="NAME", help="only projects of this hub")
@click.option("--min-strength", default=0.0, type=click.FloatRange(0, 1), help="only links at least this strong")
@as_of_option
@page_options
@place_options
@json_option
def ecosystem(as_json: bool, store: Path | None, hub: str | None, **asked: Any) -> None:
    """Show all projects, what joins them, and how fresh each is."""
    variables = _variables(asked, {"min_strength": "minStrength", "as_of": "asOf", "of_hub": "ofHub"})
    graph = questions(store, hub).ask(_ECOSYSTEM, variables)["ecosystemGraph"]
    if as_json:
        show_json(graph)
        return
    several = len(graph["hubs"]) > 1
    if several:
        hub_columns = ("hub", "status", "heard", "version", "revision", "came in", "projects", "")
        show_table(f"{len(graph['hubs'])} hubs", hub_columns, map(_hub_row, graph["hubs"]))
    project_columns = ("project", "domain", "status", "nodes", "revision", "freshness", "indexed")
    columns = ("hub", *project_columns) if several else project_columns
    rows = ((*([one["hub"]] if several else []), *_project_row(one)) for one in graph["projects"])
    show_table(f"{graph['total']} projects", columns, rows)
    if graph["services"]:
        show_table("Services", ("service", "project"), [(one["name"], one["project"]) for one in graph["services"]])
    joined = [*graph["links"], *graph["edges"]]
    link_columns = ("from", "link", "to", "strength", "evidence", "")
    show_table(f"{len(joined)} links", link_columns, (_link_row(one, several=several) for one in joined))
    for name in ("missing", "stale"):
        if graph[name]:
            say(f"{name}: {', '.join(graph[name])}")
    _say_next(graph)


def _project_row(project: Mapping[str, Any]) -> tuple[Any, ...]:
    fresh = project["freshness"]
    return (
        project["name"], project["domain"], project["status"], project["nodes"], project["rev"], fresh["state"],
        fresh["indexedAt"],
    )  # fmt: skip


def _hub_row(hub: Mapping[str, Any]) -> tuple[Any, ...]:
    heard = "" if hub["age"] is None else f"{hub['age']:.0f} s ago"
    mark = "" if hub["current"] else "not current"
    return hub["name"], hub["status"], heard, hub["version"], hub["rev"], hub["at"], hub["projects"], mark


def _link_row(link: Mapping[str, Any], *, several: bool) -> tuple[Any, ...]:
    marks = [
        mark for mark, shown in (("unresolved", link["unresolved"]), ("not observed", not link["observed"])) if shown
    ]
    ends = [
        f"{link[f'{end}Hub']}/{link[f'{end}Project']}" if several else link[f"{end}Project"]
        for end in ("source", "target")
    ]
    return ends[0], link["type"], ends[1], f"{link['strength']:.2f}", link["evidenceCount"], ", ".join(marks)


@click.command()
@click.argument("project")
@click.option("--root", help="key of the node to start from")
@click.option("--depth", type=click.IntRange(0), help="levels of containment to go down")
@click.option("--type", "types", multiple=True, help="only nodes of this type; again for more")
@as_of_option
@page_options
@place_options
@json_option
def project(as_json: bool, store: Path | None, hub: str | None, types: tuple[str, ...], **asked: Any) -> None:
    """Show the graph of PROJECT, or what one of its nodes contains."""
    variables = _variables({**asked, "types": list(types) or None}, {"as_of": "asOf"})
    graph = questions(store, hub).ask(_PROJECT, variables)["projectGraph"]
    if as_json:
        show_json(graph)
        return
    rows = [(node["type"], node["name"], node["key"]) for node in graph["nodes"]]
    show_table(f"{graph['project']} at revision {graph['rev']}: {graph['total']} nodes", ("type", "name", "key"), rows)
    _say_next(graph)


@click.command()
@click.argument("urn")
@click.option("--direction", default="out", type=click.Choice(["out", "in", "both"]), show_default=True)
@click.option("--depth", type=click.IntRange(1), help="steps to walk [default: to the end]")
@as_of_option
@page_options
@place_options
@json_option
def dependencies(as_json: bool, store: Path | None, hub: str | None, **asked: Any) -> None:
    """Walk what the entity called URN depends on, or what depends on it."""
    walk = questions(store, hub).ask(_DEPENDENCIES, _variables(asked, {"as_of": "asOf"}))["dependencies"]
    if as_json:
        show_json(walk)
        return
    rows = [(node["distance"], node["name"], node["key"]) for node in walk["nodes"]]
    show_table(f"{walk['project']} at revision {walk['rev']}", ("steps", "name", "key"), rows)
    _say_next(walk)


@click.command()
@click.argument("project")
@click.argument("start")
@click.argument("end", required=False)
@page_options
@place_options
@json_option
def diff(as_json: bool, store: Path | None, hub: str | None, start: str, end: str | None, **asked: Any) -> None:
    """List what differs in PROJECT between START and END (the head), each a revision or a time."""
    variables = {**_variables(asked, {}), "from": as_of(start), "to": as_of(end)}
    found = questions(store, hub).ask(_DIFF, variables)["diff"]
    if as_json:
        show_json(found)
        return
    title = (
        f"{found['project']} from revision {found['from']} to {found['to']}: "
        f"{found['added']} added, {found['removed']} removed, {found['changed']} changed"
    )
    show_table(title, ("change", "key"), [(entry["change"], entry["key"]) for entry in found["entries"]])
    _say_next(found)


@click.command()
@click.argument("text")
@click.option("--project", help="search one project only")
@page_options
@place_options
@json_option
def search(as_json: bool, store: Path | None, hub: str | None, **asked: Any) -> None:
    """Find nodes whose id, name or title holds all words of TEXT."""
    found = questions(store, hub).ask(_SEARCH, _variables(asked, {}))["search"]
    if as_json:
        show_json(found)
        return
    rows = [(hit["project"], hit["type"], hit["name"], hit["urn"]) for hit in found["hits"]]
    show_table(f"{found['total']} hits", ("project", "type", "name", "urn"), rows)
    _say_next(found)


@click.command()
@click.argument("identifier")
@place_options
@json_option
def resolve(identifier: str, store: Path | None, hub: str | None, as_json: bool) -> None:
    """Find what IDENTIFIER means: a URN, purl, SWHID, Git address, ARN or Backstage reference.

    Exit code 1 when it means nothing here.
    """
    found = questions(store, hub).ask(_RESOLVE, {"id": identifier})["resolve"]
    if as_json:
        show_json(found)
    else:
        asked = f"{found['asked']['scheme']} {found['asked']['text']}"
        show_table(
            asked,
            ("urn", "project", "revision"),
            [(one["urn"], one["project"], one["rev"]) for one in found["entities"]],
        )
        if found["identifiers"]:
            show_table(
                "Also called", ("scheme", "name"), [(one["scheme"], one["text"]) for one in found["identifiers"]]
            )
    if not found["entities"]:
        raise click.exceptions.Exit(1)


def _variables(asked: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    said = {**asked, **({"as_of": as_of(asked["as_of"])} if "as_of" in asked else {})}
    return {names.get(name, name): value for name, value in said.items() if value is not None}


def _say_next(answer: Mapping[str, Any]) -> None:
    if answer["next"]:
        say(f"more with: --after {answer['next']}")
