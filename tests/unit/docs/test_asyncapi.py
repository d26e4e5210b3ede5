"""The AsyncAPI document is valid, leads nowhere wrong, and describes the events the code sends."""

import json
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml
from asyncapi_shape import SHAPE
from docs_pages import DOCS, ROOT, code_blocks, named, rows
from jsonschema import Draft7Validator

from commandcenter import __version__
from commandcenter.ledger.model import Header
from commandcenter.mesh.commits import committed_event
from commandcenter.mesh.contracts import Contracts, hub_contracts
from commandcenter.mesh.patterns import compile_pattern

sys.path.insert(0, str(ROOT / "infra" / "docs"))
from asyncapi_page import asyncapi

DOCUMENT = yaml.safe_load((DOCS / "asyncapi.yaml").read_text())
SPECIFICATION = Draft7Validator(SHAPE)


def references(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        yield from (value["$ref"],) if "$ref" in value else ()
        for inner in value.values():
            yield from references(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from references(inner)


def resolve(document: Any, reference: str) -> Any:
    head, *path = reference.split("/")
    assert head == "#"
    for part in path:
        document = document[part]
    return document


def check_document(document: dict[str, Any]) -> None:
    assert [f"{error.json_path}: {error.message}" for error in SPECIFICATION.iter_errors(document)] == []
    for reference in references(document):
        assert resolve(document, reference)
    for channel in document["channels"].values():
        assert channel["address"].count("{") == len(channel.get("parameters", {}))


def test_the_document_is_valid_asyncapi() -> None:
    check_document(DOCUMENT)
    assert DOCUMENT["info"]["version"] == __version__


@pytest.mark.parametrize(
    ("place", "value"),
    [("#/channels/hub.sync.graph.committed/address", 7), ("#/operations/hub.sync.graph.committed/action", "publish"),
     ("#/components/schemas/hub.sync.graph.committed/properties/data/type", "thing"), ("#/info/version", None)],
)  # fmt: skip
def test_an_invalid_document_is_found_out(place: str, value: object) -> None:
    broken = json.loads(json.dumps(DOCUMENT))
    parent, _, member = place.rpartition("/")
    assert member in resolve(broken, parent)
    resolve(broken, parent)[member] = value
    assert [*SPECIFICATION.iter_errors(broken)]


def test_each_subject_of_the_page_is_a_channel_the_hub_sends_to() -> None:
    sent = [
        resolve(DOCUMENT, one["channel"]["$ref"]) for one in DOCUMENT["operations"].values() if one["action"] == "send"
    ]
    addresses = sorted(channel["address"] for channel in sent)
    assert addresses == sorted(channel["address"] for channel in DOCUMENT["channels"].values())
    assert addresses == sorted(named(row[0])[0] for row in rows(DOCS / "events.md", "event | when"))
    assert addresses == sorted(contract.address for contract in hub_contracts())


def test_an_event_of_the_code_fits_the_document() -> None:
    header = Header("p", 1, "", datetime(2026, 5, 1, tzinfo=UTC), "t", "c", "source", "0" * 64, "0" * 64)
    event = committed_event("h", header, header.digest)
    (message,) = DOCUMENT["channels"][event.type]["messages"].values()
    schema = Draft7Validator(resolve(DOCUMENT, resolve(DOCUMENT, message["$ref"])["payload"]["$ref"]))
    sent = event.to_cloudevent()
    assert schema.is_valid(sent)
    assert not schema.is_valid({**sent, "type": "hub.sync.graph.lost"})
    assert not schema.is_valid({**sent, "data": {**sent["data"], "rev": 0}})


def test_addresses_with_parameters_make_a_valid_document(tmp_path: Path) -> None:
    schema = {"title": "A hub is there", "type": "object"}
    (tmp_path / "{hub}.global.presence.json").write_text(json.dumps(schema))
    document = asyncapi(Contracts(tmp_path))
    check_document(document)
    channel = document["channels"]["hub.global.presence"]
    assert channel["parameters"].keys() == {"hub"}
    assert channel["x-eventbridge-pattern"] == compile_pattern("*.global.presence")


def test_patterns_on_the_page_are_those_the_code_writes() -> None:
    for pattern in ("hub.*.graph.*", "hub.sync.>"):
        (block,) = code_blocks(DOCS / "events.md", f"json pattern={pattern.replace('*', '[*]')}")
        assert json.loads(block) == compile_pattern(pattern)
