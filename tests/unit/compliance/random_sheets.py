"""Random fact sheets that the packs' schemas take, and the repositories in which people attest them."""

import hashlib
import json
import string
from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import hypothesis.strategies as st

POLICIES = Path(__file__).parents[3] / "policies"
MEASURED = frozenset({"quality"})
"""Groups no test attests, since they are measured."""
PROOF = b"Minutes of the meeting in which all of this was seen.\n"
DATES = st.dates(date(2024, 1, 1), date(2028, 12, 31)).map(date.isoformat)
TIMES = st.datetimes(datetime(2024, 1, 1), datetime(2028, 12, 31), timezones=st.just(UTC)).map(  # noqa: DTZ001
    lambda moment: moment.isoformat(timespec="seconds")
)
WORDS = st.sampled_from(["casp", "art", "emt", "none", "critical", "high", "scc", "consent", "cyclonedx", "registrant"])
TEXTS = WORDS | st.text(string.ascii_letters + "äß€_- ", max_size=12)


def schema_of(pack: str) -> dict[str, Any]:
    schema: dict[str, Any] = json.loads((POLICIES / pack / "schema.json").read_text())
    return schema


def pack_names() -> list[str]:
    return sorted(path.parent.name for path in POLICIES.glob("*/plugin.yaml"))


def merged_groups() -> dict[str, Any]:
    """Join the groups of facts of all packs; two packs that know a group each know their own members of it."""
    groups: dict[str, Any] = {}
    for pack in pack_names():
        for name, schema in schema_of(pack)["properties"].items():
            held = groups.setdefault(name, dict(schema))
            if "properties" in schema:
                held["properties"] = {**held["properties"], **schema["properties"]}
    return {name: schema for name, schema in groups.items() if name != "as_of" and name not in MEASURED}


def values(schema: Mapping[str, Any]) -> st.SearchStrategy[Any]:
    """Make values a schema takes, null among them where it may be."""
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    types = schema.get("type", "string")
    kinds = [types] if isinstance(types, str) else types
    return st.one_of(*(_of_kind(kind, schema) for kind in kinds))


def _of_kind(kind: str, schema: Mapping[str, Any]) -> st.SearchStrategy[Any]:
    if kind == "object":
        known = {name: values(said) for name, said in schema.get("properties", {}).items()}
        return st.fixed_dictionaries({}, optional=known)
    if kind == "array":
        return st.lists(values(schema.get("items", {"type": "string"})), max_size=3)
    if kind == "string":
        return {"date": DATES, "date-time": TIMES}.get(schema.get("format", ""), TEXTS)
    low, high = schema.get("minimum", -5), schema.get("maximum", 2_000_000)
    return {
        "boolean": st.booleans(),
        "integer": st.integers(int(low), int(high)),
        "number": st.integers(int(low), int(high))
        | st.floats(low, min(high, 1e6), allow_nan=False).map(lambda x: round(x, 3)),
        "null": st.none(),
    }[kind]


def groups() -> st.SearchStrategy[dict[str, Any]]:
    """Make the groups of facts of a sheet."""
    known = {name: values(schema) for name, schema in merged_groups().items()}
    return st.fixed_dictionaries({}, optional=known)


def sheets() -> st.SearchStrategy[dict[str, Any]]:
    """Make whole fact sheets."""
    return st.tuples(groups(), DATES).map(lambda pair: {**pair[0], "as_of": pair[1]})


def attest(facts: Mapping[str, Any]) -> dict[str, str]:
    """Write the files of a repository in which all of these facts are attested, with evidence for each group."""
    proof = {"uri": "compliance/proof.txt", "sha256": hashlib.sha256(PROOF).hexdigest(), "collected_at": "2026-01-01"}
    document = {"facts": dict(facts), "evidence": dict.fromkeys(facts, proof)}
    return {
        "compliance/facts.yaml": json.dumps(document, ensure_ascii=False),
        "compliance/proof.txt": PROOF.decode(),
        "README.md": "# A project\n",
    }
