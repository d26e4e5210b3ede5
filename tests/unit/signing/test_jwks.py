"""Published key sets: vectors of the standards, rotation with overlap, retirement, and everything that is refused."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from signing_parts import KEYS, NOW, OTHERS, SECOND, SIGNERS, make_signer

from commandcenter.kernel.errors import (
    ConflictError,
    InvalidInputError,
    ProblemError,
    TooLargeError,
    UnauthenticatedError,
)
from commandcenter.signing.base64_text import from_base64url, to_base64url
from commandcenter.signing.jwks import MAX_KEY_SET_BYTES, MAX_KEYS, KeySet, PublishedKey, parse_key, parse_key_set
from commandcenter.signing.model import PublicKey
from commandcenter.signing.pyca import read_public_key, write_public_key

HOUR = timedelta(hours=1)
P256, ED = SIGNERS["ecdsa-p256-sha256"].public_key(), SIGNERS["ed25519"].public_key()
# RFC 8037, appendix A.2 and A.3; RFC 7517, appendix A.1.
RFC_8037 = {"kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}
RFC_8037_THUMBPRINT = "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"
RFC_7517 = {
    "kty": "EC",
    "crv": "P-256",
    "x": "MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4",
    "y": "4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM",
}
RFC_7517_THUMBPRINT = "cn-I_WNMClehiVp51i_0VpOENW1upEerA8sEam5hn-s"


@pytest.mark.parametrize(("jwk", "kid"), [(RFC_8037, RFC_8037_THUMBPRINT), (RFC_7517, RFC_7517_THUMBPRINT)])
def test_keys_of_the_standards_have_their_thumbprints(jwk, kid) -> None:
    key = parse_key({**jwk, "kid": kid}).key
    assert (key.members(), key.key_id) == (jwk, kid)


def test_a_set_is_read_back_as_it_was_written() -> None:
    some = KeySet(
        (
            PublishedKey(P256, NOW, NOW + HOUR),
            PublishedKey(ED, None, NOW),
            PublishedKey(make_signer("ed25519").public_key()),
        )
    )
    assert parse_key_set(some.canonical()) == some
    assert parse_key_set(b'{"keys":[],"more":1}') == KeySet()
    assert some.to_json()["keys"][0] == {
        **P256.members(), "kid": P256.key_id, "alg": "ES256", "use": "sig",
        "nbf": int(NOW.timestamp()), "exp": int(NOW.timestamp()) + 3600,
    }  # fmt: skip


@pytest.mark.parametrize("key", [P256, ED])
def test_a_key_goes_to_der_and_back(key) -> None:
    assert read_public_key(write_public_key(key)) == key


@pytest.mark.parametrize("der", [b"", b"\x30\0", b"x" * 91])
def test_what_is_no_key_in_der_is_refused(der) -> None:
    with pytest.raises(InvalidInputError):
        read_public_key(der)


def test_the_interval_is_open_at_its_end() -> None:
    some = KeySet((PublishedKey(ED, NOW, NOW + HOUR),))
    for at in (NOW, NOW + HOUR - SECOND / 1000):
        assert some.find(ED.key_id, at) == ED
        assert some.valid_at(at) == {ED.key_id: ED}
    for at in (NOW - SECOND / 1000, NOW + HOUR, NOW + 1000 * HOUR):
        with pytest.raises(UnauthenticatedError, match="at this time"):
            some.find(ED.key_id, at)
        assert some.valid_at(at) == {}
    with pytest.raises(UnauthenticatedError, match="not known"):
        some.find(P256.key_id, NOW)


def test_old_and_new_overlap_and_then_only_the_new_counts() -> None:
    new = OTHERS["ed25519"].public_key()
    rotated = KeySet((PublishedKey(ED), PublishedKey(P256))).rotate(new, NOW, HOUR)
    signed = {kid: [rotated.valid_at(NOW + step).get(kid) is not None for step in (-SECOND, 0 * SECOND, HOUR - SECOND, HOUR)]
              for kid in (ED.key_id, new.key_id, P256.key_id)}  # fmt: skip
    assert signed == {
        ED.key_id: [True, True, True, False],
        new.key_id: [False, True, True, True],
        P256.key_id: [True] * 4,  # a key of the other algorithm has a rotation of its own
    }
    assert rotated.find(ED.key_id, NOW - HOUR) == ED  # what it signed long ago still counts as of then
    with pytest.raises(ConflictError):
        rotated.rotate(ED, NOW + HOUR, HOUR)
    with pytest.raises(InvalidInputError, match="overlap"):
        rotated.rotate(make_signer("ed25519").public_key(), NOW, timedelta())


@settings(max_examples=30)
@given(st.lists(st.tuples(st.integers(1, 5_000), st.integers(1, 5_000)), min_size=1, max_size=6))
def test_through_any_rotations_some_key_counts_and_no_end_moves_later(steps) -> None:
    some, at = KeySet((PublishedKey(P256), PublishedKey(ED, NOW - HOUR))), NOW
    for gap, overlap in steps:
        at += gap * SECOND
        key = make_signer("ed25519").public_key()
        before = {entry.key.key_id: entry.expires for entry in some.entries}
        some = some.rotate(key, at, overlap * SECOND)
        assert some.find(key.key_id, at) == key
        assert all(entry.expires is not None and entry.expires <= before[entry.key.key_id]
                   for entry in some.entries if before.get(entry.key.key_id))  # fmt: skip
        assert len([one for one in some.valid_at(at).values() if one.algorithm == "ed25519"]) >= 2
        assert parse_key_set(some.canonical()) == some


def test_a_retired_key_counts_no_longer_and_one_not_begun_never() -> None:
    some = KeySet((PublishedKey(P256), PublishedKey(ED, NOW + HOUR)))
    gone = some.retire(P256.key_id, NOW)
    assert gone.valid_at(NOW - SECOND) == {P256.key_id: P256}
    assert gone.valid_at(NOW) == {}
    assert gone.retire(P256.key_id, NOW + HOUR) == gone  # the first retirement stands
    for at in (NOW, NOW + HOUR):
        assert some.retire(ED.key_id, at).entries == (PublishedKey(P256),)
    assert some.retire(ED.key_id, NOW + HOUR + SECOND).entries[1] == PublishedKey(ED, NOW + HOUR, NOW + HOUR + SECOND)
    assert parse_key({**GOOD, "exp": 0}).expires == datetime(1970, 1, 1, tzinfo=UTC)
    with pytest.raises(InvalidInputError, match="no such key"):
        some.retire("nobody", NOW)


@pytest.mark.parametrize(
    ("start", "end"),
    [
        (datetime(2026, 1, 1), None),  # noqa: DTZ001 - the point of it
        (datetime(2026, 1, 1, 0, 0, 0, 1, tzinfo=UTC), None),
        (NOW, NOW),
        (NOW, NOW - SECOND),
    ],
)
def test_an_interval_that_is_none_is_refused(start, end) -> None:
    with pytest.raises(InvalidInputError):
        PublishedKey(ED, start, end)


GOOD = PublishedKey(P256).to_json()
GOOD_ED = PublishedKey(ED).to_json()
OFF_CURVE = to_base64url((int.from_bytes(P256.raw[32:], "big") ^ 1).to_bytes(32, "big"))


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ("text", ""),
        ({**GOOD, "y": OFF_CURVE}, ""),
        ({**GOOD, "x": GOOD["y"], "y": GOOD["x"]}, ""),
        ({**GOOD_ED, "x": to_base64url(bytes(32))}, ""),
        ({**GOOD, "x": to_base64url(P256.raw[:31])}, "/x"),
        ({**GOOD, "x": to_base64url(b"\0" + P256.raw[:32])}, "/x"),
        ({**GOOD, "x": GOOD["x"] + "="}, "/x"),
        ({**GOOD, "x": 7}, "/x"),
        ({**GOOD, "y": None}, "/y"),
        ({name: value for name, value in GOOD.items() if name != "y"}, "/x"),
        ({**GOOD, "crv": "P-384"}, "/crv"),
        ({**GOOD, "crv": "secp256k1"}, "/crv"),
        ({**GOOD, "crv": "Ed25519"}, "/crv"),
        ({**GOOD, "kty": "RSA"}, "/crv"),
        ({**GOOD, "kty": ["EC"]}, "/crv"),
        ({**GOOD_ED, "crv": "X25519"}, "/crv"),
        ({**GOOD, "alg": "ES384"}, "/alg"),
        ({**GOOD, "alg": ["ES256"]}, "/alg"),
        ({**GOOD_ED, "alg": "none"}, "/alg"),
        ({**GOOD, "use": "enc"}, "/use"),
        ({**GOOD, "key_ops": ["sign"]}, "/use"),
        ({**GOOD, "key_ops": "verify"}, "/key_ops"),
        ({**GOOD, "kid": "mine"}, "/kid"),
        ({**GOOD, "kid": GOOD_ED["kid"]}, "/kid"),
        ({**GOOD, "kid": None}, "/kid"),
        ({**GOOD, "d": "AAAA"}, ""),
        ({**GOOD, "exp": "1"}, "/exp"),
        ({**GOOD, "exp": True}, "/exp"),
        ({**GOOD, "exp": 1.5}, "/exp"),
        ({**GOOD, "nbf": -1}, "/nbf"),
        ({**GOOD, "nbf": 10**12}, "/nbf"),
        ({**GOOD, "nbf": 5, "exp": 5}, ""),
    ],
)
def test_a_key_that_is_none_is_refused_with_its_place(body, pointer) -> None:
    with pytest.raises(InvalidInputError) as caught:
        parse_key_set(json.dumps({"keys": [GOOD_ED, body]}).encode())
    assert caught.value.pointer == f"/keys/1{pointer}"


@pytest.mark.parametrize(
    "data", [b"", b"[]", b"{}", b'{"keys":{}}', b"{", b"\xff", b"[" * 60_000, b'{"keys":[],"keys":[]}']
)
def test_what_is_no_set_is_refused(data) -> None:
    with pytest.raises(InvalidInputError):
        parse_key_set(data)


def test_a_key_that_comes_twice_is_refused() -> None:
    with pytest.raises(InvalidInputError, match="twice"):
        parse_key_set(json.dumps({"keys": [GOOD, {**GOOD, "exp": 5}]}).encode())
    with pytest.raises(InvalidInputError, match="twice"):
        KeySet((PublishedKey(ED), PublishedKey(ED)))


def test_a_set_has_its_limits() -> None:
    many = json.dumps({"keys": [{}] * (MAX_KEYS + 1)}).encode()
    for data in (many, b" " * (MAX_KEY_SET_BYTES + 1)):
        with pytest.raises(TooLargeError):
            parse_key_set(data)


VALUES = st.none() | st.booleans() | st.integers() | st.text(max_size=50) | st.lists(st.integers(), max_size=2)
MEMBERS = st.sampled_from([*GOOD, "nbf", "exp", "key_ops"])


@settings(max_examples=60)
@given(st.dictionaries(MEMBERS, VALUES, max_size=4), st.binary(max_size=20))
def test_anything_else_raises_problems_only(change, noise) -> None:
    for data in (json.dumps({"keys": [{**GOOD, **change}]}).encode(), noise, KEYS.canonical()[:-1] + noise):
        try:
            found = parse_key_set(data)
        except ProblemError:
            continue
        assert {entry.key for entry in found.entries} <= {P256, ED}


@settings(max_examples=60)
@given(st.binary(max_size=40), st.text(max_size=12))
def test_base64url_has_one_text_for_each_value(data, text) -> None:
    assert from_base64url(to_base64url(data)) == data
    try:
        read = from_base64url(text)
    except InvalidInputError:
        return
    assert to_base64url(read) == text


def test_public_keys_are_values() -> None:
    assert PublicKey(P256.algorithm, P256.raw) == P256
    assert len({P256, ED, PublicKey("ed25519", ED.raw)}) == 2


def test_a_set_at_its_limits_is_read() -> None:
    full = KeySet(tuple(PublishedKey(make_signer("ed25519").public_key()) for _ in range(MAX_KEYS)))
    data = full.canonical()
    assert parse_key_set(data + b" " * (MAX_KEY_SET_BYTES - len(data))) == full
    with pytest.raises(TooLargeError):
        full.rotate(make_signer("ed25519").public_key(), NOW, HOUR)
