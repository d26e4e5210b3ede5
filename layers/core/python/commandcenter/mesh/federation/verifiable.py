"""Events that can be verified: the CloudEvents extension "Verifiable CloudEvents with DSSE", for events in structured JSON.

Source: cloudevents/spec, extensions/verifiability.md, payload type v0.1. What is signed is no event but a note with two
digests: one of the attributes every event may have and the data, one of the extension attributes that the note names.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from commandcenter.kernel.canonical import canonical
from commandcenter.kernel.errors import InvalidInputError, UnauthenticatedError
from commandcenter.signing.base64_text import from_base64, to_base64
from commandcenter.signing.dsse import Envelope, verify_envelope
from commandcenter.signing.model import PublicKey

PAYLOAD_TYPE = "https://cloudevents.io/verifiability/dsse/v0.1"
MATERIAL = "dssematerial"
CORE = ("id", "source", "specversion", "type", "datacontenttype", "dataschema", "subject", "time")
"""The attributes of CloudEvents itself, in the order of their digests."""

_POINTER = f"/{MATERIAL}"


def make_material(value: Mapping[str, Any], extensions: Sequence[str]) -> bytes:
    """Write the note that is signed for an event, with the digest of these extension attributes, in this order.

    Raises InvalidInputError for names that must not be signed and for values that are no CloudEvents value.
    """
    _check_names(extensions)
    note: dict[str, Any] = {"core": to_base64(core_digest(value))}
    if extensions:
        note |= {"ext": to_base64(extension_digest(value, extensions)), "signedextattrs": list(extensions)}
    return json.dumps(note, separators=(",", ":")).encode()


def check_material(
    value: Mapping[str, Any], envelope: Envelope, keys: Mapping[str, PublicKey]
) -> tuple[str, list[str]]:
    """Check that an envelope was signed by one of the keys and that its note is about this very event.

    Returns: The name of the key, and the extension attributes that are signed.
    Raises UnauthenticatedError with the reason.
    """
    if envelope.payload_type != PAYLOAD_TYPE:
        raise UnauthenticatedError("the signature is of a type that is not known")
    key_id = verify_envelope(envelope, keys).key_ids[0]
    try:
        core, extension, names = read_note(envelope.payload)
        if core_digest(value) != core:
            raise UnauthenticatedError("the event was changed after it was signed")
        if names and extension_digest(value, names) != extension:
            raise UnauthenticatedError("an extension attribute was changed after it was signed")
    except InvalidInputError as error:
        raise UnauthenticatedError(error.detail) from None
    return key_id, names


def read_note(payload: bytes) -> tuple[bytes, bytes, list[str]]:
    """Read the note: the digest of the core, that of the extension attributes (b"" for none) and their names."""
    try:
        note = json.loads(payload)
    except (ValueError, RecursionError):
        raise InvalidInputError("what was signed is not JSON", pointer=_POINTER) from None
    if not isinstance(note, dict) or ("ext" in note) is not ("signedextattrs" in note):
        raise InvalidInputError("what was signed lacks a member", pointer=_POINTER)
    if "ext" not in note:
        return _digest_of(note, "core"), b"", []
    names = note["signedextattrs"]
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise InvalidInputError("the names of signed attributes are no list of text", pointer=_POINTER)
    _check_names(names)
    return _digest_of(note, "core"), _digest_of(note, "ext"), names


def core_digest(value: Mapping[str, Any]) -> bytes:
    """Hash what every event may have and its data: canonical JSON, or the bytes of `data_base64`."""
    texts = [_time(value.get(name)) if name == "time" else _text(value.get(name)) for name in CORE]
    if "data_base64" in value:
        data = from_base64(value["data_base64"], pointer="/data_base64")
    else:
        data = canonical(value["data"]) if "data" in value else b""
    return _hash_of_hashes([*texts, data])


def extension_digest(value: Mapping[str, Any], names: Sequence[str]) -> bytes:
    """Hash the values of extension attributes in the order of their names; what is not there counts as empty."""
    return _hash_of_hashes([_canonical_value(value.get(name)) for name in names])


def _hash_of_hashes(parts: Sequence[bytes]) -> bytes:
    return hashlib.sha256(b"".join(hashlib.sha256(part).digest() for part in parts)).digest()


def _canonical_value(value: Any) -> bytes:
    if isinstance(value, bool):
        return b"true" if value else b"false"
    return str(value).encode() if isinstance(value, int) else _text(value)


def _text(value: Any) -> bytes:
    if value is None:
        return b""
    if not isinstance(value, str):
        raise InvalidInputError("an attribute is neither text nor a number nor true or false")
    try:
        return value.encode()
    except UnicodeEncodeError:
        raise InvalidInputError("an attribute has a lone surrogate") from None


def _time(value: Any) -> bytes:
    if value is None:
        return b""
    try:
        moment = datetime.fromisoformat(value)
        moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (TypeError, ValueError, OverflowError):
        raise InvalidInputError("not a time (RFC 3339)", pointer="/time") from None
    return f"{moment.replace(tzinfo=None).isoformat(timespec='seconds')}Z".encode()


def _digest_of(note: Mapping[str, Any], name: str) -> bytes:
    digest = from_base64(note.get(name, ""), pointer=_POINTER)
    if len(digest) != hashlib.sha256().digest_size:
        raise InvalidInputError(f"{name} is no SHA-256 digest", pointer=_POINTER)
    return digest


def _check_names(names: Sequence[str]) -> None:
    if len(set(names)) < len(names) or not {*CORE, MATERIAL}.isdisjoint(names):
        raise InvalidInputError("these extension attributes cannot be signed", pointer=_POINTER)
