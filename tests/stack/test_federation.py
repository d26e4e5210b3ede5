"""Three hubs, each in its own account: two that send, and a meta hub that answers for all."""

import json
import uuid
from datetime import timedelta

import urllib3
from living_hub import LivingHub, eventually
from mesh_hubs import (
    announce,
    await_project,
    down,
    ecosystem,
    events,
    fingerprint,
    last_event,
    link,
    peer_of,
    poke,
)  # fmt: skip
from test_uploads import archive, package
from test_what_is_left_behind import logged, queued, stored

from commandcenter.kernel.canonical import canonical
from commandcenter.kernel.clock import SystemClock
from commandcenter.kernel.urn import HUB_PROJECT
from commandcenter.mesh.envelope import Event
from commandcenter.mesh.federation.signed_events import sign
from commandcenter.signing.http_requests import Request
from commandcenter.signing.http_signatures import sign_request
from commandcenter.signing.key_files import generate_key, open_key_file
from commandcenter.signing.kms import open_kms_key


def index(hub: LivingHub, project: str, files: dict[str, str]) -> int:
    record = hub.upload(project, archive(files))
    assert record["state"] == "done", record
    rev: int = record["rev"]
    return rev


def test_a_link_needs_the_fingerprint_that_is_there(hub, meta_hub):
    url = meta_hub.deployed.api
    asked = hub.call("POST", "/v1/peers", {"url": url, "role": "upstream"}).problem
    assert asked["status"] == 409
    assert fingerprint(meta_hub) in asked["detail"]
    wrong = hub.call("POST", "/v1/peers", {"url": url, "role": "upstream", "fingerprint": "A" * 43}).problem
    assert wrong["status"] == 409
    itself = hub.call(
        "POST", "/v1/peers", {"url": hub.deployed.api, "role": "upstream", "fingerprint": fingerprint(hub)}
    )
    assert itself.problem["status"] in (400, 409)


def test_keys_are_public_and_the_key_of_a_request_is_among_them(hub):
    answer = hub.send("GET", "/.well-known/jwks.json")
    assert answer.status == 200
    assert fingerprint(hub) in {key["kid"] for key in answer.json["keys"]}
    assert not [key for key in answer.json["keys"] if "d" in key]


def test_a_project_of_one_hub_is_shown_by_the_other(linked):
    hub, meta = linked
    hub.register("mesh-shop")
    rev = index(hub, "mesh-shop", {"shop.py": "def sell():\n    return 1\n"})
    seen = await_project(meta, hub.name, "mesh-shop", rev)
    assert seen["urn"] == f"urn:cc:{hub.name}:mesh-shop:project:mesh-shop"
    announce(hub)

    def fresh():
        answer = ecosystem(meta)
        (of,) = [one for one in answer["hubs"] if one["name"] == hub.name]
        return of["status"] == "online" and of["current"]

    eventually(fresh, "the hub online and its summary current", 60)


def test_links_join_projects_of_two_hubs(linked):
    hub, meta = linked
    hub.register("mesh-lib")
    meta.register("mesh-app")
    assert hub.upload("mesh-lib", package("mesh-lib"))["state"] == "done"
    assert meta.upload("mesh-app", package("mesh-app", "mesh-lib"))["state"] == "done"

    def joined():
        return [
            one
            for one in ecosystem(meta)["links"]
            if (one["sourceHub"], one["sourceProject"], one["type"]) == (meta.name, "mesh-app", "dependsOn")
            and (one["targetHub"], one["targetProject"]) == (hub.name, "mesh-lib")
        ]

    (edge,) = eventually(joined, "the link over two hubs", 60)
    assert edge["observed"]


def test_while_a_link_is_cut_nothing_is_lost(linked):
    """What was committed meanwhile is there afterwards, exactly as a summary from nothing would have it."""
    hub, meta = linked
    hub.register("mesh-outage")
    await_project(meta, hub.name, "mesh-outage", index(hub, "mesh-outage", {"a.py": "x = 0\n"}))
    with down(meta, "ReceiveEvents"):
        for number in range(1, 5):
            rev = index(hub, "mesh-outage", {"a.py": f"x = {number}\n", f"b{number}.py": "y = 1\n"})
        poke(hub, meta.name)
        eventually(lambda: peer_of(hub, meta.name)["cursor"]["error"], "the failure told to the operator", 60)
    poke(hub, meta.name)
    await_project(meta, hub.name, "mesh-outage", rev)
    kept = eventually(lambda: at_rest(hub, meta), "the end of sending", 60)
    assert reset_and_compare(hub, meta) == kept


