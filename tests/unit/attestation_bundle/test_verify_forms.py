"""The verifier's own reading and writing, against the library's."""

import json
import math
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from bundle_parts import make_signer
from hypothesis import example, given
from hypothesis import strategies as st

from commandcenter.attestation import verify
from commandcenter.attestation.content.cid import raw_cid
from commandcenter.attestation.log.note import COSIGNATURE, ED25519, key_id
from commandcenter.attestation.verify import EPOCH, LATEST, Proof, Refused, Statement, check_inclusion
from commandcenter.kernel import merkle
from commandcenter.kernel.canonical import canonical
from commandcenter.kernel.clock import format_time, parse_time
from commandcenter.kernel.errors import InvalidInputError
from commandcenter.signing.dsse import Envelope, Signature, check_signatures, pae, sign_envelope
from commandcenter.signing.ecdsa_forms import der_to_raw
from commandcenter.signing.jwks import KeySet, PublishedKey, parse_key_set
from commandcenter.signing.model import ALGORITHMS

TEXT = st.text(st.characters(exclude_categories=())) | st.text()
NUMBERS = (
    st.integers()
    | st.floats()
    | st.integers(-20, 25).map(lambda n: 1.5 * 10.0**n)
    | st.integers(0, 64).map(lambda n: 2.0**n)
)
JSON = st.recursive(
    st.none() | st.booleans() | NUMBERS | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=12,
)
SIGNERS = {algorithm: make_signer(algorithm) for algorithm in ALGORITHMS}
KEYS = KeySet(tuple(PublishedKey(one.public_key()) for one in SIGNERS.values()))


def or_none(step, *args: Any) -> Any:
    try:
        return step(*args)
    except (Refused, InvalidInputError, UnicodeEncodeError):
        return None


# --- JSON ---


@given(JSON)
@example(1e16)
@example(1e21)
@example(1e-7)
@example(-1e-6)
@example(5e-324)
@example(1.7976931348623157e308)
@example(-0.0)
@example(2**53)
@example({"\ue000": 1, "\U00010000": 2, "\u20ac": 3, "\r": 4})
@example('\x00\x1f\x7f\u2028"\\/')
def test_canonical_json_is_the_kernels(value):
    assert or_none(verify.canonical, value) == or_none(canonical, value)


@given(JSON, st.booleans(), st.sampled_from([None, 1]))
def test_only_canonical_json_is_read(value, ascii_only, indent):
    text = json.dumps(value, ensure_ascii=ascii_only, indent=indent, separators=(",", ":"))
    try:
        data = text.encode()
    except UnicodeEncodeError:
        return
    found = or_none(verify.read_json, data)
    wanted = or_none(canonical, value)
    assert (found == value) if wanted == data else (found is None)


@pytest.mark.parametrize(
    "data",
    [b"", b"{", b"NaN", b"Infinity", b"1e999", b"1.0", b"01", b"-0", b'{"a":1,"a":1}', b'{"b":1,"a":1}', b" 1", b"1 ",
     b"\xef\xbb\xbf1", b"\xff", '"\ud800"'.encode("utf-8", "surrogatepass"), b'"\\ud800"', b'"\\u0041"', b"9" * 5_000,
     b"9007199254740992", b"[" * 200_000, b'{"a":' * 100_000, "1".encode("utf-16")],
)  # fmt: skip
def test_other_json_is_refused(data):
    with pytest.raises(Refused):
        verify.read_json(data)


# --- signatures and keys ---


@pytest.mark.parametrize("algorithm", ALGORITHMS)
@given(payload=st.binary(max_size=60), at=st.integers(0, 200), raw=st.booleans(), change=st.integers(0, 255))
def test_signatures_fit_when_the_librarys_do(algorithm, payload, at, raw, change):
    signer = SIGNERS[algorithm]
    signature = sign_envelope("t", payload, [signer]).signatures[0].value
    if raw and algorithm != "ed25519":
        signature = der_to_raw(signature)
    place = at % len(signature)
    signature = signature[:place] + bytes([signature[place] ^ change]) + signature[place + 1 :]
    envelope = Envelope("t", payload, (Signature(signer.key_id, signature),))
    wanted = check_signatures(envelope, {signer.key_id: signer.public_key()})
    statement = Statement(b"", "", [], {}, pae("t", payload), {signer.key_id: signature})
    found = or_none(verify.check_signatures, statement, verify.read_keys(KEYS.to_json()))
    assert (found == [signer.key_id]) == (not wanted.failures)
    assert (found is not None) == (change == 0)


@given(st.binary(max_size=100))
def test_bytes_are_no_signature(signature):
    for key in verify.read_keys(KEYS.to_json()).values():
        assert not verify.fits(key.kind, key.raw, b"message", signature)


