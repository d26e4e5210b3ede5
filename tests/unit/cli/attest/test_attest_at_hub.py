"""`attest:*` with `--hub`: asked for over HTTP, waited for, checked when it comes."""

import json
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from attest_hub_server import KEY, Hub
from attested_parts import EVIDENCE

from commandcenter.attestation.bundle import read_bundle
from commandcenter.attestation.delivery.model import Delivery
from commandcenter.cli import attest_hub
from commandcenter.compliance.facts.evidence import add_evidence
from commandcenter.kernel.clock import format_time
from commandcenter.kernel.errors import UnavailableError

KEYS = ("--keys", "alpha.jwks")
NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    monkeypatch.setattr(attest_hub, "POLL_SECONDS", 0.01)
    server = Hub()
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def run(command, hub: Hub):
    """Run a command of the hub's."""
    Path("alpha.jwks").write_bytes(hub.rig.keys.canonical())
    return lambda name, *arguments: command(f"attest:{name}", *arguments, "--hub", hub.url)


@pytest.fixture
def audit(run, hub: Hub) -> str:
    """Attest an audit and return its id."""
    add_evidence(hub.rig.ledger, "shop", "plan.pdf", EVIDENCE, "key", hub.rig.hub.clock.now())
    made = hub.rig.audit()
    done = run("generate", "shop", "--json")
    assert (done.code, done.json["state"], done.json["audit"]) == (0, "done", made.id), done
    return made.id


def verified(command, hub: Hub, *more: str) -> tuple[int, str]:
    done = command("attest:verify", "b.zip", "--at", format_time(hub.rig.hub.clock.now()), *more)
    return done.code, done.out.partition(":")[0]


def test_from_an_audit_to_a_bundle(command, run, hub: Hub, audit: str) -> None:
    made = run("bundle", "shop", "--out", "b.zip")
    assert (made.code, made.out) == (0, "b.zip\n"), made
    assert verified(command, hub, *KEYS) == (0, "VALID")
    assert verified(command, hub) == (1, "UNTRUSTED")
    assert EVIDENCE in Path("b.zip").read_bytes()
    assert run("bundle", "shop", audit, "--out", "b.zip").says(2, "--force")
    assert run("bundle", "shop", audit, "--out", "b.zip", "--force", "--no-evidence").code == 0
    assert EVIDENCE not in Path("b.zip").read_bytes()
    assert "canary" not in made.out + made.err, "the address of the bundle is not shown"


def test_the_newest_audit_of_all_is_attested(run, hub: Hub, audit: str) -> None:
    hub.rig.later(days=1)
    newest = hub.rig.audit(pack="sec")
    while newest.id > audit:  # so that an order by names would show
        hub.rig.later(minutes=1)
        newest = hub.rig.audit(pack="sec")
    assert run("generate", "shop", "--json").json["audit"] == newest.id
    assert run("generate", "shop", "--audit", audit, "--json").json["audit"] == audit
    told = run("show", "shop", "--json").json
    assert [one["audit"] for one in told["attestations"]] == [newest.id, audit]
    run("bundle", "shop", "--out", "b.zip")
    assert json.loads(read_bundle(Path("b.zip").read_bytes())["bundle.json"])["audit"] == newest.id


def test_show_tells_the_same_as_for_machines(run, audit: str) -> None:
    told = run("show", "shop", audit, "--json").json
    table = run("show", "shop", audit).out
    for place in told["statements"].values():
        assert place["cid"] in table
    assert told["statements"]["audit"]["cid"] in run("show", "shop").out


def test_deliveries_are_shown(run, hub: Hub, audit: str) -> None:
    cid = run("show", "shop", audit, "--json").json["statements"]["audit"]["cid"]
    hub.deliveries.open(Delivery("shop", audit, "pin", "node", cid, "attestations/x", NOW, error="no answer"))
    assert "1 deliveries pending" in run("show", "shop").out
    shown = run("show", "shop", audit).out.partition("Deliveries outside")[2]
    assert all(word in shown for word in ("pin", "node", "pending", cid, "no answer"))


def test_revocation_is_waited_for(command, run, hub: Hub, audit: str) -> None:
    hub.rig.later(hours=2)
    done = run("revoke", "shop", audit, "--reason", "The plan was forged.")
    assert done.code == 0
    assert "The plan was forged." in done.out
    again = run("revoke", "shop", audit, "--reason", "Another one.", "--json").json
    assert [one["reason"] for one in again["changes"]] == ["The plan was forged."]
    run("bundle", "shop", audit, "--out", "b.zip")
    assert verified(command, hub, *KEYS) == (1, "INVALID")


