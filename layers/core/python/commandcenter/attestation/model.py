"""The words of attestations: kinds of statements, names of stored things, and how long a statement counts."""

from datetime import timedelta
from typing import Literal

from commandcenter.kernel.errors import InvalidInputError

Kind = Literal["audit", "vsa", "test-result", "change", "status"]
PREDICATES: dict[Kind, str] = {
    "audit": "urn:commandcenter:predicate:audit:v1",
    "vsa": "https://slsa.dev/verification_summary/v1",
    "test-result": "https://in-toto.io/attestation/test-result/v0.1",
    "change": "urn:commandcenter:predicate:change:v1",
    "status": "urn:commandcenter:predicate:status:v1",
}
KINDS_OF_AUDIT: tuple[Kind, ...] = ("audit", "vsa", "test-result")
"""What is said of each audit."""

STATEMENT = "https://in-toto.io/Statement/v1"
PAYLOAD_TYPE = "application/vnd.in-toto+json"
VALID_FOR = timedelta(days=90)
MAX_EVIDENCE = 128
"""How many files of evidence stand among the subjects; all of them stand in the audit, whose digest is attested."""
MAX_ENTRY_BYTES = 65_535
"""The largest entry of a log: its length is told in two bytes (C2SP tlog-tiles)."""


def log_origin(hub: str) -> str:
    """Return the origin of a hub's log, which is also the name of its key (C2SP tlog-checkpoint)."""
    return f"commandcenter/{hub}/log"


def witness_name(hub: str) -> str:
    """Return the name a hub cosigns under (C2SP tlog-cosignature)."""
    return f"commandcenter/{hub}/witness"


def statement_name(digest: str) -> str:
    """Say under which name of the object store a statement lies."""
    return f"attestations/statements/{digest}"


def envelope_name(digest: str) -> str:
    """Say under which name the first envelope of a statement lies."""
    return f"attestations/envelopes/{digest}"


def set_name(project: str, audit: str, file: str = "set.json") -> str:
    """Say under which name a file of what is attested of an audit lies."""
    return f"attestations/projects/{project}/{audit}/{file}"


def kind_of(predicate_type: str) -> Kind:
    """Return the kind of a statement; raises InvalidInputError for a predicate of others."""
    for kind, known in PREDICATES.items():
        if known == predicate_type:
            return kind
    raise InvalidInputError(f"not a predicate of ours: {predicate_type:.100}")
