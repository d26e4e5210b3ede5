"""`attest:*` over a directory store: from an audit to a bundle that a partner can check, and what becomes of it."""

import base64
import json
from pathlib import Path

from store_parts import KEYS, bundle, check, entries, files, told, trusted

from commandcenter.attestation.assemble import assemble
from commandcenter.attestation.bundle import read_bundle
from commandcenter.attestation.log.store import DirectoryLogStore
from commandcenter.cli.attest_store import AttestationStore
from commandcenter.ledger.open import open_directory
from commandcenter.signing.jwks import parse_key_set

STATEMENTS = {"audit", "vsa", "test-result"}


def test_an_audit_becomes_a_file_that_a_partner_can_check(attested) -> None:
    parts = read_bundle(bundle(attested))
    assert trusted(attested) == (0, "VALID")
    assert [name for name in parts if name.startswith("evidence/")], "evidence that is kept goes along"
    stranger = check(attested)
    assert (stranger.code, stranger.out.partition(":")[0]) == (1, "UNTRUSTED")
    assert "keys.json" in stranger.out
    published = parse_key_set(parts["keys.json"])
    handed = parse_key_set(Path("keys/keys.json").read_bytes())
    assert {one.key.key_id for one in published.entries} == {one.key.key_id for one in handed.entries}


def test_without_evidence(attested) -> None:
    whole = read_bundle(bundle(attested))
    bare = read_bundle(bundle(attested, "--no-evidence"))
    assert whole.keys() - bare.keys() == {name for name in whole if name.startswith("evidence/")} != set()
    assert trusted(attested) == (0, "VALID")


def test_the_same_again_changes_nothing(attested) -> None:
    before = files()
    first = told(attested)
    again = attested("attest:generate", "shop", *KEYS)
    assert again.code == 0
    assert files() == before
    assert (told(attested), entries()) == (first, 3)
    made = bundle(attested)
    assert bundle(attested) == made, "the status is signed once an hour"


def test_several_sign(shop) -> None:
    shop("attest:keys", "others")
    both = ("--key", "file:others/signing.pem", *KEYS)
    assert shop("attest:generate", "shop", *both).code == 0
    envelope = json.loads(read_bundle(bundle(shop))["attestations/audit.dsse.json"])
    assert len(envelope["signatures"]) == 2
    assert trusted(shop) == (1, "UNTRUSTED"), "one of the keys is not pinned"
    done = check(shop, "--keys", "keys/keys.json", "--keys", "others/keys.json")
    assert (done.code, done.out.partition(":")[0]) == (0, "VALID")


def test_what_is_taken_back_is_invalid_and_the_first_reason_stands(attested) -> None:
    audit = told(attested)["audits"][0]
    bundle(attested)
    done = attested("attest:revoke", "shop", audit, "--reason", " The report was forged. ", *KEYS)
    assert done.code == 0
    assert "revoked" in done.out
    assert trusted(attested) == (0, "VALID"), "a bundle made before knows nothing of it"
    bundle(attested)
    done = check(attested, "--keys", "keys/keys.json")
    assert (done.code, done.out.partition(":")[0]) == (1, "INVALID")
    assert "The report was forged." in done.out
    before = files()
    assert attested("attest:revoke", "shop", audit, "--reason", "Another one.", *KEYS).code == 0
    assert (files(), entries()) == (before, 4)
    (change,) = told(attested, audit)["changes"]
    assert (change["action"], change["reason"]) == ("revoked", "The report was forged.")
    assert attested("ledger:verify", "--store", "store").code == 0
    bodies = open_directory("store").as_of("shop").values()
    (node,) = [one["props"] for one in bodies if one["type"] == "attestation"]
    assert (node["audit"], node["revokedFor"]) == (audit, "The report was forged.")


def test_a_newer_audit_takes_the_place_of_the_older(attested) -> None:
    (old,) = told(attested)["audits"]
    Path("shop/more.py").write_text("MORE = 1\n")
    attested("index", "shop")
    attested("audit", "shop", "--store", "store", "--packs", "mica", "--as-of", "2026-09-02")
    made = attested("attest:generate", "shop", *KEYS, "--json").json
    assert entries() == 7
    shown = told(attested)["attestations"]
    assert [one["audit"] for one in shown] == [made["audit"], old]
    assert [[change["action"] for change in one["changes"]] for one in shown] == [[], ["superseded"]]
    assert json.loads(read_bundle(bundle(attested))["bundle.json"])["audit"] == made["audit"]
    assert json.loads(read_bundle(bundle(attested, old))["bundle.json"])["audit"] == old
    assert "superseded" in check(attested, "--keys", "keys/keys.json").out
    late = attested("attest:generate", "shop", "--audit", old, *KEYS, "--json").json
    assert (late["audit"], entries()) == (old, 7)


