"""Cosignatures: a witness says when it saw a checkpoint as the newest of its log (C2SP tlog-cosignature, Ed25519)."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from commandcenter.attestation.log.checkpoint import Checkpoint, checkpoint_of, ed25519_id
from commandcenter.attestation.log.note import COSIGNATURE, Line, parse_note, signed_by
from commandcenter.kernel.errors import InvalidInputError
from commandcenter.signing.model import SIGNATURE_BYTES, PublicKey
from commandcenter.signing.signer import Signer

_TIME_BYTES = 8
_LATEST = 253_402_300_799  # the last second of the year 9999


def cosign(checkpoint: Checkpoint, name: str, signer: Signer, at: datetime) -> bytes:
    """Cosign a checkpoint as of a time, told in whole seconds; returns the signature line.

    Raises InvalidInputError for a key other than Ed25519, a name no key may have, and times before 1970-01-01T00:00:01Z.
    """
    if at.tzinfo is None or (seconds := int(at.timestamp())) < 1:
        raise InvalidInputError("a cosignature needs a time after 1970 with a zone")
    value = seconds.to_bytes(_TIME_BYTES, "big") + signer.sign(_message(seconds, checkpoint.text()))
    return Line(name, ed25519_id(name, COSIGNATURE, signer), value).write()


def cosignatures(data: bytes, keys: Mapping[str, Sequence[PublicKey]]) -> list[tuple[str, PublicKey, datetime]]:
    """List who of the known witnesses cosigned a checkpoint and when: each key once, with its latest time.

    Args:
        data: A checkpoint with all its lines; those of unknown keys are passed over.
        keys: The keys of known witnesses by their names.

    Raises InvalidInputError when it is no checkpoint, UnauthenticatedError when a line of a known key does not fit.
    """
    note = parse_note(data)
    checkpoint_of(note)
    found = signed_by(note, COSIGNATURE, keys, lambda key, line: _fits(key, line, note.text))
    latest = dict[tuple[str, PublicKey], datetime]()
    for key, line in found:
        at = datetime.fromtimestamp(_seconds(line), UTC)
        latest[line.name, key] = max(at, latest.get((line.name, key), at))
    return [(name, key, at) for (name, key), at in latest.items()]


def _fits(key: PublicKey, line: Line, text: str) -> bool:
    if len(line.value) != _TIME_BYTES + SIGNATURE_BYTES or not 1 <= (seconds := _seconds(line)) <= _LATEST:
        return False
    return key.verify(_message(seconds, text), line.value[_TIME_BYTES:])


def _seconds(line: Line) -> int:
    return int.from_bytes(line.value[:_TIME_BYTES], "big")


def _message(seconds: int, text: str) -> bytes:
    return f"cosignature/v1\ntime {seconds}\n{text}".encode()
