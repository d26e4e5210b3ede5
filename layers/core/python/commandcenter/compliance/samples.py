"""The worked sheets of a pack: each says what every control of the pack must find."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from commandcenter.compliance.judge import Judge
from commandcenter.compliance.sheet import read_json
from commandcenter.kernel.errors import InvalidInputError
from commandcenter.plugins.schemas import compile_schema

_SCHEMA = {
    "type": "object",
    "required": ["name", "why", "facts", "expect"],
    "additionalProperties": False,
    "properties": {
        "name": {"type": "string", "minLength": 1},
        "why": {"type": "string", "minLength": 1},
        "facts": {"type": "object"},
        "expect": {"type": "object", "additionalProperties": {"enum": ["pass", "fail", "not_applicable"]}},
    },
}


@dataclass(frozen=True)
class Sample:
    """Hold one worked sheet: what it shows (`why`), its facts, and the verdict of each control by id."""

    name: str
    why: str
    facts: dict[str, Any]
    expect: dict[str, str]


def read_samples(folder: Path) -> list[Sample]:
    """Read `samples/*.json` of a pack's folder, sorted by name; raises InvalidInputError naming the file."""
    check, samples = compile_schema(_SCHEMA, "sample"), []
    for path in sorted((folder / "samples").glob("*.json")):
        try:
            sample = Sample(**check(read_json(path)))
        except InvalidInputError as error:
            raise InvalidInputError(f"{path}: {error.detail}", pointer=error.pointer) from None
        if sample.name != path.stem:
            raise InvalidInputError(f"{path}: the sample must be named {path.stem}", pointer="/name")
        samples.append(sample)
    return samples


def judge_samples(judge: Judge, pack: str, folder: Path) -> list[str]:
    """List what the judge finds otherwise than the samples say, one line each."""
    samples = read_samples(folder)
    faults = [] if samples else [f"{pack}: has no samples"]
    for sample in samples:
        faults += _differences(judge, pack, sample)
    return faults


def _differences(judge: Judge, pack: str, sample: Sample) -> Iterator[str]:
    try:
        found = {finding.control_id: str(finding.verdict) for finding in judge.judge(sample.facts, [pack])}
    except InvalidInputError as error:
        yield f"{sample.name}: {error}"
        return
    for identifier in sorted(found.keys() | sample.expect.keys()):
        said, is_found = sample.expect.get(identifier, "nothing"), found.get(identifier, "nothing")
        if said != is_found:
            yield f"{sample.name}: {identifier} is {is_found}, the sample says {said}"
