"""Attestations: signing and logging beside `securesystemslib`, proofs of growing logs, whole bundles, and what they cost."""

import hashlib
import json
from collections.abc import Callable, Mapping
from itertools import count
from typing import Any

import boto3
from arithmetic import percentiles, time_each
from attest_requests import measure_requests
from attested import HUB, AttestedHub, make_signer
from log_proofs import measure_proofs
from measure_audit import full_project
from measure_judge import POLICIES, full_sheet
from measure_requests import BUCKET, REGION, account, open_ledger
from meter import metered
from moto import mock_aws
from report import Section, Table, say
from securesystemslib.dsse import Envelope as TheirEnvelope
from securesystemslib.signer import CryptoSigner
from world import AT, project_name

from commandcenter.attestation.bundle import read_bundle
from commandcenter.attestation.log.append import append
from commandcenter.attestation.log.note import parse_note
from commandcenter.attestation.log.proof_file import check_proof, parse_proof
from commandcenter.attestation.log.prove import prove
from commandcenter.attestation.log.s3 import S3LogStore
from commandcenter.attestation.log.store import MemoryLogStore
from commandcenter.attestation.model import PAYLOAD_TYPE, log_origin
from commandcenter.attestation.verify import Report, fits, verify_bundle
from commandcenter.compliance.open import open_judge
from commandcenter.ledger.model import Meta
from commandcenter.signing.dsse import pae, parse_canonical, sign_envelope, verify_envelope
from commandcenter.signing.ecdsa_forms import der_to_raw

ENTITIES, DAYS, ROUNDS, EACH = 1_000, 4, 5, 100
"""The ways take turns, so that a busy machine slows all of them."""
ORIGIN = log_origin(HUB)


def measure(entities: int = ENTITIES, days: int = DAYS, rounds: int = ROUNDS, each: int = EACH) -> Section:
    """Attest a project day after day, then measure the parts on what came of it."""
    with account(), metered() as meter, mock_aws(), open_judge(POLICIES) as judge:
        ledger = open_ledger()
        hub = AttestedHub(ledger, S3LogStore(boto3.client("s3", region_name=REGION), BUCKET), judge)
        plan = full_project(entities, full_sheet(judge.packs))
        ledger.submit(project_name(0), plan, Meta(AT, "bench", "index", "source"))
        requests, counted = measure_requests(hub, meter, days)
        bundle = hub.bundle(hub.attest(days + 1))
    payload = parse_canonical(read_bundle(bundle)["attestations/audit.dsse.json"]).payload
    signing, speeds = _signing(payload, rounds, each)
    bundles, whole = _bundles(bundle, hub, rounds, each)
    proofs, sizes = measure_proofs()
    figures = {"speeds": speeds, "bundle": whole, "proofs": sizes, "requests": counted}
    return Section([signing, proofs, bundles, *requests], figures)


def _signing(payload: bytes, rounds: int, each: int) -> tuple[Table, dict[str, Any]]:
    """Sign and verify one statement three ways, with P-256 and keys in memory."""
    say(f"attest: {rounds * each} statements of {len(payload):,} bytes, three ways")
    ways = {
        "signed and verified": _ours(),
        "securesystemslib": _theirs(),
        "signed, logged, proved, verified": _logged(),
    }
    taken: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(rounds):
        for name, way in ways.items():
            taken[name] += time_each(lambda way=way: way(payload), each)
    found = {name: percentiles(some) for name, some in taken.items()}
    theirs = found["securesystemslib"]["p50"]
    rows = [[name, one["p50"], one["p95"], 1000 / one["p50"], one["p50"] / theirs] for name, one in found.items()]
    notes = [
        "each way signs, writes the envelope as JSON, reads it and checks the signature",
        f"logged: each statement by itself, in a log that grows to {rounds * each:,}, with a signature (Ed25519) of its own",
    ]
    columns = ("way", "p50 ms", "p95 ms", "each second", "x securesystemslib")
    ratios = {name: one["p50"] / theirs for name, one in found.items()}
    return Table(f"One statement of {len(payload):,} bytes", columns, rows, notes), {"ways": found, "ratios": ratios}


