"""Contracts of the subjects: every event a hub makes fits, nothing else is published, and the schemas mean one thing to all."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, get_args

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from jsonschema import Draft7Validator, Draft202012Validator

from commandcenter.kernel.errors import InvalidInputError
from commandcenter.kernel.urn import HUB_PROJECT, check_name
from commandcenter.ledger.model import Change, Header, Meta, Origin
from commandcenter.ledger.open import open_memory
from commandcenter.mesh import subjects
from commandcenter.mesh.bus import MemoryBus
from commandcenter.mesh.commits import committed_event
from commandcenter.mesh.contracts import Contract, Contracts, check_event, hub_contracts
from commandcenter.mesh.envelope import MAX_HOPS, Event
from commandcenter.mesh.eventbridge import EventBridgeBus
from commandcenter.mesh.patterns import matches

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)
COMMON = {
    "$schema", "title", "description", "type", "required", "properties", "additionalProperties", "items", "enum", "const",
    "pattern", "minLength", "maxLength", "minimum", "maximum", "minItems", "maxItems", "uniqueItems",
    "allOf", "anyOf", "oneOf", "not",
}  # fmt: skip
"""Keywords that mean the same in draft 7 and in 2020-12; of `items`, only the form with one schema does."""

names = st.just(HUB_PROJECT) | st.from_regex(r"[a-z0-9]([a-z0-9._-]{0,61}[a-z0-9])?", fullmatch=True)
hashes = st.text("0123456789abcdef", min_size=64, max_size=64)
moments = st.datetimes(timezones=st.just(UTC))
headers = st.builds(
    Header, project=names, rev=st.integers(1, 2**53 - 1), parent=hashes | st.just(""), at=moments, actor=st.text(),
    cause=st.text(), origin=st.sampled_from(get_args(Origin)), changes_root=hashes, state_root=hashes,
)  # fmt: skip
hubs = names.filter(lambda name: name != HUB_PROJECT)
committed = st.builds(lambda hub, header, digest: committed_event(hub, header, digest), hubs, headers, hashes)
values = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 3) | st.just(0.5) | st.text(max_size=3) | hashes,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner, max_size=2),
)


class Client:
    """Stand for the boto3 client at the edge of the process."""

    def __init__(self) -> None:
        self.entries: list[Any] = []

    def put_events(self, Entries: list[Any]) -> dict[str, Any]:  # noqa: N803 - boto3's word
        self.entries += Entries
        return {"FailedEntryCount": 0, "Entries": []}


def one_event() -> Event:
    return committed_event("h", Header("p", 1, "", NOW, "t", "c", "source", "0" * 64, "0" * 64), "0" * 64)


def refusal(event: Event, contracts: Contracts | None = None) -> str | None:
    """Return the pointer of what is wrong with an event, None when nothing is."""
    try:
        (contracts or hub_contracts()).check(event)
    except InvalidInputError as error:
        return error.pointer
    return None


@given(committed)
def test_every_event_of_a_commit_fits(event: Event) -> None:
    check_event(event)


@given(st.text(max_size=8) | names)
def test_every_name_the_ledger_takes_is_one_the_contract_takes(name: str) -> None:
    """What the ledger commits must be tellable: were the contract narrower, the outbox of that project would stand still."""
    try:
        check_name(name)
    except InvalidInputError:
        assert refusal(replace(one_event(), data={**one_event().data, "project": name})) == "/data/project"
    else:
        assert refusal(replace(one_event(), data={**one_event().data, "project": name})) is None


def test_the_contract_knows_the_origins_of_the_ledger() -> None:
    data = hub_contracts().find(subjects.GRAPH_COMMITTED).data
    assert data["properties"]["origin"]["enum"] == list(get_args(Origin))


@given(committed, st.sampled_from([*one_event().data]), values)
def test_our_validator_and_the_2020_12_one_agree(event: Event, name: str, value: Any) -> None:
    """And a fault in a member is told with the pointer of that member."""
    assume(
        not (isinstance(value, str) and value.endswith("\n"))
    )  # `$` of Python's re looks past it, JavaScript's does not
    changed = replace(event, data={**event.data, name: value})
    schema = hub_contracts().find(event.type).event_schema()
    expected = [
        "".join(f"/{part}" for part in error.absolute_path) for error in validator(schema).iter_errors(wire(changed))
    ]
    assert refusal(changed) == (expected[0] if expected else None)


def validator(schema: dict[str, Any]) -> Draft202012Validator:
    return Draft202012Validator(schema)


def wire(event: Event) -> Any:
    return json.loads(json.dumps(event.to_cloudevent()))


@pytest.mark.parametrize(
    ("change", "pointer"),
    [({"id": ""}, "/id"), ({"source": "h"}, "/source"), ({"source": "urn:cc:H"}, "/source"), ({"subject": "s"}, "/subject"),
     ({"subject": "urn:cc:h:p:project:"}, "/subject"), ({"type": "hub.sync.graph.lost"}, "/type"), ({"data": {}}, "/data"),
     ({"data": {**one_event().data, "canary": "secret"}}, "/data"), ({"data": {**one_event().data, "rev": True}}, "/data/rev"),
     ({"data": {**one_event().data, "at": NOW}}, "/data"), ({"data": {**one_event().data, "cause": NOW}}, "/data/cause")],
)  # fmt: skip
@pytest.mark.parametrize("kind", ["memory", "eventbridge"])
def test_no_bus_takes_what_breaks_the_contract(kind: str, change: dict[str, Any], pointer: str) -> None:
    client, memory = Client(), MemoryBus()
    bus = memory if kind == "memory" else EventBridgeBus(client, "b")
    bus.publish(one_event())
    with pytest.raises(InvalidInputError) as caught:
        bus.publish(replace(one_event(), **change))
    assert caught.value.pointer == pointer
    assert "secret" not in str(caught.value)
    assert len(memory.events) + len(client.entries) == 1


def test_every_subject_of_the_code_has_a_contract_and_no_other_has() -> None:
    told = {value for name, value in vars(subjects).items() if name.isupper() and isinstance(value, str)}
    assert {contract.address for contract in hub_contracts()} == told


def test_no_subject_has_two_contracts() -> None:
    contracts = list(hub_contracts())
    for one in contracts:
        sample = one.pattern.replace("*", "x")
        assert [other.address for other in contracts if matches(other.pattern, sample)] == [one.address]


def test_the_outbox_speaks_under_its_contract() -> None:
    """What a ledger tells through a bus, read back from the wire, is an event that fits."""
    ledger, bus = open_memory(), MemoryBus()
    for number in range(3):
        meta = Meta(NOW, "t", f"cause {number}", "derived")
        ledger.submit("p", lambda _state, number=number: [Change("file:a", {"n": number})], meta)  # type: ignore[misc]
    ledger.publish("p", lambda header, _head: bus.publish(committed_event("h", header, header.digest)))
    assert [event.data["rev"] for event in bus.events] == [1, 2, 3]
    for event in bus.events:
        check_event(Event.from_cloudevent(wire(event)))


def keywords(schema: Any) -> Iterator[str]:
    """Yield the keywords of a schema and of those within it; the names of properties are none."""
    if not isinstance(schema, dict):
        return
    yield from schema
    for name, value in schema.items():
        if name == "properties":
            for inner in value.values():
                yield from keywords(inner)
        elif name in ("items", "not", "additionalProperties"):
            assert not isinstance(value, list)
            yield from keywords(value)
        elif name in ("allOf", "anyOf", "oneOf"):
            for inner in value:
                yield from keywords(inner)


@pytest.mark.parametrize("contract", [*hub_contracts()], ids=lambda contract: contract.address)
def test_schemas_are_2020_12_and_mean_the_same_in_draft_7(contract: Contract) -> None:
    assert contract.data["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    for schema in (contract.data, contract.event_schema()):
        Draft202012Validator.check_schema(schema)
        Draft7Validator.check_schema(schema)
        assert set(keywords(schema)) <= COMMON
    assert contract.data["additionalProperties"] is False
    assert contract.event_schema()["properties"]["hops"]["maximum"] == MAX_HOPS
    assert contract.event_schema()["properties"]["type"]["maxLength"] == subjects.MAX_LENGTH


def test_addresses_with_parameters_stand_for_many_subjects(tmp_path: Path) -> None:
    for address, kind in [("{hub}.global.presence", "integer"), ("east.global.presence", "string")]:
        schema = {"type": "object", "required": ["n"], "properties": {"n": {"type": kind}}}
        (tmp_path / f"{address}.json").write_text(json.dumps(schema))
    contracts = Contracts(tmp_path)
    assert [contract.pattern for contract in contracts] == ["east.global.presence", "*.global.presence"]
    event = replace(one_event(), type="west.global.presence", data={"n": 1})
    assert refusal(event, contracts) is None
    assert refusal(replace(event, data={"n": "1"}), contracts) == "/data/n"
    # A schema for one subject outright goes before that of many.
    assert refusal(replace(event, type="east.global.presence"), contracts) == "/data/n"
    assert refusal(replace(event, type="west.global.summary"), contracts) == "/type"
    assert contracts.find("west.global.presence").parameters == ["hub"]


def test_a_schema_under_a_name_that_is_no_address_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.>.b.json").write_text("{}")
    with pytest.raises(InvalidInputError):
        Contracts(tmp_path)
