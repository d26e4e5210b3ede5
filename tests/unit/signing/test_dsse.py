"""DSSE envelopes: the vector of the standard, several signers, every damaged byte, and hostile JSON."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from signing_parts import KEYS, NOW, OTHERS, SIGNERS, flipped

from commandcenter.kernel.errors import InvalidInputError, ProblemError, TooLargeError, UnauthenticatedError
from commandcenter.signing.base64_text import to_base64
from commandcenter.signing.dsse import (
    MAX_ENVELOPE_BYTES,
    MAX_SIGNATURES,
    Envelope,
    Signature,
    check_signatures,
    pae,
    parse_canonical,
    parse_envelope,
    sign_envelope,
    verify_envelope,
)
from commandcenter.signing.model import PublicKey

TYPE, HELLO = "http://example.com/HelloWorld", b"hello world"
TRUSTED = KEYS.valid_at(NOW)
# protocol.md of the standard, version 1.0.2, "Test Vectors".
VECTOR_KEY = PublicKey(
    "ecdsa-p256-sha256",
    (46950820868899156662930047687818585632848591499744589407958293238635476079160).to_bytes(32, "big")
    + (5640078356564379163099075877009565129882514886557779369047442380624545832820).to_bytes(32, "big"),
)
VECTOR = b"""{
  "payload": "aGVsbG8gd29ybGQ=",
  "payloadType": "http://example.com/HelloWorld",
  "signatures": [
    {
      "sig": "A3JqsQGtVsJ2O2xqrI5IcnXip5GToJ3F+FnZ+O88SjtR6rDAajabZKciJTfUiHqJPcIAriEGAHTVeCUjW2JIZA=="
    }
  ]
}"""


def test_the_encoding_is_that_of_the_standard() -> None:
    assert pae(TYPE, HELLO) == b"DSSEv1 29 http://example.com/HelloWorld 11 hello world"
    assert pae("", b"") == b"DSSEv1 0  0 "
    assert pae("é", b"\0 1 ") == b"DSSEv1 2 \xc3\xa9 4 \0 1 "


@settings(max_examples=60)
@given(st.tuples(st.text(max_size=4), st.binary(max_size=4)), st.tuples(st.text(max_size=4), st.binary(max_size=4)))
def test_no_two_messages_have_one_encoding(one, other) -> None:
    try:
        assert (pae(*one) == pae(*other)) is (one == other)
    except InvalidInputError:
        assert any("\ud800" <= letter <= "\udfff" for letter in one[0] + other[0])


def test_the_vector_of_the_standard_verifies() -> None:
    envelope = parse_envelope(VECTOR)
    assert (envelope.payload_type, envelope.payload) == (TYPE, HELLO)
    assert verify_envelope(envelope, {"any": VECTOR_KEY}).key_ids == ("any",)
    with pytest.raises(UnauthenticatedError, match=r"0 of 1 keys .* signature 0 \(no key named\): .* does not fit"):
        verify_envelope(envelope, TRUSTED)


def test_an_envelope_of_several_signers_is_read_back_and_verified() -> None:
    made = sign_envelope(TYPE, HELLO, list(SIGNERS.values()))
    again = parse_canonical(made.canonical())
    assert again == made
    found = verify_envelope(again, TRUSTED, threshold=2)
    assert (found.key_ids, found.failures) == (tuple(signer.key_id for signer in SIGNERS.values()), ())
    with pytest.raises(UnauthenticatedError, match="2 of 3 keys"):
        verify_envelope(again, TRUSTED, threshold=3)


def test_one_good_signature_does_not_hide_a_bad_one() -> None:
    made = sign_envelope(TYPE, HELLO, [SIGNERS["ed25519"], OTHERS["ed25519"], SIGNERS["ecdsa-p256-sha256"]])
    last = made.signatures[2]
    made = Envelope(TYPE, HELLO, (*made.signatures[:2], Signature(last.key_id, last.value[:-1])))
    found = verify_envelope(made, TRUSTED)
    assert found.key_ids == (SIGNERS["ed25519"].key_id,)
    assert [(one.place, one.key_id, one.reason) for one in found.failures] == [
        (1, OTHERS["ed25519"].key_id, "the key is not known here"),
        (2, last.key_id, "the signature does not fit"),
    ]
    with pytest.raises(UnauthenticatedError, match=r"signature 1 .*; signature 2"):
        verify_envelope(made, TRUSTED, threshold=2)


def test_one_key_counts_once_whatever_it_is_called() -> None:
    (signature,) = sign_envelope(TYPE, HELLO, [SIGNERS["ed25519"]]).signatures
    key = SIGNERS["ed25519"].public_key()
    thrice = Envelope(TYPE, HELLO, tuple(Signature(name, signature.value) for name in ("a", "b", "")))
    assert check_signatures(thrice, {"a": key, "b": key}).key_ids == ("a",)
    with pytest.raises(UnauthenticatedError, match="1 of 2"):
        verify_envelope(thrice, {"a": key, "b": key}, threshold=2)


@pytest.mark.parametrize("algorithm", SIGNERS)
def test_a_signature_under_the_name_of_another_key_does_not_count(algorithm) -> None:
    made = sign_envelope(TYPE, HELLO, [OTHERS[algorithm]])
    renamed = Envelope(TYPE, HELLO, (Signature(SIGNERS[algorithm].key_id, made.signatures[0].value),))
    with pytest.raises(UnauthenticatedError, match="does not fit"):
        verify_envelope(renamed, TRUSTED)


@pytest.mark.parametrize("algorithm", SIGNERS)
def test_no_bit_of_an_envelope_may_change(algorithm) -> None:
    data = sign_envelope("t", b"x>?", [SIGNERS[algorithm]]).canonical()
    verify_envelope(parse_canonical(data), TRUSTED)
    for other in flipped(data):
        with pytest.raises((UnauthenticatedError, InvalidInputError)):
            verify_envelope(parse_canonical(other), TRUSTED)


def test_no_byte_of_an_envelope_may_be_lost_added_or_moved() -> None:
    data = sign_envelope("t", b"x", [SIGNERS["ed25519"]]).canonical()
    for place in range(len(data)):
        for other in (data[:place], data[:place] + data[place + 1 :], data[:place] + b" " + data[place:]):
            with pytest.raises((UnauthenticatedError, InvalidInputError)):
                verify_envelope(parse_canonical(other), TRUSTED)


def test_envelopes_of_others_are_read_as_the_standard_asks() -> None:
    made = sign_envelope(TYPE, b"\xfb\xff", [SIGNERS["ed25519"]])
    body = made.to_json() | {"later": {"version": 2}}
    body["signatures"][0]["cert"] = "more"
    body["payload"] = "-_8="
    data = json.dumps(body, indent=1).encode()
    assert parse_envelope(data) == made
    with pytest.raises(InvalidInputError, match="canonical form"):
        parse_canonical(data)
    body["signatures"][0] = {"sig": body["signatures"][0]["sig"], "keyid": ""}
    assert parse_envelope(json.dumps(body).encode()).signatures[0].key_id == ""


GOOD = sign_envelope(TYPE, HELLO, [SIGNERS["ed25519"]]).to_json()
SIG = to_base64(bytes(64))


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"payload": None}, "/payload"),
        ({"payload": "aGVsbG8gd29ybGQ"}, "/payload"),
        ({"payload": "aGVsbG8gd29ybGR="}, "/payload"),
        ({"payload": "+_8="}, "/payload"),
        ({"payload": "aGVs\nbG8="}, "/payload"),
        ({"payloadType": 1}, "/payloadType"),
        ({"payloadType": "t" * 1_001}, "/payloadType"),
        ({"signatures": None}, "/signatures"),
        ({"signatures": []}, "/signatures"),
        ({"signatures": {}}, "/signatures"),
        ({"signatures": [{"sig": SIG}] * (MAX_SIGNATURES + 1)}, "/signatures"),
        ({"signatures": [{"sig": SIG}, "text"]}, "/signatures/1"),
        ({"signatures": [{"keyid": "a"}]}, "/signatures/0/sig"),
        ({"signatures": [{"sig": "="}]}, "/signatures/0/sig"),
        ({"signatures": [{"sig": SIG, "keyid": 1}]}, "/signatures/0/keyid"),
        ({"signatures": [{"sig": SIG, "keyid": "k" * 1_001}]}, "/signatures/0/keyid"),
    ],
)
def test_a_malformed_envelope_is_refused_with_its_place(change, pointer) -> None:
    with pytest.raises(InvalidInputError) as caught:
        parse_envelope(json.dumps({**GOOD, **change}).encode())
    assert caught.value.pointer == pointer


@pytest.mark.parametrize(
    "data",
    [
        b"", b"null", b"[]", b"{", b"\xff", b"[" * 100_000, b'{"payload":' + b"9" * 5_000 + b"}",
        VECTOR.replace(b"{", b'{"payload": "", ', 1),
        VECTOR.replace(b"HelloWorld", b"\\ud800"),
    ],
)  # fmt: skip
def test_what_is_no_envelope_is_refused(data) -> None:
    with pytest.raises(InvalidInputError):
        parse_envelope(data)


def test_an_envelope_too_large_is_not_looked_into() -> None:
    with pytest.raises(TooLargeError):
        parse_envelope(b" " * (MAX_ENVELOPE_BYTES + 1))


@pytest.mark.parametrize("signers", [[], [SIGNERS["ed25519"]] * 2, list(SIGNERS.values()) * 9])
def test_an_envelope_needs_signers_each_once(signers) -> None:
    with pytest.raises(InvalidInputError, match="each once"):
        sign_envelope(TYPE, HELLO, signers)


def test_no_signature_at_all_is_no_way_in() -> None:
    envelope = sign_envelope(TYPE, HELLO, [SIGNERS["ed25519"]])
    for keys, threshold, error in [({}, 1, UnauthenticatedError), (TRUSTED, 0, InvalidInputError)]:
        with pytest.raises(error):
            verify_envelope(envelope, keys, threshold=threshold)
    with pytest.raises(UnauthenticatedError, match="0 of 1"):
        verify_envelope(Envelope(TYPE, HELLO, ()), TRUSTED)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8) | st.sampled_from(["", SIG, "aGVsbG8="]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["payload", "payloadType", "signatures", "sig", "keyid", "x"]), inner, max_size=5
        )
    ),
    max_leaves=12,
)


@settings(max_examples=60)
@given(
    JSON | st.fixed_dictionaries(dict.fromkeys(["payload", "payloadType", "signatures"], JSON)), st.binary(max_size=9)
)
def test_anything_else_raises_problems_only(body, noise) -> None:
    for data in (json.dumps(body).encode(), noise, json.dumps(body).encode() + noise):
        try:
            verify_envelope(parse_envelope(data), TRUSTED)
        except ProblemError:
            continue
        raise AssertionError("an envelope nobody signed was accepted")


def test_what_is_shown_of_an_envelope_holds_neither_payload_nor_signature() -> None:
    envelope = sign_envelope(TYPE, b"a secret", [SIGNERS["ed25519"]])
    assert "a secret" not in repr(envelope)
    assert repr(envelope.signatures[0].value) not in repr(envelope)


def test_an_envelope_at_its_limits_is_read() -> None:
    envelope = Envelope("t" * 1_000, b"", (Signature("k" * 1_000, bytes(64)),) * MAX_SIGNATURES)
    data = envelope.canonical()
    assert MAX_ENVELOPE_BYTES == 4 * 1024 * 1024
    assert parse_envelope(data + b" " * (MAX_ENVELOPE_BYTES - len(data))) == envelope