def test_what_fails_or_never_ends_is_told(run, hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    hub.rig.audit()
    hub.executions.ends_with = "failed"
    assert run("generate", "shop").says(1, "the attestation failed")
    hub.rig.later(days=1)
    done = hub.rig.audit("fail")
    hub.executions.ends_with = "running"
    monkeypatch.setenv("COMMANDCENTER_KEY", KEY)
    with pytest.raises(UnavailableError, match="not done after"):
        attest_hub.HubAttestations(hub.url, "shop", seconds=0.05).attest(done.id)


@pytest.mark.parametrize(
    "change",
    [lambda data: data[:-1], lambda data: data + b"\n", lambda data: b"x" + data[1:], lambda _: b""],
    ids=["short", "long", "changed", "empty"],
)
def test_another_bundle_than_was_told_of_is_not_kept(run, hub: Hub, audit: str, change: Any) -> None:
    hub.change = change
    done = run("bundle", "shop", audit, "--out", "b.zip")
    assert done.says(1, "not the one the hub told of")
    assert "canary" not in done.err
    assert not Path("b.zip").exists()


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:1/x?Signature=canary", "ftp://127.0.0.1/x", "file:///etc/passwd", ""]
)
def test_addresses_of_bundles_that_lead_nowhere(run, hub: Hub, audit: str, url: str) -> None:
    hub.library = replace(hub.library, link=lambda _name: url)
    done = run("bundle", "shop", audit, "--out", "b.zip")
    assert done.says(1, "bundle")
    assert "canary" not in done.err
    assert not Path("b.zip").exists()


def test_a_hub_on_https_gives_no_address_on_http(hub: Hub) -> None:
    with pytest.raises(UnavailableError, match="not https"):
        attest_hub.download(f"{hub.url}/objects/x", plain=False)


def test_an_envelope_comes_back_by_its_cid(command, run, hub: Hub, audit: str) -> None:
    for kind, place in run("show", "shop", audit, "--json").json["statements"].items():
        more = ("--from", "hub", "--project", "shop", "--out", kind, "--json", *KEYS)
        done = run("fetch", place["cid"], *more)
        assert done.code == 0, done
        told = done.json
        assert (told["what"], told["kind"], told["statement"]) == ("envelope", kind, place["statement"])
        assert [one["state"] for one in told["signatures"]] == ["holds"]
    absent = "bafkreibhsswxfx73ryjjb6yfb2qi4soxoy3senoept753iodndrdfuoche"
    assert run("fetch", absent, "--from", "hub", "--project", "shop", "--out", "x").says(2, "nothing is kept")


def test_a_hub_that_gives_other_content(run, hub: Hub, audit: str) -> None:
    cid = run("show", "shop", audit, "--json").json["statements"]["audit"]["cid"]
    for lie in ({"data": "eA=="}, {"data": "?"}, {}, {"data": 7}):
        hub.content = lie
        assert run("fetch", cid, "--from", "hub", "--project", "shop", "--out", "x").code == 1
    assert not Path("x").exists()


def test_what_is_not_named_stays_as_it_was_set(run, hub: Hub) -> None:
    hub.rig.audit()
    nothing = {"pinners": [], "registries": [], "evidence": False}

    def now(*options: str) -> dict[str, Any]:
        told = run("publish", "shop", *options, "--json").json
        assert told.pop("services") == {"node": "pinner", "bucket": "pinner"}
        return dict(told)

    assert now() == nothing
    assert now("--pinner", "node") == nothing | {"pinners": ["node"]}
    assert now("--evidence") == {"pinners": ["node"], "registries": [], "evidence": True}
    assert now("--pinner", "bucket", "--pinner", "node")["pinners"] == ["bucket", "node"]
    assert now() == {"pinners": ["bucket", "node"], "registries": [], "evidence": True}
    assert now("--no-evidence")["evidence"] is False
    rows = [line.split("│")[1:4] for line in run("publish", "shop").out.splitlines() if line.startswith("│")]
    assert [[cell.strip() for cell in row] for row in rows] == [["bucket", "pinner", "yes"], ["node", "pinner", "yes"]]
    assert now("--nothing") == nothing
    assert run("publish", "shop", "--registry", "node").says(2, "no registry node", "/registries/0")
    before = len(hub.asked)
    assert now() == nothing
    assert [method for method, _ in hub.asked[before:]] == ["GET"], "looking sets nothing"


def test_what_the_hub_does_not_know(run, hub: Hub) -> None:
    assert run("generate", "shop").says(2, "no audit of shop is recorded")
    assert run("generate", "shop", "--audit", "0" * 32).says(2, "no audit")
    assert run("generate", "no/../body").code == 2
    assert run("show", "nobody").says(2, "nobody")
    assert run("show", "shop", "0" * 32).says(2, "nothing is attested")
    assert run("bundle", "shop", "--out", "b.zip").says(2, "nothing is attested")
    assert run("revoke", "shop", "0" * 32, "--reason", "x").says(2, "nothing is attested")
    assert run("publish", "nobody").says(2, "nobody")
    assert not Path("b.zip").exists()


@pytest.mark.parametrize(
    "arguments",
    [
        ("generate", "shop"),
        ("show", "shop"),
        ("bundle", "shop", "--out", "b.zip"),
        ("revoke", "shop", "0" * 32, "--reason", "x"),
        ("publish", "shop"),
    ],
)
def test_a_hub_that_does_not_answer(command, arguments: tuple[str, ...]) -> None:
    done = command(f"attest:{arguments[0]}", *arguments[1:], "--hub", "http://127.0.0.1:1")
    assert done.says(1, "does not answer")
    assert not Path("b.zip").exists()
