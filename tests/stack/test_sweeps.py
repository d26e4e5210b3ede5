"""Sweeps of audits: a linked hub asks, and what was not audited for the day is."""

import pytest
from audited_hubs import CASP, alone, audits_of, await_audits, fetch, index, plain
from living_hub import LivingHub, eventually
from mesh_hubs import link


@pytest.fixture
def swept(linked) -> LivingHub:
    """Return the hub that the meta hub may sweep; tests before may have linked them anew without that."""
    hub, meta_hub = linked
    link(hub, meta_hub, "upstream", "fed.refresh", "fed.audit.sweep")
    return hub


def sweep(meta_hub: LivingHub, hub: LivingHub, *projects: str) -> None:
    body = {"command": "audit.sweep", "targets": [hub.name], "seconds": 60, "projects": list(projects)}
    asked = meta_hub.call("POST", "/v1/fed/commands", body)
    assert asked.status == 202, asked.body
    path = f"/v1/fed/commands/{asked.json['id']}"

    def ran() -> bool:
        (told,) = meta_hub.call("GET", path).json["hubs"]
        assert told["outcome"] != "refused", told
        return told["outcome"] == "ran"

    eventually(ran, "the report of the sweep", 60)


def test_a_sweep_starts_nothing_that_was_audited_for_the_day(swept, meta_hub):
    index(swept, "known", CASP)
    said = swept.call("POST", "/v1/projects/known/audits", {}).json
    await_audits(swept, "known", 1)
    sweep(meta_hub, swept, "known")
    eventually(lambda: audits_of(swept, "known", "hub.audit.requested"), "the request of the sweep", 60)
    assert [one["audit"] for one in audits_of(swept, "known")] == [said["audit"]]


def test_a_sweep_audits_what_was_not_audited_for_the_day(swept, meta_hub, judge):
    """New revisions are not audited on this hub, so only the sweep can lead to the audit."""
    facts = {**CASP, "bcp": {"policy": True, "ict_plans": True}}
    index(swept, "swept", facts)
    assert audits_of(swept, "swept") == []
    sweep(meta_hub, swept, "swept")
    (said,) = await_audits(swept, "swept", 1)
    told = eventually(
        lambda: audits_of(meta_hub, "swept", f"{swept.name}.global.audit"), "the news on the meta hub", 60
    )
    assert [(one["hub"], one["status"]) for one in told] == [(swept.name, said["status"])]
    done = fetch(swept, "swept", said["audit"])
    assert plain(done) == alone(judge, "swept", facts, done.as_of)
