"""Signed notes: a text and lines of signatures under it (C2SP signed-note), read only from the one form each has."""

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from commandcenter.kernel.errors import InvalidInputError, TooLargeError, UnauthenticatedError
from commandcenter.signing.base64_text import from_base64, to_base64
from commandcenter.signing.model import PublicKey

ED25519 = 0x01
"""The type of a signature over the text."""
COSIGNATURE = 0x04
"""The type of an Ed25519 cosignature with its time (C2SP tlog-cosignature)."""
MAX_NOTE_BYTES = 262_144
MAX_LINES = 64

_KEY_ID_BYTES = 4
_DASH = "\u2014 "


@dataclass(frozen=True, slots=True)
class Line:
    """Hold one signature: the name and the short id of its key, and what the key made.

    Raises InvalidInputError for a name that is empty or holds a space or a plus, and for an empty signature.
    """

    name: str
    key_id: bytes
    value: bytes = field(repr=False)

    def __post_init__(self) -> None:
        check_name(self.name)
        if len(self.key_id) != _KEY_ID_BYTES or not self.value:
            raise InvalidInputError("a signature has a key id of 4 bytes and a value")

    def write(self) -> bytes:
        """Write the line, with its newline."""
        return f"{_DASH}{self.name} {to_base64(self.key_id + self.value)}\n".encode()


@dataclass(frozen=True, slots=True)
class Note:
    """Hold a text, which ends in a newline, and one or more signatures, no two lines alike."""

    text: str
    lines: tuple[Line, ...]

    def __post_init__(self) -> None:
        if not self.text.endswith("\n") or any(char < " " and char != "\n" for char in self.text):
            raise InvalidInputError("a note is text without control characters that ends in a newline")
        if not 1 <= len(self.lines) <= MAX_LINES:
            raise InvalidInputError(f"a note has 1 to {MAX_LINES} signatures")
        if len(set(self.lines)) < len(self.lines):
            raise InvalidInputError("a signature of the note comes twice")

    def write(self) -> bytes:
        """Write the note in its one form."""
        return self.text.encode() + b"\n" + b"".join(line.write() for line in self.lines)


def parse_note(data: bytes) -> Note:
    """Read a note; raises InvalidInputError for anything but the bytes `Note.write` gives for it."""
    text, gap, lines = _decode(data).rpartition("\n\n")
    if not gap:
        raise InvalidInputError("a note has an empty line before its signatures")
    return Note(text + "\n", _lines(lines))


def parse_lines(data: bytes) -> tuple[Line, ...]:
    """Read signature lines alone, as witnesses answer them; raises InvalidInputError."""
    return _lines(_decode(data))


def add_lines(note: Note, lines: Iterable[Line]) -> Note:
    """Put signatures under those of a note; of one key, by name and id, the first stays."""
    known = {(line.name, line.key_id) for line in note.lines}
    added = dict[tuple[str, bytes], Line]()
    for line in lines:
        if (line.name, line.key_id) not in known:
            added.setdefault((line.name, line.key_id), line)
    return Note(note.text, (*note.lines, *added.values()))


def key_id(name: str, kind: int, key: PublicKey) -> bytes:
    """Return the 4 bytes that with the name tell an Ed25519 key: of SHA-256(name, newline, type, key)."""
    return hashlib.sha256(name.encode() + b"\n" + bytes([kind]) + key.raw).digest()[:_KEY_ID_BYTES]


def verifier_key(name: str, kind: int, key: PublicKey) -> str:
    """Write a key as other programs for notes are told it: `name+id+base64`."""
    check_name(name)
    return f"{name}+{key_id(name, kind, key).hex()}+{to_base64(bytes([kind]) + key.raw)}"


def check_name(name: str) -> None:
    """Raise InvalidInputError unless a key may have this name."""
    if not name or any(char.isspace() or char == "+" or char < " " for char in name):
        raise InvalidInputError("a key's name is not empty and has neither spaces nor plus signs")


def signed_by(
    note: Note,
    kind: int,
    keys: Mapping[str, Sequence[PublicKey]],
    check: Callable[[PublicKey, Line], bool],
) -> list[tuple[PublicKey, Line]]:
    """List the lines of known keys, all of which were checked.

    Args:
        note: What is signed.
        kind: The type of signature to look at.
        keys: The known Ed25519 keys by name; keys of other algorithms are passed over, and so are lines of others.
        check: Says whether a line's value was made with a key.

    Raises UnauthenticatedError when a line names a known key that did not make it: such a note counts for nothing.
    """
    found = list[tuple[PublicKey, Line]]()
    for line in note.lines:
        candidates = [key for key in keys.get(line.name, ()) if key.algorithm == "ed25519"]
        named = [key for key in candidates if key_id(line.name, kind, key) == line.key_id]
        if not named:
            continue
        maker = next((key for key in named if check(key, line)), None)
        if maker is None:
            raise UnauthenticatedError(f"a signature in the name of {line.name:.200} does not fit")
        found.append((maker, line))
    return found


def read_base64(text: str) -> bytes:
    """Read standard base64 with padding and nothing else; raises InvalidInputError."""
    data = from_base64(text)
    if "-" in text or "_" in text:
        raise InvalidInputError("not standard base64")
    return data


def read_number(text: str) -> int:
    """Read a decimal below 2**63 without leading zeros; raises InvalidInputError."""
    if not (text.isascii() and text.isdigit()) or len(text) > 19 or (text[0] == "0" and text != "0"):
        raise InvalidInputError("not a number in its one form")
    if (number := int(text)) >= 1 << 63:
        raise InvalidInputError("a number is too large")
    return number


def _decode(data: bytes) -> str:
    if len(data) > MAX_NOTE_BYTES:
        raise TooLargeError(f"a note has at most {MAX_NOTE_BYTES:,} bytes")
    try:
        return data.decode()
    except UnicodeDecodeError:
        raise InvalidInputError("a note is UTF-8") from None


def _lines(text: str) -> tuple[Line, ...]:
    if not text.endswith("\n"):
        raise InvalidInputError("a signature line ends in a newline")
    return tuple(map(_line, text[:-1].split("\n")))


def _line(text: str) -> Line:
    name, space, value = text.removeprefix(_DASH).partition(" ")
    if not text.startswith(_DASH) or not space:
        raise InvalidInputError("not a signature line")
    made = read_base64(value)
    return Line(name, made[:_KEY_ID_BYTES], made[_KEY_ID_BYTES:])
