"""The published schemas take all we make, and nothing that was bent."""

import copy
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from jsonschema import Draft202012Validator
from made_audits import HUB, cases, few, large_audit
from test_changes_and_status import changes, statuses

import commandcenter.attestation as package
from commandcenter.attestation.model import PREDICATES
from commandcenter.attestation.statements.audit import ARTIFACTS, MAX_WAIVERS, audit_statement
from commandcenter.kernel.canonical import canonical

SCHEMAS = Path(str(package.__file__)).parent / "schemas"
FILES = dict.fromkeys(ARTIFACTS, b"")
OURS = ("audit", "change", "status")
LEFT_OPEN = r"null (/freshness/oldestEvidence|/packs/[0-9]+/score)|without /log/checkpoint"
"""The bends that leave a predicate we could make."""


def check(kind: str) -> Draft202012Validator:
    return Draft202012Validator(json.loads((SCHEMAS / f"{kind}.v1.json").read_text()))


CHECKS = {kind: check(kind) for kind in OURS}


@pytest.mark.parametrize("kind", OURS)
def test_schemas_are_schemas_of_their_predicates(kind: Any) -> None:
    schema = json.loads((SCHEMAS / f"{kind}.v1.json").read_text())
    Draft202012Validator.check_schema(schema)
    assert schema["$id"] == PREDICATES[kind]
    assert {path.name for path in SCHEMAS.iterdir()} == {f"{one}.v1.json" for one in OURS}


@few
@given(cases(), changes(), statuses())
def test_they_take_what_we_make(case: Any, change: Any, status: Any) -> None:
    for statement in (audit_statement(case[0], HUB, FILES), change, status):
        CHECKS[statement.kind].validate(json.loads(canonical(dict(statement.predicate))))


def test_they_take_the_largest() -> None:
    CHECKS["audit"].validate(audit_statement(large_audit(400, MAX_WAIVERS + 9, 200), HUB, FILES).predicate)


@settings(max_examples=10, deadline=None)
@given(cases(), changes(), statuses())
def test_bent_ones_fail(case: Any, change: Any, status: Any) -> None:
    for statement in (audit_statement(case[0], HUB, FILES), change, status):
        said = json.loads(canonical(dict(statement.predicate)))
        for how, bent in bends(said):
            if not re.fullmatch(LEFT_OPEN, how):
                assert not CHECKS[statement.kind].is_valid(bent), f"{statement.kind}: {how}"


def bends(said: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Take each member away, add one to each object, and put null and another type in the place of each value."""
    for path, value in places(said, ()):
        pointer = "".join(f"/{step}" for step in path)
        if isinstance(value, dict):
            yield f"more {pointer}", bent(said, (*path, "more"), 1)
        if path and isinstance(path[-1], str):
            yield f"without {pointer}", bent(said, path, ...)
        if path:
            yield f"null {pointer}", bent(said, path, None)
            yield f"type {pointer}", bent(said, path, [] if not isinstance(value, list) else {})
            if isinstance(value, int):
                yield f"negative {pointer}", bent(said, path, -1)


def places(value: Any, path: tuple[Any, ...]) -> Iterator[tuple[tuple[Any, ...], Any]]:
    yield path, value
    steps = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, below in steps:
        yield from places(below, (*path, step))


def bent(said: dict[str, Any], path: tuple[Any, ...], value: Any) -> dict[str, Any]:
    made = copy.deepcopy(said)
    at: Any = made
    for step in path[:-1]:
        at = at[step]
    if value is ...:
        del at[path[-1]]
    else:
        at[path[-1]] = value
    return made


@pytest.mark.parametrize(
    ("kind", "path", "value"),
    [
        ("audit", ("v",), 2),
        ("audit", ("hub",), "No Hub"),
        ("audit", ("rev",), 0),
        ("audit", ("audit",), "A" * 32),
        ("audit", ("asOf",), "2026-7-1"),
        ("audit", ("issued",), "2026-07-01T12:00:00Z"),
        ("audit", ("status",), "fine"),
        ("audit", ("packs", 0, "score"), 101),
        ("audit", ("packs", 0, "digest", "sha256"), "D" * 64),
        ("audit", ("evidence", "listed"), 129),
        ("audit", ("waivers", 0, "control"), "MICA-1"),
        ("audit", ("artifacts", 0, "name"), "oscal.json"),
        ("audit", ("artifacts",), []),
        ("audit", ("findings", "severe"), {"pass": 0, "fail": 0, "waived": 0}),
    ],
)
def test_values_out_of_range_fail(kind: str, path: tuple[Any, ...], value: Any) -> None:
    said = audit_statement(large_audit(6, 2, 3), HUB, FILES).to_json()["predicate"]
    CHECKS[kind].validate(said)
    assert not CHECKS[kind].is_valid(bent(said, path, value))


def test_a_change_is_of_one_action() -> None:
    said = {"v": 1, "hub": HUB, "project": "shop", "at": "2026-07-01T12:00:00.000Z"}
    good = ({"action": "revoked", "reason": "wrong", "by": ""}, {"action": "superseded", "reason": "", "by": "a" * 64})
    bad = (
        {"action": "revoked", "reason": " ", "by": ""},
        {"action": "revoked", "reason": "wrong", "by": "a" * 64},
        {"action": "superseded", "reason": "", "by": ""},
    )
    assert all(CHECKS["change"].is_valid(said | one) for one in good)
    assert not any(CHECKS["change"].is_valid(said | one) for one in bad)
