"""The fields `Signature-Input` and `Signature` (RFC 9421, section 4): structured fields (RFC 9651), in one form only."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import http_sf

from commandcenter.kernel.errors import InvalidInputError
from commandcenter.signing.model import SIGNATURE_BYTES

MAX_FIELD_CHARACTERS = 4_096
MAX_COMPONENTS = 32
LABEL = "hub"

_KINDS: Mapping[str, type] = {"created": int, "expires": int, "keyid": str, "alg": str, "nonce": str}
_REQUIRED = ("created", "keyid", "alg", "nonce")
_LABEL = re.compile(r"[a-z*][a-z0-9_.*-]{0,63}")


@dataclass(frozen=True, slots=True)
class SignatureInput:
    """Hold what a signature says about itself: the components it covers and its parameters, both in their order."""

    components: tuple[str, ...]
    parameters: Mapping[str, int | str]

    def text(self) -> str:
        """Write it as an inner list: the value of `@signature-params`."""
        inner: tuple[Any, dict[str, Any]] = ([(name, {}) for name in self.components], dict(self.parameters))
        return http_sf.ser({LABEL: inner}).removeprefix(f"{LABEL}=")

    def base(self, values: Iterable[str]) -> bytes:
        """Build the signature base (RFC 9421, section 2.5) from the value of each component."""
        lines = [f'"{name}": {value}' for name, value in zip(self.components, values, strict=True)]
        return "\n".join([*lines, f'"@signature-params": {self.text()}']).encode("ascii")

    def number(self, name: str) -> int:
        """Return a parameter that is an integer; 0 when it is not there."""
        value = self.parameters.get(name, 0)
        return value if isinstance(value, int) else 0

    def word(self, name: str) -> str:
        """Return a parameter that is text; "" when it is not there."""
        value = self.parameters.get(name, "")
        return value if isinstance(value, str) else ""


@dataclass(frozen=True, slots=True)
class SignedFields:
    """Hold what the two fields of a request say about one signature."""

    input: SignatureInput
    signature: bytes = field(repr=False)


def make_input(components: Iterable[str], created: datetime, **parameters: int | str) -> SignatureInput:
    """Describe a signature about to be made, at a time cut to seconds; raises InvalidInputError for a bad parameter."""
    made = SignatureInput(tuple(components), {"created": int(created.timestamp()), **parameters})
    try:
        made.text().encode("ascii")
    except (ValueError, TypeError):
        raise InvalidInputError("a parameter of the signature cannot be written in a header") from None
    return made


def write_fields(made: SignatureInput, signature: bytes) -> dict[str, str]:
    """Write the two headers."""
    return {"Signature-Input": f"{LABEL}={made.text()}", "Signature": http_sf.ser({LABEL: signature})}


def read_fields(input_text: str, signature_text: str) -> SignedFields:
    """Read the two headers of a request that carries one signature; raises InvalidInputError.

    They must be written as they would be written again, so that no byte is free to change.
    """
    inputs, signatures = _dictionary(input_text, "Signature-Input"), _dictionary(signature_text, "Signature")
    if len(inputs) != 1 or inputs.keys() != signatures.keys():
        raise InvalidInputError("the request needs one signature and its input under one label")
    (label,) = inputs
    if not _LABEL.fullmatch(label):
        raise InvalidInputError("the label of a signature has at most 64 characters")
    (signature, extra), (items, parameters) = _pair(signatures[label]), _pair(inputs[label])
    if not isinstance(signature, bytes) or len(signature) != SIGNATURE_BYTES or extra:
        raise InvalidInputError(f"the signature is not {SIGNATURE_BYTES} bytes")
    if not isinstance(items, list) or not 1 <= len(items) <= MAX_COMPONENTS:
        raise InvalidInputError(f"a signature covers 1 to {MAX_COMPONENTS} components")
    components = tuple(_name(item) for item in items)
    if len(set(components)) < len(components):
        raise InvalidInputError("a component is covered twice")
    return SignedFields(SignatureInput(components, _parameters(parameters)), signature)


def _dictionary(text: str, name: str) -> dict[str, Any]:
    if not 0 < len(text) <= MAX_FIELD_CHARACTERS or not text.isascii():
        raise InvalidInputError(f"the header {name} is too long or not ASCII")
    try:
        found = http_sf.parse(text.encode(), tltype="dictionary")
        again = http_sf.ser(found)
    except (ValueError, TypeError, OverflowError):
        raise InvalidInputError(f"the header {name} is no structured field") from None
    if not isinstance(found, dict) or again != text:
        raise InvalidInputError(f"the header {name} is not written in its one form")
    return found


def _pair(member: Any) -> tuple[Any, Mapping[str, Any]]:
    return member if isinstance(member, tuple) else (member, {})


def _name(item: Any) -> str:
    name, parameters = _pair(item)
    if type(name) is not str or parameters:
        raise InvalidInputError("a component is covered with parameters, which is not done here")
    return name


def _parameters(found: Mapping[str, Any]) -> dict[str, int | str]:
    for name in _REQUIRED:
        if name not in found:
            raise InvalidInputError(f"the signature does not say {name}")
    for name, value in found.items():
        if name not in _KINDS or type(value) is not _KINDS[name]:
            raise InvalidInputError("the signature has a parameter that is not known, or of the wrong kind")
    return dict(found)