def at_rest(hub, meta):
    """Return what the meta hub holds of the other, once that is what the other shows now."""
    answer = ecosystem(meta)
    announce(hub)
    (of,) = [one for one in answer["hubs"] if one["name"] == hub.name]
    return held(meta, hub.name) if of["current"] else None


def held(meta, hub):
    with meta.parts() as parts:
        bodies = parts.ledger.as_of(HUB_PROJECT)
    found = {key: body for key, body in bodies.items() if body.get("scope") == f"peer:{hub}"}
    for body in found.values():
        body["props"].pop("at" if body["type"] == "hub" else "", None)  # when it came in is no part of what did
    return found


def reset_and_compare(hub, meta):
    """Unlink and link again at the meta hub's side, and forget what it held: the next summary comes whole."""
    assert meta.call("DELETE", f"/v1/peers/{hub.name}").status == 204
    link(meta, hub, "downstream")
    with meta.parts() as parts:
        from commandcenter.graph.federated.apply import forget

        forget(parts.ledger, hub.name, at=parts.clock.now(), cause="test")
        assert not held(meta, hub.name)
    poke(hub, meta.name)
    return eventually(lambda: at_rest(hub, meta), "a summary from nothing", 60)


CANARY = "canary-7d1f0c"


def test_secrets_and_code_never_reach_the_meta_hub(linked, repository):
    hub, meta = linked
    secret = hub.register(repository.name, repository)
    hub.indexed(hub.push(repository, secret), repository.name)
    hub.register("mesh-canary")
    files = {f"{CANARY}.py": f"def {CANARY.replace('-', '_')}():\n    return '{CANARY}'\n", "setup.cfg": "[metadata]\nname = mesh-canary\n"}  # fmt: skip # noqa: E501
    rev = index(hub, "mesh-canary", files)
    await_project(meta, hub.name, "mesh-canary", rev)
    await_project(meta, hub.name, repository.name, 1)
    unwanted = {CANARY, CANARY.replace("-", "_"), secret, f"commandcenter/{hub.name}/repositories/{repository.name}"}
    places = set()
    items = (("table", repr(item)) for item in meta.items())
    logs = ((place, text) for place, text in logged(meta) if place.startswith("/aws/lambda/"))
    for place, text in (*logs, *stored(meta), *queued(meta), *items):
        places.add(place)
        assert not [word for word in unwanted if word in text], place
    assert "table" in places
    assert any(place.startswith("s3 commits/_hub/") for place in places)
    assert any("mesh-canary" in repr(item) for item in meta.items())


BATCH = "application/cloudevents-batch+json"


def deliver(meta, events, signer, *, at=None, **options):
    """Send a batch to a hub, signed as a linked hub signs it; returns the answer and the headers of the signature."""
    body, url = canonical(events), f"{meta.deployed.api}/v1/mesh/deliveries"
    request = Request("POST", url, (("Content-Type", BATCH),), body)
    headers = {"Content-Type": BATCH, **sign_request(request, signer, at or SystemClock().now(), **options)}
    return meta.send("POST", url, body, headers), headers


def presence(hub, at, sequence, signer, **changed):
    """Make a signed announcement of a hub."""
    data = {
        "hub": hub.name, "url": "", "version": "9.9.9", "projects": 1, "capabilities": [], "metrics": {},
        "summary": {"rev": 0, "root": ""}, **changed,
    }  # fmt: skip
    about = f"urn:cc:{hub.name}:_hub:hub:{hub.name}"
    event = Event(uuid.uuid4().hex, f"urn:cc:{hub.name}", f"{hub.name}.global.presence", about, at, data)
    return sign(event, sequence, signer).to_cloudevent()


def key_of(hub):
    """Open the key a hub signs with, as only its operator can."""
    return open_kms_key(hub.deployed.outputs["SigningKeyArn"], hub.client("kms"))


