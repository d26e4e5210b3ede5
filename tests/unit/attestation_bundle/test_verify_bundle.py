"""What a bundle is worth: keys, times, revocation, witnesses, and parts put together from several bundles."""

from dataclasses import replace
from datetime import timedelta
from hashlib import sha256

import pytest
from bundle_parts import (
    AT,
    DAY,
    EVIDENCE,
    ISSUED,
    Hub,
    failed,
    files_of,
    make_audit,
    make_header,
    make_signer,
    parts_failed,
    payload_of,
)

from commandcenter.attestation.bundle import read_bundle, write_bundle
from commandcenter.attestation.model import KINDS_OF_AUDIT, VALID_FOR
from commandcenter.attestation.verify import verify_bundle
from commandcenter.kernel.canonical import canonical, digest
from commandcenter.kernel.clock import format_time
from commandcenter.signing.jwks import KeySet, PublishedKey

HUB = Hub()
BUNDLE = HUB.attest()
PARTS = read_bundle(BUNDLE)
MS = timedelta(milliseconds=1)
SECOND = timedelta(seconds=1)
AUDIT = "attestations/audit.dsse.json"
VSA = "attestations/vsa.dsse.json"
RESULT = "attestations/test-result.dsse.json"


def test_a_bundle_is_valid_under_the_keys_of_its_hub():
    report = HUB.verify(BUNDLE)
    assert report.verdict == "VALID"
    assert failed(report) == set()
    assert {one.part for one in report.checks} == {*PARTS, "container"}  # every member is checked somehow


def test_it_tells_what_it_is_about():
    facts = HUB.verify(BUNDLE).facts
    assert facts["hub"] == "acme"
    assert (facts["project"], facts["rev"], facts["audit"]) == ("shop", 7, "f" * 32)
    assert (facts["issued"], facts["validUntil"]) == (format_time(ISSUED), format_time(ISSUED + VALID_FOR))
    assert facts["revocation"] == "not revoked as of checkpoint 7 (2026-05-02T12:00:00.000Z)"
    assert (facts["commit"], facts["source"]) == (make_header().digest, "c" * 40)


def test_two_signers_are_both_asked():
    hub = Hub()
    other = make_signer("ed25519")
    hub.keys = KeySet((*hub.key_set().entries, PublishedKey(other.public_key())))
    good = hub.attest(signers=(hub.signer, other))
    assert hub.verify(good).verdict == "VALID"
    stranger = hub.attest(signers=(hub.signer, make_signer("ed25519")))
    assert failed(hub.verify(stranger)) == {("signature", one) for one in (AUDIT, VSA, RESULT)}


# --- keys ---


def test_without_pinned_keys_nothing_is_trusted():
    report = HUB.verify(BUNDLE, keys=None)
    assert report.verdict == "UNTRUSTED"
    assert failed(report) == {("pinned", "keys.json")}


def test_keys_of_somebody_else_do_not_make_it_valid():
    report = HUB.verify(BUNDLE, keys=[Hub().jwks])
    assert report.verdict == "UNTRUSTED"
    assert {check for check, _ in failed(report)} == {"pinned"}
    assert {AUDIT, VSA, RESULT, "status.dsse.json", "proofs/audit.tlog-proof"} <= parts_failed(report)


def test_a_forger_with_keys_of_his_own_is_not_trusted():
    forged = Hub("acme").attest()
    assert HUB.verify(forged).verdict == "UNTRUSTED"


def test_pinning_one_of_two_keys_is_not_enough():
    for kept in HUB.jwks["keys"]:
        assert HUB.verify(BUNDLE, keys=[{"keys": [kept]}]).verdict == "UNTRUSTED"
    assert HUB.verify(BUNDLE, keys=[{"keys": [one]} for one in HUB.jwks["keys"]]).verdict == "VALID"


def test_no_key_sets_pin_nothing():
    assert HUB.verify(BUNDLE, keys=[]).verdict == "UNTRUSTED"


def rotated(hub: Hub, at, overlap=SECOND) -> KeySet:
    return hub.key_set().rotate(make_signer("ecdsa-p256-sha256").public_key(), at, overlap)


def test_what_was_signed_before_a_rotation_stays_valid():
    later = rotated(HUB, AT)
    assert HUB.verify(BUNDLE, keys=[later.to_json()]).verdict == "VALID"
    hub = replace(HUB, keys=rotated(HUB, ISSUED + 2 * DAY))
    assert hub.verify(hub.attest()).verdict == "VALID"


