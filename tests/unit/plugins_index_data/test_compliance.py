"""What people attest below `compliance/`, as the indexer reads it."""

import hashlib
import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from .conftest import Finish, Index, Indexed

PLUGIN = "index-compliance"
few = settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def read(index: Index, text: bytes | str, path: str = "compliance/facts.yaml") -> Indexed:
    return index({path: text}, PLUGIN)


def attested(indexed: Indexed) -> dict[str, Any]:
    props = [indexed.props(key) for key in indexed.keys("evidence")]
    return {said["group"]: said["facts"] for said in props if said["kind"] == "attested"}


def test_each_group_is_a_node_of_its_file(index: Index) -> None:
    text = """
facts:
  entity: {licence: null, mica_roles: [casp]}
  retention: {years: 5, since: 2026-01-01, on: yes}
evidence:
  retention.years: {uri: a, sha256: b, collected_at: 2026-01-01}
  retention: [{uri: c}]
note: the register of 2026
"""
    found = read(index, text)
    assert found.keys("evidence") == [
        "evidence:compliance/facts.yaml#entity",
        "evidence:compliance/facts.yaml#retention",
    ]
    assert {found.nodes[key].parent for key in found.keys("evidence")} == {"file:compliance/facts.yaml"}
    assert attested(found) == {
        "entity": {"licence": None, "mica_roles": ["casp"]},
        "retention": {"years": 5, "since": "2026-01-01", "on": "yes"},
    }
    assert found.props("evidence:compliance/facts.yaml#retention")["evidence"] == {
        "retention": [{"uri": "c"}],
        "retention.years": [{"uri": "a", "sha256": "b", "collected_at": "2026-01-01"}],
    }
    assert found.props("evidence:compliance/facts.yaml#entity")["evidence"] == {}
    assert found.findings() == []


@pytest.mark.parametrize(
    "path", ["compliance/minutes.pdf", "compliance/a/b.yaml", "compliance/facts.yaml", "compliance/x.json"]
)
@given(data=st.binary(max_size=300))
@few
def test_every_file_is_known_by_its_digest(index: Index, path: str, data: bytes) -> None:
    found = index({path: data}, PLUGIN)
    assert found.props(f"file:{path}")["sha256"] == hashlib.sha256(data).hexdigest()


@pytest.mark.parametrize(
    "path",
    ["facts.yaml", "docs/compliance/facts.yaml", "Compliance/facts.yaml", "compliance.yaml", "compliances/f.yaml"],
)
def test_other_folders_attest_nothing(index: Index, path: str) -> None:
    found = read(index, "facts: {a: {b: true}}", path)
    assert (found.keys("evidence"), "sha256" in found.props(f"file:{path}")) == ([], False)


@pytest.mark.parametrize(
    "path", ["compliance/a/facts.yaml", "compliance/facts.json", "compliance/facts.YAML", "compliance/x"]
)
def test_other_files_are_evidence_only(index: Index, path: str) -> None:
    found = read(index, "facts: {a: {b: true}}", path)
    assert (found.keys("evidence"), found.findings()) == ([], [])


BAD = [
    ("", "an object"),
    ("[]", "an object"),
    ("7", "an object"),
    ("facts: [a]", "are objects"),
    ("facts: null", "are objects"),
    ("facts: {a: 1}\nevidence: []", "are objects"),
    ("facts: {a: 1}\nproof: {}", "unknown member 'proof'"),
    ("facts: {a: 1}\nevidence: {b.c: {}}", "of which no fact is told"),
    ("facts: {as_of: 2026-01-01}", "not for people to attest"),
    ("facts: {$packs: [sec]}", "not for people to attest"),
    ("facts: {'': 1}", "not for people to attest"),
    ("facts: {as_of.x: 1}", "a dot leads"),
    ("facts: {a: {b: {c.d: 1}}}", "a dot leads"),
    ("facts: {a: 9007199254740993}", "a"),
    ("facts: {a: '\\ud800'}\n", None),
    ('facts: {a: "\\ud800"}\n', "invalid Unicode"),
    ("facts: {a: " + "{a: " * 70 + "1" + "}" * 71, "not a node"),
    ("facts: {a: [}", "line 1"),
    ("facts: {? [b] : 1}", "a key is not text"),
    ("facts: {a: 1}\n---\nfacts: {b: 2}\n", "first of 2 documents"),
    ("facts: {a: *b}", "unknown alias"),
    ("facts: !!python/object/apply:os.system [id]\n", "are objects"),
    (b"\xff\xfe\x00", "not YAML"),
    ("facts: {a: " + "x" * 1_000_000 + "}", "a group of facts has at most"),
    ("facts: " + "{a: " * 1000 + "1" + "}" * 1000, "nested deeper"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "says"), BAD)
