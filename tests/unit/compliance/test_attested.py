"""What several files attest of one project: what is proved and not contradicted counts, everything else is told."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from commandcenter.compliance.facts.assemble import assemble_facts
from commandcenter.compliance.facts.model import FactSheet
from commandcenter.graph.model import Node
from commandcenter.graph.replace import plan_replace
from commandcenter.kernel.clock import FixedClock
from commandcenter.ledger.model import Meta
from commandcenter.ledger.open import open_memory

HELD = hashlib.sha256(b"held").hexdigest()
PROOF = {"uri": "compliance/proof.txt", "sha256": HELD, "collected_at": "2026-01-01"}
NAMES = st.sampled_from(["a", "b", "c"])
PATHS = st.lists(NAMES, min_size=1, max_size=3).map(".".join)
scalars = st.sampled_from([True, True, False, None, 0, 1, "x", [], [True, 1], [{"a": True}], [{"a": False}]])
groups = st.dictionaries(
    NAMES, st.recursive(scalars, lambda inner: st.dictionaries(NAMES, inner, max_size=3), max_leaves=4), max_size=3
)
files = st.lists(st.tuples(groups, st.lists(PATHS, max_size=2)), min_size=1, max_size=3)
File = tuple[Mapping[str, Any], list[str]]
many = settings(max_examples=400, deadline=None)


def assemble(told: list[File]) -> FactSheet:
    ledger, at = open_memory(), FixedClock().now()
    nodes = [Node("project", "shop"), Node("file", "compliance/proof.txt", {"sha256": HELD}, "project:shop")]
    for place, (facts, proved) in enumerate(told):
        for group, value in facts.items():
            evidence = {path: [PROOF] for path in proved if path.split(".")[0] == group}
            props = {"kind": "attested", "group": group, "facts": value, "evidence": evidence}
            nodes.append(Node("evidence", f"compliance/{place}.yaml#{group}", props, "project:shop"))
    ledger.submit("shop", plan_replace(nodes, "source"), Meta(at, "test", "index", "source"))
    return assemble_facts(ledger, "shop", "2026-01-01")


def leaves(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict) and value:
        for name, member in value.items():
            yield from leaves(member, f"{path}.{name}".lstrip("."))
    elif path:
        yield path, value


def claims(value: Any) -> bool:
    """Say whether a true stands in a value; asked of its text, not as the code does it."""
    return "true" in json.dumps(value)


def covered(path: str, proved: list[str]) -> bool:
    return any(path == one or path.startswith(f"{one}.") for one in proved)


def shown(sheet: FactSheet) -> dict[str, Any]:
    return {path: value for path, value in leaves(dict(sheet.facts)) if path.split(".")[0] in "abc"}


@given(files)
@many
def test_nothing_is_true_that_nobody_proves(told: list[File]) -> None:
    for path, value in shown(assemble(told)).items():
        if claims(value):
            assert any(covered(path, proved) and (path, value) in list(leaves(facts)) for facts, proved in told)


@given(files)
@many
def test_what_does_not_count_is_told(told: list[File]) -> None:
    """Each value of each file stands in the sheet as it was told, or is refused by name; the sheet has no others."""
    sheet = assemble(told)
    refused = {one.path for one in sheet.refused}
    facts = shown(sheet)
    for path, value in (pair for said, _ in told for pair in leaves(said)):
        within = value == {} and any(one.startswith(f"{path}.") for one in [*facts, *refused])
        assert within or path in refused or (path in facts and repr(facts[path]) == repr(value))
    every = [path for said, _ in told for path, _ in leaves(said)]
    assert set(facts) <= set(every)
    assert refused <= set(every)


@given(files)
@many
def test_two_values_are_none(told: list[File]) -> None:
    """Where two files differ about a fact, or one has members where another has a value, neither counts."""
    facts = shown(assemble(told))
    said = {(path, repr(value)) for one, _ in told for path, value in leaves(one)}
    for path, value in said:
        for other, another in said:
            if (path == other and value != another) or (other.startswith(f"{path}.") and value != "{}"):
                assert path not in facts
                assert other not in facts or other == path


@given(files, st.randoms(use_true_random=False))
@many
def test_the_order_of_files_does_not_matter(told: list[File], random: Any) -> None:
    before = assemble(told)
    mixed = random.sample(told, len(told))
    after = assemble(mixed)
    assert after.facts == before.facts
    assert {(one.path, one.reason) for one in after.refused} == {(one.path, one.reason) for one in before.refused}


@given(groups)
@many
def test_one_proof_is_enough_for_files_that_agree(facts: Mapping[str, Any]) -> None:
    alone = assemble([(facts, list(facts))])
    assert alone.refused == ()
    assert shown(alone) == dict(leaves(dict(facts)))
    for told in ([(facts, []), (facts, list(facts))], [(facts, list(facts)), (facts, [])]):
        both = assemble(told)
        assert (both.facts, both.refused) == (alone.facts, ())
