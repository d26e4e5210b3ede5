"""Every worked sheet of every pack comes out as it says; no corruption of a type makes anything pass."""

import copy
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commandcenter.compliance.judge import Judge
from commandcenter.compliance.samples import judge_samples, read_samples
from commandcenter.kernel.errors import InvalidInputError

POLICIES = Path(__file__).parents[3] / "policies"
PACKS = sorted(path.parent.name for path in POLICIES.glob("*/plugin.yaml"))
SAMPLES = [(pack, sample) for pack in PACKS for sample in read_samples(POLICIES / pack)]


@pytest.mark.parametrize("pack", PACKS)
def test_samples_come_out_as_they_say(judge: Judge, pack: str) -> None:
    assert judge_samples(judge, pack, POLICIES / pack) == []


@pytest.mark.parametrize("pack", PACKS)
def test_samples_reach_both_verdicts_and_many_controls(pack: str) -> None:
    verdicts = [verdict for name, sample in SAMPLES if name == pack for verdict in sample.expect.values()]
    assert {"pass", "fail", "not_applicable"} <= set(verdicts)


def leaves(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """List the places of a sheet, branches included."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [place for key, child in inner for place in [(*path, key), *leaves(child, (*path, key))]]


def put(sheet: dict[str, Any], place: tuple[Any, ...], value: Any) -> dict[str, Any]:
    changed: Any = copy.deepcopy(sheet)
    at = changed
    for key in place[:-1]:
        at = at[key]
    at[place[-1]] = value
    return dict(changed)


def kind(value: Any) -> str:
    return "number" if type(value) in (int, float) else type(value).__name__


def reads(path: str, place: tuple[Any, ...]) -> bool:
    """Say whether a path of a finding stands for this place or for a part of it."""
    named = path.replace("[*]", ".*").split(".")
    own = ["*" if isinstance(key, int) else key for key in place]
    return named[: len(own)] == own


STRANGERS = (True, 0, 1, -7, 10**9, 3.5, "", "yes", "2026-01-01", "9999-12-31", [], ["x"], [[]], {}, {"x": 1})


@given(data=st.data())
@settings(max_examples=60, deadline=None)
def test_no_value_of_another_type_makes_anything_pass(judge: Judge, data: st.DataObject) -> None:
    pack, sample = data.draw(st.sampled_from(SAMPLES))
    place = data.draw(st.sampled_from(leaves(sample.facts)))
    before: Any = sample.facts
    for key in place:
        before = before[key]
    stranger = data.draw(st.sampled_from([value for value in STRANGERS if kind(value) != kind(before)]))
    changed = put(sample.facts, place, stranger)
    try:
        findings = judge.judge(changed, [pack])
    except InvalidInputError as error:
        pointed = [part.replace("~1", "/").replace("~0", "~") for part in error.pointer.split("/")[1:]]
        assert pointed[: len(place)] == [str(key) for key in place]
        return
    if before is None:
        return  # a fact that was not known is known now
    passes = [finding for finding in findings if finding.verdict == "pass"]
    assert [one.control_id for one in passes if any(reads(path, place) for path in one.facts_used)] == []
