"""What a registry is told of an attestation, and when two entries are the same."""

import re
from collections.abc import Mapping
from typing import Any

from commandcenter.kernel.canonical import canonical
from commandcenter.kernel.errors import InvalidInputError, TooLargeError

TEXTS = ("project", "digest", "signer", "proofUrl")
MEMBERS = {*TEXTS, "summary"}
MAX_ENTRY_BYTES = 64 * 1024
_DIGEST = re.compile(r"[0-9a-f]{64}")


def write_entry(entry: Mapping[str, Any]) -> bytes:
    """Write an entry in its one form; raises InvalidInputError with the member at fault, TooLargeError."""
    for name in sorted(MEMBERS ^ entry.keys()):
        raise InvalidInputError(f"an entry has the members {', '.join(sorted(MEMBERS))}", pointer=f"/{name}")
    for name in TEXTS:
        if not isinstance(entry[name], str) or not entry[name]:
            raise InvalidInputError("this is text", pointer=f"/{name}")
    if not isinstance(entry["summary"], Mapping):
        raise InvalidInputError("a summary is an object", pointer="/summary")
    check_digest(entry["digest"])
    body = canonical(dict(entry))
    if len(body) > MAX_ENTRY_BYTES:
        raise TooLargeError(f"an entry has at most {MAX_ENTRY_BYTES:,} bytes")
    return body


def check_digest(digest: str) -> str:
    """Return the SHA-256 of a statement in hex; raises InvalidInputError for anything else."""
    if not _DIGEST.fullmatch(digest):
        raise InvalidInputError("a digest is 64 lower-case hex digits", pointer="/digest")
    return digest


def is_same(body: bytes, held: Mapping[str, Any]) -> bool:
    """Say whether an entry that a registry holds is the one we wrote, numbers compared by value."""
    try:
        return canonical(dict(held)) == body
    except InvalidInputError:  # we write none of those
        return False