def test_what_cannot_be_read_is_told_where_it_stands(index: Index, text: bytes | str, says: str | None) -> None:
    """One finding names file and reason; the rest of the tree, and the rest of the file, is read all the same."""
    found = index({"compliance/bad.yaml": text, "compliance/good.yaml": "facts: {good: {x: 1}}"}, PLUGIN)
    assert "good" in attested(found)
    faults = found.findings()
    assert len(faults) == (says is not None), faults
    if says is not None:
        assert faults[0].startswith("compliance/bad.yaml: ")
        assert says in faults[0]


def test_one_bad_group_does_not_take_the_others_along(index: Index) -> None:
    found = read(index, "facts: {a.b: 1, as_of: 2020-01-01, c: {d: 2}, e: {f.g: 1}}")
    assert attested(found) == {"c": {"d": 2}}
    assert len(found.findings()) == 1, "the faults of a file are one finding"


def test_aliases_that_swell_are_refused(index: Index) -> None:
    lines = ["a0: &a0 [" + ",".join("x" * 20) + "]"]
    lines += [f"a{n}: &a{n} [{','.join([f'*a{n - 1}'] * 20)}]" for n in range(1, 20)]
    found = read(index, "\n".join([*lines, "facts: {a: *a19}"]))
    assert attested(found) == {}
    assert "values" in found.findings()[0]


names = st.text(st.characters(exclude_categories=("Cs",)), max_size=8)
values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | names,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=3),
    max_leaves=6,
)


@given(facts=st.dictionaries(names, values, max_size=4))
@few
def test_what_is_written_is_what_is_read(index: Index, facts: dict[str, Any]) -> None:
    """A group comes through as it was written, or not at all and with a finding; JSON is YAML."""
    found = read(index, json.dumps({"facts": facts}, ensure_ascii=False))
    if found.findings() and not attested(found) and "not YAML" in found.findings()[0]:
        return  # signs that YAML does not take as they are
    kept = attested(found)
    assert all(kept[name] == facts[name] and repr(kept[name]) == repr(facts[name]) for name in kept)
    assert kept.keys() == facts.keys() or found.findings()


@given(data=st.binary(max_size=200), path=st.sampled_from(["facts.yaml", "categories.yaml", "waivers/a.json", "a.bin"]))
@few
def test_any_bytes_in_any_file(finish: Finish, data: bytes, path: str) -> None:
    finish(PLUGIN, {f"compliance/{path}": data})


odd = st.recursive(
    st.none() | st.booleans() | st.floats() | st.sampled_from(["", "\ud800", "a.b", "x" * 900, "as_of"]),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(st.sampled_from(["facts", "evidence", "items", "a", "a.b", "\ud800", "", "$x"]), inner, max_size=4),
    max_leaves=8,
)  # fmt: skip


@given(document=odd, path=st.sampled_from(["facts.yaml", "categories.yaml", "waivers/a.json"]))
@few
def test_any_document_in_any_file(index: Index, document: Any, path: str) -> None:
    """It is read, or told; what is neither text nor a number JSON can say never comes to a node."""
    found = index({f"compliance/{path}": json.dumps(document)}, PLUGIN)
    kept = [key for key in found.nodes if key.startswith(("evidence:", "waiver:"))]
    if path.startswith("waivers"):
        assert bool(kept) != bool(found.findings())
    elif not kept:
        assert found.findings() or document in ({"facts": {}}, {"evidence": {}}, {"facts": {}, "evidence": {}}, {})


def test_waivers_and_categories_are_nodes_as_they_stand(index: Index) -> None:
    found = index(
        {
            "compliance/waivers/a.json": '{"request": {"x": [1]}}',
            "compliance/waivers/b.json": "{",
            "compliance/waivers/c.txt": "{}",
            "compliance/categories.yaml": "items: {SPEC-1: [security, legal], SPEC-2: no list, SPEC-3: [1]}",
        },
        PLUGIN,
    )
    assert found.keys("waiver") == ["waiver:compliance/waivers/a.json"]
    assert found.props("waiver:compliance/waivers/a.json") == {"kind": "signed", "document": {"request": {"x": [1]}}}
    assert found.props("evidence:compliance/categories.yaml") == {
        "kind": "categories",
        "items": {"SPEC-1": ["security", "legal"]},
    }
    assert [line.split(":")[0] for line in found.findings()] == [
        "compliance/categories.yaml",
        "compliance/waivers/b.json",
    ]
