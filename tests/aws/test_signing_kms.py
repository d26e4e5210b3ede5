"""Keys in KMS: what is asked of the service, which key signs, and how its refusals are told."""

import hashlib
from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from kms_by_the_book import ARN, REGION, KmsByTheBook
from moto import mock_aws

from commandcenter.kernel.errors import InvalidInputError, NotFoundError, TooLargeError, UnavailableError
from commandcenter.signing.dsse import sign_envelope, verify_envelope
from commandcenter.signing.kms import MAX_RAW_BYTES, open_kms_key
from commandcenter.signing.signer import open_signer

LENGTHS = pytest.mark.parametrize("length", [0, 1, 31, 32, 33, MAX_RAW_BYTES, MAX_RAW_BYTES + 1, 1 << 20])


@pytest.fixture
def kms() -> KmsByTheBook:
    return KmsByTheBook()


@pytest.fixture
def moto_kms() -> Iterator[Any]:
    with mock_aws():
        yield boto3.client("kms", region_name=REGION)


@LENGTHS
def test_ecdsa_signs_messages_of_any_length_by_their_digest(kms, length) -> None:
    signer, message = open_kms_key("p256", kms.client), b"m" * length
    signature = signer.sign(message)
    assert len(signature) == 64
    assert signer.public_key().verify(message, signature)
    assert kms.calls[-1] == {
        "KeyId": f"{ARN}p256", "Message": hashlib.sha256(message).digest(),
        "MessageType": "DIGEST", "SigningAlgorithm": "ECDSA_SHA_256",
    }  # fmt: skip


@LENGTHS
def test_ed25519_signs_the_message_itself_as_far_as_kms_takes_it(kms, length) -> None:
    signer, message = open_kms_key("ed25519", kms.client), b"m" * length
    if length > MAX_RAW_BYTES:
        with pytest.raises(TooLargeError, match="4,096"):
            signer.sign(message)
        return
    assert signer.public_key().verify(message, signer.sign(message))
    assert kms.calls[-1] == {
        "KeyId": f"{ARN}ed25519", "Message": message, "MessageType": "RAW", "SigningAlgorithm": "ED25519_SHA_512",
    }  # fmt: skip


def test_a_hundred_signatures_in_der_become_sixty_four_bytes(kms) -> None:
    # r and s have a leading zero byte now and then, so DER varies in length and the raw form must not.
    signer = open_kms_key("p256", kms.client)
    for number in range(100):
        message = b"%d" % number
        assert signer.public_key().verify(message, signer.sign(message))


def test_both_keys_sign_one_envelope(kms) -> None:
    signers = [open_kms_key(key, kms.client) for key in ("p256", "ed25519")]
    keys = {signer.key_id: signer.public_key() for signer in signers}
    envelope = sign_envelope("text/plain", b"x" * 3_000, signers)
    assert verify_envelope(envelope, keys, threshold=2).failures == ()


def test_an_alias_that_moves_on_changes_no_open_signer(kms) -> None:
    signer = open_kms_key("alias/signing", kms.client)
    kms.aliases["alias/signing"] = "ed25519"
    assert signer.arn == f"{ARN}p256"
    assert signer.public_key().verify(b"text", signer.sign(b"text"))
    assert open_kms_key("///alias/signing", kms.client).algorithm == "ed25519"


@pytest.mark.parametrize(
    ("code", "error"),
    [
        ("NotFoundException", NotFoundError),
        ("InvalidKeyUsageException", InvalidInputError),
        ("UnsupportedOperationException", InvalidInputError),
        ("DisabledException", UnavailableError),
        ("KMSInvalidStateException", UnavailableError),
        ("AccessDeniedException", UnavailableError),
        ("ThrottlingException", UnavailableError),
    ],
)
def test_refusals_of_kms_become_problems(kms, code, error) -> None:
    signer = open_kms_key("p256", kms.client)
    kms.failure = code
    for ask in (lambda: signer.sign(b"text"), lambda: open_kms_key("p256", kms.client)):
        with pytest.raises(error) as caught:
            ask()
        assert code in str(caught.value) or error is NotFoundError


def test_kms_out_of_reach_is_told() -> None:
    client = boto3.client("kms", region_name=REGION, endpoint_url="http://127.0.0.1:9")
    with pytest.raises(UnavailableError, match="EndpointConnectionError"):
        open_kms_key("p256", client)


@pytest.mark.parametrize("key", ["", "a b", "a\nb", "key?x=1", "k" * 3_000, "ключ"])
def test_what_names_no_key_is_not_asked_for(kms, key) -> None:
    with pytest.raises(InvalidInputError):
        open_kms_key(key, kms.client)
    assert not kms.calls


def test_a_uri_opens_the_key_in_the_region_of_its_arn(moto_kms) -> None:
    far = boto3.client("kms", region_name="us-east-2")
    arn = far.create_key(KeySpec="ECC_NIST_P256", KeyUsage="SIGN_VERIFY")["KeyMetadata"]["Arn"]
    signer = open_signer(f"awskms:{arn}")
    assert (signer.algorithm, len(signer.key_id)) == ("ecdsa-p256-sha256", 43)
    assert arn.rpartition("/")[2] in signer.arn


def test_keys_of_other_kinds_and_uses_are_refused(moto_kms) -> None:
    for spec, usage in [("ECC_NIST_P384", "SIGN_VERIFY"), ("RSA_2048", "SIGN_VERIFY"), ("RSA_2048", "ENCRYPT_DECRYPT")]:
        key = moto_kms.create_key(KeySpec=spec, KeyUsage=usage)["KeyMetadata"]["KeyId"]
        with pytest.raises(InvalidInputError, match=r"neither|not for signing"):
            open_kms_key(key, moto_kms)
    with pytest.raises(NotFoundError):
        open_kms_key("00000000-0000-0000-0000-000000000000", moto_kms)
