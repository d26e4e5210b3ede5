"""Verify a bundle of attestations: what a hub says of one audit, that its log holds it, that it was not revoked.

One file that runs alone, offline: `python verify.py BUNDLE --keys JWKS` needs Python 3.10 and `cryptography`, and nothing
of the hub. Exit 0: VALID. Exit 1: INVALID (a check failed) or UNTRUSTED (all fits, but the keys are not ones you pinned).
Exit 2: the arguments or files cannot be used.

It does not check that the hub judged rightly, that evidence left out of the bundle exists, that the log shows everyone the
same (witnesses, --witnesses, make that hard), nor what was revoked after the status in the bundle (--max-age bounds that).

Sources: in-toto Statement v1, DSSE v1, RFC 8785, RFC 7638, RFC 6962, and C2SP signed-note, tlog-checkpoint,
tlog-cosignature and tlog-proof.
"""

import argparse
import base64
import binascii
import hashlib
import json
import math
import re
import struct
import sys
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple, NoReturn, TypeVar

T = TypeVar("T")
Keys = Mapping[str, "Key"]

KINDS = {
    "audit": "urn:commandcenter:predicate:audit:v1",
    "test-result": "https://in-toto.io/attestation/test-result/v0.1",
    "vsa": "https://slsa.dev/verification_summary/v1",
}
STATUS = "urn:commandcenter:predicate:status:v1"
FIXED = ("bundle.json", "keys.json", "ledger/commit.json", "status.dsse.json")
MAX_BUNDLE, MAX_JSON, MAX_ENTRY, MAX_MEMBERS, MAX_KEYS, MAX_LINES = 64 << 20, 32 << 20, 65_535, 512, 64, 64
SAFE_INTEGER, LATEST = 2**53 - 1, 253_402_300_799  # the last second of the year 9999
WITNESS = "commandcenter/[^/]+/witness"
ZERO_OFFSET = timezone(timedelta(0))  # `datetime.UTC` came with Python 3.11
EPOCH = datetime(1970, 1, 1, tzinfo=ZERO_OFFSET)


class Refused(Exception):  # noqa: N818 - it reads as what happens to a part
    """Say why a part does not hold."""


class Check(NamedTuple):
    """Tell one check: its name, the part of the bundle it is about, whether it passed, and if not, why."""

    check: str
    part: str
    ok: bool
    reason: str


@dataclass
class Report:
    """Collect checks, what is worth knowing besides (notes), and what the bundle says (facts)."""

    at: datetime
    checks: list[Check] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    facts: dict[str, Any] = field(default_factory=dict)

    @property
    def verdict(self) -> str:
        failed = {one.check for one in self.checks if not one.ok}
        return "INVALID" if failed - {"pinned"} or not self.checks else "UNTRUSTED" if failed else "VALID"

    def run(self, check: str, part: str, step: Callable[..., T], *args: Any) -> T | None:
        """Do one check; its result, or None when it was refused."""
        try:
            result = step(*args)
        except Refused as error:
            self.checks.append(Check(check, part, False, str(error)))  # noqa: FBT003
            return None
        self.checks.append(Check(check, part, True, ""))  # noqa: FBT003
        return result

    def to_json(self) -> dict[str, Any]:
        checks = [one._asdict() for one in self.checks]
        return {
            "verdict": self.verdict,
            "at": show(self.at),
            "facts": self.facts,
            "checks": checks,
            "notes": self.notes,
        }


# --- forms: every text below has one form, and any other is refused ---


def canonical(value: Any) -> bytes:
    """Write JSON in its canonical form (RFC 8785)."""
    return _write(value).encode()


_quote = json.JSONEncoder(ensure_ascii=False).encode


def _write(value: Any) -> str:
    if isinstance(value, dict):
        items = sorted(value.items(), key=lambda item: item[0].encode("utf-16-be"))
        return "{" + ",".join(f"{_quote(name)}:{_write(one)}" for name, one in items) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(_write, value)) + "]"
    return _quote(value) if value is None or isinstance(value, (bool, str)) else _number(value)


def _number(value: float) -> str:
    if not math.isfinite(value) or (isinstance(value, int) and abs(value) > SAFE_INTEGER):
        raise Refused("holds a number that JSON cannot say exactly")
    if isinstance(value, int) or value == 0:
        return str(int(value))
    sign, figures, exponent = Decimal(repr(value)).normalize().as_tuple()
    digits, point = "".join(map(str, figures)), len(figures) + int(exponent)  # 0.digits x 10^point
    if 0 < point <= 21:  # the forms of Number::toString in ECMAScript
        text = digits.ljust(point, "0")
        text = f"{text[:point]}.{text[point:]}".rstrip(".")
    elif -6 < point <= 0:
        text = f"0.{'0' * -point}{digits}"
    else:
        text = f"{digits[0]}.{digits[1:]}".rstrip(".") + f"e{point - 1:+d}"
    if text.isdigit() and int(text) > SAFE_INTEGER:
        raise Refused("holds a number that JSON cannot say exactly")
    return "-" * sign + text