def test_keys_pinned_before_a_rotation_do_not_know_the_new_one():
    new = make_signer("ecdsa-p256-sha256")
    hub = replace(HUB, signer=new, keys=HUB.key_set().rotate(new.public_key(), ISSUED - DAY, SECOND))
    bundle = hub.attest()
    assert hub.verify(bundle).verdict == "VALID"
    assert hub.verify(bundle, keys=[HUB.jwks]).verdict == "UNTRUSTED"


@pytest.mark.parametrize("pinned", [True, False])
def test_a_key_counts_from_nbf_up_to_but_not_including_exp(pinned):
    """It has to at some moment from the audit to the status; both what is pinned and the bundle itself say when."""
    kid = HUB.signer.key_id

    def verdict(**times):
        entries = [replace(one, **times) if one.key.key_id == kid else one for one in HUB.key_set().entries]
        hub = replace(HUB, keys=KeySet(tuple(entries)))
        bundle = (HUB if pinned else hub).attest()
        found = failed(HUB.verify(bundle, keys=[hub.jwks if pinned else HUB.jwks]))
        found -= {("key-interval", "status.dsse.json")}  # signed with the same key, on the next day
        assert found in (set(), {("key-interval", part) for part in (AUDIT, VSA, RESULT)})
        return "INVALID" if found else "VALID"

    assert verdict(not_before=ISSUED + DAY) == "VALID"
    assert verdict(not_before=ISSUED + DAY + SECOND) == "INVALID"
    assert verdict(expires=ISSUED + SECOND) == "VALID"
    assert verdict(expires=ISSUED) == "INVALID"


def test_a_retired_key_signs_no_status():
    hub = replace(HUB, keys=rotated(HUB, ISSUED))
    report = hub.verify(hub.attest(time=ISSUED + DAY))
    assert failed(report) == {("key-interval", "status.dsse.json")}


def test_a_log_key_counts_between_the_audit_and_the_status():
    kid = HUB.log_signer.key_id

    def verdict(**times):
        entries = [replace(one, **times) if one.key.key_id == kid else one for one in HUB.key_set().entries]
        return failed(HUB.verify(BUNDLE, keys=[KeySet(tuple(entries)).to_json()]))

    assert verdict(not_before=ISSUED + DAY) == set()
    assert verdict(not_before=ISSUED + DAY + SECOND) == {("key-interval", "proofs/audit.tlog-proof")}
    assert verdict(expires=ISSUED) == {("key-interval", "proofs/audit.tlog-proof")}


def test_a_key_set_that_cannot_be_used_is_the_callers_fault():
    for bad in (
        {},
        {"keys": [{}]},
        {"keys": HUB.jwks["keys"] * 2},
        [],
        None,
        {"keys": [HUB.jwks["keys"][0] | {"kid": "x"}]},
    ):
        with pytest.raises(ValueError, match="key set"):
            verify_bundle(BUNDLE, at=AT, keys=[bad])
        with pytest.raises(ValueError, match="key set"):
            verify_bundle(BUNDLE, at=AT, keys=None, witness_keys=[bad])


# --- time ---


def test_it_is_valid_from_its_issue_up_to_but_not_including_its_end():
    assert HUB.verify(BUNDLE, at=ISSUED).verdict == "VALID"
    assert failed(HUB.verify(BUNDLE, at=ISSUED - MS)) == {("validity", AUDIT)}
    assert HUB.verify(BUNDLE, at=ISSUED + VALID_FOR - MS).verdict == "VALID"
    assert failed(HUB.verify(BUNDLE, at=ISSUED + VALID_FOR)) == {("validity", AUDIT)}


def test_a_revocation_counts_from_its_instant_on():
    since = ISSUED + DAY / 2
    for kind in KINDS_OF_AUDIT:
        bundle = HUB.attest(revoked={kind: since})
        before, after = HUB.verify(bundle, at=since - MS), HUB.verify(bundle, at=since)
        assert before.verdict == "VALID"
        assert any("is revoked from" in one for one in before.notes)
        assert failed(after) == {("revocation", f"attestations/{kind}.dsse.json")}
        assert any("a mistake" in one.reason for one in after.checks)
        assert after.facts["revocation"].startswith("revoked as of checkpoint 7")


