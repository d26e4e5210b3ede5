"""DSSE v1 envelopes: a payload with its type, and signatures over both (github.com/secure-systems-lab/dsse)."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from commandcenter.kernel.canonical import canonical
from commandcenter.kernel.errors import InvalidInputError, TooLargeError, UnauthenticatedError
from commandcenter.signing.base64_text import from_base64, to_base64
from commandcenter.signing.model import SIGNATURE_BYTES, PublicKey
from commandcenter.signing.signer import Signer

MAX_ENVELOPE_BYTES = 4 << 20
MAX_SIGNATURES = 16
MAX_NAME_CHARACTERS = 1_000
"""Of a payload type and of a key id."""


@dataclass(frozen=True, slots=True)
class Signature:
    """Hold one signature and the name of the key it says it was made with ("": it does not say)."""

    key_id: str
    value: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Envelope:
    """Hold a payload, the type that says how to read it, and one or more signatures."""

    payload_type: str
    payload: bytes = field(repr=False)
    signatures: tuple[Signature, ...]

    def to_json(self) -> dict[str, Any]:
        """Return the envelope as the JSON object of the standard."""
        signatures = [
            {**({"keyid": one.key_id} if one.key_id else {}), "sig": to_base64(one.value)} for one in self.signatures
        ]
        return {"payload": to_base64(self.payload), "payloadType": self.payload_type, "signatures": signatures}

    def canonical(self) -> bytes:
        """Write the envelope in its one form: canonical JSON, standard base64."""
        return canonical(self.to_json())


@dataclass(frozen=True, slots=True)
class Failure:
    """Say why a signature counts for nothing: its place in the envelope, the key it names, the reason."""

    place: int
    key_id: str
    reason: str

    def __str__(self) -> str:
        return f"signature {self.place} ({self.key_id or 'no key named'}): {self.reason}"


@dataclass(frozen=True, slots=True)
class Verification:
    """Tell which keys, by name and each once, signed an envelope, and what is wrong with the other signatures."""

    key_ids: tuple[str, ...]
    failures: tuple[Failure, ...]


def pae(payload_type: str, payload: bytes) -> bytes:
    """Return what is signed: the pre-authentication encoding, lengths in bytes."""
    encoded = _encode(payload_type)
    return b"DSSEv1 %d %b %d %b" % (len(encoded), encoded, len(payload), payload)


def sign_envelope(payload_type: str, payload: bytes, signers: Sequence[Signer]) -> Envelope:
    """Sign a payload with each signer, in their order; ECDSA signatures are written in DER, as in-toto's tools do.

    Raises InvalidInputError when there is no signer, one comes twice, or there are too many.
    """
    names = [signer.key_id for signer in signers]
    if not 1 <= len(set(names)) == len(names) <= MAX_SIGNATURES:
        raise InvalidInputError(f"an envelope needs 1 to {MAX_SIGNATURES} signers, each once")
    message = pae(payload_type, payload)
    return Envelope(payload_type, payload, tuple(Signature(one.key_id, _sign(one, message)) for one in signers))


def parse_envelope(data: bytes) -> Envelope:
    """Read an envelope as the standard asks: either base64, members it does not know passed over.

    Raises InvalidInputError with the pointer of what is wrong. See `parse_canonical` for our own envelopes.
    """
    if len(data) > MAX_ENVELOPE_BYTES:
        raise TooLargeError(f"an envelope has at most {MAX_ENVELOPE_BYTES:,} bytes")
    body = _load(data)
    payload_type = _text(body, "payloadType", "")
    payload = from_base64(_text(body, "payload", "", longest=MAX_ENVELOPE_BYTES), pointer="/payload")
    signatures = body.get("signatures")
    if not isinstance(signatures, list) or not 1 <= len(signatures) <= MAX_SIGNATURES:
        raise InvalidInputError(f"an envelope has 1 to {MAX_SIGNATURES} signatures", pointer="/signatures")
    return Envelope(
        payload_type, payload, tuple(_signature(one, f"/signatures/{n}") for n, one in enumerate(signatures))
    )


def parse_canonical(data: bytes) -> Envelope:
    """Read an envelope that stands in its one form; raises InvalidInputError for any other byte."""
    envelope = parse_envelope(data)
    if envelope.canonical() != data:
        raise InvalidInputError("the envelope does not stand in its canonical form")
    return envelope


def check_signatures(envelope: Envelope, keys: Mapping[str, PublicKey]) -> Verification:
    """Try each signature with the key it names, or with every key when it names none.

    Args:
        envelope: What to check.
        keys: Trusted keys by the name signatures have for them; for our own that is the thumbprint.
    """
    message, good, failures = pae(envelope.payload_type, envelope.payload), dict[str, str](), list[Failure]()
    for place, signature in enumerate(envelope.signatures):
        if signature.key_id and signature.key_id not in keys:
            failures.append(Failure(place, signature.key_id, "the key is not known here"))
            continue
        candidates = {signature.key_id: keys[signature.key_id]} if signature.key_id else keys
        name = next((name for name, key in candidates.items() if _fits(key, message, signature.value)), None)
        if name is None:
            failures.append(Failure(place, signature.key_id, "the signature does not fit"))
        else:
            good.setdefault(candidates[name].key_id, name)  # one key under two names is one signer
    return Verification(tuple(good.values()), tuple(failures))


def verify_envelope(envelope: Envelope, keys: Mapping[str, PublicKey], *, threshold: int = 1) -> Verification:
    """Ask for signatures of at least `threshold` different keys; raises UnauthenticatedError with every reason."""
    if threshold < 1:
        raise InvalidInputError("at least one signature must be asked for")
    found = check_signatures(envelope, keys)
    if len(found.key_ids) < threshold:
        reasons = "; ".join(map(str, found.failures)) or "no other signatures"
        raise UnauthenticatedError(f"{len(found.key_ids)} of {threshold} keys signed the envelope: {reasons}"[:2_000])
    return found


def _sign(signer: Signer, message: bytes) -> bytes:
    signature = signer.sign(message)
    if signer.algorithm == "ed25519":
        return signature
    from commandcenter.signing.ecdsa_forms import raw_to_der  # loads OpenSSL

    return raw_to_der(signature)


def _fits(key: PublicKey, message: bytes, signature: bytes) -> bool:
    # The standard leaves the form of ECDSA open: its own example is r then s, its tools write DER.
    if key.algorithm == "ed25519":
        return key.verify(message, signature)
    if len(signature) == SIGNATURE_BYTES and key.verify(message, signature):
        return True
    from commandcenter.signing.ecdsa_forms import der_to_raw  # loads OpenSSL

    try:
        return key.verify(message, der_to_raw(signature))
    except InvalidInputError:
        return False


def _load(data: bytes) -> dict[str, Any]:
    try:
        body = json.loads(data, object_pairs_hook=_unique)
    except (ValueError, RecursionError):
        raise InvalidInputError("the envelope is not JSON") from None
    if not isinstance(body, dict):
        raise InvalidInputError("the envelope is not a JSON object")
    return body


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    body = dict(pairs)
    if len(body) < len(pairs):
        raise InvalidInputError("a member of the envelope comes twice")
    return body


def _signature(one: Any, pointer: str) -> Signature:
    if not isinstance(one, dict):
        raise InvalidInputError("a signature is an object", pointer=pointer)
    key_id = _text(one, "keyid", pointer) if one.get("keyid") is not None else ""
    return Signature(key_id, from_base64(_text(one, "sig", pointer, longest=10_000), pointer=f"{pointer}/sig"))


def _text(body: Mapping[str, Any], name: str, pointer: str, *, longest: int = MAX_NAME_CHARACTERS) -> str:
    text = body.get(name)
    if not isinstance(text, str) or len(text) > longest:
        raise InvalidInputError(f"text of at most {longest:,} characters is needed", pointer=f"{pointer}/{name}")
    _encode(text)
    return text


def _encode(text: str) -> bytes:
    try:
        return text.encode()
    except UnicodeEncodeError:
        raise InvalidInputError("text with a lone surrogate cannot be signed") from None
