"""What the fields of a waiver must be; every refusal is an InvalidInputError with the pointer of the field."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from commandcenter.kernel.canonical import canonical
from commandcenter.kernel.clock import format_time, parse_time
from commandcenter.kernel.errors import InvalidInputError
from commandcenter.kernel.urn import HUB_PROJECT, check_name
from commandcenter.signing.base64_text import from_base64url

MAX_TEXT_CHARACTERS = 4_000
MAX_SCOPE_BYTES = 20_000
MAX_CONTROLS = 100

_CONTROL = re.compile(r"[A-Z][A-Z0-9]*(-[A-Za-z0-9.]+)+")
_PACK = re.compile(r"[a-z][a-z0-9]*")
_API_KEY = re.compile(r"key:[A-Za-z0-9][A-Za-z0-9_.-]{0,63}")
_UNSHOWN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")


def check_project(name: Any, pointer: str) -> None:
    """Refuse what is not the name of a project."""
    try:
        check_name(name)
    except (InvalidInputError, TypeError):
        name = HUB_PROJECT
    if name == HUB_PROJECT:
        raise InvalidInputError("a waiver is for one project, by its name", pointer=pointer)


def check_pack(name: Any, pointer: str) -> None:
    """Refuse what is not the id of a rule pack."""
    if not (isinstance(name, str) and len(name) <= 80 and _PACK.fullmatch(name)):
        raise InvalidInputError("the id of a rule pack is needed", pointer=pointer)


def sort_controls(controls: Any, pointer: str) -> tuple[str, ...]:
    """Return control ids in order; there is no sign for all of them."""
    if isinstance(controls, str) or not isinstance(controls, Sequence) or not 1 <= len(controls) <= MAX_CONTROLS:
        raise InvalidInputError(f"a waiver names 1 to {MAX_CONTROLS} controls", pointer=pointer)
    for place, one in enumerate(controls):
        if not (isinstance(one, str) and len(one) <= 80 and _CONTROL.fullmatch(one)):
            raise InvalidInputError("not the id of a control", pointer=f"{pointer}/{place}")
    if len(set(controls)) < len(controls):
        raise InvalidInputError("a control comes twice", pointer=pointer)
    return tuple(sorted(controls))


def check_text(text: Any, pointer: str) -> None:
    """Refuse what is not text a person can read."""
    if not isinstance(text, str) or not text.strip() or len(text) > MAX_TEXT_CHARACTERS or _UNSHOWN.search(text):
        raise InvalidInputError(f"text of 1 to {MAX_TEXT_CHARACTERS:,} characters is needed", pointer=pointer)


def check_scope(scope: Any, pointer: str) -> None:
    """Refuse a scope that is neither text nor an object with something in it."""
    if isinstance(scope, str):
        check_text(scope, pointer)
        return
    if not isinstance(scope, dict) or not scope:
        raise InvalidInputError("what the waiver covers is told by text or an object", pointer=pointer)
    try:
        size = len(canonical(scope))
    except InvalidInputError as error:
        raise InvalidInputError(error.detail, pointer=pointer) from None
    if size > MAX_SCOPE_BYTES:
        raise InvalidInputError(f"larger than {MAX_SCOPE_BYTES:,} bytes", pointer=pointer)


def check_principal(principal: Any, pointer: str) -> None:
    """Refuse what is neither `key:<API key id>` nor `sig:<key thumbprint>`."""
    if not isinstance(principal, str) or not (_API_KEY.fullmatch(principal) or _is_thumbprint(principal)):
        raise InvalidInputError("key:<API key id> or sig:<key thumbprint> is needed", pointer=pointer)


def check_moment(moment: Any, pointer: str) -> None:
    """Refuse a time without a zone, and one that milliseconds do not tell exactly: it would not be read back the same."""
    if not isinstance(moment, datetime) or moment.tzinfo is None or moment.microsecond % 1_000:
        raise InvalidInputError("an instant in whole milliseconds, with its zone, is needed", pointer=pointer)


def read_moment(text: Any, pointer: str) -> datetime:
    """Read an instant from the one text it has."""
    try:
        moment = parse_time(text)
    except InvalidInputError as error:
        raise InvalidInputError(error.detail, pointer=pointer) from None
    if format_time(moment) != text:
        raise InvalidInputError(f"an instant is written as {format_time(moment)}", pointer=pointer)
    return moment


def check_members(said: Any, needed: Sequence[str], pointer: str = "") -> Mapping[str, Any]:
    """Return an object that has these members and no others."""
    if not isinstance(said, Mapping):
        raise InvalidInputError("an object is needed", pointer=pointer)
    for name in needed:
        if name not in said:
            raise InvalidInputError("this member is missing", pointer=f"{pointer}/{name}")
    for name in said:
        if name not in needed:
            escaped = str(name).replace("~", "~0").replace("/", "~1")
            raise InvalidInputError("this member is not known", pointer=f"{pointer}/{escaped:.200}")
    return said


def _is_thumbprint(principal: str) -> bool:
    scheme, _, thumbprint = principal.partition(":")
    try:
        return scheme == "sig" and len(from_base64url(thumbprint)) == 32
    except InvalidInputError:
        return False
