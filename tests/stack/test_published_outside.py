"""What a project releases: pinned on a real Kubo node, registered, tried again after an outage, and fetched back."""

import json
import sys
import time
from pathlib import Path

import pytest
from attested_hubs import attested, audit, keys_of, verify
from audited_hubs import CASP, index
from living_hub import LivingHub, eventually

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "infra" / "registry"))

from attestation_registry import AttestationRegistry  # noqa: E402
from registry_server import serving  # noqa: E402

from commandcenter.plugins.loader import find_plugins  # noqa: E402
from commandcenter_local.kubo import running_kubo  # noqa: E402

TOKEN = "registry-token-canary"


@pytest.fixture(scope="module")
def node(tmp_path_factory) -> str:
    with running_kubo(tmp_path_factory.mktemp("kubo")) as api:
        yield api


@pytest.fixture(scope="module")
def registry():
    made = AttestationRegistry(TOKEN)
    with serving(made) as url:
        yield made, url


@pytest.fixture(scope="module")
def released(other_hub, node, registry) -> LivingHub:
    """Return a hub with a node and a registry outside, and one service that does not answer."""
    services = {
        "node": {"plugin": "pin-kubo", "config": {"api": node, "timeout": 5}},
        "gone": {"plugin": "pin-kubo", "config": {"api": "/ip4/127.0.0.1/tcp/9", "timeout": 2}},
        "veria": {"plugin": "registry-veria", "config": {"url": registry[1], "token": TOKEN, "private": True}},
    }
    other_hub.client("secretsmanager").put_secret_value(
        SecretId=f"commandcenter-outside/{other_hub.name}", SecretString=json.dumps(services)
    )
    return other_hub


def deliveries(hub: LivingHub, project: str, name: str) -> dict[tuple[str, str], list[dict]]:
    found: dict[tuple[str, str], list[dict]] = {}
    for one in attested(hub, project, name)["deliveries"]:
        found.setdefault((one["kind"], one["target"]), []).append(one)
    return found


def test_nothing_leaves_before_somebody_says_so(released, registry, node):
    name = audit(released, "kept-inside")
    assert attested(released, "kept-inside", name)["deliveries"] == []
    assert registry[0].asked == []


def test_what_is_released_is_pinned_registered_tried_again_and_fetched_back(released, registry, node, tmp_path):
    made, project = registry[0], "released"
    evidence = b"The plan for the worst case.\n"
    released.register(project)
    body = {"pinners": ["node", "gone"], "registries": ["veria"], "evidence": True}
    path = f"/v1/projects/{project}/publication"
    assert released.call("PUT", path, body).problem["status"] == 404, "it has no revision yet"
    made.fail(1, "500")
    index(released, project, CASP)
    wrong = released.call("PUT", path, {"pinners": ["veria"]}).problem
    assert (wrong["status"], wrong.get("pointer")) == (400, "/pinners/0"), wrong
    assert released.call("PUT", path, body).json == body
    assert released.call("GET", path).json["services"] == {"node": "pinner", "gone": "pinner", "veria": "registry"}
    headers = {"x-api-key": released.operator, "Content-Type": "application/octet-stream"}
    kept = released.send("POST", f"/v1/projects/{project}/evidence?name=plan.txt", evidence, headers)
    assert kept.status == 201, kept.body
    name = released.call("POST", f"/v1/projects/{project}/audits", {}).json["audit"]
    first = deliveries(released, project, name)
    assert {one["state"] for one in first["pin", "node"]} == {"done"}
    assert {one["state"] for one in first["pin", "gone"]} == {"pending"}
    assert [one["state"] for one in first["register", "veria"]] == ["pending"], "the registry answered 500"
    assert len(first["pin", "node"]) == 4, "three envelopes and the bundle"

    time.sleep(30)
    released.client("lambda").invoke(FunctionName=released.function("DeliverAttestations"), Payload=b"{}")
    again = eventually(lambda: registered(released, project, name), "the registration", 90)
    digest = attested(released, project, name)["statements"]["audit"]["statement"]
    assert again["receipt"]["digest"] == digest
    (entry,) = [one["entry"] for one in made.kept.all()]
    assert set(entry) == {"project", "digest", "summary", "signer", "proofUrl"}
    assert TOKEN not in json.dumps(deliveries(released, project, name)[("register", "veria")])

    plugin = next(one for one in find_plugins([ROOT / "plugins"]) if one.id == "pin-kubo")
    pinned = [plugin.create({"api": node}).fetch(one["content"]) for one in first["pin", "node"]]
    (bundle,) = [data for data in pinned if data.startswith(b"PK")]
    code, said = verify(bundle, tmp_path, "--keys", keys_of(released, tmp_path))
    assert (code, said["verdict"]) == (0, "VALID"), [one for one in said["checks"] if not one["ok"]]


def registered(hub: LivingHub, project: str, name: str) -> dict | None:
    (one,) = deliveries(hub, project, name)["register", "veria"]
    return one if one["state"] == "done" else None
