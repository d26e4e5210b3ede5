"""Audits on a deployed hub: by a push, a request, the night; the same findings as on this machine."""

import json
from datetime import timedelta

import pytest
from audited_hubs import AUTH, CASP, alone, auditing_commits, audits_of, await_audits, collect, fetch, index, plain
from living_hub import eventually
from test_uploads import archive

from commandcenter.kernel.clock import SystemClock, format_time

ROUNDS = 6


@pytest.fixture(scope="module", autouse=True)
def _auditing(hub):
    with auditing_commits(hub):
        yield


def test_a_new_revision_is_audited_and_told(hub, judge):
    rev = index(hub, "audited", CASP)
    (said,) = await_audits(hub, "audited", 1)
    assert (said["rev"], said["status"]) == (rev, "fail")
    done = fetch(hub, "audited", said["audit"])
    assert plain(done) == alone(judge, "audited", CASP, done.as_of)
    keys = hub.graph("audited")
    assert {"audit:mica", "audit:quality", f"finding:mica/{AUTH}"} <= keys
    assert audits_of(hub, "audited", "hub.audit.started")[0]["audit"] == said["audit"]
    (shared,) = audits_of(hub, "audited", f"{hub.name}.global.audit")
    assert set(shared) == {"hub", "project", "as_of", "status", "packs"}
    assert "authorised" not in json.dumps(shared)


def test_the_same_again_is_the_same_audit(hub):
    index(hub, "same-again", CASP)
    (said,) = await_audits(hub, "same-again", 1)
    again = hub.call("POST", "/v1/projects/same-again/audits", {})
    assert (again.status, again.json["audit"], again.json["started"]) == (202, said["audit"], False)
    body = {"type": "hub.audit.requested", "data": {"project": "same-again", "cause": "a person"}}
    assert hub.call("POST", "/v1/mesh/events", body).status == 202
    other = hub.call("POST", "/v1/projects/same-again/audits", {"packs": ["mica"], "as_of": "2027-01-01"}).json
    assert other["started"]
    assert fetch(hub, "same-again", other["audit"]).as_of == "2027-01-01"
    assert len(audits_of(hub, "same-again", "hub.audit.started")) == 2


def test_random_sheets_come_out_the_same_as_in_this_process(hub, judge):
    drawn = collect(ROUNDS)
    names = [f"random-{number}" for number in range(len(drawn))]
    for name, facts in zip(names, drawn, strict=True):
        index(hub, name, facts)
    for name, facts in zip(names, drawn, strict=True):
        done = fetch(hub, name, await_audits(hub, name, 1)[0]["audit"])
        assert plain(done) == alone(judge, name, facts, done.as_of), name


def test_the_night_audits_every_project_once(hub):
    index(hub, "by-night", CASP)
    (said,) = await_audits(hub, "by-night", 1)
    function = next(
        one["FunctionName"]
        for one in hub.client("lambda").list_functions()["Functions"]
        if "StartAudit" in one["FunctionName"] and hub.name in one["FunctionName"]
    )
    answer = hub.client("lambda").invoke(FunctionName=function, Payload=b'{"id": "night-1", "source": "aws.events"}')
    told = json.loads(answer["Payload"].read())
    assert "FunctionError" not in answer, told
    assert told["projects"] >= 1
    assert [one["audit"] for one in audits_of(hub, "by-night")] == [said["audit"]]


def test_a_waiver_is_asked_for_approved_and_dies(hub):
    index(hub, "waived", CASP)
    (first,) = await_audits(hub, "waived", 1)
    developer, auditor = hub.make_key("developer", "waived")["key"], hub.make_key("auditor", "waived")["key"]
    ends = SystemClock().now() + timedelta(seconds=15)
    asked = hub.call(
        "POST",
        "/v1/projects/waived/waivers",
        {
            "pack": "mica", "controls": [AUTH], "scope": "all of it", "reason": "The permit is on its way.", "owner": "Legal",
            "expires": format_time(ends), "compensating_control": "No new clients",
        },
        key=developer,
    )  # fmt: skip
    assert asked.status == 201, asked.body
    path = f"/v1/projects/waived/waivers/{asked.json['id']}"
    assert hub.call("POST", f"{path}/approval", {}, key=developer).status == 403
    assert hub.call("POST", f"{path}/approval", {}, key=auditor).json["state"] == "in_force"
    during = hub.call("POST", "/v1/projects/waived/audits", {}).json["audit"]
    assert during != first["audit"]
    waived = fetch(hub, "waived", during)
    assert [one.finding.control_id for one in waived.findings if one.waiver] == [AUTH]
    assert next(one for one in waived.findings if one.waiver).finding.verdict == "fail"
    eventually(lambda: SystemClock().now() >= ends, "the end of the waiver", 30)
    assert [one for one in fetch(hub, "waived", during).findings if one.waiver] == []
    assert hub.call("GET", "/v1/projects/waived/waivers").json["waivers"][0]["state"] == "expired"
    after = hub.call("POST", "/v1/projects/waived/audits", {}).json["audit"]
    assert after == first["audit"]


def test_evidence_and_facts_of_a_hub(hub):
    index(hub, "proved", {})
    headers = {"x-api-key": hub.operator, "Content-Type": "application/octet-stream"}
    sent = hub.send("POST", "/v1/projects/proved/evidence?name=plan.pdf", b"The plan.", headers)
    assert sent.status == 201, sent.body
    facts = hub.call("GET", "/v1/projects/proved/facts").json
    assert facts["facts"]["quality"]["indexed"] is True
    assert facts["faults"] == []
    stored = hub.client("s3").get_object(
        Bucket=hub.deployed.outputs["BucketName"], Key=f"evidence/proved/{sent.json['sha256']}"
    )
    assert stored["Body"].read() == b"The plan."


def test_partners_see_no_audit(hub):
    index(hub, "closed", CASP)
    (said,) = await_audits(hub, "closed", 1)
    partner = hub.make_key("partner", "closed")["key"]
    for method, path in (
        ("GET", f"/v1/projects/closed/audits/{said['audit']}"),
        ("POST", "/v1/projects/closed/audits"),
        ("GET", "/v1/projects/closed/facts"),
        ("GET", "/v1/projects/closed/waivers"),
    ):
        assert hub.call(method, path, {} if method == "POST" else None, key=partner).status == 403


def test_provisions_lead_to_items_and_people_decide_on_their_categories(hub):
    hub.register("traced")
    files = {"specs/shop.md": "# Shop\n\n## AUTH-1 Something nobody can place [done]\n"}
    assert hub.upload("traced", archive(files))["state"] == "done"
    query = """query { traceability(project: "traced", packs: ["quality"], first: 500) {
      rows { control item by } gaps { kind subject } } }"""
    assert not [row for row in hub.ask(query)["traceability"]["rows"] if row["item"]]
    decided = hub.call("PUT", "/v1/projects/traced/categories", {"item": "AUTH-1", "categories": ["testing"]})
    assert decided.status == 200, decided.body
    found = [row for row in hub.ask(query)["traceability"]["rows"] if row["item"]]
    assert [(row["control"], row["by"]) for row in found] == [("QUAL-TEST-COVERAGE", "override")]
    assert hub.call("PUT", "/v1/projects/traced/categories", {"item": "AUTH-1", "categories": "all"}).status == 400