def read_json(data: bytes) -> Any:
    """Read JSON that stands in its canonical form."""
    if len(data) > MAX_JSON:
        raise Refused("is too large")
    try:
        value = json.loads(data.decode(), parse_int=_integer)
        same = canonical(value) == data
    except (ValueError, RecursionError):
        raise Refused("is not JSON that can be read") from None
    if not same:
        raise Refused("is not in canonical form")
    return value


def _integer(digits: str) -> int:
    if len(digits) > 17:
        raise Refused("holds a number that JSON cannot say exactly")
    return int(digits)


def get(body: Any, name: str, kind: type[T]) -> T:
    """Return a member that must be there and of this type."""
    value = body.get(name) if isinstance(body, dict) else None
    if type(value) is not kind:
        raise Refused(f"{name} is missing or of another type")
    return value


def members(body: Any, *names: str) -> dict[str, Any]:
    """Return an object that has these members and no other."""
    if not isinstance(body, dict) or body.keys() != set(names):
        raise Refused(f"an object does not have the members {', '.join(names)} and no other")
    return body


def member(parts: Mapping[str, bytes], name: str) -> bytes:
    refuse_if(name not in parts, "is missing")
    return parts[name]


def refuse_if(bad: bool, reason: str) -> None:  # noqa: FBT001
    if bad:
        raise Refused(reason)


def expect(what: str, found: Any, wanted: Any) -> None:
    refuse_if(found != wanted, f"{what} is {found!r:.120}, not {wanted!r:.120}")


def expect_digest(data: bytes, digest: Any) -> str:
    expect("the SHA-256", sha256(data), digest)
    return sha256(data)


def from_base64(text: str, size: int = 0) -> bytes:
    try:
        data = base64.b64decode(text.encode("ascii"), validate=True)
    except (UnicodeEncodeError, binascii.Error):
        raise Refused("holds what is not base64") from None
    if base64.b64encode(data).decode() != text or (size and len(data) != size):
        raise Refused("holds base64 of another form or length")
    return data


def from_base64url(text: str, size: int) -> bytes:
    if set(text) & set("+/="):
        raise Refused("holds what is not URL-safe base64 without padding")
    return from_base64(text.replace("-", "+").replace("_", "/") + "=" * (-len(text) % 4), size)


def read_time(text: str) -> datetime:
    """Read an RFC 3339 time."""
    match = re.fullmatch(r"([0-9-]{10}T[0-9:]{8})(?:\.([0-9]{1,6}))?(Z|[+-][0-9]{2}:[0-9]{2})", text)
    if match:
        day, parts, zone = match.groups()
        try:
            moment = datetime.fromisoformat(f"{day}.{(parts or '').ljust(6, '0')}{zone.replace('Z', '+00:00')}")
            return moment.astimezone(ZERO_OFFSET)
        except (ValueError, OverflowError):
            pass
    raise Refused(f"not a time (RFC 3339): {text!r:.60}")


def show(moment: datetime) -> str:
    return moment.astimezone(ZERO_OFFSET).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def whole(text: str) -> int:
    if not re.fullmatch("0|[1-9][0-9]{0,15}", text) or int(text) > SAFE_INTEGER:
        raise Refused("holds a number in another form")
    return int(text)


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


# --- the container: a ZIP of one form, written again to compare ---


class Entry(NamedTuple):
    name: str
    crc: int
    data: bytes


def read_zip(data: bytes) -> list[Entry]:
    """Read the members one after the other from the front; nothing is inflated, nothing read twice."""
    refuse_if(len(data) > MAX_BUNDLE, f"it has more than {MAX_BUNDLE:,} bytes")
    entries, place = list[Entry](), 0
    while data[place : place + 4] == b"PK\x03\x04" and len(data) >= place + 30:
        crc, size, _, name_size = struct.unpack_from("<3IH", data, place + 14)
        start = place + 30 + name_size
        name = data[place + 30 : start]
        if not re.fullmatch(rb"[A-Za-z0-9][A-Za-z0-9._/-]{0,199}", name) or start + size > len(data):
            raise Refused("a member cannot be read")
        place = start + size
        entries.append(Entry(name.decode(), crc, data[start:place]))
        if len(entries) > MAX_MEMBERS:
            raise Refused(f"there are more than {MAX_MEMBERS} members")
    if not entries:
        raise Refused("this is not a bundle")
    names = [one.name for one in entries]
    if names != sorted(set(names)):
        raise Refused("its members are not sorted, or one comes twice")
    return entries


def write_zip(entries: Sequence[Entry]) -> bytes:
    """Write members in the one form: stored, of 1980-01-01, as regular files of mode 0644."""
    local, central, place = list[bytes](), list[bytes](), 0
    for name, crc, data in entries:
        same = struct.pack("<5H3I2H", 20, 0, 0, 0, 0x21, crc, len(data), len(data), len(name), 0)
        local += [b"PK\x03\x04", same, name.encode(), data]
        tail = struct.pack("<3H2I", 0, 0, 0, 0o100644 << 16, place)
        central += [b"PK\x01\x02", struct.pack("<H", 3 << 8 | 20), same, tail, name.encode()]
        place += 30 + len(name) + len(data)
    end = struct.pack("<4H2IH", 0, 0, len(entries), len(entries), sum(map(len, central)), place, 0)
    return b"".join([*local, *central, b"PK\x05\x06", end])