def test_requests_of_strangers_forgers_and_the_past_are_refused(linked, tmp_path):
    hub, meta = linked
    generate_key(tmp_path / "stranger.pem", "ecdsa-p256-sha256", "p")
    stranger, known, now = open_key_file(str(tmp_path / "stranger.pem"), "p"), key_of(hub), SystemClock().now()
    naked = meta.send("POST", "/v1/mesh/deliveries", b"[]", {"Content-Type": BATCH})
    assert naked.problem["status"] == 401
    assert deliver(meta, [], stranger)[0].problem["status"] == 401
    first, headers = deliver(meta, [], known)
    assert (first.status, first.json["hub"]) == (200, meta.name)
    replayed = meta.send("POST", "/v1/mesh/deliveries", b"[]", headers)
    assert "nonce" in replayed.problem["detail"]
    changed = meta.send("POST", "/v1/mesh/deliveries", b"[ ]", deliver(hub, [], known)[1])
    assert changed.problem["status"] == 401
    for moment in (now - timedelta(minutes=6), now + timedelta(minutes=2)):
        assert deliver(meta, [], known, at=moment)[0].problem["status"] == 401
    pull = hub.send("POST", "/v1/mesh/pulls", b'{"ack": null}', {"Content-Type": "application/json"})
    assert pull.problem["status"] == 401


def test_events_are_judged_one_by_one(linked, tmp_path):
    """In one batch: what is forged, changed, of another hub, old, or repeated is refused; the one that is good counts once."""
    hub, meta = linked
    generate_key(tmp_path / "stranger.pem", "ecdsa-p256-sha256", "p")
    stranger, known, now = open_key_file(str(tmp_path / "stranger.pem"), "p"), key_of(hub), SystemClock().now()
    number = int(now.timestamp())  # higher than any number of its log
    good = presence(hub, now, number, known)
    events = [
        presence(hub, now, number, stranger),
        {**good, "data": {**good["data"], "version": "6.6.6"}},
        presence(meta, now, number, known),
        presence(hub, now - timedelta(minutes=11), number, known),
        presence(hub, now + timedelta(minutes=1), number, known),
        {**good, "type": f"{hub.name}.global.nothing"},
        good,
        good,
        presence(hub, now, number - 1, known),
    ]
    answer, _ = deliver(meta, events, known)
    assert answer.status == 200, answer.body
    outcomes = [one["outcome"] for one in answer.json["results"]]
    assert outcomes == ["refused"] * 6 + ["accepted", "duplicate", "refused"], answer.json
    (of,) = [one for one in meta.call("GET", "/v1/peers").json["peers"] if one["hub"] == hub.name]
    assert of["presence"]["status"] == "online"
    again, _ = deliver(meta, [good], known)
    assert [one["outcome"] for one in again.json["results"]] == ["duplicate"]
    # The hub itself begins to count anew below the number used here: link it again, as its operator would.
    assert meta.call("DELETE", f"/v1/peers/{hub.name}").status == 204
    link(meta, hub, "downstream")


def test_commands_run_where_they_are_allowed_and_the_silent_are_named(linked, hub, other_hub):
    _, meta = linked
    link(other_hub, meta, "upstream")  # allows nothing
    link(meta, other_hub, "downstream")
    announce(other_hub)

    def command(seconds, *targets):
        asked = meta.call(
            "POST", "/v1/fed/commands", {"command": "audit.sweep", "seconds": seconds, "targets": targets}
        )
        assert asked.status == 202, asked.body
        return asked.json["id"]

    def outcomes(id_):
        return {one["hub"]: one["outcome"] for one in meta.call("GET", f"/v1/fed/commands/{id_}").json["hubs"]}

    first = command(60, hub.name, other_hub.name)
    eventually(lambda: "waiting" not in outcomes(first).values(), "both reports", 60)
    assert outcomes(first) == {hub.name: "ran", other_hub.name: "refused"}
    asked_for = {one["event"]["data"]["project"] for one in events(hub, "hub.audit.requested")}
    assert "mesh-shop" in asked_for
    with down(hub, "ReceiveEvents"):
        second = command(5, hub.name)
        eventually(lambda: outcomes(second) == {hub.name: "timed_out"}, "the time-out", 30)


