"""What the API tells of attestations: of each project its own, however far its execution came."""

import hashlib
from collections.abc import Callable
from typing import Any

import pytest
from attested_api import Api
from attested_parts import EVIDENCE, LOG_SIGNER, SIGNER

from commandcenter.attestation.delivery.model import Delivery
from commandcenter.compliance.facts.evidence import evidence_name
from commandcenter.hub.attestations import (
    list_attestations,
    make_bundle_of,
    request_attestation,
)
from commandcenter.hub.issue_attestations import append_work, assemble_work, record_work, sign_work
from commandcenter.hub.start_attestations import start_revocation
from commandcenter.kernel.errors import InvalidInputError, NotFoundError

NOBODY = "0" * 32


Asked = Callable[[Api, str, str], Any]
ASKED: dict[str, Asked] = {
    "request": lambda api, project, audit: request_attestation(api.rig.desk, project, audit, "key:a"),
    "show": lambda api, project, audit: api.show(audit, project),
    "bundle": lambda api, project, audit: make_bundle_of(api.library, project, audit, evidence=False),
}


@pytest.mark.parametrize("name", ASKED)
@pytest.mark.parametrize("audit", [NOBODY, "", "..", "0" * 31, "0" * 33, "A" * 32, "0" * 32 + "\n", f"../{'0' * 29}"])
def test_audits_that_are_none_are_not_found(name: str, audit: str) -> None:
    api = Api()
    api.executions.started = {"": {}, "..": {}}
    with pytest.raises(NotFoundError):
        ASKED[name](api, "shop", audit)


@pytest.mark.parametrize("name", ASKED)
@pytest.mark.parametrize("ended", [False, True])
def test_an_audit_is_found_in_its_own_project_alone(name: str, ended: bool) -> None:
    api = Api()
    audit = api.rig.audit()
    if ended:
        api.rig.attest(audit)
    else:
        api.rig.start(audit)
    with pytest.raises(NotFoundError):
        ASKED[name](api, "other", audit.id)
    with pytest.raises(NotFoundError):
        ASKED[name](api, "nobody", audit.id)
    with pytest.raises(InvalidInputError):
        ASKED[name](api, "../shop", audit.id)


def test_a_project_lists_its_own_attestations() -> None:
    api = Api()
    assert list_attestations(api.rig.desk, "shop") == {"project": "shop", "current": [], "audits": []}
    first = api.rig.attest(api.rig.audit())
    api.rig.later(days=1)
    second = api.rig.attest(api.rig.audit("fail"))
    api.rig.attest(api.rig.audit(pack="sec"))
    told = list_attestations(api.rig.desk, "shop")
    assert len(told["audits"]) == 3
    assert {first.audit, second.audit} < set(told["audits"])
    assert told["audits"] == sorted(told["audits"])
    assert [one["line"] for one in told["current"]] == sorted(one["line"] for one in told["current"])
    assert {one["audit"] for one in told["current"]} == set(told["audits"]) - {first.audit}
    assert list_attestations(api.rig.desk, "other") == {"project": "other", "current": [], "audits": []}
    for name, error in (("nobody", NotFoundError), ("../shop", InvalidInputError), ("", InvalidInputError)):
        with pytest.raises(error):
            list_attestations(api.rig.desk, name)


def test_an_attestation_runs_until_its_execution_ends() -> None:
    api = Api()
    rig, audit = api.rig, api.rig.audit()
    with pytest.raises(NotFoundError):
        api.show(audit.id)
    work = rig.start(audit)
    assert api.show(audit.id) == {"state": "running", "audit": audit.id}
    work = assemble_work(work, rig.ledger, "alpha", [])
    assert (api.show(audit.id)["state"], api.show(audit.id)["statements"]) == ("running", {})
    work = sign_work(work, rig.ledger.objects, lambda: [SIGNER])
    (found,) = append_work([work], rig.ledger.objects, rig.log, "alpha", LOG_SIGNER)
    told = api.show(audit.id)
    assert told["state"] == "running"
    assert {one["statement"]: one["index"] for one in told["statements"].values()} == found
    record_work({**work, "indexes": found}, rig.room)
    api.executions.ended[audit.id] = "succeeded"
    assert api.show(audit.id)["state"] == "done"
    api.executions.started.clear()
    api.executions.ended.clear()
    assert api.show(audit.id)["state"] == "done", "after 90 days nobody knows of the execution any more"