def check_form(entries: Sequence[Entry], data: bytes) -> None:
    if write_zip(entries) != data:
        raise Refused("the ZIP is not in its one form")


def check_crc(entry: Entry) -> None:
    if zlib.crc32(entry.data) != entry.crc:
        raise Refused("its bytes were damaged: the CRC does not fit")


# --- keys and signatures ---


class Key(NamedTuple):
    """Hold a public key and the interval [nbf, exp) in which its signatures count, in seconds since 1970."""

    kid: str
    kind: str
    raw: bytes
    nbf: int
    exp: int

    def counts(self, start: datetime, end: datetime) -> bool:
        """Say whether it counts at some moment from `start` to `end`."""
        return timedelta(seconds=self.nbf) <= end - EPOCH and start - EPOCH < timedelta(seconds=self.exp)


def read_keys(jwks: Any) -> dict[str, Key]:
    """Read a JWK Set (RFC 7517) of P-256 and Ed25519 keys, each named by its thumbprint (RFC 7638)."""
    keys = [_read_key(one) for one in get(jwks, "keys", list)]
    if len({one.kid for one in keys}) < len(keys) or len(keys) > MAX_KEYS:
        raise Refused(f"a key comes twice, or there are more than {MAX_KEYS}")
    return {one.kid: one for one in keys}


def _read_key(jwk: Any) -> Key:
    kind, names = get(jwk, "kty", str), {"EC": ("x", "y"), "OKP": ("x",)}
    if kind not in names or jwk.get("crv") != {"EC": "P-256", "OKP": "Ed25519"}[kind]:
        raise Refused("a key is neither P-256 nor Ed25519")
    if "d" in jwk or jwk.get("use", "sig") != "sig":
        raise Refused("a key is not for checking signatures")
    raw = b"".join(from_base64url(get(jwk, name, str), 32) for name in names[kind])
    members = canonical({name: jwk[name] for name in ("kty", "crv", *names[kind])})
    kid = base64.urlsafe_b64encode(hashlib.sha256(members).digest()).decode().rstrip("=")
    expect("the name of a key, its thumbprint,", jwk.get("kid"), kid)
    times = {name: get(jwk, name, int) for name in ("nbf", "exp") if name in jwk}
    nbf, exp = times.get("nbf", -LATEST), times.get("exp", LATEST + 1)
    if nbf >= exp or not all(0 <= one <= LATEST for one in times.values()):
        raise Refused("the interval of a key is none")
    return Key(kid, kind, raw, nbf, exp)


@lru_cache(maxsize=64)
def fits(kind: str, raw: bytes, message: bytes, signature: bytes) -> bool:
    """Say whether a signature was made over a message: Ed25519, or ECDSA over P-256 in DER or as 64 bytes, r then s."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric import ec, ed25519, utils
    from cryptography.hazmat.primitives.hashes import SHA256

    forms = [signature]
    if kind == "EC" and len(signature) == 64:
        r, s = (int.from_bytes(half, "big") for half in (signature[:32], signature[32:]))
        forms.append(utils.encode_dss_signature(r, s))
    for form in forms:
        try:
            if kind == "OKP":
                ed25519.Ed25519PublicKey.from_public_bytes(raw).verify(form, message)
            else:
                point = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), b"\x04" + raw)
                point.verify(form, message, ec.ECDSA(SHA256()))
        except (InvalidSignature, ValueError):
            continue
        return True
    return False


# --- envelopes and statements ---


@dataclass
class Statement:
    """Hold a statement, the envelope it came in, and the signatures (key, value) over `message`."""

    envelope: bytes
    digest: str
    subjects: list[Any]
    said: dict[str, Any]
    message: bytes
    signatures: dict[str, bytes]

    @property
    def cid(self) -> str:
        """The CIDv1 of the envelope: raw, SHA-256, base32."""
        multihash = b"\x01\x55\x12\x20" + hashlib.sha256(self.envelope).digest()
        return "b" + base64.b32encode(multihash).decode().lower().rstrip("=")


def read_statement(data: bytes, predicate_type: str) -> Statement:
    """Read an envelope (DSSE) of canonical form and the statement in it."""
    if len(data) > MAX_ENTRY:
        raise Refused(f"has more than {MAX_ENTRY:,} bytes")
    envelope = members(read_json(data), "payload", "payloadType", "signatures")
    expect("payloadType", envelope["payloadType"], "application/vnd.in-toto+json")
    payload = from_base64(get(envelope, "payload", str))
    pairs = [members(one, "keyid", "sig") for one in get(envelope, "signatures", list)]
    signatures = {get(one, "keyid", str): from_base64(get(one, "sig", str)) for one in pairs}
    if not 1 <= len(signatures) == len(pairs) <= 16:
        raise Refused("needs 1 to 16 signatures, each of another key")
    body = members(read_json(payload), "_type", "predicate", "predicateType", "subject")
    expect("_type", body["_type"], "https://in-toto.io/Statement/v1")
    expect("predicateType", body["predicateType"], predicate_type)
    message = b"DSSEv1 28 application/vnd.in-toto+json %d %b" % (len(payload), payload)
    subjects, said = get(body, "subject", list), get(body, "predicate", dict)
    return Statement(data, sha256(payload), subjects, said, message, signatures)


def check_signatures(statement: Statement, keys: Keys) -> list[str]:
    """Ask for every signature to fit (one that says nothing has no place); returns the keys that made them."""
    for kid, signature in statement.signatures.items():
        if kid not in keys:
            raise Refused(f"names the key {kid:.60}, which keys.json does not hold")
        if not fits(keys[kid].kind, keys[kid].raw, statement.message, signature):
            raise Refused(f"the signature of key {kid} does not fit")
    return list(statement.signatures)


class About(NamedTuple):
    """Hold what the audit's statement says; the rest of the bundle must agree with it."""

    hub: str
    project: str
    audit: str
    rev: int
    commit: str
    source: str
    issued: datetime
    until: datetime
    artifacts: dict[str, str]
    evidence: dict[str, str]


