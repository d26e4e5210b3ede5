"""Events as they cross from hub to hub: numbered, signed one by one, with no byte left free to change."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Any

from commandcenter.kernel.errors import InvalidInputError, UnauthenticatedError
from commandcenter.mesh.envelope import Event
from commandcenter.mesh.federation.verifiable import MATERIAL, PAYLOAD_TYPE, check_material, make_material
from commandcenter.signing.base64_text import from_base64, to_base64
from commandcenter.signing.dsse import parse_canonical, sign_envelope
from commandcenter.signing.jwks import KeySet
from commandcenter.signing.signer import Signer

SEQUENCE_DIGITS = 16
SIGNED_EXTENSIONS = ("causationid", "correlationid", "hops", "sequence")

_MEMBERS = frozenset(field.name for field in fields(Event)) | {"specversion", "datacontenttype", "sequence", MATERIAL}
_MAX_SEQUENCE = 2**53 - 1


@dataclass(frozen=True, slots=True)
class SignedEvent:
    """Hold an event, its place in the sender's log, and the signature over both.

    Args:
        event: What happened; its time is in whole seconds, since the signature covers no more.
        sequence: 1 to 2^53 - 1.
        dssematerial: A DSSE envelope in its canonical form.
    """

    event: Event
    sequence: int
    dssematerial: bytes

    def to_cloudevent(self) -> dict[str, Any]:
        """Render as structured CloudEvents JSON, with the extension attributes `sequence` and `dssematerial`."""
        return _unsigned(self.event, self.sequence) | {MATERIAL: to_base64(self.dssematerial)}

    @classmethod
    def from_cloudevent(cls, value: Mapping[str, Any]) -> "SignedEvent":
        """Read what `to_cloudevent` writes, and nothing else; nothing is verified.

        Raises InvalidInputError with the pointer of the fault.
        """
        if not isinstance(value, Mapping):
            raise InvalidInputError("an event is a JSON object")
        for name in sorted(value.keys() ^ _MEMBERS, key=str):
            raise InvalidInputError(
                f"the event {'has' if name in value else 'lacks'} {name!s:.40}", pointer=f"/{name!s:.40}"
            )
        event = Event.from_cloudevent(value)
        made = cls(event, _sequence(value["sequence"]), from_base64(value[MATERIAL], pointer=f"/{MATERIAL}"))
        again = made.to_cloudevent()
        if not again["time"].endswith(".000Z"):
            raise InvalidInputError("the time of a signed event is in whole seconds", pointer="/time")
        for name in again:
            # One event, one text: a time in another zone, a number written otherwise or spare bits are refused.
            if name != "data" and (type(value[name]) is not type(again[name]) or value[name] != again[name]):
                raise InvalidInputError(f"{name} is not written in its one form", pointer=f"/{name}")
        return made

    def verify(self, keys: KeySet, now: datetime) -> str:
        """Return the name of the key that signed this, one that counts now; raises UnauthenticatedError."""
        value = _unsigned(self.event, self.sequence)
        try:
            envelope = parse_canonical(self.dssematerial)
            key_id, names = check_material(value, envelope, keys.valid_at(now))
        except InvalidInputError as error:
            raise UnauthenticatedError(error.detail) from None
        if envelope.payload != make_material(value, SIGNED_EXTENSIONS) or len(envelope.signatures) != 1:
            raise UnauthenticatedError(f"the signature covers {', '.join(names) or 'no extension attributes'} only")
        return key_id


def sign(event: Event, sequence: int, signer: Signer) -> SignedEvent:
    """Sign an event under its number; its time is cut to whole seconds first.

    Raises InvalidInputError for data that is no canonical JSON and for a number out of range.
    """
    if not 0 < sequence <= _MAX_SEQUENCE:
        raise InvalidInputError("the sequence of an event is 1 to 2^53 - 1", pointer="/sequence")
    event = replace(event, time=event.time.replace(microsecond=0), correlationid=event.correlationid or event.id)
    material = make_material(_unsigned(event, sequence), SIGNED_EXTENSIONS)
    return SignedEvent(event, sequence, sign_envelope(PAYLOAD_TYPE, material, [signer]).canonical())


def verify(value: Mapping[str, Any], keys: KeySet, now: datetime) -> tuple[Event, int, str]:
    """Read and verify an event; returns it with its sequence and the name of the key that signed it.

    Raises InvalidInputError for what is no such event, and UnauthenticatedError when the signature does not hold.
    """
    signed = SignedEvent.from_cloudevent(value)
    return signed.event, signed.sequence, signed.verify(keys, now)


def _unsigned(event: Event, sequence: int) -> dict[str, Any]:
    return event.to_cloudevent() | {"sequence": f"{sequence:0{SEQUENCE_DIGITS}d}"}


def _sequence(text: Any) -> int:
    if not isinstance(text, str) or len(text) != SEQUENCE_DIGITS or not (text.isascii() and text.isdigit()):
        raise InvalidInputError(f"the sequence is not {SEQUENCE_DIGITS} digits", pointer="/sequence")
    if not 0 < int(text) <= _MAX_SEQUENCE:
        raise InvalidInputError("the sequence of an event is 1 to 2^53 - 1", pointer="/sequence")
    return int(text)