@given(
    st.sampled_from([0, 1]), st.sampled_from(["kty", "crv", "x", "y", "kid", "use", "nbf", "exp", "d"]),
    st.sampled_from([None, "", "EC", "OKP", "P-256", "Ed25519", "sig", "enc", 0, 1, 2**40, -1, 1.5, True, [], {}, "A" * 43,
                     LATEST, LATEST + 1]),
)  # fmt: skip
@example(0, "exp", 0)
@example(1, "nbf", LATEST)
def test_key_sets_are_read_as_the_library_reads_them(place, name, value):
    body = KEYS.to_json()
    if value is None:
        body["keys"][place].pop(name, None)
    else:
        body["keys"][place][name] = value
    found, wanted = or_none(verify.read_keys, body), or_none(parse_key_set, canonical(body))
    assert (found is None) == (wanted is None)
    if found:
        assert list(found) == [one.key.key_id for one in wanted.entries]
        assert [one.raw for one in found.values()] == [one.key.raw for one in wanted.entries]


@given(st.integers(0, 4_000), st.integers(0, 4_000), st.integers(0, 4_000_000))
def test_keys_count_as_the_library_says(nbf, length, at):
    moment = EPOCH + timedelta(milliseconds=at)
    start, end = EPOCH + timedelta(seconds=nbf), EPOCH + timedelta(seconds=nbf + length + 1)
    published = PublishedKey(SIGNERS["ed25519"].public_key(), start, end)
    [key] = verify.read_keys({"keys": [published.to_json()]}).values()
    assert key.counts(moment, moment) == published.valid_at(moment)


def test_names_of_keys_and_contents():
    key = SIGNERS["ed25519"].public_key()
    for kind in (ED25519, COSIGNATURE):
        assert verify.key_hash("commandcenter/a/log", kind, key.raw) == key_id("commandcenter/a/log", kind, key)
    assert Statement(b"envelope", "", [], {}, b"", {}).cid == raw_cid(b"envelope")


# --- the log ---


def proof_of(index: int, size: int, path: list[bytes], root: bytes) -> Proof:
    return Proof(index, path, b"", b"", "", size, root, [])


@pytest.mark.parametrize("size", [*range(1, 18), 31, 32, 33, 100])
def test_every_entry_of_every_log_is_found(size):
    entries = [b"%d" % n for n in range(size)]
    leaves = list(map(merkle.leaf_hash, entries))
    for index in range(size):
        path = merkle.inclusion_proof(leaves, index)
        assert check_inclusion(entries[index], proof_of(index, size, path, merkle.root(leaves))) == index


@given(
    st.integers(0, 20), st.integers(0, 20), st.lists(st.sampled_from([b"a" * 32, b"b" * 32]), max_size=7), st.booleans()
)
def test_a_path_leads_where_the_library_says(index, size, path, own):
    leaf = merkle.leaf_hash(b"x")
    try:
        root = merkle.root_from_proof(leaf, index, size, path)
    except ValueError:
        root = None
    found = or_none(check_inclusion, b"x", proof_of(index, size, path, (root if own else None) or b"c" * 32))
    assert (found == index) == (root is not None and own)


@pytest.mark.parametrize(
    ("old", "new"),
    [("@v1", "@v2"), ("index 1", "index 01"), ("index 1", "index -1"), ("index 1", "index 1 "), ("index 1", "index \u0661"),
     ("index 1", "index 99999999999999999999"), ("index 1", "extra QQ==\nindex 1"), ("\nQ", "\n-"), ("\n\no", "\no"),
     ("\n5\n", "\n5\n\n"), ("\n5\n", "\n05\n"), ("=\n\n\u2014", "=\nextension\n\n\u2014"),
     ("\u2014 ", "- "), ("\u2014 a", "\u2014  a"),
     ("\u2014 a", "\u2014 a+"), ("QUFBQUE=\n", "QUFBQUE=\n\n"), ("QUFBQUE=\n", "QUFBQUE="), ("QUFBQUE=", "QUFBQUF="),
     ("\n", "\r\n")],
)  # fmt: skip
def test_proofs_of_another_form_are_refused(old, new):
    hash_of = "QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUE="
    text = f"c2sp.org/tlog-proof@v1\nindex 1\n{hash_of}\n\norigin\n5\n{hash_of}\n\n\u2014 a QUFBQUE=\n"
    assert verify.read_proof(text.encode()).place == 1
    assert old in text
    with pytest.raises(Refused):
        verify.read_proof(text.replace(old, new).encode())


# --- times ---


@given(st.datetimes(timezones=st.just(UTC)))
def test_times_are_read_as_they_are_written(moment):
    text = format_time(moment)
    assert verify.read_time(text) == parse_time(text)
    assert verify.show(moment) == text


@given(
    st.from_regex(
        r"[0-9]{4}-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-6][0-9]:[0-6][0-9](\.[0-9]{1,7})?(Z|[+-][0-9]{2}:[0-9]{2})?\n?"
    )
)
def test_other_times_are_refused_or_read_alike(text):
    found, wanted = or_none(verify.read_time, text), or_none(parse_time, text)
    assert found is None or found == wanted


def test_times_with_zones():
    assert verify.read_time("2026-01-01T01:30:00.5+01:30") == datetime(2026, 1, 1, 0, 0, 0, 500_000, tzinfo=UTC)
    for text in ("2026-01-01", "2026-01-01T00:00:00", "2026-13-01T00:00:00Z", "0001-01-01T00:00:00+23:00", "", "Z"):
        with pytest.raises(Refused):
            verify.read_time(text)


def test_numbers_that_are_not_finite():
    for number in (math.nan, math.inf):
        with pytest.raises(Refused):
            verify.canonical(number)