def read_about(statement: Statement) -> About:
    """Read the statement of the audit and its subjects: ledger head, source commit, evidence."""
    said, subjects = statement.said, list(statement.subjects)
    expect("v", get(said, "v", int), 1)
    hub, project, audit = (get(said, name, str) for name in ("hub", "project", "audit"))
    rev, commit = get(said, "rev", int), digest_of(subjects[0] if subjects else None)
    head = {"name": "ledger/commit.json", "uri": f"urn:cc:{hub}:{project}:project:{project}"}
    expect("the first subject", subjects.pop(0), head | {"digest": {"sha256": commit}, "annotations": {"rev": rev}})
    source = ""
    if subjects and get(subjects[0], "name", str) == "source":
        source = digest_of(subjects.pop(0), "gitCommit")
    evidence = {f"evidence/{one}": one for one in sorted(map(digest_of, subjects))}
    wanted = [{"name": name, "digest": {"sha256": digest}} for name, digest in evidence.items()]
    expect("the list of evidence", subjects, wanted)
    artifacts = {get(one, "name", str): digest_of(one) for one in get(said, "artifacts", list)}
    refuse_if("audit.json" not in artifacts, "audit.json is not among its artifacts")
    issued, until = (read_time(get(said, name, str)) for name in ("issued", "validUntil"))
    return About(hub, project, audit, rev, commit, source, issued, until, artifacts, evidence)


def digest_of(body: Any, algorithm: str = "sha256") -> str:
    return get(get(body, "digest", dict), algorithm, str)


# --- the log ---


class Proof(NamedTuple):
    """Hold a proof of inclusion and its checkpoint: what is signed, and the lines (name, key id, signature) below it."""

    place: int
    path: list[bytes]
    note: bytes
    body: bytes
    origin: str
    size: int
    root: bytes
    lines: list[tuple[str, bytes, bytes]]


def read_proof(data: bytes) -> Proof:
    """Read a proof (C2SP tlog-proof v1, no extra data) by a checkpoint (signed-note, tlog-checkpoint, no extensions)."""
    try:
        head, _, note = data.decode().partition("\n\n")
    except UnicodeDecodeError:
        raise Refused("is not text") from None
    body, _, signed = note.rpartition("\n\n")
    title, *told = head.split("\n")
    state, lines = body.split("\n"), signed.split("\n")
    found = [re.fullmatch("\u2014 ([!-*,-~]{1,200}) ([A-Za-z0-9+/=]{8,1000})", line) for line in lines[:-1]]
    matches = [one for one in found if one]
    sound = title == "c2sp.org/tlog-proof@v1" and told and told[0].startswith("index ") and len(state) == 3
    if not sound or lines[-1] or not 1 <= len(matches) == len(found) <= MAX_LINES or len(told) > MAX_LINES:
        raise Refused("is not a proof with a checkpoint in the form of tlog-proof v1")
    path = [from_base64(line, 32) for line in told[1:]]
    split = [(one[1], data[:4], data[4:]) for one in matches for data in [from_base64(one[2])]]
    size, root = whole(state[1]), from_base64(state[2], 32)
    return Proof(whole(told[0][6:]), path, note.encode(), f"{body}\n".encode(), state[0], size, root, split)


def signers(proof: Proof, name: str, kind: int, keys: Keys) -> list[tuple[str, Key, datetime]]:
    """Return who signed a checkpoint under names of this pattern; a known key whose signature does not fit is refused.

    Args:
        kind: 1 for the log's signature, 4 for cosignatures, which tell their time (C2SP tlog-cosignature).
    """
    found = []
    for who, short, signature in proof.lines:
        seconds, message = 0, proof.body
        if kind == 4:
            seconds, signature = int.from_bytes(signature[:8], "big"), signature[8:]
            message = b"cosignature/v1\ntime %d\n%b" % (seconds, proof.body)
        named = [one for one in keys.values() if one.kind == "OKP" and key_hash(who, kind, one.raw) == short]
        fit = [one for one in named if seconds <= LATEST and fits("OKP", one.raw, message, signature)]
        if re.fullmatch(name, who) and named:
            if not fit:
                raise Refused(f"the signature of the checkpoint in the name of {who} does not fit")
            found.append((who, fit[0], EPOCH + timedelta(seconds=seconds)))
    return found


