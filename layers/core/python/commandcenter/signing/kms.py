"""Keys that never leave AWS KMS."""

import hashlib
import re
from dataclasses import dataclass, field
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from commandcenter.kernel.errors import InvalidInputError, NotFoundError, ProblemError, TooLargeError, UnavailableError
from commandcenter.signing.ecdsa_forms import der_to_raw
from commandcenter.signing.model import SIGNATURE_BYTES, Algorithm, PublicKey
from commandcenter.signing.pyca import read_public_key

MAX_RAW_BYTES = 4096
"""What KMS takes as a message of type RAW."""

_KEY = re.compile(r"(?:///)?(?P<key>[A-Za-z0-9:/_-]{1,2048})")
_ARN = re.compile(r"arn:[a-z-]+:kms:(?P<region>[a-z0-9-]+):[0-9]{12}:(?:key|alias)/.+")
_CONFIG = Config(connect_timeout=2, read_timeout=5, retries={"mode": "standard", "max_attempts": 3})


@dataclass(frozen=True)
class KmsSigner:
    """Sign by asking KMS; `arn` names the very key whose public half is known, even after an alias has moved on."""

    _client: Any = field(repr=False)
    arn: str
    _public: PublicKey

    @property
    def algorithm(self) -> Algorithm:
        return self._public.algorithm

    @property
    def key_id(self) -> str:
        return self._public.key_id

    def public_key(self) -> PublicKey:
        return self._public

    def sign(self, message: bytes) -> bytes:
        """Sign; raises TooLargeError for more than 4,096 bytes with Ed25519, UnavailableError when KMS does not sign."""
        if self.algorithm == "ecdsa-p256-sha256":
            # RAW stops at 4,096 bytes; a digest signs a message of any length.
            return der_to_raw(self._sign(hashlib.sha256(message).digest(), "DIGEST", "ECDSA_SHA_256"))
        if len(message) > MAX_RAW_BYTES:
            raise TooLargeError(f"KMS signs at most {MAX_RAW_BYTES:,} bytes with Ed25519")
        signature = self._sign(message, "RAW", "ED25519_SHA_512")
        if len(signature) != SIGNATURE_BYTES:
            raise UnavailableError("KMS answered with something that is no Ed25519 signature")
        return signature

    def _sign(self, message: bytes, kind: str, algorithm: str) -> bytes:
        try:
            answer = self._client.sign(KeyId=self.arn, Message=message, MessageType=kind, SigningAlgorithm=algorithm)
        except (ClientError, BotoCoreError) as error:
            raise _problem(error) from None
        return bytes(answer["Signature"])


def open_kms_key(key: str, client: Any = None) -> KmsSigner:
    """Open a key by id, ARN, alias (`alias/name`) or ARN of an alias; the ARN's region is where it is looked for.

    Args:
        key: What follows `awskms:` in a URI.
        client: A KMS client; made when not given.

    Raises NotFoundError, InvalidInputError when the key does not sign with P-256 or Ed25519, UnavailableError.
    """
    named = _KEY.fullmatch(key)
    if named is None:
        raise InvalidInputError("not the id, ARN or alias of a KMS key")
    arn = _ARN.fullmatch(named["key"])
    try:
        client = client or boto3.client("kms", region_name=arn and arn["region"], config=_CONFIG)
        answer = client.get_public_key(KeyId=named["key"])
    except (ClientError, BotoCoreError) as error:
        raise _problem(error) from None
    if answer["KeyUsage"] != "SIGN_VERIFY":
        raise InvalidInputError("the KMS key is not for signing")
    return KmsSigner(client, answer["KeyId"], read_public_key(answer["PublicKey"]))


def _problem(error: Exception) -> ProblemError:
    code = error.response.get("Error", {}).get("Code", "") if isinstance(error, ClientError) else type(error).__name__
    if code == "NotFoundException":
        return NotFoundError("KMS has no such key")
    if code in {
        "InvalidArnException",
        "UnsupportedOperationException",
        "InvalidKeyUsageException",
        "ValidationException",
    }:
        return InvalidInputError(f"KMS does not sign with this key: {code}")
    return UnavailableError(f"KMS does not answer for this key: {code}")
