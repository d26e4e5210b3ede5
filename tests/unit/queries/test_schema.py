"""The SDL is the contract: documented, priced, and answered in full."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from graphql import GraphQLEnumType, GraphQLObjectType, get_named_type
from graphql.language import parse

from commandcenter.graph.federated.model import HubSighting
from commandcenter.graph.model import EDGE_TYPES, LINK_TYPES, NODE_TYPES
from commandcenter.graph.registry import STATUSES
from commandcenter.queries.limits import COST
from commandcenter.queries.resolvers import RESOLVERS
from commandcenter.queries.schema import executable_schema, schema_text

from .worlds import OTHERS, SEEN, ask, context, full_query, is_list_of_objects, open_world, questions

SCHEMA = executable_schema()
OBJECTS = [
    kind for name, kind in SCHEMA.type_map.items() if isinstance(kind, GraphQLObjectType) and not name.startswith("__")
]
FIELDS = [(kind.name, name, field) for kind in OBJECTS for name, field in kind.fields.items()]


def test_everything_is_documented() -> None:
    bare = []
    for definition in parse(schema_text()).definitions:
        parts = [definition, *(getattr(definition, "fields", None) or ()), *(getattr(definition, "values", None) or ())]
        for part in parts:
            named = [part, *(getattr(part, "arguments", None) or ())]
            bare += [f"{definition.name.value}.{one.name.value}" for one in named if not one.description]
    assert bare == []


@pytest.mark.parametrize(("name", "values"), [("NodeType", NODE_TYPES), ("EdgeType", EDGE_TYPES)])
def test_the_vocabulary_is_that_of_the_graph(name, values) -> None:
    kind = SCHEMA.type_map[name]
    assert isinstance(kind, GraphQLEnumType)
    assert set(kind.values) == values


def test_words_written_into_descriptions_are_those_of_the_graph() -> None:
    link, project = SCHEMA.type_map["Link"].fields, SCHEMA.type_map["Project"].fields
    assert all(word in link["type"].description for types in LINK_TYPES.values() for word in types)
    assert all(status in project["status"].description for status in STATUSES)


def test_every_list_has_a_price() -> None:
    """A list of objects says how long it is, or is the page its parent was asked for."""
    paged = {get_named_type(field.type).name for _, _, field in FIELDS if field.extensions[COST][1]}
    free = [
        f"{owner}.{name}"
        for owner, name, field in FIELDS
        if is_list_of_objects(field) and field.extensions[COST][1:] == (None, 1) and owner not in paged
    ]
    assert free == []
    assert all(field.extensions[COST][1] in (None, *field.args) for _, _, field in FIELDS)


def test_resolvers_are_for_fields_there_are() -> None:
    known = {f"{owner}.{name}" for owner, name, _ in FIELDS}
    assert set(RESOLVERS) <= known
    assert {place for place in known if place.startswith("Query.")} <= set(RESOLVERS)


def test_every_field_answers() -> None:
    """Each field of the SDL has a value somewhere: a misspelt one would be null everywhere, or an error."""
    told = set()
    for project in (*SEEN, *OTHERS[:2]):
        everyone = context(open_world(OTHERS))
        for name, asked in questions(project, "beta"):
            answer = ask(everyone, full_query(name), **asked)
            assert "errors" not in answer, (name, asked, answer["errors"])
            told |= set(valued(SCHEMA.query_type, answer["data"]))
    heard = HubSighting("canary-hub", "stale", datetime(2026, 1, 1, tzinfo=UTC), "0.1.0")
    now = replace(context(open_world(OTHERS)), sightings=lambda: [heard])
    answer = ask(now, full_query("ecosystemGraph"), first=10)
    told |= set(valued(SCHEMA.query_type, answer["data"]))
    assert {f"{owner}.{name}" for owner, name, _ in FIELDS} - told == set()


def valued(kind, value):
    if isinstance(value, list):
        for item in value:
            yield from valued(kind, item)
    elif isinstance(kind, GraphQLObjectType) and isinstance(value, dict):
        for name, inner in value.items():
            if inner is not None:
                yield f"{kind.name}.{name}"
                yield from valued(get_named_type(kind.fields[name].type), inner)