def key_hash(name: str, kind: int, raw: bytes) -> bytes:
    return hashlib.sha256(b"%b\n%c%b" % (name.encode(), kind, raw)).digest()[:4]


def check_checkpoint(proof: Proof, origin: str, keys: Keys) -> list[str]:
    """Ask for the log's signature; returns the keys that made it."""
    expect("the origin of the log", proof.origin, origin)
    found = signers(proof, re.escape(origin), 1, keys)
    refuse_if(not found, "no key of keys.json signed the checkpoint for the log")
    return [key.kid for _, key, _ in found]


def check_inclusion(envelope: bytes, proof: Proof) -> int:
    """Follow the path from the envelope's leaf to the root (RFC 9162, section 2.1.3.2); returns its place in the log."""
    node, index, last, path = hashlib.sha256(b"\x00" + envelope).digest(), proof.place, proof.size - 1, iter(proof.path)
    refuse_if(index > last, "the index is past the end of the log")
    while last:
        if index % 2 or index < last:
            sibling = next(path, b"")
            node = hashlib.sha256(b"\x01" + (sibling + node if index % 2 else node + sibling)).digest()
        index, last = index // 2, last // 2
    wrong = node != proof.root or next(path, None) is not None
    refuse_if(wrong, "the proof does not lead from the envelope to the root of the checkpoint")
    return proof.place


# --- the bundle as a whole ---


