"""in-toto statements: what is said, and of which digests, in one canonical form (in-toto Statement v1)."""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from commandcenter.attestation.model import MAX_ENTRY_BYTES, STATEMENT, Kind, kind_of
from commandcenter.kernel.canonical import Json, canonical
from commandcenter.kernel.errors import InvalidInputError, TooLargeError
from commandcenter.signing.dsse import MAX_ENVELOPE_BYTES

MAX_LOGGED_BYTES = (MAX_ENTRY_BYTES - 720) // 4 * 3
"""The largest statement that is logged: in base64, with its type and up to four signatures, it fits one entry."""

_DIGITS: Mapping[str, frozenset[int]] = {"sha256": frozenset({64}), "gitCommit": frozenset({40, 64})}
_HEX = re.compile(r"[0-9a-f]+")
_SUBJECT = frozenset({"name", "uri", "digest", "annotations"})
_STATEMENT = frozenset({"_type", "subject", "predicateType", "predicate"})


@dataclass(frozen=True)
class Subject:
    """Name what a statement is about (in-toto ResourceDescriptor).

    Args:
        digest: By algorithm (`sha256`, `gitCommit`), lower-case hex digits; at least one.

    Raises InvalidInputError with a pointer into the subject.
    """

    name: str
    digest: Mapping[str, str]
    uri: str = ""
    annotations: Mapping[str, Json] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not isinstance(self.name, str) or not self.name:
            raise InvalidInputError("a subject has a name", pointer="/name")
        if not isinstance(self.uri, str):
            raise InvalidInputError("the URI of a subject is text", pointer="/uri")
        if not isinstance(self.annotations, Mapping):
            raise InvalidInputError("the annotations of a subject are an object", pointer="/annotations")
        if not isinstance(self.digest, Mapping) or not self.digest:
            raise InvalidInputError("a subject has a digest", pointer="/digest")
        for algorithm, digits in self.digest.items():
            check_digest(digits, algorithm, f"/digest/{algorithm}")

    def to_json(self) -> dict[str, Any]:
        """Write the subject as the JSON object of the standard; members without a value are left out."""
        said = {"name": self.name, "uri": self.uri, "digest": dict(self.digest), "annotations": dict(self.annotations)}
        return {name: value for name, value in said.items() if value}


@dataclass(frozen=True)
class Statement:
    """Say something, of a kind we know, about one or more subjects with different names.

    Raises InvalidInputError for a predicate of others, and for subjects that are missing or named alike.
    """

    subjects: tuple[Subject, ...]
    predicate_type: str
    predicate: Mapping[str, Json]

    def __post_init__(self) -> None:
        kind_of(self.predicate_type)
        if not self.subjects or len({one.name for one in self.subjects}) < len(self.subjects):
            raise InvalidInputError("a statement has subjects, each under its own name", pointer="/subject")

    @property
    def kind(self) -> Kind:
        return kind_of(self.predicate_type)

    def to_json(self) -> dict[str, Any]:
        """Write the statement as the JSON object of the standard."""
        subjects = [one.to_json() for one in self.subjects]
        said = {"predicateType": self.predicate_type, "predicate": dict(self.predicate)}
        return {"_type": STATEMENT, "subject": subjects, **said}

    def canonical(self) -> bytes:
        """Write the statement in its one form: the payload that is signed."""
        return canonical(self.to_json())

    @property
    def digest(self) -> str:
        """SHA-256 of the canonical form (64 hex digits): the name of the statement."""
        return hashlib.sha256(self.canonical()).hexdigest()


def parse_statement(data: bytes) -> Statement:
    """Read a statement that stands in its canonical form, with the members we write and no other.

    Raises InvalidInputError with the pointer of what is wrong, TooLargeError past what an envelope may hold.
    """
    body = _load(data)
    if body.keys() != _STATEMENT:
        raise InvalidInputError(f"a statement has the members {', '.join(sorted(_STATEMENT))} and no other")
    if body["_type"] != STATEMENT:
        raise InvalidInputError(f"not of the type {STATEMENT}", pointer="/_type")
    if not isinstance(body["predicateType"], str):
        raise InvalidInputError("the type of a predicate is text", pointer="/predicateType")
    if not isinstance(body["predicate"], dict):
        raise InvalidInputError("a predicate is an object", pointer="/predicate")
    if not isinstance(body["subject"], list):
        raise InvalidInputError("subjects are a list", pointer="/subject")
    subjects = tuple(_subject(one, f"/subject/{place}") for place, one in enumerate(body["subject"]))
    statement = Statement(subjects, body["predicateType"], body["predicate"])
    if statement.canonical() != data:  # also where a member stands twice
        raise InvalidInputError("the statement does not stand in its canonical form")
    return statement


def fit_entry(statement: Statement) -> Statement:
    """Return a statement whose signed envelope fits an entry of the log; raises TooLargeError with its size."""
    size = len(statement.canonical())
    if size > MAX_LOGGED_BYTES:
        said = f"the {statement.kind} statement has {size:,} bytes; an entry of the log takes {MAX_LOGGED_BYTES:,}"
        raise TooLargeError(f"{said}: too many packs, controls or statements are told of at once")
    return statement


def check_digest(digits: Any, algorithm: str = "sha256", pointer: str = "") -> str:
    """Return a digest in lower-case hex of the right length, or raise InvalidInputError."""
    if algorithm not in _DIGITS:
        raise InvalidInputError(f"not an algorithm that is taken: {algorithm!r:.40}", pointer=pointer)
    if not isinstance(digits, str) or len(digits) not in _DIGITS[algorithm] or not _HEX.fullmatch(digits):
        raise InvalidInputError(f"not a {algorithm} digest in lower-case hex", pointer=pointer)
    return digits


def _load(data: bytes) -> dict[str, Any]:
    if len(data) > MAX_ENVELOPE_BYTES:
        raise TooLargeError(f"a statement has at most {MAX_ENVELOPE_BYTES:,} bytes")
    try:
        body = json.loads(data)
    except (ValueError, RecursionError):
        raise InvalidInputError("the statement is not JSON") from None
    if not isinstance(body, dict):
        raise InvalidInputError("the statement is not a JSON object")
    return body


def _subject(one: Any, pointer: str) -> Subject:
    if not isinstance(one, dict) or not one.keys() <= _SUBJECT:
        raise InvalidInputError(f"a subject is an object of {', '.join(sorted(_SUBJECT))}", pointer=pointer)
    if not {"name", "digest"} <= one.keys():
        raise InvalidInputError("a subject has a name and a digest", pointer=pointer)
    try:
        return Subject(**one)
    except InvalidInputError as error:
        raise InvalidInputError(error.detail, pointer=f"{pointer}{error.pointer}") from None
