"""OSCAL: read by the models of compliance-trestle, with references that lead somewhere and the same bytes each time."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from random_audits import SECRET, Case, cases, control, few, finding, packs, texts
from trestle.oscal import OSCAL_VERSION_REGEX
from trestle.oscal.assessment_results import Model as Results
from trestle.oscal.catalog import Model as Catalogs

from commandcenter.compliance.exports.oscal_catalog import oscal_catalog
from commandcenter.compliance.exports.oscal_parts import OSCAL_VERSION, tokens
from commandcenter.compliance.exports.oscal_results import oscal_results
from commandcenter.compliance.judge import Judge
from commandcenter.compliance.model import Pack
from commandcenter.kernel.canonical import canonical
from commandcenter.kernel.errors import InvalidInputError

AT = "2026-07-01T12:00:00+02:00"


def results(case: Case, **rest: Any) -> dict[str, Any]:
    said = {"project": "shop", "as_of": "2026-07-01", "at": AT, "waived": case.waived} | rest
    return json.loads(canonical(oscal_results(case.findings, case.packs, **said)))


def members(value: Any, name: str) -> Iterator[Any]:
    """Yield every member of that name, at any depth."""
    if isinstance(value, dict):
        for key, member in value.items():
            if key == name:
                yield member
            yield from members(member, name)
    elif isinstance(value, list):
        for each in value:
            yield from members(each, name)


def check_document(document: dict[str, Any]) -> None:
    """What the models do not: identifiers come once, and what refers to one finds it."""
    uuids = list(members(document, "uuid"))
    assert max(Counter(uuids).values()) == 1
    for name in ("observation-uuid", "risk-uuid", "actor-uuid", "subject-uuid", "component-uuid"):
        assert set(members(document, name)) <= set(uuids)
    local = [href[1:] for href in members(document, "href") if href.startswith("#")]
    assert set(local) <= set(uuids)


@few
@given(packs())
def test_any_pack_makes_a_valid_catalog(pack: Pack) -> None:
    document = json.loads(canonical(oscal_catalog(pack, at=AT)))
    Catalogs.parse_obj(document)
    check_document(document)
    ids = list(members(document, "id"))
    assert len(set(ids)) == len(ids)
    controls = [each for group in document["catalog"].get("groups", []) for each in group["controls"]]
    labels = [prop["value"] for each in controls for prop in each["props"] if prop["name"] == "label"]
    assert sorted(labels) == sorted(pack.controls)
    assert document["catalog"]["metadata"]["last-modified"] == "2026-07-01T10:00:00.000Z"


@few
@given(cases(), st.dictionaries(texts, texts, max_size=2))
def test_any_findings_make_valid_results(case: Case, provenance: dict[str, str]) -> None:
    named = {name: "measured by index-git" for each in case.findings for name in each.facts_used} | provenance
    document = results(case, commit="0123abc", provenance=named)
    Results.parse_obj(document)
    check_document(document)
    assert SECRET not in json.dumps(document)


@few
@given(cases())
def test_findings_risks_and_exclusions_follow_the_verdicts(case: Case) -> None:
    document = results(case)
    states = Counter(target["status"]["state"] for target in members(document, "target"))
    assert states == +Counter({"satisfied": len(case.of("pass")), "not-satisfied": len(case.of("fail"))})
    risks = Counter(risk["status"] for found in members(document, "risks") for risk in found)
    excused = len(case.excused())
    assert risks == +Counter({"deviation-approved": excused, "open": len(case.of("fail")) - excused})
    assert sum(map(len, members(document, "exclude-controls"))) == len(case.of("not_applicable"))
    assert len(document["assessment-results"]["results"]) == len(
        {pack.id for pack in case.packs} | {each.pack for each in case.findings}
    )


@few
@given(cases())
def test_results_speak_of_controls_and_statements_of_the_catalog(case: Case) -> None:
    document = results(case)
    known: set[str] = set()
    for pack in case.packs:
        known |= set(members(oscal_catalog(pack, at=AT), "id"))
    ours = {pack.id for pack in case.packs}
    for result in document["assessment-results"]["results"]:
        if {"pack", "version"} <= {prop["name"] for prop in result["props"]}:
            assert set(members(result, "control-id")) | set(members(result, "target-id")) <= known
            assert result["props"][0]["value"] in ours


@few
@given(st.data())
def test_two_ids_that_differ_in_case_alone_stay_apart(data: st.DataObject) -> None:
    pack = replace(
        data.draw(packs("acme")), controls={each: data.draw(control(each, "acme")) for each in ("A-x", "A-X", "B-1")}
    )
    found = [data.draw(finding(pack, one)) for one in pack.controls.values() if data.draw(st.booleans())]
    catalog = oscal_catalog(pack, at=AT)
    check_document(catalog)
    assert set(members(results(Case(found, [pack], {})), "control-id")) <= set(members(catalog, "id"))


@few
@given(cases(), st.randoms())
def test_the_same_findings_in_any_order_make_the_same_bytes(case: Case, random: Any) -> None:
    shuffled = replace(case, findings=random.sample(case.findings, len(case.findings)), packs=case.packs[::-1])
    assert canonical(results(case)) == canonical(results(shuffled))


@few
@given(cases())
def test_a_risk_keeps_its_identity_and_an_observation_belongs_to_its_day(case: Case) -> None:
    later = [replace(each, pack_digest="other") for each in case.findings]
    old, new = results(case), results(replace(case, findings=later), as_of="2027-01-01", at="2027-01-01T00:00:00Z")
    assert set(members(old, "risk-uuid")) == set(members(new, "risk-uuid"))
    assert not set(members(old, "observation-uuid")) & set(members(new, "observation-uuid"))
    assert old["assessment-results"]["uuid"] != new["assessment-results"]["uuid"]


@few
@given(st.lists(st.text(st.characters(codec="utf-8")), unique=True))
def test_tokens_are_distinct_and_allowed(names: list[str]) -> None:
    made = tokens(names)
    assert len(set(made.values())) == len(names)
    assert all(re.fullmatch(r"[_a-z][a-z0-9._-]*", token) for token in made.values())


@pytest.mark.parametrize("at", ["", "2026-07-01", "2026-07-01T00:00:00", "soon"])
def test_an_instant_needs_an_offset(at: str) -> None:
    with pytest.raises(InvalidInputError) as refused:
        oscal_results([], [Pack("p", "1", "", "", "d", {}, {}, {}, {})], project="shop", as_of="2026-07-01", at=at)
    assert refused.value.pointer == "/at"


def test_nothing_to_tell_is_refused() -> None:
    with pytest.raises(InvalidInputError):
        oscal_results([], [], project="shop", as_of="2026-07-01", at=AT)


def test_the_packs_of_this_repository_in_all_formats(judge: Judge) -> None:
    case = Case(judge.judge({"as_of": "2026-07-01"}), list(judge.packs.values()), {})
    Results.parse_obj(results(case))
    for pack in case.packs:
        document = oscal_catalog(pack, at=AT)
        Catalogs.parse_obj(document)
        check_document(document)
    assert re.fullmatch(OSCAL_VERSION_REGEX, OSCAL_VERSION)
