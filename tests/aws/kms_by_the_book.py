"""A real boto3 client of KMS whose answers to `Sign` and `GetPublicKey` are made here, as the service's documents say.

moto hashes a digest once more and knows no Ed25519. boto3 still checks and writes each request; only the network is gone.
"""

import hashlib
from collections.abc import Mapping
from typing import Any

import boto3
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, SECP256R1, EllipticCurvePrivateKey, generate_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

REGION = "eu-west-1"
ARN = f"arn:aws:kms:{REGION}:000000000000:key/"
MAX_RAW_BYTES = 4096


class KmsByTheBook:
    """Hold one key of each kind, by id, and aliases that can be moved."""

    def __init__(self) -> None:
        self.keys = {"p256": generate_private_key(SECP256R1()), "ed25519": Ed25519PrivateKey.generate()}
        self.aliases = {"alias/signing": "p256"}
        self.calls: list[Mapping[str, Any]] = []
        self.failure = ""
        self.client = boto3.client("kms", region_name=REGION)
        for operation in ("Sign", "GetPublicKey"):
            self.client.meta.events.register(f"provide-client-params.kms.{operation}", self._remember)
            self.client.meta.events.register(f"before-call.kms.{operation}", self._answer)

    def _remember(self, params: Mapping[str, Any], **_: Any) -> None:
        self.calls.append(params)

    def _answer(self, model: Any, **_: Any) -> tuple[Any, dict[str, Any]]:
        if self.failure:
            return _Status(400), {"Error": {"Code": self.failure, "Message": "no"}}
        params = self.calls[-1]
        name = params["KeyId"].removeprefix(ARN)
        name = self.aliases.get(name, name)
        if name not in self.keys:
            return _Status(400), {"Error": {"Code": "NotFoundException", "Message": "no"}}
        if model.name == "Sign":
            return self._sign(name, params)
        spki = self.keys[name].public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        return _Status(200), {"KeyId": ARN + name, "KeyUsage": "SIGN_VERIFY", "PublicKey": spki}

    def _sign(self, name: str, params: Mapping[str, Any]) -> tuple[Any, dict[str, Any]]:
        key, message = self.keys[name], params["Message"]
        kind, algorithm = params["MessageType"], params["SigningAlgorithm"]
        right = "ECDSA_SHA_256" if isinstance(key, EllipticCurvePrivateKey) else "ED25519_SHA_512"
        sound = len(message) == hashlib.sha256().digest_size if kind == "DIGEST" else len(message) <= MAX_RAW_BYTES
        if algorithm != right or not sound or (right == "ED25519_SHA_512" and kind != "RAW"):
            return _Status(400), {"Error": {"Code": "ValidationException", "Message": "no"}}
        if isinstance(key, Ed25519PrivateKey):
            return _Status(200), {"Signature": key.sign(message)}
        how = ECDSA(Prehashed(SHA256())) if kind == "DIGEST" else ECDSA(SHA256())
        return _Status(200), {"Signature": key.sign(message, how)}


class _Status:
    def __init__(self, status_code: int) -> None:
        self.status_code = status_code