@dataclass
class Verifier:
    """Go through the parts of a bundle. What is signed is believed first; what is not is held against it."""

    report: Report
    pinned: list[dict[str, Key]] | None
    witness_keys: list[dict[str, Key]]
    witnesses: int
    max_age: timedelta | None
    parts: dict[str, bytes] = field(default_factory=dict)
    own: dict[str, Key] = field(default_factory=dict)
    statements: dict[str, Statement] = field(default_factory=dict)
    proofs: dict[str, Proof] = field(default_factory=dict)
    places: dict[str, int] = field(default_factory=dict)
    log_keys: list[str] = field(default_factory=list)

    def verify(self, data: bytes) -> None:
        run = self.report.run
        entries = run("container", "container", read_zip, data)
        if entries is None:
            return
        run("container", "container", check_form, entries, data)
        for entry in entries:
            run("crc", entry.name, check_crc, entry)
        self.parts = {one.name: one.data for one in entries}
        self.own = self.part("keys", "keys.json", lambda data: read_keys(read_json(data))) or {}
        if self.pinned is None:
            run("pinned", "keys.json", self.check_pinned, [])
        if not self.known:
            self.report.notes.append("the rest was not checked: there are no keys to check it with")
            return
        found = {kind: self.statement(part_of(kind), of) for kind, of in KINDS.items()}
        self.statements = {kind: one for kind, one in found.items() if one}
        about = run("statement", part_of("audit"), read_about, found["audit"]) if found["audit"] else None
        if about is None:
            self.report.notes.append("the rest was not checked: the statement of the audit does not hold")
            return
        self.attestations(about)
        self.files(about)
        proof = self.log(about)
        self.part("index", "bundle.json", self.check_index, about)
        status = self.statement("status.dsse.json", STATUS)
        if status is None or run("status", "status.dsse.json", self.status, status, about, proof) is None:
            self.report.notes.append("revocation was not checked: the status does not hold")

    def part(self, check: str, name: str, step: Callable[..., T], *args: Any) -> T | None:
        """Do a check on the bytes of a member, which must be there."""
        return self.report.run(check, name, lambda: step(member(self.parts, name), *args))

    @property
    def known(self) -> Keys:
        """Keys of the bundle, or when they cannot be read, the pinned ones, so that more can be told."""
        return self.own or {kid: key for one in self.pinned or () for kid, key in one.items()}

    def statement(self, name: str, predicate_type: str) -> Statement | None:
        statement = self.part("envelope", name, read_statement, predicate_type)
        if statement is None:
            return None
        kids = self.report.run("signature", name, check_signatures, statement, self.known)
        if kids and self.pinned is not None:
            self.report.run("pinned", name, self.check_pinned, kids)
        return statement if kids else None

    def check_pinned(self, kids: Iterable[str]) -> None:
        if self.pinned is None:
            raise Refused("no keys were pinned (--keys): so far the bundle agrees with itself, whoever made it")
        for kid in kids:
            refuse_if(not any(kid in one for one in self.pinned), f"key {kid} is not among the pinned keys")

    def check_interval(self, kids: Iterable[str], start: datetime, end: datetime) -> None:
        for kid in kids:
            counts = all(one[kid].counts(start, end) for one in (self.own, *(self.pinned or ())) if kid in one)
            refuse_if(not counts, f"key {kid} does not count between {show(start)} and {show(end)}")

    def attestations(self, about: About) -> None:
        run, audit, facts = self.report.run, self.statements["audit"], self.report.facts
        facts |= {name: getattr(about, name) for name in About._fields[:6]}
        facts |= {"issued": show(about.issued), "validUntil": show(about.until), "status": audit.said.get("status")}
        for kind, one in self.statements.items():
            run("subjects", part_of(kind), expect, "the list of subjects", one.subjects, audit.subjects)
        run("validity", part_of("audit"), self.check_validity, about)
        if summary := self.statements.get("vsa"):
            run("agreement", part_of("vsa"), check_summary, summary, audit)

    def check_validity(self, about: About) -> None:
        refuse_if(self.report.at < about.issued, f"not valid before {show(about.issued)}")
        refuse_if(self.report.at >= about.until, f"not valid since {show(about.until)}")

    def log(self, about: About) -> Proof | None:
        """Check the proofs; returns one with the checkpoint they share, when the log signed it."""
        run, origin = self.report.run, f"commandcenter/{about.hub}/log"
        for kind in KINDS:
            name = proof_of(kind)
            proof = self.part("proof", name, read_proof)
            kids = run("checkpoint", name, check_checkpoint, proof, origin, self.known) if proof else None
            if proof is None or kids is None:
                continue
            self.proofs[kind], self.log_keys = proof, kids
            if self.pinned is not None:
                run("pinned", name, self.check_pinned, kids)
            run("cosignatures", name, signers, proof, WITNESS, 4, self.cosigning)
            if kind in self.statements:
                place = run("inclusion", name, check_inclusion, self.statements[kind].envelope, proof)
                self.places |= {} if place is None else {kind: place}
        notes = Counter(proof.note for proof in self.proofs.values()).most_common(2)
        tied = len({count for _, count in notes}) < len(notes)  # nothing says which one is the odd one
        for kind, proof in self.proofs.items():
            odd = tied or proof.note != notes[0][0]
            run("same-checkpoint", proof_of(kind), refuse_if, odd, "its checkpoint is not that of the other proofs")
        shared = next((one for one in self.proofs.values() if one.note == notes[0][0]), None)
        if shared:
            run("witnesses", "proofs/audit.tlog-proof", self.check_witnesses, about, shared)
        return shared

    @property
    def cosigning(self) -> Keys:
        return {kid: key for one in (self.known, *self.witness_keys) for kid, key in one.items()}

    def check_witnesses(self, about: About, proof: Proof) -> None:
        """Count the witnesses: a key set is one witness, however many keys it has, and the hub is none of its own."""
        hub = {kid for one in (self.own, *(self.pinned or ())) for kid in one}
        found = signers(proof, WITNESS, 4, self.cosigning)
        counted: dict[int, dict[str, str]] = {}
        for name, key, time in found:
            place = next((n for n, keys in enumerate(self.witness_keys) if key.kid in keys), -1)
            if key.kid in hub or name == f"commandcenter/{about.hub}/witness":
                self.report.notes.append(f"the cosignature of {name} is by the hub itself and counts for nothing")
            elif not key.counts(time, time):
                self.report.notes.append(f"the key of {name} does not count at {show(time)}, when it cosigned")
            else:
                counted.setdefault(place, {"name": name, "key": key.kid, "time": show(time)})
        if unknown := len(proof.lines) - len(found) - len(self.log_keys):
            self.report.notes.append(f"signature lines of the checkpoint by keys that are not known here: {unknown}")
        self.report.facts["witnesses"] = list(counted.values())
        short = len(counted) < self.witnesses
        refuse_if(short, f"{len(counted)} of {self.witnesses} witnesses cosigned the checkpoint")

    def check_index(self, data: bytes, about: About) -> None:
        body = members(read_json(data), "attestations", "audit", "hub", "project", "v")
        told = members(body["attestations"], *KINDS)
        expect("v", get(body, "v", int), 1)
        for name in ("hub", "project", "audit"):
            expect(f"the {name}", body[name], getattr(about, name))
        for kind in KINDS:
            one = members(told[kind], "cid", "index", "statement")
            index, cid, digest = get(one, "index", int), get(one, "cid", str), get(one, "statement", str)
            expect(f"the index of {kind}", index, self.places.get(kind, index))
            if kind in self.statements:
                expect(f"the statement of {kind}", digest, self.statements[kind].digest)
                expect(f"the CID of {kind}", cid, self.statements[kind].cid)

    def status(self, statement: Statement, about: About, proof: Proof | None) -> bool:
        """Check that the status is of this hub, project, checkpoint and keys, and what it says of the statements."""
        run, said, log = self.report.run, statement.said, get(statement.said, "log", dict)
        size, root, time = get(log, "size", int), get(log, "root", str), read_time(get(said, "time", str))
        subject = {"name": "checkpoint", "digest": {"sha256": from_base64(root, 32).hex()}}
        expect("the list of subjects", statement.subjects, [subject])
        expect("v", get(said, "v", int), 1)
        expect("the hub", get(said, "hub", str), about.hub)
        expect("the project", get(said, "project", str), about.project)
        if proof:
            expect("the log", (log.get("origin"), size, from_base64(root)), (proof.origin, proof.size, proof.root))
        refuse_if(time < about.issued, f"it is of {show(time)}, before the audit")
        asked = get(said, "about", list)  # of no others it says anything; empty: of all the project's
        silent = [kind for kind, one in self.statements.items() if asked and one.digest not in asked]
        refuse_if(bool(silent), f"it says nothing of {', '.join(silent)}")
        old = self.max_age is not None and self.report.at - time > self.max_age
        run("freshness", "status.dsse.json", refuse_if, old, f"it is of {show(time)}, which is too old")
        run("key-interval", "status.dsse.json", self.check_interval, statement.signatures, time, time)
        run("key-interval", proof_of("audit"), self.check_interval, self.log_keys, about.issued, time)
        for kind, signed in self.statements.items():  # signed at some time between the audit and the status
            run("key-interval", part_of(kind), self.check_interval, signed.signatures, about.issued, time)
        self.part("keys", "keys.json", expect_digest, get(get(said, "keys", dict), "sha256", str))
        for kind, one in self.proofs.items() if "checkpoint" in log else ():
            run("checkpoint", proof_of(kind), expect_digest, one.note, log["checkpoint"])
        self.revocation(said)
        told = (
            "revoked" if any(one.check == "revocation" and not one.ok for one in self.report.checks) else "not revoked"
        )
        self.report.facts["revocation"] = f"{told} as of checkpoint {size} ({show(time)})"
        self.report.facts |= {"statusTime": show(time), "logSize": size}
        return True

    def revocation(self, said: dict[str, Any]) -> None:
        revoked = [(get(one, "statement", str), read_time(get(one, "at", str)), get(one, "reason", str))
                   for one in get(said, "revoked", list)]  # fmt: skip
        superseded = [(get(one, "statement", str), read_time(get(one, "at", str)), get(one, "by", str))
                      for one in get(said, "superseded", list)]  # fmt: skip
        for kind, statement in self.statements.items():
            reasons = [f"revoked at {show(at)}: {why}" for one, at, why in revoked
                       if one == statement.digest and at <= self.report.at]  # fmt: skip
            self.report.run("revocation", part_of(kind), refuse_if, bool(reasons), "; ".join(reasons))
            self.report.notes += [f"{part_of(kind)} is revoked from {show(at)} on: {why}" for one, at, why in revoked
                                  if one == statement.digest and at > self.report.at]  # fmt: skip
            self.report.notes += [f"{part_of(kind)} is superseded since {show(at)} by statement {by}"
                                  for one, at, by in superseded if one == statement.digest]  # fmt: skip

    def files(self, about: About) -> None:
        whole = [name for name, one in about.artifacts.items() if self.part("artifact", name, expect_digest, one)]
        audit = self.part("audit", "audit.json", read_audit, about) if "audit.json" in whole else None
        if audit and (result := self.statements.get("test-result")):
            self.report.run("agreement", part_of("test-result"), check_result, result, audit)
        self.part("ledger", "ledger/commit.json", check_commit, about)
        for name in sorted(about.evidence.keys() & self.parts.keys()):
            self.part("evidence", name, expect_digest, about.evidence[name])
        if absent := len(about.evidence.keys() - self.parts.keys()):
            self.report.notes.append(f"files of evidence not in the bundle: {absent} of {len(about.evidence)}")
        named = {*FIXED, *about.artifacts, *about.evidence, *map(part_of, KINDS), *map(proof_of, KINDS)}
        for name in sorted(self.parts.keys() - named):
            self.report.run("members", name, refuse_if, bool(name), "no statement names it")