def test_what_is_superseded_is_told_and_stays_valid():
    report = HUB.verify(HUB.attest(superseded=["audit"]))
    assert report.verdict == "VALID"
    assert any("superseded since" in one for one in report.notes)


def test_a_status_may_be_no_older_than_asked():
    age = AT - (ISSUED + DAY)
    assert HUB.verify(BUNDLE, max_age=age).verdict == "VALID"
    assert failed(HUB.verify(BUNDLE, max_age=age - MS)) == {("freshness", "status.dsse.json")}


def test_a_status_from_before_the_audit_says_nothing():
    assert failed(HUB.verify(HUB.attest(time=ISSUED - MS))) == {("status", "status.dsse.json")}


def test_a_status_that_was_not_asked_for_these_statements_says_nothing():
    """Else the status of another audit could stand in for one that tells of a revocation."""
    assert HUB.verify(HUB.attest(about=[])).verdict == "VALID"
    for about in (["0" * 64], [sha256(canonical(payload_of(PARTS[AUDIT]))).hexdigest()]):
        assert failed(HUB.verify(HUB.attest(about=about))) == {("status", "status.dsse.json")}


# --- witnesses ---

WITNESSES = {"other": make_signer("ed25519"), "third": make_signer("ed25519")}
WITNESSED = replace(HUB, witnesses=WITNESSES)


def set_of(*signers):
    return KeySet(tuple(PublishedKey(one.public_key()) for one in signers)).to_json()


def test_witnesses_are_counted():
    bundle, sets = WITNESSED.attest(), [set_of(one) for one in WITNESSES.values()]
    for known, asked, good in [(2, 2, True), (2, 1, True), (1, 1, True), (1, 2, False), (0, 1, False), (0, 0, True)]:
        report = HUB.verify(bundle, witness_keys=sets[:known], witnesses=asked)
        assert failed(report) == (set() if good else {("witnesses", "proofs/audit.tlog-proof")})
        assert [one["name"] for one in report.facts["witnesses"]] == [
            f"commandcenter/{name}/witness" for name in list(WITNESSES)[:known]
        ]
        assert any("not known here" in one for one in report.notes) == (known < 2)


def test_one_key_set_is_one_witness():
    bundle = WITNESSED.attest()
    assert HUB.verify(bundle, witness_keys=[set_of(*WITNESSES.values())], witnesses=2).verdict == "INVALID"
    twice = [set_of(WITNESSES["other"])] * 2
    assert HUB.verify(bundle, witness_keys=twice, witnesses=2).verdict == "INVALID"


def test_a_key_under_two_names_is_one_witness():
    hub = replace(HUB, witnesses={"other": WITNESSES["other"], "another": WITNESSES["other"]})
    report = HUB.verify(
        hub.attest(), witness_keys=[set_of(WITNESSES["other"]), set_of(WITNESSES["third"])], witnesses=2
    )
    assert failed(report) == {("witnesses", "proofs/audit.tlog-proof")}


def test_a_hub_is_no_witness_of_its_own():
    own_name = replace(HUB, witnesses={"acme": WITNESSES["other"]})
    own_key = replace(HUB, witnesses={"other": HUB.log_signer})
    for hub, keys in [(own_name, set_of(WITNESSES["other"])), (own_key, set_of(HUB.log_signer))]:
        report = HUB.verify(hub.attest(), witness_keys=[keys], witnesses=1)
        assert failed(report) == {("witnesses", "proofs/audit.tlog-proof")}
        assert any("counts for nothing" in one for one in report.notes)


def test_a_known_witness_whose_cosignature_does_not_fit_is_a_failure():
    report = HUB.verify(with_damaged_cosignature(WITNESSED.attest()), witness_keys=[set_of(WITNESSES["third"])])
    assert {check for check, _ in failed(report)} == {"cosignatures", "witnesses"}


def with_damaged_cosignature(bundle: bytes) -> bytes:
    parts = read_bundle(bundle)
    for name in [one for one in parts if one.startswith("proofs/")]:
        line = parts[name].rstrip(b"\n").rpartition(b"\n")[2]
        damaged = line[:-8] + (b"A" if line[-8:-7] != b"A" else b"B") + line[-7:]
        parts[name] = parts[name].replace(line, damaged)
    return write_bundle(parts)


