"""The signing key is changed by deploying, twice, and hubs that are linked never stop understanding one another."""

from living_hub import LivingHub, eventually, parameters_of
from mesh_hubs import announce, await_project, fingerprint, link
from test_uploads import archive


def redeploy(hub: LivingHub, roots, keys: str) -> None:
    hub.deployed.stack.deploy(hub.name, parameters_of(hub.name, roots) | {"SigningKeys": keys, "LogKeys": keys})


def trusted(meta: LivingHub, hub: LivingHub) -> set[str]:
    """Return the keys the meta hub would believe."""
    with meta.parts() as parts:
        peer = parts.peers.get(hub.name)
        assert peer is not None
        return set(peer.keys.valid_at(parts.clock.now()))


def test_a_key_is_replaced_with_overlap(hub, meta_hub, roots):
    link(hub, meta_hub, "upstream")
    link(meta_hub, hub, "downstream")
    hub.register("rotated")
    assert hub.upload("rotated", archive({"a.py": "x = 1\n"}))["rev"] == 1
    await_project(meta_hub, hub.name, "rotated", 1)
    first = fingerprint(hub)
    redeploy(hub, roots, "A,B")
    assert fingerprint(hub) == first
    published = {key["kid"]: key["kty"] for key in hub.send("GET", "/.well-known/jwks.json").json["keys"]}
    (following,) = {kid for kid, kind in published.items() if kind == "EC"} - {first}
    of_the_log = {kid for kid, kind in published.items() if kind == "OKP"}
    assert len(of_the_log) == 2

    def announced() -> bool:
        announce(hub)
        return following in trusted(meta_hub, hub)

    eventually(announced, "the next key believed, since it was announced under the present one", 90)
    redeploy(hub, roots, "B,A")
    assert fingerprint(hub) == following
    assert hub.upload("rotated", archive({"a.py": "x = 2\n"}))["rev"] == 2
    await_project(meta_hub, hub.name, "rotated", 2)
    assert {first, following} | of_the_log <= trusted(meta_hub, hub), "witnesses learn the log's keys on the same way"
    redeploy(hub, roots, "A")  # back, within the week in which the key before counts on
    assert fingerprint(hub) == first
    assert hub.upload("rotated", archive({"a.py": "x = 3\n"}))["rev"] == 3
    await_project(meta_hub, hub.name, "rotated", 3)
