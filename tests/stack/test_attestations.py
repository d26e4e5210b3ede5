"""Attestations on deployed hubs: from an audit to a bundle that the stand-alone verifier accepts, and what spoils it."""

import json

import pytest
from attested_hubs import attested, audit, bundle, keys_of, verify
from audited_hubs import CASP, audits_of, index
from living_hub import LivingHub, eventually
from mesh_hubs import announce, events, poke

from commandcenter.attestation.log.checkpoint import Checkpoint, read_checkpoint, sign_checkpoint
from commandcenter.attestation.log.note import parse_note
from commandcenter.attestation.log.witness import Request
from commandcenter.attestation.model import log_origin
from commandcenter.hub.witness_logs import PATH
from commandcenter.kernel.clock import SystemClock
from commandcenter.signing.http_requests import Request as HttpRequest
from commandcenter.signing.http_signatures import sign_request
from commandcenter.signing.kms import open_kms_key


@pytest.fixture(scope="module")
def proved(hub, tmp_path_factory) -> tuple[str, bytes]:
    """Return an audit of the project `proved-shop` and its bundle."""
    name = audit(hub, "proved-shop", {**CASP, "bcp": {"policy": True, "ict_plans": True}})
    attested(hub, "proved-shop", name)
    return name, bundle(hub, "proved-shop", name)


def test_an_audit_becomes_a_bundle_that_stands_on_its_own(hub, proved, tmp_path):
    name, data = proved
    code, said = verify(data, tmp_path, "--keys", keys_of(hub, tmp_path))
    assert (code, said["verdict"]) == (0, "VALID"), [one for one in said["checks"] if not one["ok"]]
    code, said = verify(data, tmp_path)
    assert (code, said["verdict"]) == (1, "UNTRUSTED")
    (node,) = [key for key in hub.graph("proved-shop") if key.startswith("attestation:")]
    listed = hub.call("GET", "/v1/projects/proved-shop/attestations").json
    assert [one["audit"] for one in listed["current"]] == listed["audits"] == [name]
    assert node == f"attestation:{listed['current'][0]['line']}"
    (told,) = audits_of(hub, "proved-shop", f"{hub.name}.global.attestation")
    assert told["statements"] == attested(hub, "proved-shop", name)["statements"]


def test_a_flipped_byte_is_found_where_it_is(hub, proved, tmp_path):
    place = proved[1].index(b'"payload"')
    spoiled = bytearray(proved[1])
    spoiled[place + 30] ^= 1
    code, said = verify(bytes(spoiled), tmp_path, "--keys", keys_of(hub, tmp_path))
    assert (code, said["verdict"]) == (1, "INVALID")
    assert any("dsse.json" in one["part"] for one in said["checks"] if not one["ok"])


def test_the_same_audit_is_attested_once_and_its_content_comes_back(hub, proved):
    name = proved[0]
    said = attested(hub, "proved-shop", name)
    again = hub.call("POST", "/v1/projects/proved-shop/attestations", {"audit": name})
    assert (again.status, again.json["started"]) == (202, False)
    cid = said["statements"]["audit"]["cid"]
    found = hub.call("GET", f"/v1/projects/proved-shop/content/{cid}")
    assert found.json["cid"] == cid
    hub.register("stranger")
    assert hub.call("GET", f"/v1/projects/stranger/content/{cid}").status == 404
    for wrong in ("0" * 32, "x", "..%2f"):
        assert hub.call("GET", f"/v1/projects/proved-shop/attestations/{wrong}").status == 404


def test_the_log_is_read_as_static_files(hub, proved):
    data = hub.call("GET", "/v1/log?name=checkpoint")
    checkpoint = read_checkpoint(data.body)
    assert (data.status, checkpoint.origin) == (200, log_origin(hub.name))
    width = checkpoint.size % 256
    path = f"/v1/log?name=tile/0/{checkpoint.size // 256:03}.p/{width}"
    headers = {"x-api-key": hub.operator, "Accept": "application/octet-stream"}
    tile = hub.send("GET", path, None, headers)
    assert (tile.status, len(tile.body)) == (200, 32 * width)
    for wrong in ("tile/0/999", "batches/00000000000000000000", "../commits/proved-shop/000000000001"):
        assert hub.call("GET", f"/v1/log?name={wrong}").status == 404