def test_an_unknown_cosignature_may_be_taken_off_unless_the_status_holds_the_checkpoint():
    """Lines of unknown keys say nothing; when the status binds the note, they cannot even be changed."""
    loose, bound = WITNESSED.attest(), replace(WITNESSED, bind_checkpoint=True).attest()
    assert HUB.verify(bound).verdict == "VALID"
    assert HUB.verify(with_damaged_cosignature(loose)).verdict == "VALID"
    report = HUB.verify(with_damaged_cosignature(bound))
    assert failed(report) == {("checkpoint", f"proofs/{kind}.tlog-proof") for kind in KINDS_OF_AUDIT}


def test_a_witness_key_that_did_not_count_is_not_counted():
    key = PublishedKey(WITNESSES["other"].public_key(), expires=ISSUED)
    report = HUB.verify(WITNESSED.attest(), witness_keys=[KeySet((key,)).to_json()], witnesses=1)
    assert failed(report) == {("witnesses", "proofs/audit.tlog-proof")}


# --- parts of several bundles, all of them signed ---


def other_day() -> bytes:
    """The same revision, audited on another day with another result."""
    return HUB.attest(make_audit("e" * 32, at=ISSUED + DAY, bad=True), time=ISSUED + 2 * DAY)


def other_project() -> bytes:
    header = make_header("other", 9)
    return HUB.attest(make_audit("d" * 32, header), header)


OTHERS = {"day": read_bundle(other_day()), "project": read_bundle(other_project())}


@pytest.mark.parametrize(
    ("other", "name"), [(other, name) for other in OTHERS for name in PARTS if OTHERS[other].get(name) != PARTS[name]]
)
def test_no_part_of_another_bundle_fits(other, name):
    report = HUB.verify(write_bundle(PARTS | {name: OTHERS[other][name]}))
    assert report.verdict == "INVALID"
    if name in (VSA, RESULT):  # well signed, so what tells of it is compared with it
        proof = name.replace("attestations", "proofs").replace("dsse.json", "tlog-proof")
        assert parts_failed(report) == {name, proof, "bundle.json", "status.dsse.json"}
    elif name != AUDIT:  # all else is held against that one
        assert parts_failed(report) == {name}


@pytest.mark.parametrize("kind", KINDS_OF_AUDIT)
@pytest.mark.parametrize("other", OTHERS)
def test_a_statement_with_all_that_goes_with_it_does_not_fit_either(kind, other):
    """The forger brings proof and index along; log and status are those of the other bundle then."""
    parts = OTHERS[other]
    taken = {name: parts[name] for name in parts if name.startswith("proofs/") or name == "status.dsse.json"}
    taken |= {f"attestations/{kind}.dsse.json": parts[f"attestations/{kind}.dsse.json"]}
    assert HUB.verify(write_bundle(PARTS | taken)).verdict == "INVALID"


def test_files_exchanged_with_one_another():
    swapped = PARTS | {"oscal.json": PARTS["index.html"], "index.html": PARTS["oscal.json"]}
    assert failed(HUB.verify(write_bundle(swapped))) == {("artifact", "oscal.json"), ("artifact", "index.html")}


def test_proofs_exchanged_with_one_another():
    one, two = "proofs/audit.tlog-proof", "proofs/vsa.tlog-proof"
    report = HUB.verify(write_bundle(PARTS | {one: PARTS[two], two: PARTS[one]}))
    assert failed(report) == {("inclusion", one), ("inclusion", two)}


def test_statements_exchanged_with_one_another():
    report = HUB.verify(write_bundle(PARTS | {VSA: PARTS[RESULT], RESULT: PARTS[VSA]}))
    assert failed(report) == {("envelope", VSA), ("envelope", RESULT)}


@pytest.mark.parametrize("index", [0, 1, 2, 5, 6, 7, 10**6])
def test_another_index(index):
    name = "proofs/audit.tlog-proof"
    bundle_json = PARTS["bundle.json"].replace(b'"index":2', b'"index":%d' % index)
    proof = PARTS[name].replace(b"index 2\n", b"index %d\n" % index)
    assert (HUB.verify(write_bundle(PARTS | {"bundle.json": bundle_json, name: proof})).verdict == "VALID") == (
        index == 2
    )
    for changed in ({"bundle.json": bundle_json}, {name: proof}):
        if index != 2:
            assert parts_failed(HUB.verify(write_bundle(PARTS | changed))) == {*changed}