def _ours() -> Callable[[bytes], None]:
    signer = make_signer("ecdsa-p256-sha256")
    keys = {signer.key_id: signer.public_key()}

    def work(payload: bytes) -> None:
        written = sign_envelope(PAYLOAD_TYPE, payload, [signer]).canonical()
        verify_envelope(parse_canonical(written), keys)

    return work


def _theirs() -> Callable[[bytes], None]:
    signer = CryptoSigner.generate_ecdsa()

    def work(payload: bytes) -> None:
        envelope = TheirEnvelope(payload, PAYLOAD_TYPE, {})
        envelope.sign(signer)
        written = json.dumps(envelope.to_dict()).encode()
        TheirEnvelope.from_dict(json.loads(written)).verify([signer.public_key], 1)

    return work


def _logged() -> Callable[[bytes], None]:
    signer, of_log, store, place = make_signer("ecdsa-p256-sha256"), make_signer("ed25519"), MemoryLogStore(), count()
    keys, log_keys = {signer.key_id: signer.public_key()}, [of_log.public_key()]

    def work(payload: bytes) -> None:
        digest = hashlib.sha256(b"%d" % next(place)).hexdigest()
        entry = sign_envelope(PAYLOAD_TYPE, payload, [signer]).canonical()
        append(store, ORIGIN, of_log, [(digest, entry)])
        proof = prove(store, digest)
        verify_envelope(parse_canonical(entry), keys)
        check_proof(proof, entry, ORIGIN, log_keys)

    return work


def _bundles(bundle: bytes, hub: AttestedHub, rounds: int, each: int) -> tuple[Table, dict[str, Any]]:
    """Verify a whole bundle, beside the least of it: checking its signatures, and reading and writing its audit as JSON."""
    say(f"attest: a bundle of {len(bundle):,} bytes")
    keys, at = [hub.keys.to_json()], hub.clock.now()

    def whole() -> Report:
        fits.cache_clear()  # a signature that was checked is not checked again
        return verify_bundle(bundle, at=at, keys=keys)

    report = whole()
    if report.verdict != "VALID":
        raise RuntimeError(f"the bundle is {report.verdict}: {[one for one in report.checks if not one.ok]}")
    parts = read_bundle(bundle)
    ways = {"verify_bundle": whole, "its five signatures": _bare(parts, hub), "its audit as JSON": _again(parts)}
    taken: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(rounds):
        for name, way in ways.items():
            taken[name] += time_each(way, each)
    found = {name: percentiles(some) for name, some in taken.items()}
    least = found["its five signatures"]["p50"] + found["its audit as JSON"]["p50"]
    ratio = found["verify_bundle"]["p50"] / least
    rows = [[name, one["p50"], one["p95"], 1000 / one["p50"]] for name, one in found.items()]
    notes = [
        f"verify_bundle / the other two together: {ratio:.1f}",
        f"its audit as JSON: {len(parts['audit.json']):,} bytes, read and written sorted by the standard library; verify_bundle",
        "writes it again to see that it stands in its one form, in plain Python",
    ]
    title = f"A bundle of {len(bundle):,} bytes without files of evidence: {len(report.checks)} checks"
    figures = {"ways": found, "bytes": len(bundle), "checks": len(report.checks), "ratio": ratio}
    return Table(title, ("way", "p50 ms", "p95 ms", "each second"), rows, notes), figures


def _bare(parts: Mapping[str, bytes], hub: AttestedHub) -> Callable[[], None]:
    """Check what is signed in a bundle, all of it read beforehand: four envelopes and the checkpoint they share."""
    envelopes = [parse_canonical(data) for name, data in parts.items() if name.endswith(".dsse.json")]
    signed = [(pae(one.payload_type, one.payload), der_to_raw(one.signatures[0].value)) for one in envelopes]
    note = parse_note(parse_proof(parts["proofs/audit.tlog-proof"]).checkpoint)
    own, of_log = hub.own.public_key(), hub.of_log.public_key()

    def work() -> None:
        sound = [own.verify(*one) for one in signed]
        if not (all(sound) and of_log.verify(note.text.encode(), note.lines[0].value)):
            raise RuntimeError("a signature in the bundle does not fit")

    return work


def _again(parts: Mapping[str, bytes]) -> Callable[[], object]:
    data = parts["audit.json"]
    return lambda: json.dumps(json.loads(data), ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