def test_the_log_has_each_event_once_and_follows_patterns(hub):
    mark = last_event(hub)
    data = {"title": "Maintenance", "text": "At noon.", "level": "info"}
    told = hub.call("POST", "/v1/mesh/events", {"type": "hub.broadcast.announce", "data": data})
    assert told.status == 202, told.body
    entry = eventually(lambda: next(iter(events(hub, "hub.broadcast.*", mark)), None), "the event in the log")
    assert (entry["event"]["id"], entry["event"]["data"]) == (told.json["id"], data)
    again = hub.call("POST", "/v1/mesh/replays", {"since": entry["recorded"], "pattern": "hub.broadcast.>"})
    assert (again.status, again.json["replayed"]) == (202, 1)
    marker = hub.call("POST", "/v1/mesh/events", {"type": "hub.broadcast.announce", "data": {**data, "title": "After"}})
    eventually(
        lambda: [one for one in events(hub, "hub.broadcast.*", mark) if one["event"]["id"] == marker.json["id"]], "it"
    )
    found = [one["event"]["id"] for one in events(hub, "hub.broadcast.*", mark)]
    assert found == [told.json["id"], marker.json["id"]]
    sequences = [one["sequence"] for one in events(hub)]
    assert sequences == list(range(1, len(sequences) + 1))


def test_what_does_not_fit_its_schema_or_its_law_is_refused(hub):
    wrong = hub.call("POST", "/v1/mesh/events", {"type": "hub.broadcast.announce", "data": {"title": 1}}).problem
    assert (wrong["status"], wrong["pointer"]) == (400, "/data/title") or wrong["status"] == 400
    faked = {
        "project": "x",
        "rev": 1,
        "digest": "0" * 64,
        "parent": "",
        "origin": "source",
        "state_root": "0" * 64,
        "cause": "",
    }
    assert (
        hub.call("POST", "/v1/mesh/events", {"type": "hub.sync.graph.committed", "data": faked}).problem["status"]
        == 403
    )
    assert hub.call("POST", "/v1/mesh/events", {"type": "no.such.subject", "data": {}}).problem["status"] in (400, 403)
    partner = hub.make_key("developer", "*")["key"]
    assert hub.call("GET", "/v1/mesh/events", key=partner).problem["status"] == 403


def test_a_key_granted_some_projects_sees_nothing_of_other_hubs(linked):
    hub, meta = linked
    meta.register("mesh-app")
    narrow = meta.make_key("auditor", "mesh-app")["key"]
    answer = ecosystem(meta, narrow)
    assert {one["name"] for one in answer["projects"]} == {"mesh-app"}
    assert [one["name"] for one in answer["hubs"]] == [meta.name]
    assert hub.name not in json.dumps(answer)


def test_hop_eight_is_the_end_and_is_recorded(linked):
    """An event that has come eight hops cannot lead to another: a command that arrives so is not run, and the log says it."""
    hub, _ = linked
    mark = last_event(hub)
    meta_name = linked[1].name
    detail = {
        "tokens": {"n": 3, "t0": "fed", "t1": "audit", "t2": "sweep"},
        "event": {
            "specversion": "1.0", "id": uuid.uuid4().hex, "source": f"urn:cc:{meta_name}", "type": "fed.audit.sweep",
            "subject": f"urn:cc:{meta_name}:_hub:hub:{meta_name}", "time": "2026-01-01T00:00:00.000Z",
            "datacontenttype": "application/json", "correlationid": "loop", "causationid": "", "hops": 8,
            "data": {
                "command": uuid.uuid4().hex, "targets": [hub.name], "deadline": "2099-01-01T00:00:00.000Z", "reason": "loop",
            },
        },
    }  # fmt: skip
    entry = {
        "EventBusName": hub.deployed.outputs["BusName"],
        "Source": f"urn:cc:{meta_name}",
        "DetailType": "fed.audit.sweep",
    }
    hub.client("events").put_events(Entries=[{**entry, "Detail": json.dumps(detail)}])
    stopped = eventually(
        lambda: [one for one in events(hub, after=mark) if one["outcome"] == "stopped"], "the stop in the log", 60
    )
    assert "8 hops" in stopped[0]["reason"]


def test_the_open_doors_say_what_is_wrong(hub):
    answer = urllib3.request("GET", f"{hub.deployed.api}/v1/mesh/deliveries", retries=False)
    assert answer.status in (403, 404, 405)
    text = hub.send("POST", "/v1/mesh/deliveries", b"{}", {"Content-Type": "text/plain"})
    assert text.problem["status"] in (400, 401, 415)
