"""Bundles: in one file of one form, all that is needed to check offline what a hub says of an audit.

The form is a ZIP whose members are stored, sorted by name and without times of their own, so that equal members give equal
bytes, and `verify` can write it again to compare.
"""

import hashlib
import io
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from commandcenter.attestation.content.cid import raw_cid
from commandcenter.attestation.model import KINDS_OF_AUDIT, Kind
from commandcenter.attestation.verify import MAX_BUNDLE, MAX_MEMBERS, Refused, check_crc, check_form, read_zip
from commandcenter.kernel.canonical import canonical
from commandcenter.kernel.errors import InvalidInputError, TooLargeError
from commandcenter.signing.dsse import parse_canonical


@dataclass(frozen=True, slots=True)
class Logged:
    """Hold a signed statement: its envelope, its place in the log, and the proof (tlog-proof) that it stands there."""

    envelope: bytes = field(repr=False)
    index: int
    proof: bytes = field(repr=False)

    def to_json(self) -> dict[str, Any]:
        """Say what `bundle.json` tells of it; raises InvalidInputError unless the envelope is canonical."""
        payload = parse_canonical(self.envelope).payload
        digest = hashlib.sha256(payload).hexdigest()
        return {"cid": raw_cid(self.envelope), "index": self.index, "statement": digest}


def make_bundle(
    hub: str, project: str, audit: str, attested: Mapping[Kind, Logged], *,
    files: Mapping[str, bytes], status: bytes, keys: bytes, evidence: Iterable[bytes] = (),
) -> bytes:  # fmt: skip
    """Put a bundle together; equal arguments, equal bytes. Nothing is checked that `verify` checks.

    Args:
        audit: Its id.
        attested: What is said of the audit, by kind; all proofs by one checkpoint with the lines of its witnesses.
        files: `commit.json`, and the files the audit's statement names: `audit.json`, `index.html`, `oscal.json`.
        status: The envelope of the status as of that checkpoint.
        keys: The key set the status names, as `KeySet.canonical` writes it.
        evidence: Files of evidence, any of those listed.

    Raises InvalidInputError when a kind or file is missing, TooLargeError.
    """
    missing = {*KINDS_OF_AUDIT, "audit.json", "commit.json"} - attested.keys() - files.keys()
    if missing or attested.keys() != set(KINDS_OF_AUDIT):
        raise InvalidInputError(
            f"a bundle needs {', '.join(sorted(missing)) or 'what is said of the audit and no more'}"
        )
    told = {kind: one.to_json() for kind, one in attested.items()}
    index = {"v": 1, "hub": hub, "project": project, "audit": audit, "attestations": told}
    parts = {"bundle.json": canonical(index), "status.dsse.json": status, "keys.json": keys}
    parts |= {"ledger/commit.json" if name == "commit.json" else name: data for name, data in files.items()}
    parts |= {f"attestations/{kind}.dsse.json": one.envelope for kind, one in attested.items()}
    parts |= {f"proofs/{kind}.tlog-proof": one.proof for kind, one in attested.items()}
    parts |= {f"evidence/{hashlib.sha256(data).hexdigest()}": data for data in evidence}
    return write_bundle(parts)


def write_bundle(parts: Mapping[str, bytes]) -> bytes:
    """Write members, by name, as the one ZIP they have; raises TooLargeError, and InvalidInputError for a bad name."""
    if len(parts) > MAX_MEMBERS or sum(map(len, parts.values())) > MAX_BUNDLE:
        raise TooLargeError(f"a bundle has at most {MAX_MEMBERS} members and {MAX_BUNDLE:,} bytes")
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
        for name, data in sorted(parts.items()):
            member = zipfile.ZipInfo(name)  # of 1980-01-01
            member.create_system, member.external_attr = 3, 0o100644 << 16
            archive.writestr(member, data)
    bundle = file.getvalue()
    read_bundle(bundle)
    return bundle


def read_bundle(data: bytes) -> dict[str, bytes]:
    """Read the members by name, in their order; raises InvalidInputError for anything `write_bundle` does not write."""
    if len(data) > MAX_BUNDLE:
        raise TooLargeError(f"a bundle has at most {MAX_BUNDLE:,} bytes")
    try:
        entries = read_zip(data)
        check_form(entries, data)
        for entry in entries:
            check_crc(entry)
    except Refused as refused:
        raise InvalidInputError(f"not a bundle: {refused}") from None
    return {entry.name: entry.data for entry in entries}