def test_an_older_checkpoint_of_the_same_log_does_not_go_with_the_newer_status():
    older = read_bundle(replace(HUB, after=()).attest())
    newer = PARTS | {name: older[name] for name in older if name.startswith(("proofs/", "attestations/"))}
    newer |= {"bundle.json": older["bundle.json"]}
    assert failed(HUB.verify(write_bundle(newer))) == {("status", "status.dsse.json")}


def test_every_member_but_evidence_is_needed():
    for name in PARTS:
        rest = {one: data for one, data in PARTS.items() if one != name}
        report = HUB.verify(write_bundle(rest))
        if name.startswith("evidence/"):
            assert report.verdict == "VALID"
            assert any("1 of 2" in one for one in report.notes)
        else:
            assert (name, "is missing") in {(one.part, one.reason) for one in report.checks if not one.ok}


def test_no_member_comes_with_it_that_nobody_signed():
    for name in ("README", "evidence/" + "0" * 64, "evidence/a.pdf", "attestations/change.dsse.json", "commit.json"):
        assert failed(HUB.verify(write_bundle(PARTS | {name: b"x"}))) == {("members", name)}


def test_evidence_is_what_its_name_says():
    name = f"evidence/{sha256(EVIDENCE[0]).hexdigest()}"
    assert failed(HUB.verify(write_bundle(PARTS | {name: EVIDENCE[1]}))) == {("evidence", name)}


# --- a hub that contradicts itself: everything is signed with its keys ---


def changed(kind, change):
    said = payload_of(PARTS[f"attestations/{kind}.dsse.json"])
    change(said)
    statements = {kind: said}
    if kind == "audit":  # the summary names it
        statements["vsa"] = payload_of(PARTS[VSA])
        statements["vsa"]["predicate"]["inputAttestations"][0]["digest"]["sha256"] = digest(said)
    return HUB.verify(HUB.attest(statements=statements))


@pytest.mark.parametrize(
    ("kind", "change", "wanted"),
    [
        ("vsa", lambda said: said["subject"].pop(), {("subjects", VSA)}),
        ("test-result", lambda said: said["subject"][0]["annotations"].update(rev=8), {("subjects", RESULT)}),
        ("vsa", lambda said: said["predicate"].update(inputAttestations=[]), {("agreement", VSA)}),
        ("test-result", lambda said: said["predicate"].update(passedTests=[]), {("agreement", RESULT)}),
        ("test-result", lambda said: said["predicate"]["failedTests"].append("x"), {("agreement", RESULT)}),
        (
            "test-result",
            lambda said: said["predicate"].update(url="urn:commandcenter:audit:x"),
            {("agreement", RESULT)},
        ),
        ("vsa", lambda said: said.update(predicateType="urn:other"), {("envelope", VSA)}),
        ("vsa", lambda said: said.update(_type="https://in-toto.io/Statement/v0.1"), {("envelope", VSA)}),
        ("vsa", lambda said: said.update(more=1), {("envelope", VSA)}),
        ("audit", lambda said: said["predicate"].update(v=2), {("statement", AUDIT)}),
        ("audit", lambda said: said["predicate"].update(issued="yesterday"), {("statement", AUDIT)}),
        ("audit", lambda said: said["predicate"]["artifacts"].pop(0), {("statement", AUDIT)}),
        ("audit", lambda said: said["predicate"]["artifacts"].pop(), {("members", "oscal.json")}),
    ],
)
def test_statements_must_agree(kind, change, wanted):
    assert failed(changed(kind, change)) == wanted


@pytest.mark.parametrize("name", ["project", "audit", "rev", "hub"])
def test_the_audit_is_the_one_that_is_told_of(name):
    def change(said):
        value = said["predicate"][name]
        said["predicate"][name] = value + 1 if isinstance(value, int) else value + "x"

    assert changed("audit", change).verdict == "INVALID"


@pytest.mark.parametrize("name", ["id", "project", "rev", "commit", "source", "at"])
def test_audit_json_is_of_the_audit(name):
    header = make_header()
    said = make_audit().to_json()
    said[name] = said[name] + 1 if isinstance(said[name], int) else "2026-05-01T13:00:00.000Z"
    files = files_of(make_audit(), header) | {"audit.json": canonical(said)}
    assert failed(HUB.verify(HUB.attest(files=files))) == {("audit", "audit.json")}