def part_of(kind: str) -> str:
    return f"attestations/{kind}.dsse.json"


def proof_of(kind: str) -> str:
    return f"proofs/{kind}.tlog-proof"


def check_summary(summary: Statement, audit: Statement) -> None:
    wanted = [audit.digest]
    expect("the audit it sums up", [digest_of(one) for one in get(summary.said, "inputAttestations", list)], wanted)


def read_audit(data: bytes, about: About) -> Any:
    """Read audit.json, which must be of this audit."""
    audit = read_json(data)
    said = [audit.get(name) for name in ("project", "id", "rev", "commit", "source")] if isinstance(audit, dict) else []
    expect("the audit", said, list(about[1:6]))
    expect("at", read_time(get(audit, "at", str)), about.issued)
    return audit


def check_result(result: Statement, audit: Any) -> None:
    """Ask for the audit's id, and for each control of audit.json to stand in the list of its outcome."""
    expect("url", result.said.get("url"), f"urn:commandcenter:audit:{get(audit, 'id', str)}")
    lists: dict[str, list[str]] = {"passedTests": [], "warnedTests": [], "failedTests": []}
    for one in get(audit, "findings", list):
        failed = "warnedTests" if get(one, "waiver", str) else "failedTests"
        place = {"pass": "passedTests", "fail": failed}.get(get(one, "verdict", str))
        if place:
            lists[place].append(f"{get(one, 'pack', str)}/{get(one, 'control_id', str)}")
    for name, controls in lists.items():
        expect(name, result.said.get(name), sorted(controls))