def test_a_newer_audit_supersedes_and_an_auditor_revokes(hub, tmp_path):
    first = audit(hub, "outdated")
    attested(hub, "outdated", first)
    second = audit_again(hub, "outdated")
    attested(hub, "outdated", second)
    changed = eventually(lambda: attested(hub, "outdated", first)["changes"], "what says that the first gave way", 60)
    assert [one["action"] for one in changed] == ["superseded"]
    code, said = verify(bundle(hub, "outdated", first), tmp_path, "--keys", keys_of(hub, tmp_path))
    assert (code, "superseded" in json.dumps(said)) == (0, True)
    auditor, developer = (hub.make_key(role, "outdated")["key"] for role in ("auditor", "developer"))
    path = f"/v1/projects/outdated/attestations/{second}/revocation"
    assert hub.call("POST", path, {"reason": "forged"}, key=developer).status == 403
    assert hub.call("POST", path, {"reason": ""}, key=auditor).problem["status"] == 400
    assert hub.call("POST", path, {"reason": "The plan was forged."}, key=auditor).status == 202

    def revoked():
        nodes = hub.call("GET", "/v1/projects/outdated/attestations").json["current"]
        return [one for one in nodes if one.get("revokedFor") == "The plan was forged."]

    eventually(revoked, "the revocation", 90)
    code, said = verify(bundle(hub, "outdated", second), tmp_path, "--keys", keys_of(hub, tmp_path))
    assert (code, said["verdict"]) == (1, "INVALID")
    assert {one["check"] for one in said["checks"] if not one["ok"]} == {"revocation"}


def audit_again(hub: LivingHub, project: str) -> str:
    """Audit a project anew after its sources changed."""
    index_more = {**CASP, "bcp": {"policy": False}}
    index(hub, project, index_more)
    name: str = hub.call("POST", f"/v1/projects/{project}/audits", {}).json["audit"]
    return name


def test_partners_see_no_attestation_yet(hub, proved):
    partner = hub.make_key("partner", "proved-shop")["key"]
    for path in ("", f"/{proved[0]}", f"/{proved[0]}/bundle"):
        assert hub.call("GET", f"/v1/projects/proved-shop/attestations{path}", key=partner).status == 403
    assert hub.call("GET", "/v1/log?name=checkpoint", key=partner).status == 403


def test_a_linked_hub_cosigns_and_two_histories_are_caught(linked, proved, tmp_path):
    hub, meta = linked
    announce(hub)
    poke(hub, meta.name)
    keys, witnesses = keys_of(hub, tmp_path), keys_of(meta, tmp_path)

    def witnessed():
        poke(hub, meta.name)
        data = bundle(hub, "proved-shop", proved[0])
        code, said = verify(data, tmp_path, "--keys", keys, "--witness-keys", witnesses, "--witnesses", "1")
        return said if code == 0 else None

    said = eventually(witnessed, "the cosignature", 90)
    assert said["verdict"] == "VALID"
    code, _ = verify(proved[1], tmp_path, "--keys", keys, "--witness-keys", witnesses, "--witnesses", "1")
    assert code == 1, "this one was made before anybody had cosigned"

    known = read_checkpoint(hub.call("GET", "/v1/log?name=checkpoint").body)
    log_key = open_kms_key(hub.deployed.outputs["LogKeyArn"], hub.client("kms"))
    forged = sign_checkpoint(Checkpoint(known.origin, known.size, b"\1" * 32), log_key)
    body = Request(known.size, (), parse_note(forged)).write()
    url, kind = f"{meta.deployed.api}{PATH}", ("Content-Type", "text/plain")
    signer = open_kms_key(hub.deployed.outputs["SigningKeyArn"], hub.client("kms"))
    headers = sign_request(HttpRequest("POST", url, (kind,), body), signer, SystemClock().now())
    refused = meta.send("POST", url, body, {**dict([kind]), **headers})
    assert refused.problem["status"] == 422

    def told():
        alerts = [one["event"]["data"] for one in events(meta, f"{meta.name}.global.escalation")]
        return [one for one in alerts if one["kind"] == "SplitView" and one["about"] == hub.name]

    (alert,) = eventually(told, "the alert", 60)
    assert known.root.hex() in alert["detail"]
    assert ("01" * 32) in alert["detail"]