def test_what_failed_is_attested_by_a_second_execution() -> None:
    api = Api()
    rig, audit = api.rig, api.rig.audit()
    work = rig.start(audit)
    api.executions.ended[audit.id] = "failed"
    assert api.show(audit.id) == {"state": "failed", "audit": audit.id}
    assemble_work(work, rig.ledger, "alpha", [])
    assert api.show(audit.id)["state"] == "failed"
    assert request_attestation(rig.desk, "shop", audit.id, "key:a") == {"audit": audit.id, "started": True}
    assert request_attestation(rig.desk, "shop", audit.id, "key:a") == {"audit": audit.id, "started": False}
    (second,) = [name for name in api.executions.started if name not in (audit.id,)]
    rig.run(dict(api.executions.started[second]))
    assert api.show(audit.id)["state"] == "done"
    rig.later(days=1)
    rig.attest(rig.audit())
    assert api.show(audit.id)["state"] == "done", "also once another took its place"


def test_an_audit_without_an_attestation_is_attested_on_request() -> None:
    api = Api()
    audit = api.rig.audit()
    assert request_attestation(api.rig.desk, "shop", audit.id, "key:a") == {"audit": audit.id, "started": True}
    assert request_attestation(api.rig.desk, "shop", audit.id, "key:a") == {"audit": audit.id, "started": False}
    api.rig.run(dict(api.executions.started[audit.id]))
    assert len(api.executions.started) == 1


def test_changes_are_shown_with_what_they_change() -> None:
    api = Api()
    issued = api.rig.attest(api.rig.audit())
    start_revocation(api.rig.desk, "shop", issued.audit, "forged", "key:a")
    api.rig.run(dict(api.executions.started[f"{issued.audit}-revoked"]))
    (change,) = api.show(issued.audit)["changes"]
    assert (change["action"], change["reason"], change["index"]) == ("revoked", "forged", 3)


def test_deliveries_are_shown_without_what_is_of_the_hub_alone() -> None:
    api = Api()
    issued = api.rig.attest(api.rig.audit())
    for audit in (issued.audit, NOBODY):
        api.deliveries.open(
            Delivery("shop", audit, "pin", "kubo", "bafy", "blocks/secret-place", api.rig.hub.clock.now())
        )
    (shown,) = api.show(issued.audit)["deliveries"]
    assert shown == {
        "kind": "pin", "target": "kubo", "content": "bafy", "state": "pending", "attempts": 0, "error": "", "receipt": {},
    }  # fmt: skip


@pytest.mark.parametrize("evidence", [False, True])
@pytest.mark.parametrize("kept", [False, True])
def test_a_bundle_is_kept_under_its_digest_and_a_link_made_to_it(evidence: bool, kept: bool) -> None:
    api = Api()
    issued, objects = api.rig.attest(api.rig.audit()), api.rig.ledger.objects
    if kept:
        objects.put_new(evidence_name("shop", hashlib.sha256(EVIDENCE).hexdigest()), EVIDENCE)
    made = make_bundle_of(api.library, "shop", issued.audit, evidence=evidence)
    data = objects.get(f"bundles/{made['sha256']}.zip")
    assert data is not None
    assert made == {
        "url": f"https://at/bundles/{made['sha256']}.zip", "sha256": hashlib.sha256(data).hexdigest(),
        "bytes": len(data), "evidence": int(evidence and kept),
    }  # fmt: skip
    assert (EVIDENCE in data) == (evidence and kept)
    assert api.rig.verify(data).verdict == "VALID"
    assert make_bundle_of(api.library, "shop", issued.audit, evidence=evidence) == made


def test_no_bundle_of_what_is_not_logged_yet() -> None:
    api = Api()
    audit = api.rig.audit()
    work = assemble_work(api.rig.start(audit), api.rig.ledger, "alpha", [])
    with pytest.raises(NotFoundError):
        make_bundle_of(api.library, "shop", audit.id, evidence=False)
    sign_work(work, api.rig.ledger.objects, lambda: [SIGNER])
    with pytest.raises(NotFoundError):
        make_bundle_of(api.library, "shop", audit.id, evidence=False)