def check_commit(data: bytes, about: About) -> None:
    expect_digest(data, about.commit)
    header = read_json(data)
    expect("the project", get(header, "project", str), about.project)
    expect("the revision", get(header, "rev", int), about.rev)


def verify_bundle(
    data: bytes, *, at: datetime, keys: Sequence[Any] | None = None, witness_keys: Sequence[Any] | None = None,
    witnesses: int = 0, max_age: timedelta | None = None,
) -> Report:  # fmt: skip
    """Verify a bundle at a moment.

    Args:
        keys: JWK Sets of the hub as you got them from it by another way; None when there are none.
        witness_keys: JWK Sets of witnesses, one of each.
        witnesses: How many of them must have cosigned the checkpoint.
        max_age: How old the status in the bundle may be.

    Raises ValueError when a key set cannot be used; whatever is wrong with the bundle stands in the report.
    """
    try:
        pinned = None if keys is None else [read_keys(one) for one in keys]
        cosigning = [read_keys(one) for one in witness_keys or ()]
    except Refused as error:
        raise ValueError(f"a key set cannot be used: {error}") from None
    report = Report(at)
    Verifier(report, pinned, cosigning, witnesses, max_age).verify(data)
    return report


# --- the command ---


def read_file(name: str) -> bytes:
    with Path(name).open("rb") as file:
        data = file.read(MAX_BUNDLE + 1)
    if len(data) > MAX_BUNDLE:
        raise ValueError(f"{name} has more than {MAX_BUNDLE:,} bytes")
    return data


def read_jwks(name: str) -> Any:
    try:
        return json.loads(read_file(name))
    except (ValueError, RecursionError):
        raise ValueError(f"{name} is not a JWK Set") from None


def read_age(text: str) -> timedelta:
    match = re.fullmatch("([0-9]{1,6})([smhd])", text)
    if not match:
        raise ValueError(f"not a duration such as 30m, 12h or 7d: {text!r:.40}")
    return timedelta(seconds=int(match[1]) * {"s": 1, "m": 60, "h": 3600, "d": 86_400}[match[2]])


def told(report: Report) -> Iterator[str]:
    """Tell the report in lines."""
    facts = report.facts
    yield report.verdict
    if facts:
        yield f"audit {facts['audit']} of project {facts['project']} at revision {facts['rev']}, by hub {facts['hub']}"
        yield f"issued {facts['issued']}, valid until {facts['validUntil']}; {facts.get('revocation', 'status unknown')}"
        yield f"witnesses: {', '.join(one['name'] for one in facts.get('witnesses', ())) or 'none'}"
    for one in report.checks:
        if not one.ok:
            yield f"{'not trusted' if one.check == 'pinned' else 'failed'}: {one.check} of {one.part}: {one.reason}"
    yield from (f"note: {one}" for one in report.notes)
    yield f"{sum(one.ok for one in report.checks)} of {len(report.checks)} checks passed"


class Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise ValueError(message)


def main(arguments: Sequence[str] | None = None, tell: Callable[[Report], None] | None = None) -> int:
    """Run the command; `tell` is how a caller of its own shows a report to people."""
    parser = Parser(description="Verify a bundle of attestations offline.")
    parser.add_argument("bundle", metavar="BUNDLE")
    parser.add_argument("--at", metavar="TIME", help="the moment to check for (RFC 3339); default: now")
    parser.add_argument(
        "--keys", metavar="JWKS", action="append", help="keys of the hub that you trust; may come twice"
    )
    parser.add_argument("--witness-keys", metavar="JWKS", action="append", default=[], help="keys of one witness")
    parser.add_argument("--witnesses", metavar="N", type=int, default=0, help="how many witnesses must have cosigned")
    parser.add_argument("--max-age", metavar="DURATION", help="how old the status may be: 30m, 12h, 7d")
    parser.add_argument("--json", action="store_true", help="write the report as JSON")
    try:
        options = parser.parse_args(arguments)
        import cryptography  # noqa: F401

        if not 0 <= options.witnesses <= len(options.witness_keys):
            raise ValueError("--witnesses asks for as many --witness-keys")
        report = verify_bundle(
            read_file(options.bundle),
            at=read_time(options.at) if options.at else datetime.now(ZERO_OFFSET),
            keys=[read_jwks(one) for one in options.keys] if options.keys else None,
            witness_keys=[read_jwks(one) for one in options.witness_keys],
            witnesses=options.witnesses,
            max_age=read_age(options.max_age) if options.max_age else None,
        )
    except (Refused, ValueError, OSError, ImportError) as error:
        print(f"verify: {plain(str(error))}", file=sys.stderr)
        return 2
    if options.json:
        print(json.dumps(report.to_json(), indent=2))
    elif tell is not None:
        tell(report)
    else:
        print("\n".join(plain(line) for line in told(report)))
    return 0 if report.verdict == "VALID" else 1


def plain(text: str) -> str:
    """Leave out what could steer a terminal, and what it could not show."""
    return "".join(one if " " <= one <= "~" else "?" for one in text)


if __name__ == "__main__":
    sys.exit(main())