def test_show_tells_places_and_cids(attested) -> None:
    (audit,) = told(attested)["audits"]
    one = told(attested, audit)
    assert (one["state"], one["hub"], set(one["statements"])) == ("done", "local", STATEMENTS)
    table = attested("attest:show", "shop", audit).out
    for place in one["statements"].values():
        assert place["cid"] in table
        assert place["statement"] in table
    assert one["statements"]["audit"]["cid"] in attested("attest:show", "shop").out


def test_nothing_is_attested_yet(shop) -> None:
    assert told(shop) == {"project": "shop", "attestations": [], "audits": []}
    assert shop("attest:show", "shop").code == 0
    before = files()
    missing = shop("attest:bundle", "shop", "--out", "b.zip", "--key", "file:keys/signing.pem")
    assert missing.says(2, "nothing is attested")
    assert files() == before
    assert not Path("b.zip").exists()


def test_the_name_of_a_store_is_given_once(shop) -> None:
    assert shop("attest:generate", "shop", *KEYS, "--name", "acme", "--json").json["hub"] == "acme"
    bundle(shop)
    assert trusted(shop) == (0, "VALID")
    before = files()
    assert shop("attest:generate", "shop", *KEYS, "--name", "other").says(2, "acme")
    assert shop("attest:generate", "shop", *KEYS).code == 0
    assert files() == before


def test_what_died_after_it_was_stated_is_finished_in_the_same_name(shop) -> None:
    ledger = open_directory("store")
    audit = AttestationStore(ledger, DirectoryLogStore(Path("store/log")), "shop").newest_audit()
    assemble(ledger, "acme", "shop", audit)
    assert told(shop, audit)["state"] == "unfinished"
    assert shop("attest:bundle", "shop", "--out", "b.zip", "--key", "file:keys/signing.pem").code == 2
    assert shop("attest:generate", "shop", *KEYS).says(2, "in the name of acme")
    assert not Path("store/log/checkpoint").exists()
    assert shop("attest:generate", "shop", *KEYS, "--name", "acme").code == 0
    assert told(shop, audit)["state"] == "done"


def test_a_key_that_attested_nothing_signs_no_bundle(attested) -> None:
    attested("attest:keys", "others")
    done = attested("attest:bundle", "shop", "--out", "b.zip", "--key", "file:others/signing.pem")
    assert done.says(2, "nothing in this store was attested with this key")
    assert not Path("b.zip").exists()


def test_a_file_is_written_over_only_when_told_so(attested) -> None:
    bundle(attested)
    for there in ("b.zip", "dangling"):
        if there == "dangling":
            Path(there).symlink_to("nowhere")
        done = attested("attest:bundle", "shop", "--out", there, "--key", "file:keys/signing.pem")
        assert done.says(2, "--force")
    assert not Path("nowhere").exists()
    assert not [path for path in Path().iterdir() if path.name.startswith(".")], "drafts are cleared away"


def test_a_log_that_contradicts_itself_is_not_continued(attested) -> None:
    tile = next(Path("store/log/tile/0").rglob("*.p/*"))
    data = tile.read_bytes()
    tile.chmod(0o644)
    tile.write_bytes(bytes([data[0] ^ 1]) + data[1:])
    (audit,) = told(attested)["audits"]
    done = attested("attest:revoke", "shop", audit, "--reason", "wrong", *KEYS)
    assert done.says(1, "root")
    assert entries() == 3


def test_an_envelope_holds_the_statement_it_is_named_by(attested) -> None:
    (audit,) = told(attested)["audits"]
    for place in told(attested, audit)["statements"].values():
        envelope = json.loads(Path("store/attestations/envelopes", place["statement"]).read_bytes())
        payload = base64.b64decode(envelope["payload"])
        assert payload == Path("store/attestations/statements", place["statement"]).read_bytes()
