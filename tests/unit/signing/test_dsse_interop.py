"""Envelopes change hands with `securesystemslib`, the library of in-toto and TUF: theirs verify here, ours there."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from securesystemslib.dsse import Envelope as TheirEnvelope
from securesystemslib.exceptions import VerificationError
from securesystemslib.signer import CryptoSigner, SSlibKey
from signing_parts import SIGNERS

from commandcenter.kernel.errors import UnauthenticatedError
from commandcenter.signing.dsse import pae, parse_envelope, sign_envelope, verify_envelope
from commandcenter.signing.model import PublicKey
from commandcenter.signing.pyca import read_public_key, write_public_key

MAKE = {"ecdsa-p256-sha256": CryptoSigner.generate_ecdsa, "ed25519": CryptoSigner.generate_ed25519}
THEIRS = {algorithm: make() for algorithm, make in MAKE.items()}
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
algorithms = pytest.mark.parametrize("algorithm", SIGNERS)


def their_key(key: PublicKey) -> SSlibKey:
    from cryptography.hazmat.primitives.serialization import load_der_public_key

    return SSlibKey.from_crypto(load_der_public_key(write_public_key(key)), keyid=key.key_id)


def our_key(key: SSlibKey) -> PublicKey:
    if key.keytype == "ed25519":
        return PublicKey("ed25519", bytes.fromhex(key.keyval["public"]))
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_public_key

    loaded = load_pem_public_key(key.keyval["public"].encode())
    return read_public_key(loaded.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo))


@settings(max_examples=60)
@given(TEXT, st.binary(max_size=200))
def test_both_sign_the_same_bytes(payload_type, payload) -> None:
    assert TheirEnvelope(payload, payload_type, {}).pae() == pae(payload_type, payload)


@algorithms
@settings(max_examples=15, deadline=None)
@given(TEXT, st.binary(max_size=200))
def test_ours_verify_there(algorithm, payload_type, payload) -> None:
    ours = sign_envelope(payload_type, payload, [SIGNERS[algorithm]])
    theirs = TheirEnvelope.from_dict(json.loads(ours.canonical()))
    key = their_key(SIGNERS[algorithm].public_key())
    assert theirs.verify([key], 1) == {key.keyid: key}
    theirs.payload += b"."
    with pytest.raises(VerificationError):
        theirs.verify([key], 1)


@algorithms
@settings(max_examples=15, deadline=None)
@given(TEXT, st.binary(max_size=200))
def test_theirs_verify_here(algorithm, payload_type, payload) -> None:
    signer = THEIRS[algorithm]
    theirs = TheirEnvelope(payload, payload_type, {})
    theirs.sign(signer)
    ours = parse_envelope(json.dumps(theirs.to_dict()).encode())
    keys = {signer.public_key.keyid: our_key(signer.public_key)}
    assert verify_envelope(ours, keys).key_ids == (signer.public_key.keyid,)
    with pytest.raises(UnauthenticatedError):
        verify_envelope(ours, {signer.public_key.keyid: SIGNERS[algorithm].public_key()})


def test_both_count_the_same_signers() -> None:
    ours = sign_envelope("t", b"payload", list(SIGNERS.values()))
    theirs = TheirEnvelope.from_dict(json.loads(ours.canonical()))
    keys = [their_key(signer.public_key()) for signer in SIGNERS.values()]
    found = verify_envelope(ours, {signer.key_id: signer.public_key() for signer in SIGNERS.values()}, threshold=2)
    assert set(theirs.verify(keys, 2)) == set(found.key_ids)
