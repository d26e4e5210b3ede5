"""Signed requests change hands with `http-message-signatures`: theirs verify here, ours there."""

from dataclasses import dataclass
from datetime import timedelta

import http_message_signatures as theirs
import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import load_der_public_key
from hypothesis import given, settings
from hypothesis import strategies as st
from signing_parts import NOW, OTHERS

from commandcenter.kernel.errors import UnauthenticatedError
from commandcenter.signing.http_requests import Request
from commandcenter.signing.http_signatures import AUTHORITY_PATH_QUERY, TARGET_URI, sign_request, verify_request
from commandcenter.signing.jwks import KeySet, PublishedKey
from commandcenter.signing.key_files import FileSigner
from commandcenter.signing.pyca import public_key_of, write_public_key

PRIVATE = {"ecdsa-p256-sha256": generate_private_key(SECP256R1()), "ed25519": Ed25519PrivateKey.generate()}
SIGNERS = {name: FileSigner(key, public_key_of(key.public_key())) for name, key in PRIVATE.items()}
THEIR_NAMES = {"ecdsa-p256-sha256": theirs.algorithms.ECDSA_P256_SHA256, "ed25519": theirs.algorithms.ED25519}
URLS = st.builds(
    "https://{}{}{}".format,
    st.sampled_from(["hub.example", "hub.example:8443", "HUB.example", "hub.example:443"]),
    st.text("abc/-%20", max_size=6).map(lambda path: "/" + path.replace("%", "%20")),
    st.sampled_from(["", "?", "?a=b&c=%20d", "?x"]),
)
algorithms = pytest.mark.parametrize("algorithm", SIGNERS)


@dataclass
class TheirRequest:
    method: str
    url: str
    headers: dict[str, str]


class TheirKeys(theirs.HTTPSignatureKeyResolver):
    def resolve_private_key(self, key_id: str):
        return next(PRIVATE[name] for name, signer in SIGNERS.items() if signer.key_id == key_id)

    def resolve_public_key(self, key_id: str):
        key = next(signer.public_key() for signer in SIGNERS.values() if signer.key_id == key_id)
        return load_der_public_key(write_public_key(key))


@algorithms
@settings(max_examples=25, deadline=None)
@given(
    URLS, st.sampled_from(["GET", "POST"]), st.binary(max_size=20), st.sampled_from([TARGET_URI, AUTHORITY_PATH_QUERY])
)
def test_ours_verify_there(algorithm, url, method, body, target) -> None:
    request = Request(method, url, (("Content-Type", "a/b"),), body)
    headers = dict(request.headers) | sign_request(request, SIGNERS[algorithm], NOW, target=target)
    verifier = theirs.HTTPMessageVerifier(signature_algorithm=THEIR_NAMES[algorithm], key_resolver=TheirKeys())
    (found,) = verifier.verify(TheirRequest(method, url, headers), max_age=timedelta(days=100_000))
    assert found.algorithm is THEIR_NAMES[algorithm]
    assert {name.strip('"') for name in found.covered_components} >= {"@method", *target, "content-type"}
    with pytest.raises(theirs.InvalidSignature):
        verifier.verify(TheirRequest("PUT", url, headers), max_age=timedelta(days=100_000))


@algorithms
@settings(max_examples=25, deadline=None)
@given(URLS, st.sampled_from(["GET", "POST"]), st.sampled_from([TARGET_URI, AUTHORITY_PATH_QUERY]))
def test_theirs_verify_here(algorithm, url, method, target) -> None:
    message = TheirRequest(method, url, {"Content-Type": "a/b"})
    signer = theirs.HTTPMessageSigner(signature_algorithm=THEIR_NAMES[algorithm], key_resolver=TheirKeys())
    signer.sign(
        message, key_id=SIGNERS[algorithm].key_id, created=NOW, nonce="nonce-of-theirs", label="theirs",
        covered_component_ids=("@method", *target, "content-type"),
    )  # fmt: skip
    request = Request(method, url, tuple(message.headers.items()))
    options = {"max_age": timedelta(minutes=1), "seen_nonce": lambda *_: False}
    keys = KeySet(tuple(PublishedKey(one.public_key()) for one in SIGNERS.values()))
    assert verify_request(request, keys, NOW, **options).nonce == "nonce-of-theirs"
    strangers = KeySet(tuple(PublishedKey(one.public_key()) for one in OTHERS.values()))
    with pytest.raises(UnauthenticatedError, match="not known"):
        verify_request(request, strangers, NOW, **options)
